import GRDB
import SyncCore

extension Store {
    /// How the older part of a log is packed.
    public struct Packing: Sendable, Hashable {
        /// Changes of one segment, 1 to 512.
        public var changes = Segment.changes
        /// So many at a log's end stay as they are, at least one: they are sent, read and written over
        /// most.
        public var kept = 512

        public init() {}
    }

    /// Packs the next piece of one log, in a transaction of its own: a few milliseconds, whenever nobody
    /// waits for the store. What a log says is the same before and after; only its place in the file is
    /// not.
    /// - Returns: the number of changes packed; zero when nothing is left to be packed.
    /// - Throws: `StoreError`; the store is as it was.
    public func pack(_ packing: Packing = Packing()) throws -> Int {
        let log = try read { db in try LogTable(db: db).packable(packing) }
        guard let log else { return 0 }
        return try write { db in try writer.log(db).pack(log, packing) }
    }
}

extension LogTable {
    /// A log with a segment's worth of changes that have come to rest.
    fileprivate func packable(_ packing: Store.Packing) throws -> Int64? {
        try scopes().lazy.flatMap { try logs(in: $0.id) }.map(\.id)
            .first { try restingCount(of: $0, packing) >= packing.changes }
    }

    private func restingCount(of log: Int64, _ packing: Store.Packing) throws -> Int {
        let packed = try statements.segments.packedLength(of: log)
        return Int(clamping: try length(log)) - Int(clamping: packed) - max(1, packing.kept)
    }

    fileprivate func pack(_ log: Int64, _ packing: Store.Packing) throws -> Int {
        let count = min(try restingCount(of: log, packing), packing.changes)
        guard count > 0 else { return 0 }
        let first = try statements.segments.packedLength(of: log) + 1
        var rows: [(leaf: Hash, bytes: [UInt8])] = []
        try forEachChange(of: log, first...(first + UInt64(count) - 1)) { change in
            guard let leaf = change.leaf, let bytes = change.bytes,
                change.dot == LocalDot(log: log, sequence: first + UInt64(rows.count))
            else { throw StoreError.damaged("change \(change.dot.value)") }
            rows.append((leaf, [UInt8](bytes)))
        }
        guard rows.count == count else { throw StoreError.damaged("gap in a log") }
        return try statements.segments.pack(rows, from: LocalDot(log: log, sequence: first))
    }

    /// Puts the changes of every segment that reaches beyond a sequence back into their rows. Of one that does
    /// not unpack the rows get what a neighbour has given for them, and the first of the others all of its
    /// bytes.
    func unpack(_ row: LogRow, beyond point: UInt64) throws {
        let segments = statements.segments
        while try segments.packedLength(of: row.id) > point {
            let last = LocalDot(log: row.id, sequence: try segments.packedLength(of: row.id))
            // With no segment around it there is nothing to be had of it but its leaf.
            var extent = try segments.extent(covering: last) ?? (first: last, count: 1)
            extent.count = min(extent.count, Segment.changes)
            let segment = try? segments.segment(covering: last)
            var rest = segment == nil ? try segments.packedBytes(at: extent.first) : []
            try segments.unpack(extent) { dot, leaf in
                var bytes = segment.map { [UInt8]($0[dot]) } ?? []
                if segment == nil {
                    let given = try Mending.given(for: dot, in: db)
                    bytes = given ?? rest
                    if given == nil { rest = [0] }
                }
                try bytes.withUnsafeBytes { try append($0, leaf: leaf, at: dot) }
            }
        }
    }
}
