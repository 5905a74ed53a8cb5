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
    private static let jobName = "refetch-of"

    let id: Entity
    let fresh: Store

    /// Goes on with what an earlier attempt at the same instruction has fetched, or begins.
    init(_ id: Entity, for live: Store) throws {
        self.id = id
        fresh = try Self.open(SiblingFile(of: live.pool.path, suffix: Self.suffix), id, live)
        try live.view { view in
            try fresh.write { db in
                for table in ["scope", "log"] { try TableCopy(table).add(from: view.db, to: db) }
            }
        }
        fresh.writer.forget()
    }

    private static func open(_ file: SiblingFile, _ id: Entity, _ live: Store) throws -> Store {
        if file.exists {
            // Closed again before the file goes: whoever closes last takes the log beside it away.
            if (try? make(file, live).setting(jobName)) == id.description {
                return try make(file, live)
            }
            file.remove()
        }
        let made = try make(file, live)
        try made.set(jobName, id.description)
        return made
    }

    private static func make(_ file: SiblingFile, _ live: Store) throws -> Store {
        try Store(
            path: file.path, vault: live.vault, files: ScratchFiles(live.randomness),
            randomness: live.randomness)
    }

    /// What is still to be fetched, as far as the peer is known to hold it; where nothing is known of it,
    /// as far as this node does.
    func wants(of live: Store, from peer: Peer) throws -> [Want] {
        try live.view { view in
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
    func take(_ runs: [Run], from peer: Peer, at time: Int64) throws -> Int {
        var message = Message(origin: peer.origin, schemaVersion: 0, summary: .zero)
        message.runs = runs
        return try fresh.apply([Intake(message, from: peer, at: time, isCarried: true)])[0].get()
            .changes
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
