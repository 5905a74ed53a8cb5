/// What a sequencer knows of one volunteer, and what it owes: a pure function of the statements in all the
/// scopes that it holds, its own among them. One that was restored reads its entries back from wherever
/// they were told.
public struct Ledger: Sendable {
    public let subject: Subject
    /// Releases by authors who had been revoked before.
    private let revoked: Set<Entity>
    /// Epochs that were entered. Entered outweighs denied.
    public private(set) var graph = EpochGraph()
    private var releases: [Entity: TransferStatement] = [:]
    private var accepted: Set<Entity> = []
    private var cancels: [Entity: TransferStatement] = [:]
    private var declined: Set<Entity> = []
    private var denied: Set<Entity> = []
    private var contests: Set<[Entity]> = []
    /// By epoch the stations that were told of it.
    private var told: [Entity: Set<Scope>] = [:]
    private var claims: [Entity: Claim] = [:]
    private var referred: Set<Referral> = []
    private var ended: Set<Entity> = []
    /// By claim the stations that have answered so.
    private var deniers: [Entity: Set<Scope>] = [:]
    private var withdrawers: [Entity: Set<Scope>] = [:]

    /// Somebody has a volunteer before them whom nobody released to them.
    public struct Claim: Hashable, Sendable {
        public let id: Entity
        public let claimant: Scope
    }

    private struct Referral: Hashable {
        let claim: Entity
        let owner: Scope
    }

    /// - Parameter revoked: releases that are known by a warrant alone and stand beyond what of their author's
    ///   log counts. The right was not that author's to give any more, and whoever holds the word that says so
    ///   is the only one who can know.
    public init(
        of subject: Subject, _ statements: TransferStatements, revoked: Set<Entity> = []
    ) {
        self.subject = subject
        self.revoked = revoked
        let own = statements.of(subject)
        for statement in own {
            if case .release = statement.word.content { releases[statement.id] = statement }
        }
        for statement in own { take(statement) }
        claimLateCancels()
    }

    private mutating func take(_ statement: TransferStatement) {
        switch statement.word.content {
        case .release(let release):
            // Whoever gives on has accepted.
            accepted.formUnion(release.restsOn.filter { taker(of: $0) == statement.scope })
        case .accept(let release, _):
            if taker(of: release) == statement.scope { accepted.insert(release) }
        case .entry(let epoch, let lineage):
            for one in lineage + [epoch] { graph.insert(one) }
            told[epoch.id, default: []].formUnion(statement.word.told)
        case .contest(let heads, let lineage):
            contests.insert(heads)
            for one in lineage { graph.insert(one) }
        case .settle(let owner, let heads, let lineage, _):
            for one in lineage { graph.insert(one) }
            graph.insert(Epoch(id: statement.id, before: heads, giver: nil, taker: owner))
            told[statement.id, default: []].formUnion(statement.word.told)
        case .denied(let release, _): denied.insert(release)
        case .cancel(let release):
            if releases[release]?.scope == statement.scope { cancels[release] = statement }
        case .decline(let release):
            if taker(of: release) == statement.scope { declined.insert(release) }
        case .match(let claim, let claimant, _):
            claims[claim] = Claim(id: claim, claimant: claimant)
        case .refer(let claim, let claimant):
            claims[claim] = claims[claim] ?? Claim(id: claim, claimant: claimant)
            for owner in statement.word.told {
                referred.insert(Referral(claim: claim, owner: owner))
            }
        case .answer(let claim, .anotherPerson):
            deniers[claim, default: []].insert(statement.scope)
        case .answer(let claim, .withdrawn):
            withdrawers[claim, default: []].insert(statement.scope)
        case .end(let claim, _): ended.insert(claim)
        case .taken, .close, .claim, .account, .inquire, .reply, .pick, .callOff: break
        }
    }

    /// A cancel that comes after the entry is a claim by the giver.
    private mutating func claimLateCancels() {
        for (release, cancel) in cancels where graph.contains(release) {
            claims[cancel.id] = Claim(id: cancel.id, claimant: cancel.scope)
        }
    }

    private func taker(of release: Entity) -> Scope? { releases[release]?.release?.taker }

    /// The present epochs: several are a contest, none is the first one.
    public var heads: [Epoch] { graph.heads }

    public var isContested: Bool { heads.count > 1 }

    /// nil while that is contested.
    public var owner: Scope? {
        let heads = heads
        return heads.count > 1 ? nil : heads.first?.taker ?? subject.home
    }

    public var openClaims: [Claim] {
        claims.values.filter { !ended.contains($0.id) }.sorted { $0.id < $1.id }
    }

    /// Releases on which nothing was decided yet, by id.
    public var undecided: [Entity] {
        releases.keys.filter { !graph.contains($0) && !denied.contains($0) }.sorted()
    }
}

extension Ledger {
    /// What the sequencer has to write now. Once that is written, nothing is owed until more comes.
    public func rulings() -> [TransferWord] {
        var ledger = self
        var words: [TransferWord] = []
        while let word = ledger.nextDecision() { words.append(word) }
        if let contest = ledger.contestToTell() { words.append(contest) }
        if let entry = ledger.entryToTell() { words.append(entry) }
        return words + ledger.claimsToMove()
    }

