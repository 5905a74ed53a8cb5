public import Foundation
import GRDB
public import SyncCore

/// A store as an older program has left it, before it is migrated. What may be asked of it is what the first
/// structure of the file had already.
public struct OlderStore: Sendable {
    private let pool: DatabasePool
    private let vault: PersonalVault

    /// nil for a file that is new, or as this program would have it.
    init?(_ pool: DatabasePool, _ vault: PersonalVault) throws {
        let migrator = Migrations.migrator
        let isOlder = try pool.writeWithoutTransaction { db in
            try !migrator.appliedIdentifiers(db).isEmpty && !migrator.hasCompletedMigrations(db)
        }
        guard isOlder else { return nil }
        self.pool = pool
        self.vault = vault
    }

    /// A remembered word of the node about itself.
    public func setting(_ name: String) throws -> String? {
        try StoreError.mapping { try pool.read { try Store.setting(name, in: $0) } }
    }

    public func scopes() throws -> [Scope] {
        try StoreError.mapping {
            try pool.read { try Data.fetchAll($0, sql: "SELECT id FROM scope ORDER BY scope") }
        }.compactMap { Scope(bytes: $0) }
    }

    /// Copies the file as it is.
    public func copyFile(to url: URL) throws { try Store.copy(pool, to: url) }

    /// The portrait of a copy once it is migrated; the copy stays as it is.
    public func portrait(ofCopyAt url: URL) throws -> StorePortrait {
        let trial = url.appendingPathExtension("trial")
        defer { try? FileManager.default.removeItem(at: trial) }
        do { try FileManager.default.copyItem(at: url, to: trial) } catch {
            throw StoreError.disk(code: ResultCode.SQLITE_IOERR.rawValue)
        }
        return try Store.portrait(ofCopyAt: trial, vault)
    }
}
