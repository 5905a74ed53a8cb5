public import Foundation
import GRDB
import GRDBSQLite
public import SyncCore

/// The file of a store in which SQLite trips over pages, opened past them.
///
/// What can be read of it is brought into a sound file, which takes its place in one transaction: whoever has
/// it open, here or in another process, reads and writes before or after (docs/RESYNC.md, A file that SQLite
/// cannot read).
public final class BrokenStore {
    private static let suffix = ".salvage"
    private static let attempts = 3

    private let path: String
    private let queue: DatabaseQueue
    /// What was wrong with the first bytes. They are right by now: nothing of the file would open else.
    private let header: BentHeader?

    /// For a process that has the file not open itself (`ShortFile`).
    /// - Throws: `SalvageError.essential` where so little is left of the first page that nobody could say what
    ///   the rest belongs to, and the file is as it was; `StoreError`.
    public convenience init(in directory: URL, fileName: String = Store.fileName) throws {
        let path = directory.appendingPathComponent(fileName).path
        try ShortFile(path: path)?.lengthen()
        try self.init(path: path)
    }

    init(path: String) throws {
        self.path = path
        header = try Self.opens(path) ? nil : BentHeader(path: path)
        try header?.mend()
        do { queue = try StoreError.mapping { try Self.open(path) } } catch {
            try header?.putBack()
            guard case StoreError.damaged = error else { throw error }
            throw SalvageError.essential("sqlite_schema")
        }
    }

    private static func open(_ path: String) throws -> DatabaseQueue {
        var configuration = Store.configuration
        configuration.busyMode = .timeout(20)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        return queue
    }

    /// Whether SQLite takes the file for a database, for one of ours, and writes to it.
    /// - Throws: `StoreError`, where nothing can be said.
    private static func opens(_ path: String) throws -> Bool {
        do {
            return try open(path).writeWithoutTransaction { db in
                _ = try Row.fetchOne(db, sql: "SELECT 1 FROM sqlite_schema")
                return try sqlite3_db_readonly(db.sqliteConnection, "main") == 0
                    && PageLayout.isOurs(db)
            }
        } catch let error as DatabaseError {
            switch error.resultCode.primaryResultCode {
            case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_ERROR: return false
            default: throw StoreError(error)
            }
        }
    }

    /// The same of a file that need not even open; nothing of it is altered.
    /// - Throws: `SalvageError.essential`, `StoreError`, where nothing can be said.
    public static func finding(in directory: URL) throws -> String? {
        let path = directory.appendingPathComponent(Store.fileName).path
        if let short = ShortFile(path: path) { return "\(short.missing) bytes short" }
        if try !opens(path), try BentHeader(path: path) != nil { return BentHeader.finding }
        return try BrokenStore(path: path).finding()
    }

    /// What SQLite finds wrong with the file, its first words, or in which log of another node there is a hole;
    /// nil for a file that is sound.
    /// - Throws: `StoreError`, where nothing can be said.
    public func finding() throws -> String? {
        if header != nil { return BentHeader.finding }
        return try queue.writeWithoutTransaction { try Self.finding($0, by: "integrity_check") }
    }

    fileprivate static func finding(_ db: Database, by pragma: String) throws -> String? {
        do {
            return try words(db, by: pragma) ?? gap(in: db)
        } catch let error as DatabaseError {
            switch error.resultCode.primaryResultCode {
            case .SQLITE_CORRUPT, .SQLITE_IOERR, .SQLITE_NOTADB:
                return error.message ?? "\(error.resultCode)"
            default: throw StoreError(error)
            }
        }
    }

    /// What SQLite finds wrong by a pragma, its first words, or which index does not fit its table.
    static func words(_ db: Database, by pragma: String) throws -> String? {
        let words = try String.fetchOne(db, sql: "PRAGMA \(pragma)(1)")
        guard words == "ok" else { return words ?? "" }
        return try IndexComparison.run(db).first.map { "index \($0.place)" }
    }

