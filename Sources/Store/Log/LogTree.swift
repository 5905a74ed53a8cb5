import Foundation
import GRDB
import SyncCore

/// The Merkle tree over one stored log. Leaves stand with the changes; the root of every full block
/// of 256 leaves is kept, so any root or proof reads a few hundred hashes at most of a long log.
struct LogTree: SubtreeHashes {
    static let blockLevel = 8
    static let blockSize: UInt64 = 1 << blockLevel

    let db: Database
    let log: Int64

    func hash(level: Int, index: UInt64) throws -> Hash {
        if level == Self.blockLevel, let kept = try block(index) { return kept }
        if level > Self.blockLevel {
            return MerkleTree.node(
                try hash(level: level - 1, index: 2 * index),
                try hash(level: level - 1, index: 2 * index + 1))
        }
        let size = UInt64(1) << UInt64(level)
        var part = Frontier()
        for leaf in try leaves(from: index * size + 1, count: size) { part.append(leaf) }
        return part.root
    }

    /// The tree over the first `size` changes.
    func frontier(size: UInt64) throws -> Frontier {
        var frontier = Frontier()
        let blocks = size / Self.blockSize
        for index in 0..<blocks {
            try frontier.append(
                subtree: try hash(level: Self.blockLevel, index: index), ofSize: Self.blockSize)
        }
        let rest = size - blocks * Self.blockSize
        for leaf in try leaves(from: blocks * Self.blockSize + 1, count: rest) {
            frontier.append(leaf)
        }
        return frontier
    }

    func sealBlock(endingAt sequence: UInt64) throws {
        let index = sequence / Self.blockSize - 1
        let hash = try hash(level: Self.blockLevel, index: index)
        try db.cachedStatement(sql: "INSERT INTO subtree(dot, hash) VALUES(?, ?)")
            .execute(arguments: [LocalDot(log: log, sequence: index), Data(hash.bytes)])
    }

    private func block(_ index: UInt64) throws -> Hash? {
        try Data.fetchOne(
            db.cachedStatement(sql: "SELECT hash FROM subtree WHERE dot = ?"),
            arguments: [LocalDot(log: log, sequence: index)]
        ).flatMap { Hash(bytes: $0) }
    }

    private func leaves(from first: UInt64, count: UInt64) throws -> [Hash] {
        guard count > 0 else { return [] }
        let rows = try Data.fetchAll(
            db.cachedStatement(
                sql: "SELECT leaf FROM change WHERE dot BETWEEN ? AND ? ORDER BY dot"),
            arguments: [
                LocalDot(log: log, sequence: first),
                LocalDot(log: log, sequence: first + count - 1),
            ])
        let leaves = rows.compactMap { Hash(bytes: $0) }
        guard leaves.count == Int(count) else { throw StoreError.damaged("leaves of a log") }
        return leaves
    }
}
