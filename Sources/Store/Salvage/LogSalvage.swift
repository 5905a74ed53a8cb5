import Foundation
import GRDB
import SyncCore

/// Makes one log of what was found of it: in the order in which a log lies, without a hole before anything that
/// others could ask for.
struct LogSalvage {
    let log: LogTable
    let scope: ScopeRow
    let row: LogRow
    let vault: PersonalVault
    /// Whether every commitment is here that there was: only then a leaf follows from the bytes alone.
    let isWithoutParts: Bool

    private var db: Database { log.db }
    private var segments: SegmentTable { log.statements.segments }

    /// - Returns: where somebody else's log had to be cut.
    func run(at time: Int64) throws -> SalvageReport.Cut? {
        try dropStrays()
        try spreadBrokenSegments()
        let cut = try closeHole(at: time)
        // What speaks of places that the log has no more would stand in the way of what comes again.
        let evidence = EvidenceTable(log: log)
        try evidence.cut(row, to: log.length(row.id), isBranch: false)
        try sealBlocks()
        return cut
    }

    /// Notes again what the copies of the log carry.
    func noteCarried() throws {
        let length = try log.length(row.id)
        guard length > 0 else { return }
        for sequence in 1...length {
            let dot = LocalDot(log: row.id, sequence: sequence)
            if let change = try log.readable(at: dot) { try log.noteCarried(change, at: dot) }
        }
    }

    // MARK: Strays

