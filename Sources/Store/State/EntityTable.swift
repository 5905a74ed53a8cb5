import GRDB
import SyncCore

/// Which record has which local id. The id is the dot of the creating change; a record that is
/// mentioned before its creation has arrived gets a negative one, and keeps it.
final class EntityTable {
    private let db: Database
    private let scope: Int64
    /// nil where one look does not pay for remembering.
    private let cache: WriterCache?
    private let statements: EntityStatements
    /// Whether new records get their rows only with `flush`.
    @exclusivity(unchecked) var isDeferring = false
    /// Records without a row take memory: of so many each gets its own.
    private static let mostPending = 1 << 14
    /// Records that have an id and no row yet.
    @exclusivity(unchecked) private var pending: [Entity: (id: Int64, kind: KindNumber)] = [:]
    /// Whether any record was ever mentioned before its creation; asked once.
    @exclusivity(unchecked) private var hasExpected: Bool?

    init(db: Database, scope: Int64, cache: WriterCache? = nil) {
        self.db = db
        self.scope = scope
        self.cache = cache
        statements = EntityStatements(db)
    }

    func find(_ entity: Entity) throws -> Int64? {
        if let id = cache?.id(of: entity, in: scope) ?? pending[entity]?.id { return id }
        let id = try statements.byUID.first {
            $0.identifier(1, entity)
            $0.int(2, scope)
        } _: {
            $0.int(0)
        }
        if let id { cache?.note(id, of: entity, in: scope) }
        return id
    }

    /// The id of a record that may not have arrived yet.
    func findOrExpect(_ entity: Entity) throws -> Int64 {
        if let id = try find(entity) { return id }
        let id = min(try lowest(), 0) - 1
        _ = try insert(id: id, entity, kind: nil)
        hasExpected = true
        return id
    }

    /// Notes that the change at `dot` creates `entity`; not new if it was known before (expected by a
    /// reference, or created by another copy of the same change).
    /// - Parameter mayBeCopied: whether another copy of the change may be held.
    func create(
        _ entity: Entity, kind: KindNumber, at dot: LocalDot, mayBeCopied: Bool
    ) throws -> (id: Int64, isNew: Bool) {
        let isSurelyNew = try !mayBeCopied && !expectsAny()
        if isDeferring, try isSurelyNew || find(entity) == nil {
            if pending.count >= Self.mostPending { try flush() }
            pending[entity] = (dot.value, kind)
            cache?.note(dot.value, of: entity, in: scope)
            return (dot.value, true)
        }
        if !isDeferring, try insert(id: dot.value, entity, kind: kind) {
            return (dot.value, true)
        }
        guard let id = try find(entity) else { throw StoreError.damaged("entity") }
        if pending[entity] == nil {
            try statements.setKind.run {
                $0.int(1, Int64(kind))
                $0.int(2, id)
            }
        }
        return (id, false)
    }

    /// nil where the creating change has not arrived or does not count.
    func kind(of id: Int64) throws -> KindNumber? {
        try flush()
        return try statements.kind.first({ $0.int(1, id) }) { row in
            row.isNull(0) ? nil : KindNumber(truncatingIfNeeded: row.int(0))
        } ?? nil
    }

    /// Gives the new records their rows, in the order of their ids: the index over these hashes is
    /// the most scattered thing that is written, and each of its pages is then visited once.
    func flush() throws {
        guard !pending.isEmpty else { return }
        for (entity, record) in pending.sorted(by: { $0.key < $1.key }) {
            guard try insert(id: record.id, entity, kind: record.kind) else {
                throw StoreError.damaged("entity")
            }
        }
        pending.removeAll(keepingCapacity: true)
    }

    private func lowest() throws -> Int64 {
        try statements.lowest.first({ _ in }, { $0.int(0) }) ?? 0
    }

    private func expectsAny() throws -> Bool {
        if let known = hasExpected { return known }
        let expects = try lowest() < 0
        hasExpected = expects
        return expects
    }

    /// False where the record has an id already.
    private func insert(id: Int64, _ entity: Entity, kind: KindNumber?) throws -> Bool {
        try statements.insert.run {
            $0.int(1, id)
            $0.int(2, scope)
            $0.identifier(3, entity)
            if let kind { $0.int(4, Int64(kind)) } else { $0.null(4) }
        }
        guard db.changesCount > 0 else { return false }
        cache?.note(id, of: entity, in: scope)
        return true
    }
}

/// The statements by which records and their ids are read and written.
private final class EntityStatements {
    let byUID: Prepared
    let insert: Prepared
    let lowest: Prepared
    let kind: Prepared
    let setKind: Prepared

    init(_ db: Database) {
        byUID = Prepared(db, "SELECT id FROM entity WHERE uid = ? AND scope = ?")
        insert = Prepared(
            db,
            """
            INSERT INTO entity(id, scope, uid, kind) VALUES(?, ?, ?, ?)
            ON CONFLICT(uid, scope) DO NOTHING
            """)
        lowest = Prepared(db, "SELECT min(id) FROM entity")
        kind = Prepared(db, "SELECT kind FROM entity WHERE id = ?")
        setKind = Prepared(db, "UPDATE entity SET kind = ? WHERE id = ?")
    }
}
