import Foundation
import GRDB
import SyncCore

/// One scope as this store numbers it.
struct ScopeRow: Hashable, Sendable {
    let id: Int64
    let scope: Scope
    /// The origin that created the scope and governs it.
    let authority: Origin
    let kind: ScopeKind
}

/// One log as this store numbers it.
struct LogRow: Hashable, Sendable {
    let id: Int64
    let scope: Int64
    let origin: Origin
    let key: [UInt8]
}

/// Reading and appending of logs. Lengths are derived, never stored: two processes share the file.
struct LogTable {
    let db: Database
    let statements: LogStatements

    init(db: Database) {
        self.db = db
        statements = LogStatements(db)
    }

    func scope(_ scope: Scope) throws -> ScopeRow? {
        try statements.scope.first {
            $0.identifier(1, scope)
        } _: { row in
            guard let authority = row.withBytes(2, { Origin(bytes: $0) }) else {
                throw StoreError.damaged("scope")
            }
            return ScopeRow(
                id: row.int(0), scope: scope, authority: authority,
                kind: ScopeKind(rawValue: String(decoding: row.bytes(3), as: UTF8.self)) ?? .station
            )
        }
    }

    func scopes() throws -> [ScopeRow] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: "SELECT scope, id, authority, scope_kind FROM scope ORDER BY id")
        ).map(scopeRow)
    }

    /// A scope by its code and name as they are today; empty where it has none, or is not held.
    func named(_ scope: Scope) throws -> NamedScope {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: "SELECT coalesce(code, ''), coalesce(name, '') FROM scope WHERE id = ?"),
            arguments: [scope.databaseBytes])
        return try NamedScope(scope, code: row?.cell(0) ?? "", name: row?.cell(1) ?? "")
    }

    private func scopeRow(_ row: Row) throws -> ScopeRow {
        guard let scope = Scope(bytes: row.bytes(1)), let origin = Origin(bytes: row.bytes(2))
        else { throw StoreError.damaged("scope") }
        return try ScopeRow(
            id: row.cell(0), scope: scope, authority: origin,
            kind: ScopeKind(rawValue: row.cell(3)) ?? .station)
    }

    func log(_ origin: Origin, in scope: Int64) throws -> LogRow? {
        try statements.byOrigin.first {
            $0.int(1, scope)
            $0.identifier(2, origin)
        } _: {
            try logRow($0)
        }
    }

    func log(_ id: Int64) throws -> LogRow {
        guard let row = try statements.byID.first({ $0.int(1, id) }, logRow) else {
            throw StoreError.damaged("log")
        }
        return row
    }

    /// Sorted by origin.
    func logs(in scope: Int64) throws -> [LogRow] {
        var logs: [LogRow] = []
        try statements.ofScope.forEach({ $0.int(1, scope) }, { logs.append(try logRow($0)) })
        return logs
    }

    private func logRow(_ row: Columns) throws -> LogRow {
        guard let origin = row.withBytes(2, { Origin(bytes: $0) }) else {
            throw StoreError.damaged("log")
        }
        return LogRow(id: row.int(0), scope: row.int(1), origin: origin, key: row.bytes(3))
    }

    /// Opens an empty log for the origin of `key`.
    func create(key: [UInt8], in scope: Int64) throws -> LogRow {
        let origin = Origin(publicKey: key)
        try db.execute(
            sql: "INSERT INTO log(scope, origin, key) VALUES(?, ?, ?)",
            arguments: [scope, Data(origin.bytes), Data(key)])
        return LogRow(id: db.lastInsertedRowID, scope: scope, origin: origin, key: key)
    }

    func length(_ log: Int64) throws -> UInt64 {
        try statements.last.first {
            $0.dot(1, LocalDot(log: log, sequence: 0))
            $0.dot(2, LocalDot(log: log &+ 1, sequence: 0))
        } _: {
            $0.dot(0).sequence
        } ?? statements.segments.packedLength(of: log)
    }

    func vector(of scope: Int64) throws -> VersionVector {
        VersionVector(try logs(in: scope).map { ($0.origin, try length($0.id)) })
    }

    /// Appends one change whose sequence follows the last. Whoever appends seals the block of the tree
    /// that it may complete.
    func append(_ change: Change, to log: Int64) throws -> LocalDot {
        let dot = LocalDot(log: log, sequence: change.header.sequence)
        try change.canonical.bytes.withUnsafeBytes {
            try append($0, leaf: change.leaf, at: dot)
        }
        try noteCarried(change, at: dot)
        return dot
    }

    func append(_ bytes: UnsafeRawBufferPointer, leaf: Hash, at dot: LocalDot) throws {
        try leaf.withBigEndianWords { leaf in
            try statements.append.run {
                $0.dot(1, dot)
                $0.bytes(2, inPlace: leaf)
                $0.bytes(3, inPlace: bytes)
            }
        }
    }

    func canonical(at dot: LocalDot) throws -> CanonicalChange? {
        try stored(at: dot)?.canonical
    }

    /// The same; nil for one that is damaged, too.
    func legible(at dot: LocalDot) throws -> CanonicalChange? {
        do { return try canonical(at: dot) } catch StoreError.damaged { return nil }
    }

    /// A change's leaf and what it is the leaf of; nil where the log does not reach.
    func stored(at dot: LocalDot) throws -> (leaf: Hash, canonical: CanonicalChange)? {
        let inRow = try statements.change.first({ $0.dot(1, dot) }, { ($0.hash(0), $0.bytes(1)) })
        guard let (leaf, bytes) = try inRow ?? packed(at: dot) else { return nil }
        guard let leaf, let canonical = try? CanonicalChange(bytes: bytes) else {
            throw StoreError.damaged("change \(dot.value)")
        }
        return (leaf, canonical)
    }

    private func packed(at dot: LocalDot) throws -> (Hash?, [UInt8])? {
        guard let leaf = try statements.segments.leaf(at: dot) else { return nil }
        return (leaf, try statements.segments.segment(covering: dot).map { Array($0[dot]) } ?? [])
    }

    /// One change as it lies in the file, whether that makes sense or not.
    struct Resting {
        let dot: LocalDot
        /// nil for anything but 32 bytes.
        let leaf: Hash?
        /// Where they lie, good until the next change; nil where no segment has them, or it does not unpack.
        let bytes: UnsafeRawBufferPointer?
    }

    /// The changes of a log in order, without a look at what they say.
    func forEachChange(
        of log: Int64, _ sequences: ClosedRange<UInt64>, _ body: (Resting) throws -> Void
    ) throws {
        let first = LocalDot(log: log, sequence: sequences.lowerBound)
        let last = LocalDot(log: log, sequence: sequences.upperBound)
        try statements.segments.forEachLeaf(from: first, through: last) { dot, leaf in
            var segment: Segment?
            do { segment = try statements.segments.segment(covering: dot) } catch StoreError.damaged
            {}
            guard let segment else {
                return try body(Resting(dot: dot, leaf: leaf, bytes: nil))
            }
            try segment.withBytes(of: dot) {
                try body(Resting(dot: dot, leaf: leaf, bytes: $0))
            }
        }
        try statements.changes.forEach {
            $0.dot(1, first)
            $0.dot(2, last)
        } _: { row in
            try row.withBytes(2) {
                try body(Resting(dot: row.dot(0), leaf: row.hash(1), bytes: $0))
            }
        }
    }

    /// Of the last changes before a sequence, oldest first.
    /// - Parameter limit: of bytes; nil where they are more.
    func canonicalBytes(
        of log: Int64, before sequence: UInt64, atMost count: Int, limit: Int = .max
    ) throws -> [[UInt8]]? {
        // Sequences begin at 1, and so does what stands before the first of them.
        let first = sequence - min(UInt64(count), max(sequence, 1) - 1)
        guard first < sequence else { return [] }
        var changes: [[UInt8]] = []
        var left = limit
        try forEachChange(of: log, first...(sequence - 1)) { change in
            guard left >= 0 else { return }
            guard let bytes = change.bytes else {
                throw StoreError.damaged("change \(change.dot.value)")
            }
            left -= bytes.count
            changes.append([UInt8](bytes))
        }
        return left < 0 ? nil : changes
    }

    /// A change that gives its leaf, where need be without its personal part; nil for one that is damaged.
    /// - Parameter vault: nil where no part is asked for.
    func readable(at dot: LocalDot, vault: PersonalVault? = nil) throws -> Change? {
        do {
            guard let (leaf, canonical) = try stored(at: dot) else { return nil }
            let commitment = try commitment(at: dot)
            let withheld = commitment.map(PersonalContent.withheld) ?? .none
            let content = (try? vault?.content(at: dot, in: db)) ?? withheld
            let change = Change(canonical, personal: content)
            return change.leaf == leaf ? change : nil
        } catch StoreError.damaged { return nil }
    }

    func leaf(at dot: LocalDot) throws -> Hash? {
        let inRow = try statements.leaf.first({ $0.dot(1, dot) }, { $0.hash(0) })
        return try inRow ?? statements.segments.leaf(at: dot)
    }

    /// The leaf that the bytes and the commitment of an unpacked change give; nil where it lies in a segment.
    func givenLeaf(at dot: LocalDot) throws -> Hash? {
        let bytes = try statements.change.first({ $0.dot(1, dot) }, { $0.bytes(1) })
        return try bytes.map { bytes in
            let commitment = try commitment(at: dot) ?? .zero
            return bytes.withUnsafeBytes { MerkleTree.leaf($0, commitment: commitment) }
        }
    }

    /// The root over what the changes of a log give by themselves: where only leaves beside them have gone bad,
    /// it is still the one that was signed. In full blocks leaves are not looked at.
    /// - Throws: `StoreError.damaged` where the log ends before `size`.
    func givenRoot(of log: Int64, size: UInt64) throws -> Hash {
        let full = size / LogTree.blockSize * LogTree.blockSize
        var frontier = try LogTree(statements, log: log).frontier(size: full)
        for sequence in full..<size {
            let dot = LocalDot(log: log, sequence: sequence + 1)
            guard let leaf = try givenLeaf(at: dot) ?? leaf(at: dot) else {
                throw StoreError.damaged("leaves of a log")
            }
            frontier.append(leaf)
        }
        return frontier.root
    }

    /// Of a change's personal part; nil where it has none.
    func commitment(at dot: LocalDot) throws -> Hash? {
        try statements.commitment.first({ $0.dot(1, dot) }, { $0.hash(0) }) ?? nil
    }
}
