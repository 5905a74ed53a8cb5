import SyncCore

/// Which words of a desk are believed. A hop proves nothing of its original, and either side writes hops:
/// so of what was said in a scope that this node governs only that counts which stands there, and over
/// epochs only an authority of the volunteer's home rules. What this node has ruled it knows by its signature.
struct DeskFilter {
    private let log: LogTable
    private let own: [Origin]
    private let governed: Set<Scope>
    private let standing: Set<Entity>
    private let memo: SearchMemo
    private var authorities: [Scope: Set<Origin>] = [:]

    /// - Parameter governed: what counts in the scopes that this node governs.
    init(
        log: LogTable, governed: [Scope: [TransferTable.Held]], memo: SearchMemo = SearchMemo()
    ) throws {
        self.log = log
        self.memo = memo
        own = try OwnOrigins(db: log.db).all()
        self.governed = Set(governed.keys)
        standing = Set(governed.values.joined().map(\.statement.id))
    }

    mutating func believed(
        _ held: [TransferTable.Held], in row: ScopeRow
    ) throws -> [TransferTable.Held] {
        guard row.kind == .desk else { return held }
        var believed: [TransferTable.Held] = []
        for one in held {
            if try isBelieved(one) || isSigned(one) { believed.append(one) }
        }
        return believed
    }

    private mutating func isBelieved(_ one: TransferTable.Held) throws -> Bool {
        let statement = one.statement
        if standing.contains(statement.id) { return true }
        // Whom a claim means any county says, and it decides nothing.
        if case .match = statement.word.content { return true }
        if statement.word.speaker != nil { return try isSignedForSearch(one) }
        guard statement.isRuling, let home = statement.subject?.home else {
            if governed.contains(statement.scope) { return try isForgotten(statement) }
            return true
        }
        if governed.contains(home) {
            guard own.contains(statement.author) else { return false }
            return try isForgotten(statement)
        }
        // Where the home is not held, whoever is above has looked.
        guard let known = try authorities(of: home) else { return true }
        return known.contains(statement.author)
    }

    /// Said by whoever opened the scope for which it speaks, this node itself perhaps.
    private func isSignedForSearch(_ one: TransferTable.Held) throws -> Bool {
        try memo.isSigned(one.statement.id) {
            try log.canonical(at: one.dot).map(SearchSignature.isValid) ?? false
        }
    }

    /// A ruling under this node's own signature, that it has forgotten, whether it knows so or not.
    private func isSigned(_ one: TransferTable.Held) throws -> Bool {
        guard one.statement.isRuling, own.contains(one.statement.author),
            let key = try OwnOrigins(db: log.db).key(of: one.statement.author),
            let change = try log.canonical(at: one.dot)
        else { return false }
        return RulingSignature.isValid(on: change, by: key)
    }

    /// One that was put back reads again from others what it held. Of a log that it holds so far nobody
    /// else knows better.
    private func isForgotten(_ statement: TransferStatement) throws -> Bool {
        guard own.count > 1, statement.author != own.last else { return false }
        guard let row = try log.scope(statement.scope),
            let written = try log.log(statement.author, in: row.id)
        else { return true }
        return try log.length(written.id) < statement.sequence
    }

    private mutating func authorities(of scope: Scope) throws -> Set<Origin>? {
        if let known = authorities[scope] { return known }
        guard let row = try log.scope(scope) else { return nil }
        let found = try StandingTable(log: log, scope: row).standing().authorities
        authorities[scope] = found
        return found
    }
}
