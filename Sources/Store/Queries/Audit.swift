import Foundation
import GRDB
package import SyncCore

/// Questions of a simulation, which knows from outside what must be here.
extension Store {
    /// Every change of a scope that stands in a log.
    package func changes(in scope: Scope) throws -> [Change] {
        try read { db in
            let log = LogTable(db: db)
            guard let row = try log.scope(scope) else { return [] }
            return try log.logs(in: row.id).flatMap { held in
                try (0..<log.length(held.id)).compactMap { index in
                    let dot = LocalDot(log: held.id, sequence: index + 1)
                    guard let canonical = try log.canonical(at: dot) else { return nil }
                    return Change(canonical, personal: try vault.content(at: dot, in: db))
                }
            }
        }
    }

    /// The original leaves of everything that is held of a scope, in logs or set aside.
    package func originals(in scope: Scope) throws -> Set<Hash> {
        let logged = try changes(in: scope).map(\.originalLeaf)
        let kept = try read { db in
            try Data.fetchAll(
                db,
                sql: """
                    SELECT original FROM evidence JOIN log USING(log) JOIN scope USING(scope)
                    WHERE scope.id = ?
                    """, arguments: [scope.databaseBytes]
            ).compactMap { Hash(bytes: $0) }
        }
        return Set(logged).union(kept)
    }

    /// Commitments of the personal parts that are held of a scope: of changes in logs, and of those that
    /// were set aside, wait, or come again.
    package func heldParts(in scope: Scope) throws -> (logged: Set<Hash>, beside: Set<Hash>) {
        try read { db in
            let log = LogTable(db: db)
            guard let row = try log.scope(scope) else { return ([], []) }
            var logged: Set<Hash> = []
            try ErasureTable(log: log, scope: row).forEachPersonal(isHeld: true) {
                logged.insert($1)
            }
            let parked = ParkedRuns(log: log, vault: vault)
            let beside =
                try EvidenceTable(log: log).all(in: row.id, vault: vault)
                + parked.ids(in: row).flatMap(parked.changes)
            let kept = try KeptParts(db: db).commitments(in: row.id)
            return (logged, kept.union(beside.compactMap(\.personal.part?.commitment)))
        }
    }

    /// The original leaves of everything that is held of a scope and counts.
    package func countedOriginals(in scope: Scope) throws -> Set<Hash> {
        try read { db in
            let leaves = try Data.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT coalesce(
                            (SELECT leaf FROM carried WHERE carried.dot = held.dot), held.leaf)
                        FROM (SELECT dot, leaf FROM change UNION ALL SELECT dot, leaf FROM packed)
                            AS held
                        JOIN log ON log = held.dot >> 40 JOIN scope USING(scope)
                        WHERE scope.id = ? AND held.dot NOT IN (SELECT dot FROM excluded)
                        """), arguments: [scope.databaseBytes])
            return Set(leaves.compactMap { Hash(bytes: $0) })
        }
    }

    /// What does not count, and why.
    package func exclusions(in scope: Scope) throws -> [Dot: String] {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT dot, reason, origin FROM excluded JOIN log ON log.log = dot >> 40
                    JOIN scope USING(scope) WHERE id = ?
                    """, arguments: [scope.databaseBytes])
            return Dictionary(
                try rows.compactMap { row -> (Dot, String)? in
                    guard let origin = Origin(bytes: row.bytes(2)) else { return nil }
                    let local = try LocalDot(value: row.cell(0))
                    return try (Dot(origin: origin, sequence: local.sequence), row.cell(1))
                }, uniquingKeysWith: { $1 })
        }
    }

    /// The surviving writes of every register of a scope, by their original leaves, ascending.
    package func registers(in scope: Scope) throws -> [Entity: [GroupTag: [Hash]]] {
        try read { db in
            let log = LogTable(db: db)
            guard let row = try log.scope(scope) else { return [:] }
            let table = RegisterTable(log: log)
            var registers: [Entity: [GroupTag: [Hash]]] = [:]
            let ids = try Row.fetchAll(
                db, sql: "SELECT id, uid FROM entity WHERE scope = ?", arguments: [row.id])
            for found in ids {
                guard let entity = Entity(bytes: found.bytes(1)) else { continue }
                for tag in try table.tags(of: found.cell(0)) {
                    let survivors = try table.survivors(found.cell(0), tag)
                    guard !survivors.isEmpty else { continue }
                    registers[entity, default: [:]][tag] = survivors.map(\.change.originalLeaf)
                        .sorted()
                }
            }
            return registers
        }
    }

    /// Records that somebody voided; true where something survives that no void has seen.
    package func voided(in scope: Scope) throws -> [Entity: Bool] {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT uid, is_edited FROM voided JOIN entity ON entity.id = voided.entity
                    JOIN scope USING(scope) WHERE scope.id = ?
                    """, arguments: [scope.databaseBytes])
            return Dictionary(
                try rows.compactMap { row -> (Entity, Bool)? in
                    try Entity(bytes: row.bytes(0)).map { try ($0, row.cell(1)) }
                }, uniquingKeysWith: { $1 })
        }
    }
}

extension StoreView {
    /// Records of a kind, ascending.
    package func entities(of kind: KindNumber, in scope: Scope) throws -> [Entity] {
        try Data.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT uid FROM entity JOIN scope USING(scope)
                    WHERE scope.id = ? AND kind = ? ORDER BY uid
                    """), arguments: [scope.databaseBytes, kind]
        ).compactMap { Entity(bytes: $0) }
    }
}

extension Store {
    /// Lengths and roots of all logs of a scope: two stores with the same hold the same.
    package func summary(of scope: Scope) throws -> [Dot: Hash] {
        try read { db in
            let log = LogTable(db: db)
            guard let row = try log.scope(scope) else { return [:] }
            var summary: [Dot: Hash] = [:]
            for held in try log.logs(in: row.id) {
                let length = try log.length(held.id)
                guard length > 0 else { continue }
                summary[Dot(origin: held.origin, sequence: length)] = try LogTree(
                    log.statements, log: held.id
                ).root(size: length)
            }
            return summary
        }
    }
}
