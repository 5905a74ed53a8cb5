/// Which changes of a scope count, and what their authors are taken to have seen: a pure function of the
/// changes of system kinds that stand in its logs (I8, I15, I22). What it excludes stays stored, relayed
/// and visible with its reason.
public struct Standing: Sendable {
    /// Why a stored change does not count.
    public enum Exclusion: Hashable, Sendable {
        /// Its origin has not been admitted to the scope (yet).
        case notAdmitted
        /// The authority refused it, with a reason in words.
        case refused(String)
        /// It stands beyond the length up to which the authority lets its origin count.
        case revoked
        /// A user wrote it who, by what they had in front of them, had no right to.
        case notPermitted
        /// Impossible by its own bytes, the same for every node: an activity of 90,000 seconds, say.
        case malformed
    }

    /// A retirement with every dot at which it stands.
    struct Placed: Equatable, Sendable {
        let retirement: Retirement
        let dots: Set<Dot>
        let time: Int64
    }

    /// Why an origin was closed for good.
    public struct Closing: Hashable, Sendable {
        public let reason: String
        /// Milliseconds, by the clock of whoever wrote it; for people.
        public let since: Int64
    }

    /// The origin that created the scope.
    public let authority: Origin
    /// The creating origin and those who took its place, each named by the key of the one before.
    public private(set) var authorities: Set<Origin>
    /// Successor and predecessor, as the logs say it.
    public let successions: [Succession]
    /// Of every origin that one has named, the first that did.
    private let predecessors: [Origin: Origin]
    /// The users whom the authority names, and their roles.
    public let people: People
    private var admitted: Set<Origin>
    /// Those of them whom a word of the authority admits, and no rule.
    private var answered: Set<Origin> = []
    private var refusals: [Dot: [Hash: String]] = [:]
    private var revocations = Revocations()
    private var retired: [Origin: [Placed]] = [:]
    private var suspensions = Suspensions()
    /// Those with a fork: only they lower anything.
    private var forked: [Origin: [Placed]] = [:]
    /// Nothing of the authority's log is here: the station has never been in contact, and cannot
    /// have been told whom the county admits. Until then what it records counts at home.
    private let isBeforeContact: Bool

    /// - Parameters:
    ///   - authority: the origin that created the scope.
    ///   - authorityLength: how much of that origin's log is held.
    ///   - changes: every change that governs, from all logs of the scope, in any order.
    public init(authority: Origin, authorityLength: UInt64, changes: [GoverningChange]) {
        self.authority = authority
        isBeforeContact = authorityLength == 0
        successions = changes.compactMap(\.succession)
        predecessors = Dictionary(
            successions.map { ($0.origin, $0.predecessor) }, uniquingKeysWith: { first, _ in first }
        )
        let authorities = Self.heirs(of: authority, by: successions)
        self.authorities = authorities
        people = People(changes.filter { $0.governs(in: authorities) })
        admitted = authorities
        for change in changes where change.governs(in: authorities) {
            guard case .authority(let word) = change.content else { continue }
            take(word, of: change, among: changes)
        }
        answered = admitted
        admitUnanswered()
    }

    private static func heirs(of authority: Origin, by successions: [Succession]) -> Set<Origin> {
        var heirs: Set<Origin> = [authority]
        while true {
            let more = successions.filter {
                heirs.contains($0.predecessor) && !heirs.contains($0.origin)
            }
            guard !more.isEmpty, !PlantedBug.founderOnly.isPlanted else { return heirs }
            heirs.formUnion(more.map(\.origin))
        }
    }

    private mutating func take(
        _ word: AuthorityChange, of change: GoverningChange, among all: [GoverningChange]
    ) {
        switch word {
        case .admit(let origin, _):
            admitted.insert(origin)
            revocations.admit(origin, by: change)
        case .revoke(let origin, let length, _):
            revocations.revoke(origin, at: length, by: change)
        case .refuse(let dot, let leaf, let reason): refusals[dot, default: [:]][leaf] = reason
        case .certify: break
        case .suspend(let suspension): suspensions.take(suspension, of: change)
        case .retire(let retirement):
            let dots = Set(all.filter { $0.original == change.original }.map(\.dot))
            let placed = Placed(retirement: retirement, dots: dots, time: change.time)
            guard !retired[retirement.origin, default: []].contains(placed) else { return }
            retired[retirement.origin, default: []].append(placed)
            if retirement.fork != nil { forked[retirement.origin, default: []].append(placed) }
        }
    }

