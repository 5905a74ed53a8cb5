import Foundation
import GRDB
import SyncCore

@testable import Store

extension Replica {
    func entities(of scope: ScopeRow, in log: LogTable) throws -> [(Int64, Entity)] {
        try Row.fetchAll(
            log.db, sql: "SELECT id, uid FROM entity WHERE scope = ?", arguments: [scope.id]
        ).compactMap { row in Entity(bytes: row[1] as Data).map { (row[0], $0) } }
    }

    /// Runs a statement that nothing in the program would: a hand at the file.
    func tamper(_ sql: String, _ arguments: StatementArguments = []) throws {
        try store.pool.writeWithoutTransaction { try $0.execute(sql: sql, arguments: arguments) }
    }

    func localDot(_ dot: Dot) throws -> Int64? {
        try store.read { db in
            let log = LogTable(db: db)
            guard let scope = try log.scope(scope), let row = try log.log(dot.origin, in: scope.id)
            else { return nil }
            return LocalDot(log: row.id, sequence: dot.sequence).value
        }
    }
}

extension StoreView {
    func excludedReasons() throws -> [Dot: String] {
        let rows = try Row.fetchAll(db, sql: "SELECT dot, reason FROM excluded")
        return try Dictionary(
            uniqueKeysWithValues: rows.map { row in
                let local = LocalDot(value: row[0])
                return (
                    Dot(origin: try log.log(local.log).origin, sequence: local.sequence), row[1]
                )
            })
    }

    func voidedEntities() throws -> [Entity: Bool] {
        let rows = try Row.fetchAll(db, sql: "SELECT entity, is_edited FROM voided")
        return try Dictionary(
            uniqueKeysWithValues: rows.map { (try entity($0[0]), $0[1] as Bool) })
    }
}
