import Compression
import Foundation
import GRDB
public import SyncCore

/// A run that came in a bundle and joins nothing that is held yet: what stands before it is on its way.
public struct ParkedRun: Hashable, Sendable {
    public let scope: Scope
    public let origin: Origin
    public let first: UInt64
    public let last: UInt64
    /// Of its bytes as they are kept.
    public let bytes: Int
    /// Milliseconds, when it came.
    public let time: Int64

    /// Fewer than 2⁴⁰, whatever became of the disk.
    public var changes: Int { Int(last - first + 1) }
}

/// Runs that wait for what stands before them. Each is proved to be its author's, down to the signature, by
/// the tree before it that came along. They stand in no vector and count for nothing; whatever extends
/// their log lets them join, be it the line or another bundle.
struct ParkedRuns {
    let log: LogTable
    let vault: PersonalVault

    init(log: LogTable, vault: PersonalVault) {
        self.log = log
        self.vault = vault
    }

    private var db: Database { log.db }

    /// How much is kept: whoever is a neighbour could fill the disk otherwise.
    struct Bound {
        let bytes: Int64
        let runs: Int64
    }

    /// Of one neighbour, under whatever names: it can make up as many logs as it likes.
    var ofSender = Bound(bytes: 64 << 20, runs: 1_024)
    var ofOrigin = Bound(bytes: 64 << 20, runs: 1_024)
    var ofAll = Bound(bytes: 256 << 20, runs: 4_096)

    /// What nothing has joined by then nobody will bring: 400 days, in milliseconds.
    static let lifetime: Int64 = 400 * 86_400_000

    /// Personal parts rest in it, so a run is sealed like them. `sender` is the first name by which the
    /// neighbour that brought it was known; `tried` the length of the log at which it did not join although
    /// it reached it. One is the same as another if all its bytes are: a run with its personal parts
    /// withheld must not keep out the one that has them.
    static let schema = """
        CREATE TABLE parked(
            id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, scope INTEGER NOT NULL,
            origin BLOB NOT NULL, sender BLOB NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
            size INTEGER NOT NULL, time INTEGER NOT NULL, tried INTEGER, sealed BLOB NOT NULL);
        CREATE INDEX parked_place ON parked(scope, origin, first, tried);
        CREATE INDEX parked_origin ON parked(origin, size);
        CREATE INDEX parked_sender ON parked(sender, size);
        CREATE INDEX parked_time ON parked(time);
        """

    /// Keeps a run, once; row by row, since what a bundle brings leans on nothing.
    /// - Parameters:
    ///   - frontier: the tree before it, as whoever brings it says.
    ///   - key: of its origin.
    ///   - sender: the neighbour that brings it.
    /// - Returns: nil where there is no room, or the two do not give what the author signed.
    func park(
        _ carried: Run, after frontier: LogFrontier?, key: [UInt8], from sender: Origin,
        at time: Int64
    ) throws -> ParkedRun? {
        guard let scope = try log.scope(carried.scope), Origin(publicKey: key) == carried.origin,
            let frontier, frontier.precedes(carried),
            // Nothing is unpacked that nobody has signed for.
            (try? carried.checkCheckpoint(publicKey: key)) != nil,
            let run = try? carried.unpacked(by: ZstdFrames()),
            (try? run.verified(after: frontier.frontier, publicKey: key)) != nil
        else { return nil }
        return try keep(run, in: scope, key: key, after: [frontier], from: sender, at: time)
    }

