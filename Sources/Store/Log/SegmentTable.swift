import GRDB
import SyncCore

/// The older part of all logs: bytes in segments, and for each change a row with its leaf. What is here is
/// not in `change`; what is in `change` follows it.
final class SegmentTable {
    /// Triggers hold the promise that nothing in a log changes (I1): a change leaves its table for evidence,
    /// or for a segment that covers it and a row with the same leaf; and the way back is the same.
    static let schema = """
        CREATE TABLE segment(dot INTEGER PRIMARY KEY, count INTEGER NOT NULL, bytes BLOB NOT NULL);
        CREATE TABLE packed(dot INTEGER PRIMARY KEY, leaf BLOB NOT NULL);
        CREATE TRIGGER segment_is_never_altered BEFORE UPDATE ON segment
            BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
        CREATE TRIGGER segment_is_never_dropped BEFORE DELETE ON segment
            WHEN EXISTS(
                SELECT 1 FROM packed WHERE dot >= OLD.dot AND dot < OLD.dot + OLD.count)
            BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
        CREATE TRIGGER packed_is_never_altered BEFORE UPDATE ON packed
            BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
        CREATE TRIGGER packed_is_never_dropped BEFORE DELETE ON packed
            WHEN NOT EXISTS(
                SELECT 1 FROM change WHERE change.dot = OLD.dot AND change.leaf = OLD.leaf)
            BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
        DROP TRIGGER change_is_never_dropped;
        CREATE TRIGGER change_is_never_dropped BEFORE DELETE ON change
            WHEN NOT EXISTS(
                SELECT 1 FROM evidence WHERE evidence.log = OLD.dot >> 40
                AND evidence.leaf = OLD.leaf AND evidence.bytes = OLD.bytes)
            AND NOT EXISTS(
                SELECT 1 FROM packed JOIN segment
                ON segment.dot > packed.dot - \(Segment.changes) AND segment.dot <= packed.dot
                AND segment.dot + segment.count > packed.dot
                WHERE packed.dot = OLD.dot AND packed.leaf = OLD.leaf)
            BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
        """

    /// Unpacked ones that are kept: who reads one change of a segment soon reads another.
    private static let keptCount = 16

    private let covering: Prepared
    private let bytes: Prepared
    private let last: Prepared
    private let all: Prepared
    private let allExtents: Prepared
    private let leaf: Prepared
    private let leaves: Prepared
    private let insert: Prepared
    private let insertLeaf: Prepared
    private let dropRows: Prepared
    private let dropLeaves: Prepared
    private let drop: Prepared
    /// Oldest first.
    @exclusivity(unchecked) private var kept: [Segment] = []

    init(_ db: Database) {
        covering = Prepared(
            db,
            """
            SELECT dot, count FROM segment WHERE dot BETWEEN ?1 - \(Segment.changes - 1) AND ?1
            ORDER BY dot DESC LIMIT 1
            """)
        bytes = Prepared(db, "SELECT bytes FROM segment WHERE dot = ?")
        last = Prepared(
            db, "SELECT dot FROM packed WHERE dot >= ? AND dot < ? ORDER BY dot DESC LIMIT 1")
        all = Prepared(db, "SELECT dot FROM segment WHERE dot >= ? AND dot < ? ORDER BY dot")
        allExtents = Prepared(
            db, "SELECT dot, count FROM segment WHERE dot >= ? AND dot < ? ORDER BY dot")
        leaf = Prepared(db, "SELECT leaf FROM packed WHERE dot = ?")
        leaves = Prepared(
            db, "SELECT dot, leaf FROM packed WHERE dot BETWEEN ? AND ? ORDER BY dot")
        insert = Prepared(db, "INSERT INTO segment(dot, count, bytes) VALUES(?, ?, ?)")
        insertLeaf = Prepared(db, "INSERT INTO packed(dot, leaf) VALUES(?, ?)")
        dropRows = Prepared(db, "DELETE FROM change WHERE dot >= ? AND dot < ?")
        dropLeaves = Prepared(db, "DELETE FROM packed WHERE dot >= ? AND dot < ?")
        drop = Prepared(db, "DELETE FROM segment WHERE dot = ?")
    }

    /// The segment that has the bytes of a change; nil where none covers it.
    /// - Throws: `StoreError.damaged` for one that does not unpack.
    func segment(covering dot: LocalDot) throws -> Segment? {
        if let known = kept.last(where: { $0.contains(dot) }) { return known }
        guard let (first, count) = try extent(covering: dot) else { return nil }
        let segment = try Segment(at: first, count: count, unpacking: packedBytes(at: first))
        if kept.count == Self.keptCount { kept.removeFirst() }
        kept.append(segment)
        return segment
    }

