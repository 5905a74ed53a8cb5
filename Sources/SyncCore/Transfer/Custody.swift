/// What a station's own scope says of its right to record for one volunteer, and what it has to write: a
/// pure function of the statements that count there, and of nothing else.
public struct Custody: Sendable {
    public let subject: Subject
    public let station: Scope
    /// Epochs that were entered, as far as the station was told.
    public private(set) var graph = EpochGraph()
    public private(set) var releases: [Entity: TransferStatement] = [:]
    private var accepts: [Entity: TransferWord.Acceptance] = [:]
    private var acceptIDs: [Entity: Entity] = [:]
    private var denials: [Entity: TransferWord.Denial] = [:]
    private var cancelled: Set<Entity> = []
    private var declined: Set<Entity> = []
    /// From when on service counts with the owner alone, by settlement.
    private var settledAsOf: [Entity: Int64] = [:]
    private var taken: Set<Entity> = []
    private var closed: Set<Entity> = []
    /// Releases to this station that came to nothing, and whose profile it has said to need no more.
    private var dropped: Set<Entity> = []
    private var own: Set<Entity> = []
    private var referrals: [Entity: Scope] = [:]
    private var over: Set<Entity> = []
    private var claims: [Entity: Entity] = [:]
    private var stated: [Scope: TransferStatement] = [:]

    /// - Parameter statements: all that count in the station's scope.
    public init(of subject: Subject, at station: Scope, _ statements: TransferStatements) {
        self.subject = subject
        self.station = station
        let about = statements.of(subject)
        for statement in about where statement.release != nil {
            releases[statement.id] = statement
        }
        for statement in about { take(statement) }
        for statement in about { takeTaken(statement) }
    }

    /// Only the taker of an epoch has its profile; who that is, is known of what the station was told of.
    private mutating func takeTaken(_ statement: TransferStatement) {
        guard case .taken(let epoch, let lineage) = statement.word.content,
            graph[epoch]?.taker == statement.scope
        else { return }
        taken.formUnion(lineage + [epoch])
        if statement.scope == station { own.insert(epoch) }
    }

    private mutating func take(_ statement: TransferStatement) {
        switch statement.word.content {
        case .release, .taken: break
        case .accept(let release, let acceptance):
            guard statement.scope == station else { break }
            // Of two PCs that opened one dossier the first record stays in use.
            if let known = accepts[release], known.volunteer <= acceptance.volunteer { break }
            accepts[release] = acceptance
            acceptIDs[release] = statement.id
        case .entry(let epoch, let lineage): for one in lineage + [epoch] { graph.insert(one) }
        case .contest(_, let lineage): for one in lineage { graph.insert(one) }
        case .settle(let owner, let heads, let lineage, let asOf):
            for one in lineage { graph.insert(one) }
            graph.insert(Epoch(id: statement.id, before: heads, giver: nil, taker: owner))
            settledAsOf[statement.id] = asOf
        case .denied(let release, let denial): denials[release] = denial
        case .close(let epoch):
            guard statement.scope == station else { break }
            if releases[epoch]?.release?.taker == station {
                dropped.insert(epoch)
            } else {
                closed.insert(epoch)
            }
        case .cancel(let release):
            if releases[release]?.scope == statement.scope { cancelled.insert(release) }
        case .decline(let release):
            if releases[release]?.release?.taker == statement.scope { declined.insert(release) }
        case .match(let claim, let claimant, let volunteer):
            if claimant == station { claims[claim] = volunteer }
        case .refer(let claim, let claimant):
            if statement.word.told.contains(station) { referrals[claim] = claimant }
        // What others answer is for the sequencer to say.
        case .answer(let claim, _): if statement.scope == station { over.insert(claim) }
        case .end(let claim, _): over.insert(claim)
        case .account(let account):
            // Nobody speaks for another station's records.
            guard account.scope == statement.scope else { break }
            if let known = stated[account.scope], !known.isBefore(statement) { break }
            stated[account.scope] = statement
        case .claim, .inquire, .reply, .pick, .callOff: break
        }
    }
}

/// How a station stands to a volunteer.
public enum Right: Hashable, Sendable {
    /// It records; nobody else does.
    case active
    /// It gave the right away and has heard nothing yet. Service before the release counts.
    case released(Entity)
    /// Something was released to it, and it has not answered.
    case offered(Entity)
    /// It records; what it records is provisional until the release is entered.
    case provisional(Entity)
    /// It gave away what it only held provisionally.
    case passedOn(Entity)
    /// Somebody else records now.
    case handedOver
    /// The same, and what identifies the volunteer was asked to be erased here.
    case closed
    /// What it accepted was denied: what it recorded meanwhile is a matter for people.
    case notTransferred(Entity)
    /// Two epochs, neither before the other: both keep recording until somebody settles it.
    case contested
    /// Nothing that was said concerns it.
    case none

