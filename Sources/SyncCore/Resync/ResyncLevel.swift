/// How far a node goes to bring its copy of a scope in order, from the mildest to the last resort
/// (docs/RESYNC.md). The number is in the bytes of an instruction.
public enum ResyncLevel: Int64, Sendable, CaseIterable, Comparable {
    /// Talk now, from the summary.
    case retry = 1
    /// Compare, and alter nothing.
    case verify = 2
    /// Fetch again what is damaged here and whole at the peer.
    case repair = 3
    /// Derive every table anew from the logs.
    case rebuild = 4
    /// Fetch the scope afresh into a new store, and put it into the place of the old one.
    case refetch = 5
    /// A new origin on new hardware.
    case replace = 6
    /// Settle all open conflicts as one side wrote them.
    case resolveAll = 7

    /// A fixed word, for commands, JSON and metrics.
    public var word: String {
        switch self {
        case .retry: "retry"
        case .verify: "verify"
        case .repair: "repair"
        case .rebuild: "rebuild"
        case .refetch: "refetch"
        case .replace: "replace"
        case .resolveAll: "resolve-all"
        }
    }

    public init?(word: String) {
        guard let level = Self.allCases.first(where: { $0.word == word }) else { return nil }
        self = level
    }

    /// What puts one copy into the place of another, or decides in many places at once, is not one
    /// person's to start (I16).
    public var needsSecondPerson: Bool {
        switch self {
        case .refetch, .replace, .resolveAll: true
        case .retry, .verify, .repair, .rebuild: false
        }
    }

    /// Whether a node carries it out by itself when it meets the instruction; the others name commands.
    public var isCarriedOutByNode: Bool {
        switch self {
        case .retry, .verify, .repair, .rebuild, .refetch: true
        case .replace, .resolveAll: false
        }
    }

    /// What a line is to it.
    public enum NeedOfLine: Int, Sendable, Comparable {
        /// It ends without one, at once.
        case none
        /// It waits for one so long, and then ends without.
        case some
        /// Nothing comes of it without.
        case all

        public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    public var needOfLine: NeedOfLine {
        switch self {
        case .verify, .rebuild: .none
        case .repair: .some
        case .retry, .refetch, .replace, .resolveAll: .all
        }
    }

    /// Whether it may be narrowed to a kind of record, or to what was written since a day. Logs are
    /// compared whole all the same.
    public var canBeNarrowed: Bool {
        switch self {
        case .verify, .repair, .resolveAll: true
        case .retry, .rebuild, .refetch, .replace: false
        }
    }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
