import GRDB
public import SyncCore

extension StoreView {
    /// Every instruction of a scope, in the order of its issuers' logs.
    /// - Parameter now: milliseconds; a second person's answer may have come too late.
    public func instructions(in scope: Scope, at now: Int64) throws -> [InstructionCard] {
        guard let row = try log.scope(scope) else { return [] }
        let dots = try dotsOfWords(in: row)
        guard !dots.isEmpty else { return [] }
        let standing = try StandingTable(log: log, scope: row).standing()
        let words = try words(at: dots, standing.authorities)
        guard !words.instructions.isEmpty else { return [] }
        let approvals = Dictionary(
            try approvals(in: scope).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return words.instructions.map { id, placed in
            InstructionCard(
                id: id, scope: scope, instruction: placed.instruction,
                issuer: placed.outer.origin, sequence: placed.outer.sequence,
                time: placed.header.time, asker: placed.header.actor,
                isByAuthority: standing.authorities.contains(placed.outer.origin),
                consent: Self.consent(
                    to: placed, approvals,
                    hasPeople: standing.people.hasRoles(placed.header.context),
                    at: now),
                withdrawnBy: words.withdrawals[id, default: []], authorities: standing.authorities,
                reports: words.reports[id, default: []])
        }.sorted { ($0.issuer, $0.sequence) < ($1.issuer, $1.sequence) }
    }

    private struct Placed {
        let instruction: ResyncChange.Instruction
        /// Of the change in whose log it stands: the one that its author has signed.
        let outer: Header
        /// Of the write itself: in a copy, what the copier says of it.
        let header: Header
    }

    private struct Words {
        var instructions: [Entity: Placed] = [:]
        var reports: [Entity: [InstructionCard.Filed]] = [:]
        var withdrawals: [Entity: [Origin]] = [:]
    }

    private func dotsOfWords(in scope: ScopeRow) throws -> [LocalDot] {
        try LocalDot.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT dot FROM resync_word
                    WHERE dot >> 40 IN (SELECT log FROM log WHERE scope = ?) ORDER BY dot
                    """), arguments: [scope.id])
    }

    /// Whose word it is, is who wrote it into their log: what stands inside a copy proves nobody. A copy
    /// that an authority has made of somebody else's is the word of neither.
    private func words(at dots: [LocalDot], _ authorities: Set<Origin>) throws -> Words {
        var words = Words()
        for dot in dots {
            guard let canonical = try log.legible(at: dot) else { continue }
            let (outer, header) = (canonical.header, canonical.original.header)
            let isAuthority = authorities.contains(outer.origin)
            guard !isAuthority || canonical.isWholly(by: authorities) else { continue }
            switch ResyncChange(canonical) {
            case .instruct(let instruction):
                let id = Entity(creatingLeaf: try log.placed(at: dot).originalLeaf)
                let placed = Placed(instruction: instruction, outer: outer, header: header)
                // A copy by a member takes nothing from the authority, or from the first who said it.
                if let held = words.instructions[id],
                    authorities.contains(held.outer.origin)
                        || !isAuthority && canonical.isWrapper
                {
                    continue
                }
                words.instructions[id] = placed
            case .report(let report):
                words.reports[report.instruction, default: []].append(
                    .init(report, by: outer.origin, sequence: outer.sequence, time: header.time))
            case .withdraw(let instruction, _):
                words.withdrawals[instruction, default: []].append(outer.origin)
            case nil: continue
            }
        }
        return words
    }

    /// Where nobody held a role yet when it was issued, there is nobody to be asked. What was agreed to is
    /// exactly this instruction, by somebody else than who asked.
    private static func consent(
        to placed: Placed, _ approvals: [Entity: ApprovalCard], hasPeople: Bool, at now: Int64
    ) -> InstructionCard.Consent {
        let instruction = placed.instruction
        guard instruction.level.needsSecondPerson, hasPeople else { return .notNeeded }
        guard let card = instruction.approval.flatMap({ approvals[$0] }),
            card.request.act == instruction.act,
            card.request.parameters == instruction.parameters,
            card.asker == placed.header.actor
        else { return .declined }
        switch ApprovalState(saidOn: card, at: now) {
        case .approved: return .given
        case .declined: return .declined
        // Too late to be answered; the instruction has an end of its own.
        case .waiting, .expired, .carriedOut: return .waiting
        }
    }
}

extension CanonicalChange {
    /// Whether all whose words these are, copies and what they carry, are among `origins`.
    fileprivate func isWholly(by origins: Set<Origin>) -> Bool {
        origins.contains(header.origin) && (carried?.isWholly(by: origins) ?? true)
    }
}

/// What a level came to.
public struct ResyncCount: Hashable, Sendable {
    public let level: ResyncLevel
    public let state: ResyncChange.Report.State

    public init(level: ResyncLevel, state: ResyncChange.Report.State) {
        self.level = level
        self.state = state
    }
}

extension Store {
    /// What a node may carry out now; nil where nothing waits.
    /// - Parameters:
    ///   - now: milliseconds; no earlier than the greatest time of a receipt is taken.
    ///   - waiting: what waits for a line: only what can do with less of one.
    public func nextInstruction(
        at now: Int64, before waiting: ResyncLevel? = nil
    ) throws -> InstructionCard? {
        let (card, uncounted) = try look(at: now, before: waiting)
        guard card == nil, !uncounted.isEmpty else { return card }
        // What says whether it counts there may be gone, by a hand.
        for scope in uncounted { try askLogs(in: scope) }
        return try look(at: now, before: waiting).card
    }

    /// - Returns: what may be carried out, and in which scopes there are instructions while this node does not
    ///   count there.
    private func look(
        at now: Int64, before waiting: ResyncLevel?
    ) throws -> (card: InstructionCard?, uncounted: [Scope]) {
        try view { view in
            var uncounted: [Scope] = []
            let own = Set(try view.ownOrigins())
            let now = max(now, try view.latestReceiptTime())
            for scope in try view.log.scopes() where scope.kind == .station || scope.kind == .own {
                let cards = try view.instructions(in: scope.scope, at: now)
                // What is reported where the node does not count, is reported to nobody.
                guard !cards.isEmpty else { continue }
                guard try view.isAdmitted(to: scope) else {
                    if try view.writes(in: scope) { uncounted.append(scope.scope) }
                    continue
                }
                let reach = Instructions.Reach(
                    held: try view.log.vector(of: scope.id), known: try view.known(of: scope))
                if let card = Instructions.next(
                    of: cards, for: own, reach: reach, at: now, before: waiting)
                {
                    return (card, [])
                }
            }
            return (nil, uncounted)
        }
    }
}

extension StoreView {
    /// How often this node has come to the end of a level, by level and result: 2 done, 3 differs, 4 failed.
    public func resyncCounts() throws -> [ResyncCount: Int] {
        let own = Set(try ownOrigins())
        var counts: [ResyncCount: Int] = [:]
        for scope in try log.scopes() {
            for card in try instructions(in: scope.scope, at: 0) {
                guard let last = card.lastReport(of: own), last.report.isOutcome else { continue }
                counts[
                    .init(level: card.instruction.level, state: last.report.state), default: 0] += 1
            }
        }
        return counts
    }

    /// Whether what the node writes under its present name counts in a scope.
    fileprivate func isAdmitted(to scope: ScopeRow) throws -> Bool {
        guard let key = try OwnOrigins(db: db).presentKey() else { return false }
        let origin = Origin(publicKey: key)
        let standing = try StandingTable(log: log, scope: scope).standing()
        return standing.isAdmitted(origin) && !standing.isRevoked(origin)
    }

    fileprivate func writes(in scope: ScopeRow) throws -> Bool {
        try ownOrigins().contains { try log.log($0, in: scope.id) != nil }
    }

    /// The greatest time of a receipt that is held, in milliseconds; 0 where none is. It was as late as this
    /// once.
    public func latestReceiptTime() throws -> Int64 {
        try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT max(\(ReceiptTable.time())) FROM receipt")
        ).map { $0.multipliedReportingOverflow(by: 1_000).partialValue } ?? 0
    }

    /// The lengths of logs that neighbours were last known to hold.
    func known(of scope: ScopeRow) throws -> VersionVector {
        var known = VersionVector()
        for row in try log.logs(in: scope.id) {
            let length = try Int64.fetchOne(
                db.cachedStatement(sql: "SELECT max(length) FROM peer_log WHERE log = ?"),
                arguments: [row.id])
            if let length, let length = UInt64(exactly: length) { known[row.origin] = length }
        }
        return known
    }

    /// What is held of a scope, log by log.
    public func heldVector(of scope: Scope) throws -> VersionVector {
        try log.scope(scope).map { try log.vector(of: $0.id) } ?? VersionVector()
    }
}