    /// Rows whose number has changed stand where nothing was: told by what the change says of itself, and, where
    /// it says nothing any more, by how far away it stands.
    private func dropStrays() throws {
        let (start, end) = (
            LocalDot(log: row.id, sequence: 1), LocalDot(log: row.id &+ 1, sequence: 0)
        )
        var last = start.value
        for table in ["packed", "change"] {
            var strays: [LocalDot] = []
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT dot\(table == "change" ? ", bytes" : "") FROM \(table)
                    WHERE dot >= ? AND dot < ? ORDER BY dot
                    """, arguments: [start, end])
            while let row = try rows.next() {
                let dot = try LocalDot(value: row.cell(0))
                let bytes = table == "change" ? Data.fromDatabaseValue(row[1]) : nil
                let change = bytes.flatMap { try? CanonicalChange(bytes: [UInt8]($0)) }
                let isStray =
                    change.map { $0.header.sequence != dot.sequence }
                    ?? (dot.value - last > Self.longestHole)
                if isStray { strays.append(dot) } else { last = dot.value }
            }
            for dot in strays {
                try db.execute(sql: "DELETE FROM \(table) WHERE dot = ?", arguments: [dot])
            }
        }
    }

    /// Changes that a few pages can have held.
    private static let longestHole: Int64 = 1 << 16

    // MARK: Segments

    /// From the first segment that has not all of its leaves, and the first leaf that has no segment, everything
    /// stands row by row again: what is there of bytes, what is there of leaves.
    private func spreadBrokenSegments() throws {
        guard let first = try firstBroken() else { return }
        let end = LocalDot(log: row.id &+ 1, sequence: 0)
        for extent in try segments.extents(of: row.id) {
            // One that does not unpack has nothing that could be told apart.
            let segment = try? Segment(
                at: extent.first, count: extent.count,
                unpacking: segments.packedBytes(at: extent.first))
            guard let segment else { continue }
            for dot in (0..<segment.count).map(segment.dot) where dot >= first && dot < end {
                let bytes = Array(segment[dot])
                guard let leaf = try segments.leaf(at: dot) ?? leaf(of: bytes, at: dot) else {
                    continue
                }
                try put(bytes, leaf, at: dot)
            }
        }
        let packed = try Row.fetchAll(
            db, sql: "SELECT dot, leaf FROM packed WHERE dot >= ? AND dot < ?",
            arguments: [first, end])
        // Whoever knows the leaf can be given the bytes.
        for row in packed {
            guard let leaf = Hash(bytes: row.bytes(1)) else { continue }
            try put([0], leaf, at: LocalDot(value: row.cell(0)))
        }
        try db.execute(
            sql: "DELETE FROM packed WHERE dot >= ? AND dot < ?", arguments: [first, end])
        try db.execute(
            sql: "DELETE FROM segment WHERE dot + count > ? AND dot < ? AND dot >= ?",
            arguments: [first, end, LocalDot(log: row.id, sequence: 0)])
        segments.forget()
    }

    private func firstBroken() throws -> LocalDot? {
        var next = LocalDot(log: row.id, sequence: 1)
        for extent in try segments.extents(of: row.id) {
            let leaves = try Int.fetchOne(
                db, sql: "SELECT count(*) FROM packed WHERE dot >= ?1 AND dot < ?1 + ?2",
                arguments: [extent.first, Int64(extent.count)])
            guard extent.first == next, (1...Segment.changes).contains(extent.count),
                leaves == extent.count
            else { return next }
            next = LocalDot(value: next.value + Int64(extent.count))
        }
        let rest = try Bool.fetchOne(
            db, sql: "SELECT EXISTS(SELECT 1 FROM packed WHERE dot >= ? AND dot < ?)",
            arguments: [next, LocalDot(log: row.id &+ 1, sequence: 0)])
        return rest == true ? next : nil
    }

    private func leaf(of bytes: [UInt8], at dot: LocalDot) throws -> Hash? {
        let commitment = try log.commitment(at: dot)
        guard commitment != nil || isWithoutParts else { return nil }
        return bytes.withUnsafeBytes { MerkleTree.leaf($0, commitment: commitment ?? .zero) }
    }

    private func put(_ bytes: [UInt8], _ leaf: Hash, at dot: LocalDot) throws {
        try db.cachedStatement(
            sql: "INSERT OR IGNORE INTO change(dot, leaf, bytes) VALUES(?, ?, ?)"
        )
        .execute(arguments: [dot, Data(leaf.bytes), Data(bytes)])
    }

    // MARK: Holes

    /// Nobody can be asked for anything with a log that has a hole: no root of it can be made. An own one is
    /// gone past by the next exchange (docs/RESYNC.md); one of somebody else's ends before its hole, and comes
    /// again. What lies behind waits like a run of a bundle.
    private func closeHole(at time: Int64) throws -> SalvageReport.Cut? {
        let length = try log.length(row.id)
        guard length > 0, try !OwnOrigins(db: db).contains(row.origin),
            let (first, last) = try hole(upTo: length)
        else { return nil }
        let waiting = try park(from: last + 1, through: length, at: time)
        try EvidenceTable(log: log).cut(row, to: first - 1, isBranch: false)
        return .init(scope: scope.scope, origin: row.origin, length: first - 1, waiting: waiting)
    }

    /// The first and the last change that are missing.
    private func hole(upTo length: UInt64) throws -> (first: UInt64, last: UInt64)? {
        var hole: (first: UInt64, last: UInt64)?
        var next: UInt64 = 1
        let dots = try LocalDot.fetchCursor(
            db,
            sql: """
                SELECT dot FROM packed WHERE dot BETWEEN ?1 AND ?2
                UNION SELECT dot FROM change WHERE dot BETWEEN ?1 AND ?2 ORDER BY dot
                """,
            arguments: [
                LocalDot(log: row.id, sequence: 1), LocalDot(log: row.id, sequence: length),
            ])
        while let dot = try dots.next() {
            if dot.sequence > next { hole = (hole?.first ?? next, dot.sequence - 1) }
            next = dot.sequence + 1
        }
        return hole
    }

    /// The number of changes that wait; none where what is left proves nothing.
    private func park(
        from first: UInt64, through last: UInt64, at time: Int64
    ) throws -> Int {
        guard first <= last, let signed = try CheckpointTable(db: db).latest(of: row.id),
            signed.joined == last
        else { return 0 }
        var rows: [Run.Row] = []
        var size = 0
        for sequence in first...last {
            let dot = LocalDot(log: row.id, sequence: sequence)
            guard let change = try log.readable(at: dot, vault: vault) else { return 0 }
            rows.append(.init(canonical: change.canonical.bytes, personal: change.personal))
            size += change.canonical.bytes.count
            guard size < Limits.messageBytes / 2 else { return 0 }
        }
        let run = Run(
            scope: scope.scope, origin: row.origin, first: first, rows: rows,
            checkpoint: signed.checkpoint, proof: signed.proof)
        let isKept = try ParkedRuns(log: log, vault: vault)
            .keep(run, in: scope, key: row.key, after: [], from: row.origin, at: time)
        return isKept == nil ? 0 : rows.count
    }

    // MARK: Tree

    /// Seals the blocks that are missing, as far as their leaves are there.
    private func sealBlocks() throws {
        let tree = LogTree(log.statements, log: row.id)
        let blocks = try log.length(row.id) / LogTree.blockSize
        for block in 0..<blocks {
            let place = LocalDot(log: row.id, sequence: block)
            let isSealed = try Bool.fetchOne(
                db.cachedStatement(sql: "SELECT EXISTS(SELECT 1 FROM subtree WHERE dot = ?)"),
                arguments: [place])
            guard isSealed != true else { continue }
            do { try tree.sealBlock(endingAt: (block + 1) * LogTree.blockSize) } catch StoreError
                .damaged
            {}
        }
    }
}
