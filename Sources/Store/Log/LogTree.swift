import Foundation
import GRDB
import SyncCore

/// The Merkle tree over one stored log. Leaves stand with the changes; the root of every full block
/// of 256 leaves is kept, so a root or a proof of a long log reads its blocks in one sweep and a few
/// hundred leaves at most.
struct LogTree: SubtreeHashes {
    static let blockLevel = 8
    static let blockSize: UInt64 = 1 << blockLevel

    let log: Int64
    private let statements: LogStatements

    init(db: Database, log: Int64) {
        self.init(LogStatements(db), log: log)
    }

    init(_ statements: LogStatements, log: Int64) {
        self.statements = statements
        self.log = log
    }

    func hash(level: Int, index: UInt64) throws -> Hash {
        if level >= Self.blockLevel {
            let count = UInt64(1) << UInt64(level - Self.blockLevel)
            return try blocks(from: index * count, count: count).root
        }
        let size = UInt64(1) << UInt64(level)
        var part = Frontier()
        try forEachLeaf(from: index * size + 1, count: size) { part.append($0) }
        return part.root
    }

    /// The tree over the first `size` changes.
    func frontier(size: UInt64) throws -> Frontier {
        let full = size / Self.blockSize
        var frontier = try blocks(from: 0, count: full)
        let rest = size - full * Self.blockSize
        try forEachLeaf(from: full * Self.blockSize + 1, count: rest) { frontier.append($0) }
        return frontier
    }

    /// The root that was kept for the block that ends with `sequence`.
    func keptBlock(endingAt sequence: UInt64) throws -> Hash {
        try hash(level: Self.blockLevel, index: sequence / Self.blockSize - 1)
    }

    /// Keeps the root of the block of leaves that ends with `sequence`.
    func seal(_ root: Hash, endingAt sequence: UInt64) throws {
        try statements.sealBlock.run {
            $0.dot(1, LocalDot(log: log, sequence: sequence / Self.blockSize - 1))
            $0.hash(2, root)
        }
    }

    /// Seals the block that ends with `sequence`, its leaves read again; nothing where none ends there.
    func sealBlock(endingAt sequence: UInt64) throws {
        guard sequence.isMultiple(of: Self.blockSize) else { return }
        var block = Frontier()
        try forEachLeaf(from: sequence - Self.blockSize + 1, count: Self.blockSize) {
            block.append($0)
        }
        try seal(block.root, endingAt: sequence)
    }

    /// The tree over whole blocks.
    private func blocks(from first: UInt64, count: UInt64) throws -> Frontier {
        var frontier = Frontier()
        guard count > 0 else { return frontier }
        try statements.blocks.forEach {
            $0.dot(1, LocalDot(log: log, sequence: first))
            $0.dot(2, LocalDot(log: log, sequence: first + count))
        } _: { row in
            guard let root = row.hash(0) else { throw StoreError.damaged("blocks of a log") }
            try frontier.append(subtree: root, ofSize: Self.blockSize)
        }
        guard frontier.size == count * Self.blockSize else {
            throw StoreError.damaged("blocks of a log")
        }
        return frontier
    }

    private func forEachLeaf(
        from first: UInt64, count: UInt64, _ body: (Hash) -> Void
    ) throws {
        guard count > 0 else { return }
        var found: UInt64 = 0
        let start = LocalDot(log: log, sequence: first)
        let end = LocalDot(log: log, sequence: first + count - 1)
        func note(_ leaf: Hash?) throws {
            guard let leaf else { throw StoreError.damaged("leaves of a log") }
            body(leaf)
            found += 1
        }
        try statements.segments.forEachLeaf(from: start, through: end) { try note($1) }
        try statements.leaves.forEach {
            $0.dot(1, start)
            $0.dot(2, end)
        } _: {
            try note($0.hash(0))
        }
        guard found == count else { throw StoreError.damaged("leaves of a log") }
    }
}
