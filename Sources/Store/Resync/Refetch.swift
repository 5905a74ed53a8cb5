import Foundation
import GRDB
import SyncCore

/// A store that is filled from a neighbour to take the place of the node's own: the same scopes and logs
/// under the same numbers, and at first nothing in them.
///
/// It writes nothing and speaks for nobody: its key is drawn for it and dies with the process. Until the
/// swap the node's own store is untouched, and goes on being written to.
final class Refetch: Sendable {
    static let suffix = ".refetch"
    static let jobName = "refetch-of"
    /// Set with all that only the node had: from then on it has the node's name, and takes nothing in.
    static let closedName = "refetch-closed"

    let id: Entity
    let fresh: Store

    /// Goes on with what an earlier attempt at the same instruction has fetched, or begins.
    init(_ id: Entity, for live: Store) throws {
        self.id = id
        let file = SiblingFile(of: live.pool.path, suffix: Self.suffix)
        if let begun = try Self.begun(file, id, live) {
            fresh = begun
            return
        }
        file.remove()
        let made = try Self.make(file, live)
        try made.set(Self.jobName, id.description)
        guard try Self.number(made, as: live) else { throw RefetchError.unsound("numbers") }
        fresh = made
    }

    /// What an earlier attempt has left, if it is of use. Nobody has the file open any more where it is not:
    /// whoever closes last takes the log beside it away.
    private static func begun(_ file: SiblingFile, _ id: Entity, _ live: Store) throws -> Store? {
        guard file.exists, (try? make(file, live).setting(jobName)) == id.description else {
            return nil
        }
        let store = try make(file, live)
        return try number(store, as: live) ? store : nil
    }

    /// Gives every scope and log that the node has by now the number that it has there. Logs are compared and
    /// appended under their numbers; one that was met in another order would be taken for another one.
    /// - Returns: false where a number is taken by something else.
    private static func number(_ fresh: Store, as live: Store) throws -> Bool {
        let isAlike = try live.view { view in
            try fresh.write { db in try Numbering(from: view.db, to: db).copy() }
        }
        fresh.writer.forget()
        return isAlike
    }

    private static func make(_ file: SiblingFile, _ live: Store) throws -> Store {
        try Store(
            path: file.path, vault: live.vault, files: ScratchFiles(live.randomness),
            randomness: live.randomness)
    }

    private var isClosed: Bool { get throws { try fresh.setting(Self.closedName) != nil } }

    /// What is still to be fetched, as far as the peer is known to hold it; where nothing is known of it,
    /// as far as this node does.
    func wants(of live: Store, from peer: Peer) throws -> [Want] {
        guard try !isClosed else { return [] }
        return try live.view { view in
            let peers = PeerTable(db: view.db)
            return try fresh.view { mine in
                try view.log.scopes().filter { peer.scopes.contains($0.scope) }.flatMap { scope in
                    try view.log.logs(in: scope.id).compactMap { row in
                        let known = try peers.length(of: row.id, at: peer.origin)
                        let last = try min(known ?? .max, view.log.length(row.id))
                        let want = Want(
                            scope: scope.scope, origin: row.origin,
                            first: try mine.log.length(row.id) + 1, last: last)
                        return want.isMet ? nil : want
                    }
                }
            }
        }
    }

    /// Takes runs in, each verified to its author's signature from the first change on.
    /// - Returns: the number of changes that are new here.
    func take(
        _ runs: [Run], for live: Store, from peer: Peer, at time: Int64
    ) throws -> Int {
        // Whoever was stopped in the swap goes on with it; what is new since then is the node's own to bring.
        guard try !isClosed else { return 0 }
        guard try Self.number(fresh, as: live) else { throw RefetchError.unsound("numbers") }
        var message = Message(origin: peer.origin, schemaVersion: 0, summary: .zero)
        // A log that the node does not have yet would get a number of its own here.
        message.runs = try live.view { view in
            try runs.filter { run in
                try view.log.scope(run.scope).flatMap {
                    try view.log.log(run.origin, in: $0.id)
                } != nil
            }
        }
        return try fresh.apply([Intake(message, from: peer, at: time, isCarried: true)])[0].get()
            .changes
    }
}

/// The numbers by which a store knows its scopes and logs, carried into another one.
struct Numbering {
    let source: Database
    let target: Database

    init(from source: Database, to target: Database) {
        self.source = source
        self.target = target
    }

    /// - Returns: whether everything has the same number in both now.
    func copy() throws -> Bool {
        for table in ["scope", "log"] { try TableCopy(table).add(from: source, to: target) }
        for sql in ["SELECT scope, id FROM scope", "SELECT log, scope, origin FROM log"] {
            let held = Set(try Row.fetchAll(target, sql: sql))
            guard try Row.fetchAll(source, sql: sql).allSatisfy(held.contains) else { return false }
        }
        return true
    }
}

/// Copies the rows of one table into the same table of another store, each at its place.
struct TableCopy {
    let table: String

    init(_ table: String) { self.table = table }

    /// Those that are not there yet.
    func add(from source: Database, to target: Database) throws {
        try run("INSERT OR IGNORE", from: source, to: target)
    }

    /// All of them, in the place of what is there.
    func replace(from source: Database, to target: Database) throws {
        try target.execute(sql: "DELETE FROM \(table)")
        try run("INSERT", from: source, to: target)
    }

    private func run(
        _ verb: String, from source: Database, to target: Database
    ) throws {
        let columns = try source.columns(in: table).count
        let marks = Array(repeating: "?", count: columns).joined(separator: ", ")
        let insert = try target.cachedStatement(
            sql: "\(verb) INTO \(table) VALUES(\(marks))")
        let rows = try Row.fetchCursor(source, sql: "SELECT * FROM \(table)")
        while let row = try rows.next() {
            try insert.execute(arguments: StatementArguments(row.databaseValues))
        }
    }
}