    /// Whether it records, for good or until somebody has decided.
    public var isHolding: Bool {
        switch self {
        case .active, .provisional, .contested: true
        case .released, .offered, .passedOn, .handedOver, .closed, .notTransferred, .none: false
        }
    }
}

/// From when to when service counts here, and how.
public struct Tenure: Hashable, Sendable {
    public enum State: Int64, Sendable {
        case held = 0
        case provisional = 1
        case denied = 2
    }

    /// The epoch; nil for the first.
    public let epoch: Entity?
    /// Milliseconds, UTC: service that begins before is another tenure's; nil for the earliest here.
    public let from: Int64?
    /// Service that begins then or later is not this tenure's; nil while it lasts.
    public let until: Int64?
    public let state: State
}

extension Custody {
    private func isGivenBy(_ statement: TransferStatement) -> Bool { statement.scope == station }

    /// Releases to this station that count for something, by what they rest on and by id.
    private var received: [TransferStatement] {
        releases.values.filter {
            $0.release?.taker == station && !isGivenBy($0)
                && (accepts[$0.id] != nil || graph.contains($0.id))
        }.sorted { ($0.release?.asOf ?? 0, $0.id) < ($1.release?.asOf ?? 0, $1.id) }
    }

    /// Entered outweighs all else; then what was denied or taken back is none.
    private func isStanding(_ release: Entity) -> Bool {
        graph.contains(release) || (denials[release] == nil && !cancelled.contains(release))
    }

    /// The station's own release that ends an epoch; of several the earliest.
    private func end(of epoch: Entity?) -> TransferStatement? {
        releases.values.filter { statement in
            guard isGivenBy(statement), isStanding(statement.id), let release = statement.release
            else { return false }
            return epoch.map(release.restsOn.contains) ?? release.restsOn.isEmpty
        }.min { ($0.release?.asOf ?? 0, $0.id) < ($1.release?.asOf ?? 0, $1.id) }
    }

    /// When a settlement that names an epoch ends it; the earliest.
    private func settled(_ epoch: Entity?) -> Int64? {
        if PlantedBug.settlementEndsNothing.isPlanted { return nil }
        return settledAsOf.compactMap { id, asOf in
            graph[id]?.before.contains { $0 == epoch } == true ? asOf : nil
        }.min()
    }

    private func state(of release: Entity) -> Tenure.State {
        if graph.contains(release) { return .held }
        let isDenied = denials[release] != nil && !PlantedBug.denialIgnored.isPlanted
        return isDenied || declined.contains(release) ? .denied : .provisional
    }

    /// In order of time. A record counts by the tenure into which the beginning of the service falls;
    /// one that falls into none goes to review.
    public var tenures: [Tenure] {
        var tenures: [Tenure] = []
        func add(_ epoch: Entity?, from: Int64, _ state: Tenure.State) {
            tenures.append(
                Tenure(
                    epoch: epoch, from: tenures.isEmpty ? nil : from,
                    until: [end(of: epoch)?.release?.asOf, settled(epoch)].compactMap(\.self).min(),
                    state: state))
        }
        if subject.home == station { add(nil, from: .min, .held) }
        for statement in received {
            add(statement.id, from: statement.release?.asOf ?? .min, state(of: statement.id))
        }
        for epoch in epochsWithoutRelease {
            add(epoch.id, from: settledAsOf[epoch.id] ?? .min, .held)
        }
        return tenures
    }

    /// Entered here by an entry or a settlement alone.
    private var epochsWithoutRelease: [Epoch] {
        graph.epochs.values.filter { $0.taker == station && releases[$0.id] == nil }
            .sorted { $0.id < $1.id }
    }

    public var isContested: Bool {
        let heads = graph.heads
        return heads.count > 1
            && heads.contains { $0.taker == station || $0.giver == station }
    }

    public var right: Right {
        if let right = openRight { return right }
        let heads = graph.heads
        if heads.count > 1 {
            return heads.contains { $0.taker == station } ? .contested : given
        }
        if (heads.first?.taker ?? subject.home) == station {
            guard let release = end(of: heads.first?.id) else { return .active }
            return .released(release.id)
        }
        if let offer { return .offered(offer) }
        let isParty =
            subject.home == station
            || graph.epochs.values.contains { $0.taker == station || $0.giver == station }
        if isParty { return given }
        if let denied = received.last(where: { state(of: $0.id) == .denied }) {
            return .notTransferred(denied.id)
        }
        return .none
    }

    private var given: Right {
        isClosed ? .closed : .handedOver
    }

    /// Whether it has said that it needs the profile no more, after it last held the right.
    private var isClosed: Bool {
        let held = graph.epochs.values.filter { $0.taker == station }.map(\.id)
        return closed.contains { id in
            let passed = Set(graph.lineage(of: [id]).map(\.id))
            return passed.contains(id) && held.allSatisfy(passed.contains)
        }
    }

