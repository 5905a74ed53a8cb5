import Foundation
import GRDB
import SyncCore

/// Puts right what holds packed changes together: a row of `segment` that is gone or counts wrongly, a row of
/// `packed` that is gone or has another leaf.
///
/// What is put there has its proof here: of a change its leaf, and of a leaf that is gone or altered the root
/// of its block. It stands in `mended_segment` or `mended_leaf` first, with what was there; triggers let through
/// nothing else (I1).
struct Frames {
    static let schema = """
        CREATE TABLE mended_leaf(
            dot INTEGER PRIMARY KEY, leaf BLOB NOT NULL, was BLOB, time INTEGER NOT NULL);
        DROP TRIGGER packed_is_never_altered;
        CREATE TRIGGER packed_is_never_altered BEFORE UPDATE ON packed
            WHEN NEW.dot <> OLD.dot OR NOT EXISTS(
                SELECT 1 FROM mended_leaf WHERE mended_leaf.dot = OLD.dot
                AND mended_leaf.leaf = NEW.leaf)
            BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
        DROP TRIGGER segment_is_never_altered;
        CREATE TRIGGER segment_is_never_altered BEFORE UPDATE ON segment
            WHEN NEW.dot <> OLD.dot OR NOT EXISTS(
                SELECT 1 FROM mended_segment WHERE mended_segment.dot = OLD.dot
                AND mended_segment.bytes = NEW.bytes)
            BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
        """

    let log: LogTable
    /// Milliseconds, wall clock.
    let time: Int64

    private var db: Database { log.db }
    private var segments: SegmentTable { log.statements.segments }

    /// Neighbours of a log that no whole segment holds.
    private struct Piece {
        let sequences: ClosedRange<UInt64>
        /// A row of `segment` begins with it.
        let isFramed: Bool
    }

    private struct Known {
        let leaf: Hash
        let bytes: [UInt8]
        /// It is not what stands in `packed`, or nothing does.
        let isNew: Bool
    }

    /// - Parameter touched: only what overlaps these; all where nil.
    /// - Returns: the number of changes of which a leaf was put right, or that a segment has again.
    @discardableResult
    func mend(_ row: LogRow, touching touched: ClosedRange<UInt64>? = nil) throws -> Int {
        var count = 0
        for piece in try pieces(of: row, touching: touched) {
            count += try mend(piece, of: row)
        }
        return count
    }

    private func dot(_ row: LogRow, _ sequence: UInt64) -> LocalDot {
        LocalDot(log: row.id, sequence: sequence)
    }

    /// How far segments reach in a log: to the first change that lies in a row of its own.
    private func end(of row: LogRow) throws -> UInt64 {
        let next = try LocalDot.fetchOne(
            db.cachedStatement(sql: "SELECT min(dot) FROM change WHERE dot >= ? AND dot < ?"),
            arguments: [dot(row, 0), LocalDot(log: row.id &+ 1, sequence: 0)])
        if let next { return max(next.sequence, 1) - 1 }
        return try segments.packedLength(of: row.id)
    }

    /// What has a broken frame is taken whole, of what has none only what is touched.
    private func pieces(
        of row: LogRow, touching touched: ClosedRange<UInt64>?
    ) throws -> [Piece] {
        let end = try end(of: row)
        guard end > 0 else { return [] }
        let range = (touched ?? 1...end).clamped(to: 1...end)
        var pieces: [Piece] = []
        func addUnframed(_ sequences: Range<UInt64>) throws {
            let part = sequences.clamped(to: range.lowerBound..<(range.upperBound + 1))
            for run in try known(of: row, in: part) {
                pieces.append(.init(sequences: run, isFramed: false))
            }
        }
        let extents = try segments.extents(of: row.id)
            .filter { (1...end).contains($0.first.sequence) }
        var next: UInt64 = 1
        for (index, extent) in extents.enumerated() {
            let start = extent.first.sequence
            try addUnframed(next..<start)
            let isLast = index == extents.count - 1
            // No segment has more, whatever is missing behind it.
            let limit = min(
                isLast ? end : extents[index + 1].first.sequence - 1,
                start + UInt64(Segment.changes) - 1)
            let isCounted =
                (1...Segment.changes).contains(extent.count)
                && UInt64(extent.count) <= limit - start + 1
            next = limit + 1
            guard range.overlaps(start...limit) else { continue }
            if try isCounted && isWhole(extent) {
                next = start + UInt64(extent.count)
            } else {
                pieces.append(.init(sequences: start...limit, isFramed: true))
            }
        }
        try addUnframed(next..<(end + 1))
        return pieces
    }

