import GRDB
import SyncCore

/// Where the words of transfers stand in one scope, and what they make of service time.
struct TransferTable {
    let log: LogTable
    let scope: ScopeRow
    private var db: Database { log.db }

    /// `tenure`: from when to when a volunteer's service counts here, and how (`Tenure.State`). One who
    /// was never handed over has no row.
    static let schema = """
        CREATE TABLE transfer_word(dot INTEGER PRIMARY KEY);
        CREATE TABLE tenure(
            uid BLOB NOT NULL, scope INTEGER NOT NULL, n INTEGER NOT NULL,
            from_time INTEGER NOT NULL, until_time INTEGER NOT NULL, state INTEGER NOT NULL,
            PRIMARY KEY(uid, scope, n)) WITHOUT ROWID;
        CREATE TABLE announcement(dot INTEGER PRIMARY KEY, purpose INTEGER NOT NULL);
        """

    static let names = ["transfer_word", "tenure", "announcement"]

    /// Whether the change is a word of a transfer. It counts by where it stands (`statements`).
    func note(_ change: Change, at dot: LocalDot) throws -> Bool {
        guard TransferStatement(change) != nil else { return false }
        try db.cachedStatement(sql: "INSERT OR IGNORE INTO transfer_word(dot) VALUES(?)")
            .execute(arguments: [dot])
        return true
    }

    /// What is said of a scope by anybody but whoever opened it says nothing.
    func noteAnnouncement(_ change: Change, at dot: LocalDot) throws -> Bool {
        guard let announcement = Announcement(change.canonical), announcement.isByFounder else {
            return false
        }
        try db.cachedStatement(
            sql: "INSERT OR IGNORE INTO announcement(dot, purpose) VALUES(?, ?)"
        ).execute(arguments: [dot, announcement.purpose.rawValue])
        return true
    }

    /// A statement that counts, with one place where it stands.
    struct Held {
        let statement: TransferStatement
        let dot: LocalDot
    }

    /// What a station goes by: what counts here, and the releases that its own accepts rest on. Those are
    /// believed as far as they prove themselves; whether they are epochs only the sequencer says.
    func believed(by standing: Standing) throws -> TransferStatements {
        var all = TransferStatements(try held(by: standing).map(\.statement))
        for statement in Array(all) where statement.scope == scope.scope {
            guard case .accept(_, let acceptance) = statement.word.content else { continue }
            for change in WarrantReader.changes(in: acceptance.warrants, where: { _ in true }) {
                guard let shown = TransferStatement(change), !all.contains(shown.id) else {
                    continue
                }
                all.insert(shown)
            }
        }
        return all
    }

    /// What counts in this scope: what was said here by whoever writes here, and what whoever governs it
    /// has carried here. Between two levels both carry.
    func held(by standing: Standing) throws -> [Held] {
        var all: [Entity: Held] = [:]
        for dot in try dots() {
            guard let (_, canonical) = try log.stored(at: dot) else {
                throw StoreError.damaged("no change at \(dot.value)")
            }
            let commitment = try log.commitment(at: dot)
            let change = Change(canonical, personal: commitment.map { .withheld($0) } ?? .none)
            guard let statement = TransferStatement(change),
                counts(statement, in: change, by: standing)
            else { continue }
            if let known = all[statement.id], try !hasPart(dot) || hasPart(known.dot) { continue }
            all[statement.id] = Held(statement: statement, dot: dot)
        }
        return all.values.sorted { $0.statement.id < $1.statement.id }
    }

    /// One that was carried here twice is shown where it has come with its personal part.
    private func hasPart(_ dot: LocalDot) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT sealed IS NOT NULL FROM personal WHERE dot = ?"),
            arguments: [dot]) ?? false
    }

    private func dots() throws -> [LocalDot] {
        try LocalDot.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT dot FROM log JOIN transfer_word
                    ON dot BETWEEN log << 40 AND (log << 40) + 1099511627775
                    WHERE scope = ? ORDER BY origin, dot
                    """), arguments: [scope.id])
    }

    private func counts(
        _ statement: TransferStatement, in change: Change, by standing: Standing
    ) -> Bool {
        let isGoverning = standing.authorities.contains(change.header.origin)
        if change.header.kind == SystemKind.hop || statement.scope != scope.scope {
            return isGoverning || scope.kind == .desk
        }
        // Nobody rules over epochs by writing so into a station's scope.
        return scope.kind == .own || !statement.isRuling
    }

    /// Writes down from when to when whose service counts.
    func derive(by standing: Standing) throws {
        try db.cachedStatement(sql: "DELETE FROM tenure WHERE scope = ?")
            .execute(arguments: [scope.id])
        guard scope.kind == .station else { return }
        let statements = try believed(by: standing)
        let end = try BoundaryTable(log: log, scope: scope).boundaries(by: standing).dissolution?.at
        for subject in statements.subjects {
            let custody = Custody(of: subject, at: scope.scope, statements)
            let tenures =
                end.map { custody.tenures(outlasting: $0, by: standing.authorities) }
                ?? custody.tenures
            guard tenures.count > 1 || tenures.contains(where: { !$0.isWhole }) else { continue }
            for volunteer in custody.volunteers {
                for (index, tenure) in tenures.enumerated() {
                    try db.cachedStatement(
                        sql: """
                            INSERT OR REPLACE INTO tenure(
                                uid, scope, n, from_time, until_time, state)
                            VALUES(?, ?, ?, ?, ?, ?)
                            """
                    ).execute(
                        arguments: [
                            volunteer.databaseBytes, scope.id, index, tenure.from ?? .min,
                            tenure.until ?? .max, tenure.state.rawValue,
                        ])
                }
            }
        }
    }

    /// Announcements by whoever governs the scope, of some purpose; between two levels by either.
    func announcements(
        _ purposes: [Announcement.Purpose], by standing: Standing
    ) throws -> [(announcement: Announcement, by: Origin)] {
        let list = purposes.map { "\($0.rawValue)" }.joined(separator: ", ")
        let dots = try LocalDot.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT dot FROM log JOIN announcement
                    ON dot BETWEEN log << 40 AND (log << 40) + 1099511627775
                    WHERE scope = ? AND purpose IN (\(list)) ORDER BY origin, dot
                    """), arguments: [scope.id])
        return try dots.compactMap { dot in
            guard let (_, canonical) = try log.stored(at: dot),
                let announcement = Announcement(canonical)
            else { return nil }
            let origin = canonical.header.origin
            guard standing.authorities.contains(origin) || scope.kind == .desk else { return nil }
            return (announcement, canonical.original.header.origin)
        }
    }
}

extension Tenure {
    /// Counts as if nothing had ever been said.
    fileprivate var isWhole: Bool { from == nil && until == nil && state == .held }
}

extension TransferStatement {
    /// What only a sequencer or a county says, each in a scope of its own.
    var isRuling: Bool {
        switch word.content {
        case .entry, .denied, .contest, .settle, .refer, .end, .match: true
        case .inquire, .reply, .pick, .callOff: true
        case .release, .accept, .taken, .close, .cancel, .decline, .claim, .answer, .account:
            false
        }
    }
}