    /// Before the authority has answered, the only successor of an admitted origin counts: what its
    /// node records now must not wait for the line.
    private mutating func admitUnanswered() {
        let answered = Set(successions.filter { admitted.contains($0.origin) }.map(\.predecessor))
        let heirs = Dictionary(grouping: successions, by: \.predecessor)
            .mapValues { Set($0.map(\.origin)) }
        while true {
            let more = successions.filter {
                !admitted.contains($0.origin) && admitted.contains($0.predecessor)
                    && !isBarred([$0.predecessor]) && !answered.contains($0.predecessor)
                    && closing(of: $0.predecessor) == nil
                    && (heirs[$0.predecessor]?.count == 1 || PlantedBug.rivalsCount.isPlanted)
            }
            guard !more.isEmpty else { return }
            admitted.formUnion(more.map(\.origin))
        }
    }

    public func isAdmitted(_ origin: Origin) -> Bool {
        isBeforeContact || admitted.contains(origin) || PlantedBug.strangerCounts.isPlanted
    }

    /// Whether a word of the authority, and no rule before contact, admits the origin.
    public func isAnswered(_ origin: Origin) -> Bool { answered.contains(origin) }

    public func isRevoked(_ origin: Origin) -> Bool { limit(of: origin) != nil }

    /// How many changes of a revoked origin count; nil for one that is not.
    public func limit(of origin: Origin) -> UInt64? { revocations.limits[origin] }

    /// Whether the authority speaks no more with a node of these names: one of them is revoked, and no word
    /// admits one that came after it in knowledge of that. Whoever has a stolen key can name a successor, too.
    /// The authority's own origins are never meant.
    /// - Parameter names: the present one first, each named by the next; what the logs say is before the last
    ///   is looked at as well.
    public func isBarred(_ names: [Origin]) -> Bool {
        guard !revocations.limits.isEmpty, authorities.isDisjoint(with: names) else { return false }
        let names = withEarlierNames(names)
        return names.indices.contains { index in
            isRevoked(names[index])
                && !names[..<index].contains { isAdmitted($0, inSpiteOf: names[index]) }
        }
    }

    /// The names of a node, the present one first, and those before the last that the logs know.
    public func withEarlierNames(_ names: [Origin]) -> [Origin] {
        var names = names
        var seen = Set(names)
        // Whoever has a key may name successors in a ring.
        while let earlier = names.last.flatMap({ predecessors[$0] }), seen.insert(earlier).inserted
        {
            names.append(earlier)
        }
        return names
    }

    private func isAdmitted(_ origin: Origin, inSpiteOf revoked: Origin) -> Bool {
        revocations.isAdmitted(origin, inSpiteOf: revoked) { admission in
            lowered(
                admission.change.context,
                of: admission.isSetAside ? nil : admission.change.author)
        }
    }

    public func isRetired(_ origin: Origin) -> Bool { retired[origin] != nil }

    public var retiredOrigins: [Origin] { retired.keys.sorted() }

    public func retirements(of origin: Origin) -> [Retirement] {
        retired[origin, default: []].map(\.retirement)
    }

    /// Whether a person has closed an origin for good: nobody takes its place by the old key alone. Of
    /// several words the one with the earliest time.
    public func closing(of origin: Origin) -> Closing? {
        retired[origin, default: []].compactMap { placed in
            placed.retirement.reason.map { Closing(reason: $0, since: placed.time) }
        }.min { ($0.since, $0.reason) < ($1.since, $1.reason) }
    }

    /// The origins that a word of the authority admits, but for its own, ascending: closed and revoked ones
    /// too.
    public var answeredOrigins: [Origin] { answered.subtracting(authorities).sorted() }

    /// By which word the authority speaks no more with a node that has borne these names; nil while it
    /// does. The authority's own origins are never meant.
    public func suspension(of names: Set<Origin>) -> Suspended? {
        guard names.isDisjoint(with: authorities) else { return nil }
        return suspended.last { word in
            word.origin.map(names.contains) ?? true
        }
    }

    /// What is suspended now, by where the words stand.
    public var suspended: [Suspended] {
        suspensions.inForce { lift in
            lowered(lift.change.context, of: lift.isSetAside ? nil : lift.change.author)
        }
    }

    /// Whether anything was ever refused or revoked in the scope.
    public var hasRefusals: Bool { !refusals.isEmpty || !revocations.limits.isEmpty }

    /// The reason why `change` does not count; nil when it does.
    ///
    /// A repair's copy inherits the refusal of what it copies; a requeue does not: that is its point.
    public func exclusion(of change: Change) -> Exclusion? {
        guard isAdmitted(change.header.origin) else { return .notAdmitted }
        return refusal(of: change) ?? (people.permit(change) ? nil : .notPermitted)
    }