    /// Runs of neighbours of which anything is left or was given: of what is gone without a trace there may be
    /// as much as a bent cell says.
    private func known(
        of row: LogRow, in sequences: Range<UInt64>
    ) throws -> [ClosedRange<UInt64>] {
        guard !sequences.isEmpty else { return [] }
        let dots = try LocalDot.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT dot FROM packed WHERE dot >= ?1 AND dot < ?2
                    UNION SELECT dot FROM mended WHERE dot >= ?1 AND dot < ?2 ORDER BY dot
                    """),
            arguments: [dot(row, sequences.lowerBound), dot(row, sequences.upperBound)])
        var runs: [ClosedRange<UInt64>] = []
        for sequence in dots.map(\.sequence) {
            if let last = runs.last, last.upperBound + 1 == sequence {
                runs[runs.count - 1] = last.lowerBound...sequence
            } else {
                runs.append(sequence...sequence)
            }
        }
        return runs
    }

    private func isWhole(_ extent: (first: LocalDot, count: Int)) throws -> Bool {
        guard let segment = try? segments.segment(covering: extent.first),
            segment.first == extent.first, segment.count == extent.count
        else { return false }
        return try (0..<extent.count).allSatisfy { try isReadable(segment.dot($0)) }
    }

    private func isReadable(_ dot: LocalDot) throws -> Bool {
        guard let segment = try? segments.segment(covering: dot) else { return false }
        let commitment = try log.commitment(at: dot) ?? .zero
        return try segments.leaf(at: dot)
            == segment.withBytes(of: dot) { MerkleTree.leaf($0, commitment: commitment) }
    }

    private func mend(_ piece: Piece, of row: LogRow) throws -> Int {
        let segment = try piece.isFramed ? recounted(piece, of: row) : nil
        var known: [UInt64: Known] = [:]
        for sequence in piece.sequences {
            known[sequence] = try find(dot(row, sequence), in: segment)
        }
        try dropUnproved(&known, of: row)
        // What lies in a segment that does not open may be found in it later.
        guard !piece.isFramed || known.count == piece.sequences.count else { return 0 }
        let damaged = try piece.sequences.filter { try !isReadable(dot(row, $0)) }
        var mended = 0
        var run: [Known] = []
        var first = piece.sequences.lowerBound
        for sequence in piece.sequences {
            if let next = known[sequence] {
                if run.isEmpty { first = sequence }
                run.append(next)
            }
            guard known[sequence] == nil || sequence == piece.sequences.upperBound else { continue }
            try pack(run, from: dot(row, first))
            mended += damaged.count { (first..<(first + UInt64(run.count))).contains($0) }
            run = []
        }
        return mended
    }

    /// The segment that begins with a piece, whatever number of changes stands beside it.
    private func recounted(_ piece: Piece, of row: LogRow) throws -> Segment? {
        let first = dot(row, piece.sequences.lowerBound)
        let stored = try segments.extents(of: row.id).first { $0.first == first }?.count
        return try Segment.recounted(
            at: first, unpacking: segments.packedBytes(at: first),
            likely: [stored, piece.sequences.count].compactMap(\.self))
    }

    /// What lies in the segment or was given; first what gives the leaf that stands here.
    private func find(_ dot: LocalDot, in segment: Segment?) throws -> Known? {
        let stored = try segments.leaf(at: dot)
        let commitment = try log.commitment(at: dot) ?? .zero
        var found: [[UInt8]] = []
        if let segment, segment.contains(dot) { found.append(Array(segment[dot])) }
        if let given = try Mending.given(for: dot, in: db) { found.append(given) }
        let known = found.map { bytes in
            let leaf = bytes.withUnsafeBytes { MerkleTree.leaf($0, commitment: commitment) }
            return Known(leaf: leaf, bytes: bytes, isNew: leaf != stored)
        }
        return known.first { !$0.isNew } ?? known.first
    }

    /// Leaves that are not what stands here count where their block has its root by them.
    private func dropUnproved(_ known: inout [UInt64: Known], of row: LogRow) throws {
        let new = known.filter(\.value.isNew).map(\.key)
        guard !new.isEmpty else { return }
        let size = LogTree.blockSize
        for block in Set(new.map { ($0 - 1) / size }) {
            let sequences = (block * size + 1)...((block + 1) * size)
            guard try !gives(sequences, known, of: row) else { continue }
            for sequence in new where sequences.contains(sequence) { known[sequence] = nil }
        }
    }

    private func gives(
        _ sequences: ClosedRange<UInt64>, _ known: [UInt64: Known], of row: LogRow
    ) throws -> Bool {
        let tree = LogTree(log.statements, log: row.id)
        guard let root = try? tree.keptBlock(endingAt: sequences.upperBound) else { return false }
        var block = Frontier()
        for sequence in sequences {
            guard let leaf = try known[sequence]?.leaf ?? log.leaf(at: dot(row, sequence)) else {
                return false
            }
            block.append(leaf)
        }
        return block.root == root
    }

    private func pack(_ changes: [Known], from first: LocalDot) throws {
        var rest = changes[...]
        var next = first
        while !rest.isEmpty {
            let (count, packed) = Segment.packing(rest.map(\.bytes))
            let segment = try Segment(at: next, count: count, unpacking: packed)
            try db.execute(
                sql: """
                    INSERT OR REPLACE INTO mended_segment(dot, bytes, was, time)
                    VALUES(?1, ?2, (SELECT bytes FROM segment WHERE dot = ?1), ?3)
                    """, arguments: [next, Data(packed), time])
            try db.execute(
                sql: """
                    INSERT INTO segment(dot, count, bytes) VALUES(?, ?, ?)
                    ON CONFLICT(dot) DO UPDATE SET count = excluded.count, bytes = excluded.bytes
                    """, arguments: [next, count, Data(packed)])
            for (index, change) in rest.prefix(count).enumerated() {
                guard segment[segment.dot(index)].elementsEqual(change.bytes) else {
                    throw StoreError.damaged("segment \(next.value)")
                }
                if change.isNew { try put(change.leaf, at: segment.dot(index)) }
            }
            // What was gathered for it stands in it now.
            let end = LocalDot(value: next.value + Int64(count))
            try db.execute(
                sql: "DELETE FROM mended WHERE was IS NULL AND dot >= ? AND dot < ?",
                arguments: [next, end])
            rest = rest.dropFirst(count)
            next = end
        }
        segments.forget()
    }

    private func put(_ leaf: Hash, at dot: LocalDot) throws {
        let leaf = Data(leaf.bytes)
        try db.execute(
            sql: """
                INSERT OR REPLACE INTO mended_leaf(dot, leaf, was, time)
                VALUES(?1, ?2, (SELECT leaf FROM packed WHERE dot = ?1), ?3)
                """, arguments: [dot, leaf, time])
        try db.execute(
            sql: """
                INSERT INTO packed(dot, leaf) VALUES(?, ?)
                ON CONFLICT(dot) DO UPDATE SET leaf = excluded.leaf
                """, arguments: [dot, leaf])
    }
}

extension Store {
    /// Puts right, by what is here, what holds packed changes together. Tables are to be derived anew afterwards
    /// (`rebuildMended`).
    /// - Parameter time: wall clock, milliseconds.
    /// - Returns: the number of changes that can be read again.
    /// - Throws: `StoreError`; the store is as it was.
    public func mendFrames(at time: Int64) throws -> Int {
        try write { db in
            let log = writer.log(db)
            let frames = Frames(log: log, time: time)
            let mended = try log.scopes().flatMap { try log.logs(in: $0.id) }
                .reduce(0) { try $0 + frames.mend($1) }
            guard mended > 0 else { return 0 }
            writer.forget()
            try oweMended(db)
            return mended
        }
    }
}