    /// With a log that has a hole nothing can be compared, and nobody can be asked for what is missing. One of
    /// this node's own is gone past by a repair.
    fileprivate static func gap(in db: Database) throws -> String? {
        guard try db.tableExists("packed") && db.tableExists("own_origin") else { return nil }
        let logs = try Row.fetchAll(
            db,
            sql: """
                SELECT log, lower(hex(origin)) FROM log
                WHERE origin NOT IN (SELECT origin FROM own_origin) ORDER BY log
                """)
        for row in logs {
            guard let log = Int64.fromDatabaseValue(row[0]), Salvage.numbers.contains(log) else {
                continue
            }
            let hasGap = try Bool.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT count(*) < max(dot) - ?1 + 1 FROM (
                            SELECT dot FROM packed WHERE dot BETWEEN ?1 AND ?2
                            UNION SELECT dot FROM change WHERE dot BETWEEN ?1 AND ?2)
                        """),
                arguments: [
                    LocalDot(log: log, sequence: 1), LocalDot(log: log &+ 1, sequence: 0),
                ])
            if hasGap == true {
                return "gap in log " + (String.fromDatabaseValue(row[1])?.prefix(12) ?? "")
            }
        }
        return nil
    }

    /// Gives the whole file as it lay on the disk, page by page, with zeros for what that does not give.
    /// - Throws: `StoreError`, and what `take` throws.
    public func copy(_ take: ([UInt8]) throws -> Void) throws {
        try StoreError.mapping {
            try queue.writeWithoutTransaction { db in
                try emptyLog(db)
                let pages = try PageReader(db)
                for number in 1...pages.count {
                    var page = pages.page(number) ?? [UInt8](repeating: 0, count: pages.size)
                    if number == 1, let header {
                        page.replaceSubrange(..<header.found.count, with: header.found)
                    }
                    try take(page)
                }
            }
        }
    }

    /// Puts a sound file with everything that can still be read into the place of this one.
    /// - Parameters:
    ///   - vaultKey: as for `Store`.
    ///   - time: wall clock, milliseconds.
    /// - Throws: `SalvageError`, `StoreError`; the file is as it was.
    public func salvage(
        vaultKey: [UInt8], randomness: any Randomness, at time: Int64
    ) throws -> SalvageReport {
        try salvage(PersonalVault(key: vaultKey, randomness: randomness), randomness, at: time)
    }

    fileprivate func salvage(
        _ vault: PersonalVault, _ randomness: any Randomness, at time: Int64
    ) throws -> SalvageReport {
        let sibling = SiblingFile(of: path, suffix: Self.suffix)
        defer { sibling.remove() }
        for _ in 0..<Self.attempts {
            sibling.remove()
            if let report = try attempt(in: sibling, vault, randomness, at: time) { return report }
        }
        throw SalvageError.busy
    }

    /// - Returns: nil where somebody has committed meanwhile.
    private func attempt(
        in sibling: SiblingFile, _ vault: PersonalVault, _ randomness: any Randomness,
        at time: Int64
    ) throws -> SalvageReport? {
        try StoreError.mapping { try queue.writeWithoutTransaction(emptyLog) }
        let watch = try StoreError.mapping { try Watch(path) }
        let fresh = try Store(
            path: sibling.path, vault: vault, files: ScratchFiles(randomness),
            randomness: randomness)
        let report = try fresh.write { target in
            try queue.writeWithoutTransaction { source in
                try Salvage(pages: PageReader(source), fresh: fresh, db: target).run(at: time)
            }
        }
        try fresh.checkpointFile()
        let swap = Swap(fresh: fresh.pool, live: queue)
        guard try swap.run(isUnchanged: watch.isUnchanged) else { return nil }
        try StoreError.mapping { try queue.writeWithoutTransaction(emptyLog) }
        return report
    }

    /// Brings what was committed last into the file itself, where it can be read page by page.
    private func emptyLog(_ db: Database) throws { _ = try db.checkpoint(.truncate) }
}

extension Store {
    /// What SQLite finds wrong with the file in a quick look through all its pages, which index does not fit its
    /// table, or in which log of another node there is a hole; nil for nothing.
    /// - Throws: `StoreError`, where nothing can be said.
    public func fileFinding() throws -> String? {
        do { return try read { try BrokenStore.finding($0, by: "quick_check") } } catch let error
            as StoreError
        {
            // SQLite may refuse the file before anybody can ask it what it finds.
            guard case .damaged(let words) = error, !error.isOfContent else { throw error }
            return words
        }
    }

    /// Whether a log of another node has a hole.
    /// - Throws: `StoreError`.
    public func hasGap() throws -> Bool { try read { try BrokenStore.gap(in: $0) } != nil }

    /// Puts a sound file with everything that can still be read into the place of this store's own.
    /// - Parameters:
    ///   - time: wall clock, milliseconds.
    ///   - keep: called with the broken file, before anything of it is altered.
    /// - Throws: `SalvageError`, `StoreError`, and what `keep` throws; the file is as it was.
    public func salvage(
        at time: Int64, keeping keep: (BrokenStore) throws -> Void
    ) throws -> SalvageReport {
        let broken = try BrokenStore(path: pool.path)
        try keep(broken)
        defer { writer.forget() }
        return try broken.salvage(vault, randomness, at: time)
    }
}