    private func refusal(of change: Change) -> Exclusion? {
        guard hasRefusals else { return nil }
        var carried = change.canonical
        while true {
            if let exclusion = refusal(of: carried, change.personal.commitment) {
                return exclusion
            }
            guard carried.header.kind == SystemKind.copy, !PlantedBug.refusedCopyCounts.isPlanted,
                let inner = carried.carried
            else {
                return nil
            }
            carried = inner
        }
    }

    private func refusal(of carried: CanonicalChange, _ commitment: Hash) -> Exclusion? {
        let dot = carried.header.dot
        if let refused = refusals[dot], let reason = refused[carried.leaf(commitment: commitment)],
            !PlantedBug.refusedCounts.isPlanted
        {
            return .refused(reason)
        }
        guard let limit = limit(of: dot.origin), dot.sequence > limit,
            !authorities.contains(dot.origin)
        else { return nil }
        return .revoked
    }
}

extension Standing {
    /// The context of a change as it counts: an entry of a forked origin above the fork is what its
    /// author saw of *some* branch, and counts only up to where the branches agree, unless the author
    /// had the retirement before them.
    public func effectiveContext(of header: Header) -> Context {
        forked.isEmpty || PlantedBug.contextsNotLowered.isPlanted
            ? header.context : lowered(header.context, of: header.origin)
    }

    /// - Parameter author: whose own log is the one that is held; nil where it is another branch.
    private func lowered(_ written: Context, of author: Origin?) -> Context {
        var context = written
        // A retirement's own dot may stand in a forked log: hence to the fixed point.
        while true {
            let before = context
            for (origin, retirements) in forked where origin != author {
                for placed in retirements {
                    guard let fork = placed.retirement.fork, context[origin] > fork.point,
                        PlantedBug.contextsAlwaysLowered.isPlanted
                            || !placed.dots.contains(where: context.covers)
                    else { continue }
                    context[origin] = fork.point
                }
            }
            if context == before { return context }
        }
    }

    /// Whether, by `other`, contexts count or changes are judged otherwise in ways that cannot be told
    /// from single changes.
    public func differsInReach(from other: Standing) -> Bool {
        authorities != other.authorities || revocations.limits != other.revocations.limits
            || forked.mapValues(Set.init) != other.forked.mapValues(Set.init)
    }
}

extension Standing.Placed: Hashable {}

/// A held change of a system kind: what it says, and where it stands.
public struct GoverningChange: Hashable, Sendable {
    public enum Content: Hashable, Sendable {
        case authority(AuthorityChange)
        case lineage(LineageChange)
        case people(PeopleChange)
    }

    /// Where it stands.
    public let dot: Dot
    /// Who wrote it first; another one than the dot's where it is a copy.
    public let author: Origin
    public let original: Hash
    public let isCopy: Bool
    public let content: Content
    /// Where it was written first, and what its author had seen then.
    public let written: Dot
    public let context: Context
    /// Milliseconds, by its author's clock; for people alone.
    public let time: Int64

    /// nil for a change that governs nothing.
    /// - Parameter isProven: whether what a predecessor has signed was looked at before.
    public init?(_ change: CanonicalChange, original: Hash, isProven: Bool = false) {
        guard change.header.kind != SystemKind.hop else { return nil }
        let body = change.original
        dot = change.header.dot
        author = body.header.origin
        self.original = original
        isCopy = change.isWrapper
        if let word = AuthorityChange(body) {
            content = .authority(word)
        } else if !change.isWrapper, let word = LineageChange(body, isProven: isProven) {
            content = .lineage(word)
        } else if let word = PeopleChange(body) {
            content = .people(word)
        } else {
            return nil
        }
        written = body.header.dot
        context = body.header.context
        time = body.header.time
    }

    var succession: Succession? {
        if case .lineage(.succeed(let succession, _)) = content { succession } else { nil }
    }

    /// A copy of a word of authority has authority only in a log of the authority.
    public func governs(in authorities: Set<Origin>) -> Bool {
        authorities.contains(dot.origin) && (!isCopy || authorities.contains(author))
    }
}

extension CanonicalChange {
    /// Whether it says, or carries, what only the authority of a scope can say and only its own logs make
    /// heard: admissions and the like, users and roles, an erasure.
    public var isWordOfAuthority: Bool {
        guard header.kind != SystemKind.hop else { return false }
        let word = original
        if case .erase = ErasureChange(word) { return true }
        return AuthorityChange(word) != nil || PeopleChange(word) != nil
    }

    /// The change, then what it carries, and so on: nine at most.
    public var levels: [CanonicalChange] {
        [self] + (carried?.levels ?? [])
    }
}
