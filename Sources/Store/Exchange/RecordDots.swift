import GRDB
import SyncCore

/// Which change made a record, and which record a change made: how columns name what both sides hold
/// (docs/PROTOCOL.md, Batch).
///
/// The questions come out of the codec, which knows no errors of a store: the first one is kept, and
/// whoever asked has to call `check`.
final class RecordDots {
    private let log: LogTable
    private let vault: PersonalVault
    private let scope: Int64
    private let entities: EntityTable
    private let uid: Prepared
    private var origins: [Int64: Origin] = [:]
    private var rows: [Origin: LogRow?] = [:]
    private var made: [Dot: Entity?] = [:]
    private var failure: (any Error)?

    init(log: LogTable, vault: PersonalVault, scope: Int64) {
        self.log = log
        self.vault = vault
        self.scope = scope
        entities = EntityTable(db: log.db, scope: scope)
        uid = Prepared(log.db, "SELECT uid FROM entity WHERE id = ?")
    }

    /// Throws what has gone wrong with the store since the last time.
    func check() throws {
        defer { failure = nil }
        if let failure { throw failure }
    }

    private func trying<T>(_ question: () throws -> T?) -> T? {
        do { return try question() } catch {
            if failure == nil { failure = error }
            return nil
        }
    }

    /// The change that made a record, if `known` covers it.
    func dot(of entity: Entity, within known: VersionVector) -> Dot? {
        trying {
            // A record that was met before its creation has another id.
            guard let id = try entities.find(entity), id > 0 else { return nil }
            let local = LocalDot(value: id)
            let dot = Dot(origin: try origin(of: local.log), sequence: local.sequence)
            return known.covers(dot) ? dot : nil
        }
    }

    private func origin(of id: Int64) throws -> Origin {
        if let origin = origins[id] { return origin }
        let origin = try log.log(id).origin
        origins[id] = origin
        return origin
    }

    /// The record that the change at a dot makes; nil where the change is not held, or makes none.
    func record(madeAt dot: Dot) -> Entity? {
        if let known = made[dot] { return known }
        let entity = trying { try find(dot) }
        made[dot] = .some(entity)
        return entity
    }

    private func find(_ dot: Dot) throws -> Entity? {
        guard dot.sequence <= Limits.logLength, let row = try row(of: dot.origin) else {
            return nil
        }
        let local = LocalDot(log: row.id, sequence: dot.sequence)
        if let uid = try uid.first({ $0.dot(1, local) }, { $0.withBytes(0) { Entity(bytes: $0) } })
        {
            return uid
        }
        guard let stored = try log.stored(at: local) else { return nil }
        guard stored.canonical.isWrapper else {
            return stored.canonical.header.entity == nil ? Entity(creatingLeaf: stored.leaf) : nil
        }
        let change = Change(
            stored.canonical, personal: try vault.content(at: local, in: log.db))
        return change.createsEntity ? change.entity : nil
    }

    private func row(of origin: Origin) throws -> LogRow? {
        if let row = rows[origin] { return row }
        let row = try log.log(origin, in: scope)
        rows[origin] = .some(row)
        return row
    }
}
