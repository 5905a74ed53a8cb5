import GRDB
import SyncCore

/// What the writing connection keeps from one transaction to the next: its statements, what it has looked
/// up lately, and for each scope written lately whatever takes its changes in, with who is admitted there.
///
/// All of it stays good while nobody else writes. It is forgotten as soon as another process or
/// connection has committed, or something was rolled back.
final class Writer: @unchecked Sendable {  // The writing connection is one thread at a time.
    /// A scope that is not written for a while has to be asked for again.
    private static let scopes = 32

    private let vault: PersonalVault
    private let cache = WriterCache()
    private var log: LogTable?
    private var statements: Statements?
    /// What SQLite counts for commits of others, as the present transaction has read it.
    private(set) var dataVersion: Int64?
    /// As the own logs were last found to end where they should.
    private var provedTails: Int64?
    private var projectors: [Scope: Projector] = [:]
    /// How the store looked when transfers owed nothing any more; nil where that is not known.
    var transferRest: [Int64]?

    private struct Statements {
        let begin: Prepared
        /// Counts the commits of others.
        let dataVersion: Prepared
    }

    init(vault: PersonalVault) { self.vault = vault }

    /// All that `body` writes becomes durable together, or nothing.
    ///
    /// As the library's own transaction, but with statements that are compiled once.
    func transaction<T>(in db: Database, _ body: (Database) throws -> T) throws -> T {
        let statements = statements(db)
        try statements.begin.run { _ in }
        do {
            try noticeOthers(statements)
            let result = try body(db)
            do {
                // Through the library: its commit hook waits for the end of the statement.
                try db.cachedStatement(sql: "COMMIT TRANSACTION").execute()
            } catch  where PlantedBug.acknowledgedBeforeCommit.isPlanted {
                forget()
                try? db.rollback()
            }
            return result
        } catch {
            forget()
            cache.hasPurged = false
            try? db.rollback()
            throw error
        }
    }

    /// Whether anything was erased since this was last asked.
    func takePurged() -> Bool {
        defer { cache.hasPurged = false }
        return cache.hasPurged
    }

    /// Whether anything was announced since this was last asked.
    func takeAnnounced() -> Bool {
        defer { cache.hasAnnouncements = false }
        return cache.hasAnnouncements
    }

    func log(_ db: Database) -> LogTable {
        if let log { return log }
        let made = LogTable(db: db)
        log = made
        return made
    }

    /// What takes the changes of `scope` in; nil where the scope is not held.
    func projector(of scope: Scope, in db: Database) throws -> Projector? {
        if let known = projectors[scope] { return known }
        let log = log(db)
        guard let row = try log.scope(scope) else { return nil }
        if projectors.count >= Self.scopes { projectors = [:] }
        let made = try Projector(log: log, scope: row, vault: vault, cache: cache)
        projectors[scope] = made
        return made
    }

    /// To be called where derived tables change past the projectors.
    func forget() {
        cache.clear()
        projectors = [:]
        transferRest = nil
        log?.statements.segments.forget()
    }

    /// Whether somebody else has committed since the ends of the own logs were looked at.
    var haveTailsToProve: Bool { provedTails == nil || provedTails != dataVersion }

    /// To be called when a transaction that has looked at them is durable.
    func noteTailsProved() { provedTails = dataVersion }

    private func statements(_ db: Database) -> Statements {
        if let statements { return statements }
        let made = Statements(
            begin: Prepared(db, "BEGIN IMMEDIATE TRANSACTION"),
            dataVersion: Prepared(db, "PRAGMA data_version"))
        statements = made
        return made
    }

    private func noticeOthers(_ statements: Statements) throws {
        let version = try statements.dataVersion.first({ _ in }, { $0.int(0) })
        if version != dataVersion { forget() }
        dataVersion = version
    }
}
