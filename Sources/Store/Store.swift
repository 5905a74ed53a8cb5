public import Foundation
import GRDB
import GRDBSQLite
public import SyncCore
import Synchronization

/// A node's records on its disk: logs with what proves them, and everything derived from them.
///
/// Two doors lead in: `commit` for what is written here, `apply` for what peers send. Both go through
/// one immediate write transaction on stable storage (`synchronous=FULL`, I2); daemon and command line
/// may have the file open at once. After a throw the store is as it was.
public final class Store: Sendable {
    public static let fileName = "store.sqlite"

    let pool: DatabasePool
    let vault: PersonalVault
    let randomness: any Randomness
    let identity: Identity
    let writer: Writer
    let searchMemo = SearchMemo()
    let warrantMemo = WarrantMemo()
    /// The store that is being filled to take this one's place.
    let refetch = Mutex<Refetch?>(nil)
    /// Where the bytes of attachments lie, if anybody has asked.
    let folders = Mutex<[AttachmentFolder]>([])

    /// Opens the store in `directory`, making or migrating it if need be.
    /// - Parameters:
    ///   - vaultKey: 32 bytes under which personal parts rest.
    ///   - files: where the node's keys and its sidecar lie.
    ///   - path: overrides the file's name; a test opens several in one directory.
    ///   - allowsLostKey: whether it opens, too, when the present origin's key is gone; then nothing can
    ///     be written before `replaceLostKey`.
    ///   - beforeMigrating: called where an older program has written the file, before anything of it is
    ///     altered. Nothing is where it throws.
    /// - Throws: `StoreError`, and what `beforeMigrating` throws.
    public convenience init(
        in directory: URL, fileName: String = Store.fileName, vaultKey: [UInt8],
        files: any NodeFiles, randomness: any Randomness, allowsLostKey: Bool = false,
        beforeMigrating: (OlderStore) throws -> Void = { _ in }
    ) throws {
        try self.init(
            path: directory.appendingPathComponent(fileName).path,
            vault: PersonalVault(key: vaultKey, randomness: randomness), files: files,
            randomness: randomness, allowsLostKey: allowsLostKey, beforeMigrating: beforeMigrating)
    }

    /// - Parameter path: what SQLite opens: a file, or a URI of one that another VFS has.
    package convenience init(
        path: String, vaultKey: [UInt8], files: any NodeFiles, randomness: any Randomness,
        allowsLostKey: Bool = false
    ) throws {
        try self.init(
            path: path, vault: PersonalVault(key: vaultKey, randomness: randomness), files: files,
            randomness: randomness, allowsLostKey: allowsLostKey)
    }

    init(
        path: String, vault: PersonalVault, files: any NodeFiles, randomness: any Randomness,
        allowsLostKey: Bool = false, beforeMigrating: (OlderStore) throws -> Void = { _ in }
    ) throws {
        identity = Identity(files: files)
        self.vault = vault
        writer = Writer(vault: vault)
        self.randomness = randomness
        pool = try StoreError.mapping {
            let pool = try DatabasePool(path: path, configuration: Self.configuration)
            try Self.makeDurable(pool)
            return pool
        }
        try StoreError.mapping {
            try prepare(allowsLostKey: allowsLostKey, beforeMigrating: beforeMigrating)
        }
    }

