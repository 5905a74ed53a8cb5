import Foundation
import GRDB
public import ServiceRecords
public import SyncCore

/// Questions that people ask of the store, answered from one snapshot: a read transaction, or the
/// write transaction of a commit.
public struct StoreView {
    let db: Database
    let vault: PersonalVault
    let log: LogTable

    init(db: Database, vault: PersonalVault) { self.init(log: LogTable(db: db), vault: vault) }

    init(log: LogTable, vault: PersonalVault) {
        db = log.db
        self.vault = vault
        self.log = log
    }

    /// All fields of one group as shown, open and personal; nil where the record is not here, or the
    /// personal part of the group is not held.
    func fields(
        of entity: Entity, _ kind: Kind, _ group: Group, in scope: ScopeRow
    ) throws -> Fields? {
        guard let id = try EntityTable(db: db, scope: scope.id).find(entity) else { return nil }
        return try fields(of: id, kind, group)
    }

    /// Whether every surviving write of a group stood before the eyes of whoever had `context`.
    func isSeen(
        _ entity: Entity, _ tag: GroupTag, by context: Context, in scope: ScopeRow
    ) throws -> Bool {
        guard let id = try EntityTable(db: db, scope: scope.id).find(entity) else { return true }
        let registers = RegisterTable(log: log)
        return try registers.survivors(id, tag).allSatisfy {
            try registers.aliases.dots(of: $0).contains(where: context.covers)
        }
    }

    func isConflict(_ entity: Entity, tag: GroupTag, in scope: ScopeRow) throws -> Bool {
        guard let id = try EntityTable(db: db, scope: scope.id).find(entity) else { return false }
        return try RegisterTable(log: log).survivors(id, tag).count > 1
    }

    func fields(of id: Int64, _ kind: Kind, _ group: Group) throws -> Fields? {
        guard let shown = try RegisterTable(log: log).shown(id, kind.tag(group)) else {
            return Fields()
        }
        var fields = shown.change.fields(of: group.number)
        switch try content(at: shown.dot, of: id) {
        case .none: break
        case .held(let part) where part.group == group.number:
            for entry in part.fields.entries { fields[entry.number] = entry.value }
        case .held: break
        case .withheld: if group.hasPersonalFields { return nil }
        }
        return fields
    }

    /// All groups of a record as shown.
    func fields(of id: Int64, kind: Kind) throws -> [GroupNumber: Fields] {
        var all: [GroupNumber: Fields] = [:]
        for group in kind.groups {
            if let fields = try fields(of: id, kind, group), !fields.isEmpty {
                all[group.number] = fields
            }
        }
        return all
    }

    /// Records of a kind whose id begins with `prefix` (lower-case hexadecimal), ten at most: people
    /// type the first few digits.
    public func entities(of kind: Kind, beginningWith prefix: String) throws -> [Entity] {
        guard !prefix.isEmpty, prefix.utf8.count <= 32,
            let low = Entity(hex: prefix.padded("0")), let high = Entity(hex: prefix.padded("f"))
        else { return [] }
        return try Data.fetchAll(
            db,
            sql: "SELECT uid FROM entity WHERE uid BETWEEN ? AND ? AND kind = ? LIMIT 10",
            arguments: [low.databaseBytes, high.databaseBytes, kind.number]
        ).compactMap { Entity(bytes: $0) }
    }

    func entity(_ id: Int64) throws -> Entity {
        let bytes = try Data.fetchOne(
            db.cachedStatement(sql: "SELECT uid FROM entity WHERE id = ?"), arguments: [id])
        guard let entity = bytes.flatMap({ Entity(bytes: $0) }) else {
            throw StoreError.damaged("entity")
        }
        return entity
    }
}

extension Store {
    /// Asks `body`'s questions of one snapshot.
    public func view<T>(_ body: (StoreView) throws -> T) throws -> T {
        try read { db in try body(StoreView(db: db, vault: vault)) }
    }
}

extension String {
    fileprivate func padded(_ digit: Character) -> String {
        self + String(repeating: digit, count: max(0, 32 - utf8.count))
    }
}
