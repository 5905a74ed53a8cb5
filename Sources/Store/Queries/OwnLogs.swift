import Foundation
import GRDB
public import SyncCore

/// A log that this node has written, under the origin that it is now or one that it was before, as far as
/// the present level above has signed for it.
struct OwnLog {
    let row: LogRow
    let length: UInt64
    let covered: UInt64
    /// Seconds since 1970 of the receipt.
    let receiptTime: Int64?
}

extension StoreView {
    /// Every origin that this node has been, the present one last.
    public func ownOrigins() throws -> [Origin] { try OwnOrigins(db: db).all() }

    /// The present one, and those of them that name it, at first or second hand. One that was drawn because
    /// the key before it was lost or revoked has no name but its own.
    public func presentNames() throws -> [Origin] {
        let lineage = try OwnOrigins(db: db).lineage()
        var names = try ownOrigins().suffix(1)
        while let first = names.last,
            let step = lineage.first(where: { $0.origin == first }),
            !names.contains(step.predecessor)
        {
            names.append(step.predecessor)
        }
        return Array(names)
    }

    /// In every scope the logs of all of them, also of those that were succeeded: what an earlier origin
    /// wrote has to arrive as well.
    func ownLogs(upstream: Peer?) throws -> [OwnLog] {
        let origins = try ownOrigins()
        return try log.scopes().flatMap { scope in
            try origins.compactMap { origin in
                guard let row = try log.log(origin, in: scope.id) else { return nil }
                let length = try log.length(row.id)
                // What goes to nobody has arrived.
                let staysHere = scope.kind == .own || scope.kind == .shared
                let covered = try covered(
                    row, length: length, by: staysHere ? nil : upstream)
                return OwnLog(
                    row: row, length: length, covered: covered.size, receiptTime: covered.time)
            }
        }
    }
}

/// Entries of own logs: what somebody here wrote, each once, in however many own logs it stands as itself
/// or as a copy. What an origin says of where it comes from is nobody's entry.
struct EntryCount: Equatable {
    var written = 0
    /// Under a receipt in one of the places where they stand, and not refused.
    var delivered = 0
    var refused = 0

    /// One of several places where an entry stands.
    struct Place {
        let isCovered: Bool
        let isRefused: Bool
    }

    /// Takes an entry that was counted in every one of its places for the one that it is: one that counts
    /// somewhere is not refused, and one receipt delivers it.
    mutating func join(_ places: [Place]) {
        let counting = places.filter { !$0.isRefused }
        let covered = counting.count { $0.isCovered }
        written -= places.count - 1
        delivered -= max(0, covered - 1)
        refused -= places.count - counting.count - (counting.isEmpty ? 1 : 0)
    }
}

extension StoreView {
    func entries(of logs: [OwnLog]) throws -> EntryCount {
        var count = EntryCount()
        for own in logs {
            let lineage = try lineage(in: own)
            count.written += Int(clamping: own.length) - lineage.count
            count.delivered +=
                Int(clamping: own.covered) - lineage.count { $0 <= own.covered }
                - (try refusals(in: own.row.id, through: own.covered))
            count.refused += try refusals(in: own.row.id, through: own.length)
        }
        for places in try repeated(in: logs) { count.join(places) }
        return count
    }

    /// Sequences of what the origin says of where it comes from: it opens the log of a successor.
    private func lineage(in own: OwnLog) throws -> [UInt64] {
        let first = LocalDot(log: own.row.id, sequence: 1)
        guard own.length > 0,
            try log.legible(at: first)?.header.kind == SystemKind.succeed
        else { return [] }
        return try LocalDot.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT dot FROM authority_change WHERE dot BETWEEN ? AND ?
                    AND kind IN (\(SystemKind.succeed), \(SystemKind.fork))
                    """),
            arguments: [first, LocalDot(log: own.row.id, sequence: own.length)]
        ).filter { dot in
            let kind = try log.legible(at: dot)?.header.kind
            return kind == SystemKind.succeed || kind == SystemKind.fork
        }.map(\.sequence)
    }

    /// The places of each entry that stands in more than one: a repair's copies, and what they are
    /// copies of.
    private func repeated(in logs: [OwnLog]) throws -> [[EntryCount.Place]] {
        let byID = Dictionary(logs.map { ($0.row.id, $0) }) { one, _ in one }
        var places: [Entry: Set<LocalDot>] = [:]
        for own in logs {
            for dot in try copies(in: own) {
                guard let copied = try log.legible(at: dot)?.copied else { continue }
                let home = logs.first {
                    $0.row.scope == own.row.scope && $0.row.origin == copied.header.origin
                }.map { LocalDot(log: $0.row.id, sequence: copied.header.sequence) }
                let entry = Entry(bytes: copied.bytes, leaf: try originalLeaf(at: dot))
                places[entry, default: []].insert(dot)
                if let home, try log.legible(at: home)?.bytes == copied.bytes,
                    try originalLeaf(at: home) == entry.leaf
                {
                    places[entry, default: []].insert(home)
                }
            }
        }
        return try places.values.filter { $0.count > 1 }.map { dots in
            try dots.compactMap { dot in try byID[dot.log].map { try place(dot, in: $0) } }
        }
    }

    /// What a copy is a copy of. The bytes alone would not do: two entries may differ in their personal
    /// parts only, which stand in the leaf.
    private struct Entry: Hashable {
        let bytes: [UInt8]
        let leaf: Hash?
    }

    private func originalLeaf(at dot: LocalDot) throws -> Hash? {
        let carried = try Data.fetchOne(
            db.cachedStatement(sql: "SELECT leaf FROM carried WHERE dot = ?"), arguments: [dot])
        return try carried.flatMap { Hash(bytes: $0) } ?? log.leaf(at: dot)
    }

    private func copies(in own: OwnLog) throws -> [LocalDot] {
        try LocalDot.fetchAll(
            db.cachedStatement(sql: "SELECT dot FROM carried WHERE dot BETWEEN ? AND ?"),
            arguments: [
                LocalDot(log: own.row.id, sequence: 1),
                LocalDot(log: own.row.id, sequence: own.length),
            ])
    }

    private func place(_ dot: LocalDot, in own: OwnLog) throws -> EntryCount.Place {
        let isRefused = try Bool.fetchOne(
            db.cachedStatement(
                sql: "SELECT reason <> 'not-admitted' FROM excluded WHERE dot = ?"),
            arguments: [dot])
        return .init(isCovered: dot.sequence <= own.covered, isRefused: isRefused ?? false)
    }
}

extension CanonicalChange {
    /// What a repair's copy is a copy of, however often it was copied; nil for anything else.
    fileprivate var copied: CanonicalChange? {
        var inner = self
        while inner.header.kind == SystemKind.copy, let carried = inner.carried { inner = carried }
        return header.kind == SystemKind.copy ? inner : nil
    }
}