    /// The same of a run that is known to be its author's.
    func keep(
        _ run: Run, in scope: ScopeRow, key: [UInt8], after frontiers: [LogFrontier],
        from sender: Origin, at time: Int64
    ) throws -> ParkedRun? {
        let standing = try StandingTable(log: log, scope: scope).standing()
        let erasures = try ErasureTable(log: log, scope: scope).erasures(by: standing)
        let bytes = Self.bytes(of: run.kept(by: erasures), keys: [key], after: frontiers)
        // Unpacked, it may be more than can be read again.
        guard bytes.count <= Limits.messageBytes else { return nil }
        let parked = ParkedRun(
            scope: run.scope, origin: run.origin, first: run.first, last: run.last,
            bytes: bytes.count, time: time)
        let digest = Hash.sha256(bytes)
        if try isKept(digest) { return parked }
        let sender = try PeerTable(db: db).names(upTo: sender).last ?? sender
        guard try hasRoom(for: Int64(bytes.count), of: run.origin, from: sender) else { return nil }
        try db.execute(
            sql: """
                INSERT INTO parked(digest, scope, origin, sender, first, last, size, time, sealed)
                VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                Data(digest.bytes), scope.id, run.origin.databaseBytes, sender.databaseBytes,
                Int64(clamping: run.first), Int64(clamping: run.last), bytes.count, time,
                Data(try vault.seal(bytes, as: Self.name(run.origin, run.first))),
            ])
        return parked
    }

    private static func bytes(
        of run: Run, keys: [[UInt8]], after frontiers: [LogFrontier]
    ) -> [UInt8] {
        var message = Message(origin: run.origin, schemaVersion: 0, summary: .zero)
        message.keys = keys
        message.runs = [run]
        message.frontiers = frontiers
        return message.bytes
    }

    /// Everything that waits in a scope.
    func ids(in scope: ScopeRow) throws -> [Int64] {
        try Int64.fetchAll(
            db.cachedStatement(sql: "SELECT id FROM parked WHERE scope = ? ORDER BY id"),
            arguments: [scope.id])
    }

    /// Takes erased parts out of a run; whether there were any. One that does not open is left to
    /// whoever wants it next.
    func erase(_ erasures: Erasures, in id: Int64) throws -> Bool {
        guard let (run, keys, frontiers) = try content(of: id) else { return false }
        let kept = run.kept(by: erasures)
        guard kept != run else { return false }
        let bytes = Self.bytes(of: kept, keys: keys, after: frontiers)
        let digest = Hash.sha256(bytes)
        guard try !isKept(digest) else {
            try forget(id)
            return true
        }
        try db.execute(
            sql: "UPDATE parked SET digest = ?, size = ?, sealed = ? WHERE id = ?",
            arguments: [
                Data(digest.bytes), bytes.count,
                Data(try vault.seal(bytes, as: Self.name(run.origin, run.first))), id,
            ])
        return true
    }

    private func isKept(_ digest: Hash) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT 1 FROM parked WHERE digest = ?"),
            arguments: [Data(digest.bytes)]) ?? false
    }

    private func hasRoom(
        for bytes: Int64, of origin: Origin, from sender: Origin
    ) throws -> Bool {
        try hasRoom(for: bytes, within: ofAll, "1", [])
            && hasRoom(for: bytes, within: ofSender, "sender = ?", [sender.databaseBytes])
            && hasRoom(for: bytes, within: ofOrigin, "origin = ?", [origin.databaseBytes])
    }

    private func hasRoom(
        for bytes: Int64, within bound: Bound, _ condition: String, _ arguments: StatementArguments
    ) throws -> Bool {
        let kept = try Row.fetchOne(
            db.cachedStatement(
                // Unlike `sum` it overflows for no damaged row.
                sql: "SELECT total(size), count(*) FROM parked WHERE \(condition)"),
            arguments: arguments)
        guard let kept else { return true }
        let (size, runs) = try (kept.cell(0) as Double, kept.cell(1) as Int64)
        return size + Double(bytes) <= Double(bound.bytes) && runs < bound.runs
    }

    private static func name(_ origin: Origin, _ first: UInt64) -> [UInt8] {
        Array("parked \(origin) \(first)".utf8)
    }

    var isEmpty: Bool {
        get throws {
            try Bool.fetchOne(
                db.cachedStatement(sql: "SELECT NOT EXISTS(SELECT 1 FROM parked)")) ?? true
        }
    }

    /// One that reaches what is held, with its own key.
    struct Joining {
        let id: Int64
        let run: Run
        let keys: [[UInt8]]
        /// Of the log that it reached.
        let length: UInt64
    }

    /// Logs that are held, and for which anything waits.
    func logs(in scopes: Set<Scope>) throws -> [LogRow] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT DISTINCT log.log, scope.id FROM parked
                    JOIN log USING(scope, origin) JOIN scope USING(scope) ORDER BY log.log
                    """)
        ).compactMap { row in
            guard let scope = Scope(bytes: row.bytes(1)), scopes.contains(scope) else {
                return nil
            }
            return try log.log(row.cell(0) as Int64)
        }
    }

    /// The first of a log that is reached by now and was not tried at this length.
    func joining(_ row: LogRow, at time: Int64) throws -> Joining? {
        let length = try log.length(row.id)
        let reached = Int64(clamping: length)
        while true {
            let id = try Int64.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT id FROM parked
                        WHERE scope = ? AND origin = ? AND first <= ? AND tried IS NOT ?
                        ORDER BY first, id LIMIT 1
                        """),
                arguments: [row.scope, row.origin.databaseBytes, reached + 1, reached])
            guard let id else { return nil }
            guard let (run, keys, _) = try opened(id, at: time) else { continue }
            return Joining(id: id, run: run, keys: keys, length: length)
        }
    }

    /// nil for one that does not open any more. It is forgotten: it would stand in the way of everything
    /// that comes for its scope.
    private func opened(_ id: Int64, at time: Int64) throws -> Content? {
        if let content = try content(of: id) { return content }
        let row = try Row.fetchOne(
            db, sql: "SELECT scope, origin FROM parked WHERE id = ?", arguments: [id])
        guard let row else { return nil }
        try forget(id)
        try IncidentTable(db: db).note(
            .parkedLost, at: time, scope: row.cell(0), origin: Origin(bytes: row.bytes(1)))
        return nil
    }

    /// The frontier is that of the log before the run; none where an earlier program has parked it.
    private typealias Content = (run: Run, keys: [[UInt8]], frontiers: [LogFrontier])

    /// nil for one that does not open.
    private func content(of id: Int64) throws -> Content? {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT origin, first, sealed FROM parked WHERE id = ?"),
            arguments: [id])
        guard let row, let origin = Origin(bytes: row.bytes(0)) else { return nil }
        let name = try Self.name(origin, UInt64(clamping: row.cell(1) as Int64))
        let bytes = try? vault.open(row.blob(2), as: name)
        let message = bytes.flatMap { try? Message(bytes: $0) }
        return message.flatMap { message in
            message.runs.first.map { ($0, message.keys, message.frontiers) }
        }
    }

    /// The changes of a run that waits; none where it does not open.
    func changes(of id: Int64) throws -> [Change] {
        try content(of: id)?.run.rows.compactMap { row in
            (try? CanonicalChange(bytes: row.canonical)).map {
                Change($0, personal: row.personal)
            }
        } ?? []
    }

    /// The changes of a run that waits behind the end of a retired log, where nothing may come any more.
    struct Stranded {
        let origin: Origin
        /// The length of the log as it is held.
        let point: UInt64
        /// Those that have to be written again.
        let changes: [Change]
        /// What shows others that words of authority among them stood in their author's log.
        let attestations: [Hash: Attestation]
    }

    /// Ids of runs of some origins.
    func ids(of origins: [Origin], in scope: ScopeRow) throws -> [Int64] {
        guard try !isEmpty else { return [] }
        return try Row.fetchAll(
            db,
            sql: "SELECT id, origin FROM parked WHERE scope = ? ORDER BY origin, first, id",
            arguments: [scope.id]
        ).filter { row in
            Origin(bytes: row.bytes(1)).map(origins.contains) ?? false
        }.map { try $0.cell(0) }
    }

    /// nil for one that does not open any more.
    /// - Parameter isKept: whether nobody has to write a change again.
    func stranded(
        _ id: Int64, in scope: ScopeRow, at time: Int64, isKept: (Change) throws -> Bool
    ) throws -> Stranded? {
        guard let (run, _, frontiers) = try opened(id, at: time) else { return nil }
        let held = try log.log(run.origin, in: scope.id).map { try log.length($0.id) } ?? 0
        let all = run.rows.compactMap { row in
            (try? CanonicalChange(bytes: row.canonical)).map { Change($0, personal: row.personal) }
        }
        let changes = try all.filter { try !$0.isLineage && !isKept($0) }
        return Stranded(
            origin: run.origin, point: held, changes: changes,
            attestations: try attestations(of: changes, in: run, all, frontiers))
    }

    private func attestations(
        of changes: [Change], in run: Run, _ all: [Change], _ frontiers: [LogFrontier]
    ) throws -> [Hash: Attestation] {
        let words = changes.filter(\.canonical.isWordOfAuthority)
        guard !words.isEmpty, all.count == run.rows.count,
            run.checkpoint.checkpoint.size >= run.last,
            let before = run.first == 1
                ? Frontier() : frontiers.first(where: { $0.precedes(run) })?.frontier
        else { return [:] }
        let tree = TailTree(after: before, all.map(\.leaf))
        let root = try tree.root(size: tree.size)
        return try Dictionary(
            words.map { word in
                let path = try tree.inclusionProof(
                    index: word.header.sequence - 1, size: tree.size)
                return (
                    word.leaf,
                    Attestation(
                        dot: word.dot, leaf: word.leaf,
                        proof: .init(
                            run.checkpoint, size: tree.size, root: root, path: path,
                            growth: run.proof))
                )
            }, uniquingKeysWith: { first, _ in first })
    }

    func forgetExpired(at time: Int64) throws {
        try db.cachedStatement(sql: "DELETE FROM parked WHERE time < ?")
            .execute(arguments: [time - Self.lifetime])
    }

    func forget(_ id: Int64) throws {
        try db.execute(sql: "DELETE FROM parked WHERE id = ?", arguments: [id])
    }

    /// It is tried again when the log has another length.
    func note(_ id: Int64, triedAt length: UInt64) throws {
        try db.execute(
            sql: "UPDATE parked SET tried = ? WHERE id = ?",
            arguments: [Int64(clamping: length), id])
    }
}

extension Store {
    /// Parks a run of a bundle that was turned away for a gap.
    /// - Returns: nil where it has to stay turned away.
    func park(
        _ run: Run, of intake: Intake, because error: RunError, in log: LogTable
    ) throws -> ParkedRun? {
        guard intake.isCarried, case .gap = error,
            let key = try RunDoor(log: log, vault: vault, writer: writer)
                .key(of: run.origin, in: intake)
        else { return nil }
        return try ParkedRuns(log: log, vault: vault).park(
            run, after: intake.frontier(before: run), key: key, from: intake.sender.origin,
            at: intake.time)
    }

    /// Takes whatever was parked and is reached by now, one after the other: each may be what the next
    /// one waits for.
    /// - Returns: the scopes of those that have joined.
    func joinParked(
        _ intake: Intake, _ log: LogTable, into report: inout IntakeReport
    ) throws -> Set<Scope> {
        let parked = ParkedRuns(log: log, vault: vault)
        var joined: Set<Scope> = []
        guard try !parked.isEmpty else { return joined }
        try parked.forgetExpired(at: intake.time)
        for row in try parked.logs(in: intake.scopes) {
            while let next = try parked.joining(row, at: intake.time) {
                switch try take(next.run, of: intake.bringing(next.keys), in: log) {
                case .success(let count):
                    report.joined += count
                    joined.insert(next.run.scope)
                    try parked.forget(next.id)
                case .failure: try parked.note(next.id, triedAt: next.length)
                }
            }
        }
        return joined
    }
}

extension StoreView {
    /// Runs of bundles that wait for what stands before them, by origin and place. What no log can have is
    /// left out: a damaged row must not cost the whole answer.
    public func parkedRuns() throws -> [ParkedRun] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT scope.id, origin, first, last, size, time
                FROM parked JOIN scope USING(scope) ORDER BY origin, first, parked.id
                """
        ).compactMap { row in
            let (first, last) = try (
                UInt64(clamping: row.cell(2) as Int64), UInt64(clamping: row.cell(3) as Int64)
            )
            guard let scope = Scope(bytes: row.bytes(0)),
                let origin = Origin(bytes: row.bytes(1)), first >= 1, first <= last,
                last <= Limits.logLength
            else { return nil }
            return try ParkedRun(
                scope: scope, origin: origin, first: first, last: last, bytes: row.cell(4),
                time: row.cell(5))
        }
    }
}
