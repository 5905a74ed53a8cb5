/// Which changes of a scope count: a pure function of the changes of authority that stand in its
/// logs (I15, I22). What it excludes stays stored, relayed and visible with its reason.
public struct Standing: Sendable {
    /// Why a stored change does not count.
    public enum Exclusion: Hashable, Sendable {
        /// Its origin has not been admitted to the scope (yet).
        case notAdmitted
        /// The authority refused it, with a reason in words.
        case refused(String)
        /// Impossible by its own bytes, the same for every node: an activity of 90,000 seconds, say.
        case malformed
    }

    /// The origin that created the scope and governs it.
    public let authority: Origin
    private var admitted: Set<Origin>
    private var refusals: [Dot: [Hash: String]] = [:]
    /// Nothing of the authority's log is here: the station has never been in contact, and cannot
    /// have been told whom the county admits. Until then what it records counts at home.
    private let isBeforeContact: Bool

    /// - Parameters:
    ///   - changes: the changes of authority held in the authority's own log.
    ///   - authorityLength: how much of that log is held.
    public init(authority: Origin, authorityLength: UInt64, changes: [AuthorityChange]) {
        self.authority = authority
        isBeforeContact = authorityLength == 0
        admitted = [authority]
        for change in changes {
            switch change {
            case .admit(let origin, _): admitted.insert(origin)
            case .refuse(let dot, let leaf, let reason): refusals[dot, default: [:]][leaf] = reason
            }
        }
    }

    /// Whether anything was ever refused in the scope.
    public var hasRefusals: Bool { !refusals.isEmpty }

    public func isAdmitted(_ origin: Origin) -> Bool {
        isBeforeContact || admitted.contains(origin)
    }

    /// The reason why `change` does not count; nil when it does.
    ///
    /// A repair's copy inherits the refusal of what it copies; a requeue does not: that is its point.
    public func exclusion(of change: Change) -> Exclusion? {
        guard isAdmitted(change.header.origin) else { return .notAdmitted }
        guard !refusals.isEmpty else { return nil }
        var carried = change.canonical
        while true {
            if let refused = refusals[carried.header.dot],
                let reason = refused[carried.leaf(commitment: change.personal.commitment)]
            {
                return .refused(reason)
            }
            guard carried.header.kind == SystemKind.copy, let inner = carried.carried else {
                return nil
            }
            carried = inner
        }
    }
}
