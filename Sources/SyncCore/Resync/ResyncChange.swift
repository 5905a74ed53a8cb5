/// What is said about bringing a copy of a scope in order (docs/PROTOCOL.md, Instructions). It governs
/// nothing: replaying a log carries nothing out.
public enum ResyncChange: Hashable, Sendable {
    /// Its id is that of the change; who asks is the change's actor.
    case instruct(Instruction)
    /// In the log of the node that carries the instruction out.
    case report(Report)
    /// Takes an instruction back: who has not begun does not begin.
    case withdraw(Entity, reason: String)

    public struct Instruction: Hashable, Sendable {
        public let level: ResyncLevel
        /// Milliseconds since 1970; from then on nobody begins.
        public let expires: Int64
        /// Which nodes of the scope; empty for all but the one that wrote the instruction.
        public let targets: [Origin]
        /// What is in doubt, for people: logs are compared whole; nil for every kind.
        public let kind: KindNumber?
        /// Milliseconds since 1970: what was written since then is in doubt, likewise; nil for everything.
        public let since: Int64?
        /// The request that a second person answers; nil where nobody has to.
        public let approval: Entity?

        /// More nodes than that are not named.
        public static let targetLimit = 64

        public init(
            _ level: ResyncLevel, expires: Int64, targets: [Origin] = [],
            kind: KindNumber? = nil, since: Int64? = nil, approval: Entity? = nil
        ) {
            self.level = level
            self.expires = expires
            self.targets = targets.sorted()
            self.kind = kind
            self.since = since
            self.approval = approval
        }

        /// The same, once a second person was asked.
        public func awaiting(_ request: Entity) -> Instruction {
            Instruction(
                level, expires: expires, targets: targets, kind: kind, since: since,
                approval: request)
        }

        /// What a second person agrees to: everything but the reference to their own answer.
        public var parameters: Hash {
            var fields = fields
            fields[6] = nil
            var writer = ByteWriter()
            fields.write(to: &writer)
            return Hash.sha256(writer.bytes)
        }

        /// The act of the request for a second person.
        public var act: String { "resync-\(level.word)" }
    }

    public struct Report: Hashable, Sendable {
        public enum State: Int64, Sendable {
            /// It has begun. No outcome: whoever was stopped in the middle begins again.
            case begun = 1
            case done = 2
            /// It ran to its end, and found something that it leaves as it is.
            case differs = 3
            /// It could not be done; everything is as it was.
            case failed = 4
            /// What it wrote was taken back by forward changes.
            case undone = 5
        }

        public let instruction: Entity
        public let state: State
        /// A fixed word more: why it failed, what probably happened. Nothing from a record.
        public let reason: String
        /// What was found and done, by fixed words, sorted.
        public let figures: [Figure]
        /// The first places that differ: origin and sequence, or table and record.
        public let places: [String]
        /// The state digest, with the vector that it is of; empty unless it was taken.
        public let digest: [UInt8]
        public let vector: VersionVector

        public struct Figure: Hashable, Sendable {
            public let word: String
            public let value: Int64

            public init(_ word: String, _ value: Int64) {
                self.word = word
                self.value = value
            }
        }

        /// More are counted, not named.
        public static let placeLimit = 20
        public static let figureLimit = 32

        public init(
            on instruction: Entity, _ state: State, reason: String = "",
            figures: [Figure] = [], places: [String] = [], digest: [UInt8] = [],
            vector: VersionVector = VersionVector()
        ) {
            self.instruction = instruction
            self.state = state
            self.reason = reason
            self.figures = figures.sorted { $0.word < $1.word }
            self.places = Array(places.prefix(Self.placeLimit))
            self.digest = digest
            self.vector = vector
        }

        public subscript(word: String) -> Int64? { figures.first { $0.word == word }?.value }

        public var isOutcome: Bool { state != .begun }
    }

    public static let kinds: ClosedRange<KindNumber> = SystemKind.instruct...SystemKind.withdraw

    public var kind: KindNumber {
        switch self {
        case .instruct: SystemKind.instruct
        case .report: SystemKind.report
        case .withdraw: SystemKind.withdraw
        }
    }
}