    /// Held, or held and passed on, by a release on which nothing was decided yet.
    private var openRight: Right? {
        for statement in received.reversed() where state(of: statement.id) == .provisional {
            return end(of: statement.id).map { .passedOn($0.id) } ?? .provisional(statement.id)
        }
        return nil
    }

    /// A release to this station that waits for its answer.
    public var offer: Entity? {
        releases.values.filter {
            $0.release?.taker == station && accepts[$0.id] == nil && isStanding($0.id)
                && !graph.contains($0.id) && !declined.contains($0.id)
        }.map(\.id).min()
    }

    /// Whether the station holds the volunteer, or has given them away and nobody has taken the profile yet.
    public var needsProfile: Bool {
        switch right {
        case .active, .released, .provisional, .passedOn, .handedOver, .contested: true
        case .offered, .closed, .notTransferred, .none: false
        }
    }

    /// What a release by this station rests on now; nil where it holds nothing that it could give.
    public var basis: [Entity]? {
        switch right {
        case .active, .contested:
            let heads = graph.heads.filter { $0.taker == station }
            return heads.first.map { [$0.id] } ?? []
        case .provisional(let release): return [release]
        default: return nil
        }
    }

    /// Whether a release was accepted here before, or entered for this station.
    public func hasTaken(_ release: Entity) -> Bool {
        accepts[release] != nil || graph[release]?.taker == station
    }

    /// Whether a release is over: denied, or taken back.
    public func isDecidedAgainst(_ release: Entity) -> Bool {
        !graph.contains(release) && (denials[release] != nil || cancelled.contains(release))
    }

    /// Whether nobody needs the profile of a release by this station any more: it came to nothing, or this station
    /// has closed after somebody had taken it.
    public func isOver(_ release: Entity) -> Bool {
        guard graph.contains(release) else {
            return isDecidedAgainst(release) || declined.contains(release)
        }
        return graph.lineage(of: closed).contains { $0.id == release }
    }

    /// This station's accepts of releases that may have reached nobody else, by the releases.
    public func unenteredAccepts(of releases: [Entity]) -> [Entity] {
        releases.filter { !graph.contains($0) }.compactMap { acceptIDs[$0] }
    }

    /// This station's accepts of an epoch's release, or of those that a settlement rests on.
    public func accepts(before epoch: Entity) -> [Entity] {
        ([epoch] + (graph[epoch]?.before ?? [])).compactMap { acceptIDs[$0] }
    }

    /// This station's accepts under which somebody goes by a record.
    public func acceptsMaking(_ volunteer: Entity) -> [Entity] {
        accepts.filter { $0.value.volunteer == volunteer }.compactMap { acceptIDs[$0.key] }.sorted()
    }

    /// The release that matters most to this station now; nil where there is none.
    public var present: Entity? {
        switch right {
        case .released(let id), .offered(let id), .provisional(let id), .passedOn(let id),
            .notTransferred(let id):
            id
        case .active, .handedOver, .closed, .contested:
            graph.heads.first { $0.taker == station || $0.giver == station }?.id
                ?? graph.epochs.values.filter { $0.giver == station }.map(\.id).max()
        case .none: nil
        }
    }

    /// The records of accepts, the last first; those of denied ones apart.
    private var accepted: (standing: [Entity], denied: [Entity]) {
        received.reversed().reduce(into: ([], [])) { records, statement in
            guard let volunteer = accepts[statement.id]?.volunteer else { return }
            if state(of: statement.id) == .denied {
                records.denied.append(volunteer)
            } else {
                records.standing.append(volunteer)
            }
        }
    }

    private var root: [Entity] { subject.home == station ? [subject.root] : [] }

    /// The volunteer's record here: that of the last accept which was not denied, also where they were first
    /// registered, since a station that was put back may have lost that record.
    public var volunteer: Entity? {
        let (standing, denied) = accepted
        return (standing + root + denied).first ?? accepts.values.map(\.volunteer).min()
            ?? claims.values.min()
    }

    /// All records of the volunteer here: their service counts by the same tenures.
    public var volunteers: [Entity] {
        var all = Set(accepts.values.map(\.volunteer))
        if subject.home == station { all.insert(subject.root) }
        return all.sorted()
    }

    /// Claims that this station, as the owner, has to answer: by release, or by saying no.
    public var openReferrals: [(claim: Entity, claimant: Scope)] {
        referrals.filter { !over.contains($0.key) }.map { ($0.key, $0.value) }
            .sorted { $0.0 < $1.0 }
    }