    static var configuration: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(20)
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { db in
            // With recursive triggers a REPLACE, too, runs into the triggers that guard the log. A file that
            // somebody else has written may hold triggers and views: they get to call nothing that does more
            // than compute.
            try db.execute(
                sql: """
                    PRAGMA cache_size = -6000; PRAGMA recursive_triggers = ON;
                    PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON
                    """)
        }
        return configuration
    }

    /// The pool sets `synchronous=NORMAL` after its own preparation; under it a power cut loses
    /// acknowledged commits, and sequences would be used twice.
    private static func makeDurable(_ pool: DatabasePool) throws {
        try pool.writeWithoutTransaction { db in
            try db.execute(
                sql: "PRAGMA synchronous = \(synchronous); PRAGMA wal_autocheckpoint = 4000")
            try syncLog(db)
            guard try PageLayout.isOurs(db) else { throw StoreError.damaged("page 1") }
        }
    }

    private static var synchronous: String {
        if PlantedBug.noSync.isPlanted { return "OFF" }
        return PlantedBug.synchronousNormal.isPlanted ? "NORMAL" : "FULL"
    }

    /// A commit whose process was killed before its sync is a commit for whoever opens the file next,
    /// and would be sent on; only the next commit's sync made it durable.
    private static func syncLog(_ db: Database) throws {
        var file: UnsafeMutablePointer<sqlite3_file>?
        let code = sqlite3_file_control(
            db.sqliteConnection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file)
        guard code == SQLITE_OK, let file, let methods = file.pointee.pMethods,
            !PlantedBug.openingUnsynced.isPlanted
        else { return }
        let result = methods.pointee.xSync(file, SQLITE_SYNC_NORMAL)
        guard result == SQLITE_OK else {
            throw DatabaseError(resultCode: ResultCode(rawValue: result))
        }
    }

    /// All through the writing connection: a reading one has to parse the schema, too, and whoever opens
    /// a store in order to write needs none.
    private func prepare(
        allowsLostKey: Bool, beforeMigrating: (OlderStore) throws -> Void
    ) throws {
        let migrator = Migrations.migrator
        guard try !pool.writeWithoutTransaction(migrator.hasBeenSuperseded) else {
            throw StoreError.newerVersion
        }
        if let older = try OlderStore(pool, vault) { try beforeMigrating(older) }
        try migrator.migrate(pool)
        let owesScrub = try write { db in
            try checkVaultKey(in: db)
            if try Self.setting("derived-shape", in: db) != DerivedTables.shape {
                try rebuild(db, leavingOutDamage: true)
            }
            if try Self.setting("store-id", in: db) == nil {
                try Self.set("store-id", Hex.encode(randomness.bytes(16)), in: db)
            }
            try identity.found(db)
            let owesScrub = try Self.owesScrub(in: db)
            guard try OwnOrigins(db: db).presentKey() != nil else { return owesScrub }
            do { try identity.refresh(db) } catch StoreError.keyMissing where allowsLostKey {}
            return owesScrub
        }
        if owesScrub { try? scrub() }
    }

    /// A wrong key would show only at the first read, and new parts would be sealed under it.
    func checkVaultKey(in db: Database) throws {
        let proof = Hex.encode([UInt8](vault.token("check", "vault key")))
        guard let known = try Self.setting("vault-check", in: db) else {
            return try Self.set("vault-check", proof, in: db)
        }
        guard known == proof else { throw StoreError.wrongVaultKey }
    }

    /// 2 for FULL: what a test holds us to.
    public func synchronousLevel() throws -> Int {
        try pool.writeWithoutTransaction { db in
            try Int.fetchOne(db, sql: "PRAGMA synchronous") ?? -1
        }
    }

    /// Brings everything from the write-ahead log into the file itself, and empties that log.
    public func checkpointFile() throws {
        try StoreError.mapping {
            try pool.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
        }
    }

    /// Whether anything was written through this object since it was opened.
    public var hasWritten: Bool {
        pool.writeWithoutTransaction { $0.totalChangesCount > 0 }
    }

    /// Changes whenever another connection or process has committed.
    public func dataVersion() throws -> Int64 {
        try StoreError.mapping {
            try pool.writeWithoutTransaction { db in
                try Int64.fetchOne(db, sql: "PRAGMA data_version") ?? 0
            }
        }
    }

    /// As the library's own reading, but with statements that are compiled once: an exchange asks some forty
    /// times.
    func read<T>(_ body: (Database) throws -> T) throws -> T {
        try StoreError.mapping {
            try pool.unsafeRead { db in
                do {
                    try db.cachedStatement(sql: "BEGIN DEFERRED TRANSACTION").execute()
                    let result = try body(db)
                    try db.cachedStatement(sql: "COMMIT TRANSACTION").execute()
                    return result
                } catch {
                    try? db.rollback()
                    throw error
                }
            }
        }
    }

    func write<T>(_ body: (Database) throws -> T) throws -> T {
        try StoreError.mapping {
            try pool.writeWithoutTransaction { db in try writer.transaction(in: db, body) }
        }
    }

    /// A transaction that may append to the node's own logs. Before anything else happens in it the
    /// database is compared with the sidecar; one that was put back makes a new origin first (I2).
    /// - Parameter time: wall clock, milliseconds.
    func append<T>(at time: Int64, _ body: (Database) throws -> T) throws -> T {
        defer { identity.dropWaiting() }
        let result = try write { db in
            try identity.refresh(db)
            // Before the sidecar is asked: of another name's log nobody would look for the end.
            if writer.haveTailsToProve {
                if try LogKeys(log: writer.log(db)).mendOwn() { writer.forget() }
                try goOnPastLostTails(isThorough: false, at: time, in: db)
            }
            let memory = try identity.memory(writer.log(db), version: writer.dataVersion ?? 0)
            if case .lost(let latest) = memory {
                try succeed(latest, because: .sidecar, at: time, in: db)
            }
            return try body(db)
        }
        writer.noteTailsProved()
        // What is durable stays so, whatever becomes of this; it is tried again.
        if writer.takePurged() { finishErasing() }
        identity.exposeWaiting()
        return result
    }
}

extension Store {
    /// A remembered word of the node about itself: role, name, addresses. Not replicated.
    public func setting(_ name: String) throws -> String? {
        try read { try Self.setting(name, in: $0) }
    }

    public func set(_ name: String, _ value: String) throws {
        try write { db in try Self.set(name, value, in: db) }
    }

    static func setting(_ name: String, in db: Database) throws -> String? {
        try String.fetchOne(
            db.cachedStatement(sql: "SELECT value FROM setting WHERE name = ?"),
            arguments: [name])
    }

    static func set(_ name: String, _ value: String, in db: Database) throws {
        try db.execute(
            sql: "INSERT OR REPLACE INTO setting(name, value) VALUES(?, ?)",
            arguments: [name, value])
    }
}