extension ResyncChange {
    /// nil for any other change; of a copy, what it carries.
    public init?(_ change: CanonicalChange) {
        let original = change.original
        guard Self.kinds.contains(original.header.kind), original.header.entity == nil,
            let fields = Fields(systemGroupOf: original)
        else { return nil }
        switch original.header.kind {
        case SystemKind.instruct:
            guard let instruction = Instruction(fields) else { return nil }
            self = .instruct(instruction)
        case SystemKind.report:
            guard let report = Report(fields) else { return nil }
            self = .report(report)
        case SystemKind.withdraw:
            guard let instruction = fields[1]?.asReference else { return nil }
            self = .withdraw(instruction, reason: fields[2]?.asText ?? "")
        default: return nil
        }
    }

    public var open: OpenPart {
        let fields =
            switch self {
            case .instruct(let instruction): instruction.fields
            case .report(let report): report.fields
            case .withdraw(let instruction, let reason):
                Fields([1: .reference(instruction), 2: .text(reason)])
            }
        return .groups([.init(AuthorityChange.group, fields)])
    }
}

extension ResyncChange.Instruction {
    fileprivate init?(_ fields: Fields) {
        guard let level = fields[1]?.asInt.flatMap(ResyncLevel.init), let expires = fields[2]?.asInt
        else { return nil }
        let list = fields[3]?.asList ?? []
        let targets = list.compactMap { $0.asIdentifier(Origin.self) }
        guard targets.count == list.count, targets.count <= Self.targetLimit else { return nil }
        self.init(
            level, expires: expires, targets: targets,
            kind: fields[4]?.asInt.flatMap { KindNumber(exactly: $0) }, since: fields[5]?.asInt,
            approval: fields[6]?.asReference)
    }

    fileprivate var fields: Fields {
        var fields = Fields([1: .int(level.rawValue), 2: .int(expires)])
        if !targets.isEmpty { fields[3] = .list(targets.map { .bytes($0.bytes) }) }
        fields[4] = kind.map { .int(Int64($0)) }
        fields[5] = since.map(Value.int)
        fields[6] = approval.map(Value.reference)
        return fields
    }
}

extension ResyncChange.Report {
    fileprivate init?(_ fields: Fields) {
        guard let instruction = fields[1]?.asReference,
            let state = fields[2]?.asInt.flatMap(State.init)
        else { return nil }
        let figures = fields[4]?.asList ?? []
        let held = fields[7]?.asList ?? []
        guard figures.count <= 2 * Self.figureLimit, held.count <= 2 * Limits.originCount else {
            return nil
        }
        self.init(
            on: instruction, state, reason: fields[3]?.asText ?? "",
            figures: Self.pairs(figures).compactMap { word, value in
                word.asText.flatMap { word in value.asInt.map { Figure(word, $0) } }
            },
            places: (fields[5]?.asList ?? []).compactMap(\.asText),
            digest: fields[6]?.asBytes ?? [],
            vector: VersionVector(
                Self.pairs(held).compactMap { origin, length in
                    origin.asIdentifier(Origin.self).flatMap { origin in
                        length.asLength.map { (origin, $0) }
                    }
                }))
    }

    private static func pairs(_ values: [Value]) -> [(Value, Value)] {
        stride(from: 0, to: values.count - 1, by: 2).map { (values[$0], values[$0 + 1]) }
    }

    fileprivate var fields: Fields {
        var fields = Fields([1: .reference(instruction), 2: .int(state.rawValue)])
        if !reason.isEmpty { fields[3] = .text(reason) }
        if !figures.isEmpty {
            fields[4] = .list(figures.flatMap { [.text($0.word), .int($0.value)] })
        }
        if !places.isEmpty { fields[5] = .list(places.map(Value.text)) }
        if !digest.isEmpty { fields[6] = .bytes(digest) }
        let entries = vector.entries
        if !entries.isEmpty {
            fields[7] = .list(
                entries.flatMap { [.bytes($0.origin.bytes), .int(Int64(clamping: $0.length))] })
        }
        return fields
    }
}
