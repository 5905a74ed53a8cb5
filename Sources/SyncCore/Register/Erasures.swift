/// What is asked and done about erasing personal parts in one scope: a pure function of the words that
/// stand in its logs, in whatever order they came.
///
/// What is erased only grows. It rests neither on who is admitted nor on what was refused: those may
/// still change, and what was dropped does not come back.
public struct Erasures: Sendable, Equatable {
    /// A request that stands, answered or not.
    public struct Request: Hashable, Sendable {
        public let word: ErasureWord
        public let reason: String
        public var record: Entity { word.content.record }
        public internal(set) var isAnswered: Bool

        /// Whether it was asked because a volunteer had gone on from the station: by a node itself, or with the
        /// word of an operator who closes for an absent one.
        public var isByClose: Bool { reason == Erasures.closing }
    }

    /// The reason that goes with a close, and that nobody can give for anything else.
    public static let closing = "transfer"

    /// In order of time, origin and sequence; those that were taken back or do not count are left out.
    public private(set) var requests: [Request] = []
    /// Commitments of the parts that are erased.
    public private(set) var commitments: Set<Hash> = []
    /// Records of which anything was erased.
    public private(set) var records: Set<Entity> = []
    public private(set) var hidden: Set<Entity> = []

    public init() {}

    /// - Parameters:
    ///   - words: every one that is held, copies too, with whether it counts.
    ///   - authorities: the scope's, by its standing.
    public init(_ words: [(word: ErasureWord, counts: Bool)], authorities: Set<Origin>) {
        let asked = words.filter { $0.word.isRequest }
        var answered: Set<Hash> = []
        for (word, _) in words where word.governs(in: authorities) {
            guard case .erase(let record, let request, let parts) = word.content,
                asked.contains(where: {
                    $0.word.original == request && $0.word.content.record == record
                        && word.isByAnother(than: $0.word, authorities: authorities)
                })
            else { continue }
            answered.insert(request)
            commitments.formUnion(parts.map(\.commitment))
            records.insert(record)
        }
        let withdrawn = Set(
            words.compactMap { word, counts -> Hash? in
                guard counts, case .withdraw(_, let request, _) = word.content else { return nil }
                return request
            })
        var seen: Set<Hash> = []
        requests = asked.sorted { $0.word.isBefore($1.word) }.compactMap { word, counts in
            guard counts, !withdrawn.contains(word.original),
                case .ask(_, let reason) = word.content, seen.insert(word.original).inserted
            else { return nil }
            return Request(
                word: word, reason: reason, isAnswered: answered.contains(word.original))
        }
        hidden = Set(requests.map(\.record))
    }

    public func isErased(_ part: PersonalPart) -> Bool {
        !commitments.isEmpty && commitments.contains(part.commitment)
    }

    /// What may be kept of a part.
    public func kept(_ content: PersonalContent) -> PersonalContent {
        guard let part = content.part, isErased(part) else { return content }
        return .withheld(part.commitment)
    }
}

/// A held word about erasing: what it says, who said it, and where it stands.
public struct ErasureWord: Hashable, Sendable {
    public let content: ErasureChange
    /// Where it stands.
    public let dot: Dot
    public let original: Hash
    /// Who wrote it first; another one than the dot's where it is a copy.
    public let author: Origin
    /// The user who wrote it; nil for whoever sits at the author's machine.
    public let actor: Entity?
    /// Milliseconds by the author's clock.
    public let time: Int64
    public let isCopy: Bool

    /// nil for any other change, and for a statement on its way.
    public init?(_ change: CanonicalChange, original: Hash) {
        let body = change.original
        guard change.header.kind != SystemKind.hop, let content = ErasureChange(body) else {
            return nil
        }
        self.content = content
        self.original = original
        dot = change.header.dot
        author = body.header.origin
        actor = body.header.actor
        time = body.header.time
        isCopy = change.isWrapper
    }

    var isRequest: Bool { if case .ask = content { true } else { false } }

    /// As for every word of authority, a copy has force only among the authority's own.
    func governs(in authorities: Set<Origin>) -> Bool {
        authorities.contains(dot.origin) && (!isCopy || authorities.contains(author))
    }

    /// Whether somebody else said this. Whoever gives no name may be anybody at that machine, and all
    /// names of the authority are one machine.
    public func isByAnother(than other: ErasureWord, authorities: Set<Origin>) -> Bool {
        ErasureWord.isAnother(
            (author, actor), than: (other.author, other.actor), authorities: authorities)
    }

    public static func isAnother(
        _ one: (origin: Origin, actor: Entity?), than other: (origin: Origin, actor: Entity?),
        authorities: Set<Origin>
    ) -> Bool {
        if let actor = one.actor, let another = other.actor { return actor != another }
        return one.origin != other.origin
            && !(authorities.contains(one.origin) && authorities.contains(other.origin))
    }

    fileprivate func isBefore(_ other: ErasureWord) -> Bool {
        (time, dot.origin, dot.sequence) < (other.time, other.dot.origin, other.dot.sequence)
    }
}
