/// What one person asks for and another one has to agree to, as it stands in the log. It governs nothing:
/// whoever carries the request out looks for the answer first (docs/PROTOCOL.md, People).
public enum ApprovalChange: Hashable, Sendable {
    /// Its id is that of the change. Who asks is the change's actor.
    case request(Request)
    /// Who answers is the change's actor. It never counts for a request of their own.
    case answer(Answer)

    public struct Request: Hashable, Sendable {
        /// A fixed word: "conflict-resolve-all".
        public let act: String
        /// SHA-256 over everything that will be done: anything else is another request.
        public let parameters: Hash
        /// In a few words without personal data, for whoever answers.
        public let summary: String
        /// Milliseconds since 1970; from then on it cannot be carried out.
        public let expires: Int64

        public init(act: String, parameters: Hash, summary: String, expires: Int64) {
            self.act = act
            self.parameters = parameters
            self.summary = summary
            self.expires = expires
        }
    }

    public struct Answer: Hashable, Sendable {
        public enum Verdict: Int64, Sendable {
            case approved = 1
            case declined = 2
            /// It was done: once, and never again on this approval.
            case carriedOut = 3
        }

        public let request: Entity
        public let verdict: Verdict
        /// In words; of a refusal.
        public let reason: String

        public init(to request: Entity, _ verdict: Verdict, reason: String = "") {
            self.request = request
            self.verdict = verdict
            self.reason = reason
        }
    }

    /// nil for any other change; of a copy, what it carries.
    public init?(_ change: CanonicalChange) {
        let original = change.original
        guard let fields = Fields(systemGroupOf: original) else { return nil }
        switch original.header.kind {
        case SystemKind.request:
            guard let act = fields[1]?.asText, let hash = fields[2]?.asHash,
                let expires = fields[4]?.asInt, original.header.entity == nil
            else { return nil }
            self = .request(
                Request(
                    act: act, parameters: hash, summary: fields[3]?.asText ?? "", expires: expires))
        case SystemKind.answer:
            guard let request = fields[1]?.asReference,
                let verdict = fields[2]?.asInt.flatMap(Answer.Verdict.init)
            else { return nil }
            self = .answer(Answer(to: request, verdict, reason: fields[3]?.asText ?? ""))
        default: return nil
        }
    }

    public var kind: KindNumber {
        switch self {
        case .request: SystemKind.request
        case .answer: SystemKind.answer
        }
    }

    public var open: OpenPart {
        let fields =
            switch self {
            case .request(let request):
                Fields([
                    1: .text(request.act), 2: .bytes(request.parameters.bytes),
                    3: .text(request.summary), 4: .int(request.expires),
                ])
            case .answer(let answer):
                Fields([
                    1: .reference(answer.request), 2: .int(answer.verdict.rawValue),
                    3: .text(answer.reason),
                ])
            }
        return .groups([.init(AuthorityChange.group, fields)])
    }
}