    /// Where the segment that has the bytes of a change begins, and how many changes it has.
    func extent(covering dot: LocalDot) throws -> (first: LocalDot, count: Int)? {
        let found = try covering.first({ $0.dot(1, dot) }, { ($0.dot(0), $0.int(1)) })
        guard let (first, count) = found, dot.value - first.value < count else { return nil }
        return (first, Int(clamping: count))
    }

    /// A segment as it lies in the file; none where none begins there.
    func packedBytes(at first: LocalDot) throws -> [UInt8] {
        try bytes.first({ $0.dot(1, first) }, { $0.bytes(0) }) ?? []
    }

    /// The changes of a log whose packed bytes contain some others.
    func dots(of log: Int64, containing part: [UInt8]) throws -> [LocalDot] {
        var starts: [LocalDot] = []
        try all.forEach {
            $0.dot(1, LocalDot(log: log, sequence: 0))
            $0.dot(2, LocalDot(log: log &+ 1, sequence: 0))
        } _: {
            starts.append($0.dot(0))
        }
        return try starts.flatMap { try segment(covering: $0)?.dots(containing: part) ?? [] }
    }

    /// Where each segment of a log begins, and how many changes it has.
    func extents(of log: Int64) throws -> [(first: LocalDot, count: Int)] {
        var extents: [(LocalDot, Int)] = []
        try allExtents.forEach {
            $0.dot(1, LocalDot(log: log, sequence: 0))
            $0.dot(2, LocalDot(log: log &+ 1, sequence: 0))
        } _: {
            extents.append(($0.dot(0), Int(clamping: $0.int(1))))
        }
        return extents
    }

    /// How far a log is packed, as a sequence.
    func packedLength(of log: Int64) throws -> UInt64 {
        try last.first {
            $0.dot(1, LocalDot(log: log, sequence: 0))
            $0.dot(2, LocalDot(log: log &+ 1, sequence: 0))
        } _: {
            $0.dot(0).sequence
        } ?? 0
    }

    func leaf(at dot: LocalDot) throws -> Hash? {
        try leaf.first({ $0.dot(1, dot) }, { $0.hash(0) }) ?? nil
    }

    /// Of the packed changes among these, in order; nil for anything but 32 bytes.
    func forEachLeaf(
        from first: LocalDot, through last: LocalDot, _ body: (LocalDot, Hash?) throws -> Void
    ) throws {
        try leaves.forEach {
            $0.dot(1, first)
            $0.dot(2, last)
        } _: {
            try body($0.dot(0), $0.hash(1))
        }
    }

    /// Moves the leading ones of these changes out of their table; how many.
    /// - Parameter rows: of one log from `first` on, without a gap, and the next that are to be packed.
    func pack(_ rows: [(leaf: Hash, bytes: [UInt8])], from first: LocalDot) throws -> Int {
        let (count, packed) = Segment.packing(rows.map(\.bytes))
        let segment = try Segment(at: first, count: count, unpacking: packed)
        try insert.run {
            $0.dot(1, first)
            $0.int(2, Int64(count))
            $0.bytes(3, packed)
        }
        for (index, row) in rows.prefix(count).enumerated() {
            let dot = segment.dot(index)
            guard segment[dot].elementsEqual(row.bytes) else {
                throw StoreError.damaged("segment \(first.value)")
            }
            try insertLeaf.run {
                $0.dot(1, dot)
                $0.hash(2, row.leaf)
            }
        }
        try run(dropRows, over: (segment.first, segment.count))
        forget()
        return count
    }

    /// Moves the changes of a segment back, each by `put`, and drops it.
    func unpack(
        _ extent: (first: LocalDot, count: Int), _ put: (LocalDot, Hash) throws -> Void
    ) throws {
        for index in 0..<extent.count {
            let dot = LocalDot(value: extent.first.value + Int64(index))
            // One whose leaf is gone leaves a gap.
            if let leaf = try leaf(at: dot) { try put(dot, leaf) }
        }
        try run(dropLeaves, over: extent)
        try drop.run { $0.dot(1, extent.first) }
        forget()
    }

    /// To be called where another may have written.
    func forget() { kept = [] }

    private func run(
        _ statement: Prepared, over extent: (first: LocalDot, count: Int)
    ) throws {
        try statement.run {
            $0.dot(1, extent.first)
            $0.dot(2, LocalDot(value: extent.first.value + Int64(extent.count)))
        }
    }
}