    /// Decides one release. Those that rest on an undecided one, or that nobody has accepted yet, wait.
    private mutating func nextDecision() -> TransferWord? {
        for id in undecided {
            guard let statement = releases[id], let release = statement.release else { continue }
            let word: TransferWord
            switch decision(id, release, by: statement.scope) {
            case .wait: continue
            case .deny(let reason):
                denied.insert(id)
                word = TransferWord(
                    .denied(release: id, reason), of: subject,
                    told: [statement.scope, release.taker])
            case .enter:
                let epoch = Epoch(
                    id: id, before: release.restsOn, giver: statement.scope,
                    taker: release.taker)
                let lineage = graph.lineage(of: release.restsOn)
                graph.insert(epoch)
                claimLateCancels()
                let parties = parties(to: [epoch])
                told[id] = parties
                word = TransferWord(
                    .entry(epoch, lineage: lineage), of: subject, told: parties)
            }
            return word
        }
        return nil
    }

    private enum Decision {
        case wait, enter
        case deny(TransferWord.Denial)
    }

    private func decision(
        _ id: Entity, _ release: TransferWord.Release, by giver: Scope
    ) -> Decision {
        if revoked.contains(id) { return .deny(.notOwner) }
        for base in release.restsOn where !graph.contains(base) {
            // Of a base that is not known nothing can be said; it is on its way, or lost with its author.
            return denied.contains(base) ? .deny(.baseless) : .wait
        }
        let holders =
            release.restsOn.isEmpty
            ? [subject.home] : release.restsOn.compactMap { graph[$0]?.taker }
        guard holders.allSatisfy({ $0 == giver }), release.taker != giver else {
            return .deny(.notOwner)
        }
        let heads = heads.map(\.id)
        guard heads == release.restsOn || PlantedBug.ownerUnasked.isPlanted else {
            let isContested =
                heads.count > 1 && release.restsOn.allSatisfy(heads.contains)
                && !release.restsOn.isEmpty
            return isContested ? .wait : .deny(.overtaken)
        }
        if cancels[id] != nil { return .deny(.cancelled) }
        if declined.contains(id) { return .deny(.declined) }
        // What no reader would take is not written again and again.
        guard graph.lineage(of: release.restsOn).count <= TransferWord.lineageLimit else {
            return .wait
        }
        return isAccepted(id, by: release.taker) ? .enter : .wait
    }

    /// Whoever claims has accepted.
    private func isAccepted(_ id: Entity, by taker: Scope) -> Bool {
        accepted.contains(id) || openClaims.contains { $0.claimant == taker }
    }

    private func contestToTell() -> TransferWord? {
        let heads = heads
        guard heads.count > 1, !contests.contains(heads.map(\.id)),
            !PlantedBug.contestUntold.isPlanted
        else { return nil }
        guard let lineage = lineage(of: heads) else { return nil }
        return TransferWord(
            .contest(heads: heads.map(\.id), lineage: lineage), of: subject,
            told: parties(to: heads))
    }

    /// The present epoch once more, for those whom nobody told of it: whoever gave before closes by what it
    /// was told, and believes a *taken* of no epoch that it does not know.
    private func entryToTell() -> TransferWord? {
        guard heads.count == 1, let head = heads.first else { return nil }
        let untold = parties(to: [head]).subtracting(told[head.id, default: []])
        guard !untold.isEmpty, let lineage = lineage(of: head.before.compactMap { graph[$0] })
        else { return nil }
        return TransferWord(.entry(head, lineage: lineage), of: subject, told: untold)
    }

    /// nil where that is more than one word holds.
    private func lineage(of heads: [Epoch]) -> [Epoch]? {
        let lineage = graph.lineage(of: heads.map(\.id))
        guard heads.count <= TransferWord.headLimit, lineage.count <= TransferWord.lineageLimit
        else { return nil }
        return lineage
    }

    /// Everybody who gave or took in these epochs or in what they rest on, and who registered the volunteer.
    private func parties(to epochs: [Epoch]) -> Set<Scope> {
        if PlantedBug.outcomeUntold.isPlanted { return Set(epochs.map(\.taker)) }
        return Set(EpochGraph(graph.lineage(of: epochs.map(\.id))).stations + [subject.home])
    }

    /// Puts every open claim before the present owner, or ends it.
    private func claimsToMove() -> [TransferWord] {
        openClaims.compactMap { claim in
            if withdrawers[claim.id]?.contains(claim.claimant) == true {
                return end(claim, .separate)
            }
            guard let owner else { return nil }
            if owner == claim.claimant { return end(claim, .promoted) }
            let isReferred =
                referred.contains(Referral(claim: claim.id, owner: owner))
                || PlantedBug.claimAskedOnce.isPlanted
                    && referred.contains { $0.claim == claim.id }
            guard !isReferred else {
                // Whoever owned before has no say any more.
                return deniers[claim.id]?.contains(owner) == true ? end(claim, .separate) : nil
            }
            return TransferWord(
                .refer(claim: claim.id, claimant: claim.claimant), of: subject, told: [owner])
        }
    }

    private func end(_ claim: Claim, _ outcome: TransferWord.Outcome) -> TransferWord {
        TransferWord(
            .end(claim: claim.id, outcome), of: subject,
            told: [claim.claimant]
                + referred.filter { $0.claim == claim.id }.map(\.owner).sorted())
    }

    /// What a person writes who ends a contest; nil where there is none, or not with that owner.
    /// - Parameter asOf: milliseconds, UTC: service that begins then or later counts with the owner alone.
    public func settlement(for owner: Scope, asOf: Int64) -> TransferWord? {
        let heads = heads
        guard heads.count > 1, heads.contains(where: { $0.taker == owner }),
            let lineage = lineage(of: heads)
        else { return nil }
        return TransferWord(
            .settle(owner: owner, heads: heads.map(\.id), lineage: lineage, asOf: asOf),
            of: subject, told: parties(to: heads))
    }
}

extension TransferStatement {
    public var release: TransferWord.Release? {
        if case .release(let release) = word.content { release } else { nil }
    }
}