    /// What other stations' records come to, as last heard: from accounts, else from the releases. What
    /// somebody recorded who never held the volunteer is a matter for people there, and none of it.
    public var accounts: [TransferWord.Account] {
        var known: [Scope: TransferWord.Account] = [:]
        let parties = Set(graph.stations + [subject.home])
        for statement in releases.values.sorted(by: { $0.isBefore($1) }) {
            let isOpen = !graph.contains(statement.id) && !isDecidedAgainst(statement.id)
            for account in statement.release?.accounts ?? []
            where isOpen || parties.contains(account.scope) {
                known[account.scope] = account
            }
        }
        for statement in stated.values.sorted(by: { $0.isBefore($1) }) {
            if case .account(let account) = statement.word.content {
                known[account.scope] = account
            }
        }
        known[station] = nil
        return known.values.sorted { $0.scope < $1.scope }
    }

    /// The word that is shown of a station's sums; nil where none was said.
    public func account(of scope: Scope) -> TransferStatement? { stated[scope] }

    /// The statement in which a station's sums were last told.
    public func source(of scope: Scope) -> TransferStatement? {
        stated[scope]
            ?? releases.values.filter {
                $0.scope == scope && $0.release?.accounts.contains { $0.scope == scope } == true
            }.max { $0.isBefore($1) }
    }
}

extension Custody {
    /// What the station, or its county in its stead, has to write by itself.
    public enum Duty: Hashable, Sendable {
        /// The dossier of a release that was entered, and whose accept was lost: open it all the same.
        case open(release: Entity)
        case taken(epoch: Entity, lineage: [Entity], told: [Scope])
        /// The profile is needed no more: the volunteer was taken over elsewhere by this epoch, or it is a
        /// release to this station that came to nothing.
        case close(epoch: Entity)
    }

    public var duties: [Duty] {
        if let denied = deniedDossier { return [.close(epoch: denied)] }
        let heads = graph.heads
        guard heads.count <= 1, let head = heads.first else { return [] }
        if head.taker == station { return takerDuties(head) }
        return closing(head).map { [$0] } ?? []
    }

    /// A release that was accepted here and came to nothing: its profile is needed no more.
    private var deniedDossier: Entity? {
        switch right {
        case .notTransferred, .closed:
            received.first {
                accepts[$0.id] != nil && state(of: $0.id) == .denied && !dropped.contains($0.id)
            }?.id
        case .active, .released, .offered, .provisional, .passedOn, .handedOver, .contested, .none:
            nil
        }
    }

    /// The release whose profile was opened for an epoch, and given up again because the release had been
    /// denied: before the station says that it has taken it, it has to be seen to hold it.
    public func droppedDossier(of epoch: Entity) -> Entity? {
        ([epoch] + (graph[epoch]?.before ?? [])).first(where: dropped.contains)
    }

    /// The records that a close is about: all that the station has of the volunteer. And the accept that may
    /// have brought the one record, where the close is about a release that came to nothing at a station that
    /// never held the volunteer.
    public func records(closedBy epoch: Entity) -> (volunteers: [Entity], accept: Entity?) {
        guard releases[epoch]?.release?.taker == station, right != .closed else {
            let known = volunteer.map { [$0] } ?? []
            return (Set(accepted.standing + root + known).sorted(), nil)
        }
        guard let acceptance = accepts[epoch], let accept = acceptIDs[epoch] else {
            return ([], nil)
        }
        return ([acceptance.volunteer], accept)
    }

    private func takerDuties(_ head: Epoch) -> [Duty] {
        // A settlement rests on the owner's own dossier.
        let dossiers =
            head.giver == nil
            ? head.before.filter { graph[$0]?.taker == station } : [head.id]
        let isOpened =
            dossiers.isEmpty || dossiers.contains { accepts[$0] != nil }
            || PlantedBug.takenUnopened.isPlanted
        guard isOpened else {
            return dossiers.first(where: { releases[$0] != nil }).map { [.open(release: $0)] } ?? []
        }
        guard !own.contains(head.id) else { return [] }
        let others = Set(graph.stations + [subject.home]).subtracting([station])
        let lineage = graph.lineage(of: head.before).map(\.id)
        return [.taken(epoch: head.id, lineage: lineage, told: others.sorted())]
    }

    /// The giver closes when its scope holds the entry, no contest, and that a later holder has taken
    /// the profile.
    private func closing(_ head: Epoch) -> Duty? {
        let isGiver =
            graph.epochs.values.contains { $0.giver == station }
            || graph.epochs.values.contains { $0.taker == station }
        guard isGiver, taken.contains(head.id) || PlantedBug.closedUntaken.isPlanted, !isClosed
        else { return nil }
        return .close(epoch: head.id)
    }
}

extension TransferStatement {
    /// Of two words of one kind, which is shown; nothing is decided by it.
    func isBefore(_ other: TransferStatement) -> Bool {
        (time, author, sequence) < (other.time, other.author, other.sequence)
    }
}
