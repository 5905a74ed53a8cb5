public import Foundation
import GRDB
import SyncCore

/// What a store says, in a few hashes: equal for two files that say the same.
public struct StorePortrait: Codable, Hashable, Sendable {
    /// Length and root by scope and origin.
    public let logs: [String: String]
    /// State digest by scope.
    public let states: [String: String]
    /// Places in which it contradicts itself.
    public let findings: Int
    public let changes: Int
}

extension Store {
    /// Copies the file as it is at one moment, while the node goes on.
    /// - Parameter url: of the copy, which must not exist yet.
    /// - Throws: `StoreError`.
    public func copyFile(to url: URL) throws { try Self.copy(pool, to: url) }

    static func copy(_ pool: DatabasePool, to url: URL) throws {
        try StoreError.mapping {
            let copy = try DatabaseQueue(path: url.path, configuration: configuration)
            try pool.backup(to: copy)
            // One file is easier to carry than three.
            try copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
            try copy.close()
        }
    }

    /// The portrait of a copy of this store, or of one under the same vault key, with what SQLite says of
    /// the file. A copy that an older program has made is migrated for it.
    /// - Throws: `StoreError`.
    public func portrait(ofCopyAt url: URL) throws -> StorePortrait {
        try Self.portrait(ofCopyAt: url, vault)
    }

    static func portrait(ofCopyAt url: URL, _ vault: PersonalVault) throws -> StorePortrait {
        try StoreError.mapping {
            let copy = try DatabaseQueue(path: url.path, configuration: configuration)
            try bringUpToDate(copy, vault)
            return try copy.read { db in try Self.portrait(of: StoreView(db: db, vault: vault)) }
        }
    }

    private static func bringUpToDate(_ copy: DatabaseQueue, _ vault: PersonalVault) throws {
        let migrator = Migrations.migrator
        guard try !copy.read(migrator.hasBeenSuperseded) else { throw StoreError.newerVersion }
        if try !copy.read(migrator.hasCompletedMigrations) { try migrator.migrate(copy) }
        guard try copy.read({ try setting("derived-shape", in: $0) }) != DerivedTables.shape else {
            return
        }
        do {
            try copy.write { db in
                try DerivedTables.create(db)
                let log = LogTable(db: db)
                for scope in try log.scopes() {
                    try Projector(log: log, scope: scope, vault: vault, cache: WriterCache())
                        .rederive(fromScratch: true)
                }
                try set("derived-shape", DerivedTables.shape, in: db)
            }
        } catch StoreError.damaged {
            // A log that cannot be read has no state, here as in any other copy.
        }
    }

    private static func portrait(of view: StoreView) throws -> StorePortrait {
        var report = CheckReport()
        for text in try String.fetchAll(view.db, sql: "PRAGMA quick_check") where text != "ok" {
            report.findings.append(.init(what: .file, place: text))
        }
        try LogCheck(view: view).run(into: &report)
        var logs: [String: String] = [:]
        var states: [String: String] = [:]
        for scope in try view.log.scopes() {
            for row in try view.log.logs(in: scope.id) {
                let length = try view.log.length(row.id)
                let root = try LogTree(view.log.statements, log: row.id).root(size: length)
                logs["\(scope.scope)/\(row.origin)"] = "\(length) \(root.hex)"
            }
            // Where a change cannot be read there is no state to speak of, before as after.
            let digest = try? view.stateDigest(of: scope.scope)
            states["\(scope.scope)"] = digest?.hex ?? ""
        }
        return StorePortrait(
            logs: logs, states: states, findings: report.findings.count, changes: report.changes)
    }
}
