/// What stands in a scope's logs about one instruction, whatever order it came in.
public struct InstructionCard: Hashable, Sendable {
    /// What a second person has said, as far as one is needed.
    public enum Consent: Hashable, Sendable {
        case notNeeded
        case waiting
        case given
        case declined
    }

    public let id: Entity
    public let scope: Scope
    public let instruction: ResyncChange.Instruction
    public let issuer: Origin
    /// In the issuer's log.
    public let sequence: UInt64
    /// Milliseconds, by the issuer's clock.
    public let time: Int64
    /// The user who asked; nil for the node itself.
    public let asker: Entity?
    public let isByAuthority: Bool
    public let consent: Consent
    /// Origins that took it back.
    public let withdrawnBy: [Origin]
    /// Whose words are the scope's.
    public let authorities: Set<Origin>
    /// In the order of each author's log.
    public let reports: [Filed]

    public struct Filed: Hashable, Sendable {
        public let report: ResyncChange.Report
        public let origin: Origin
        public let sequence: UInt64
        /// Milliseconds, by the author's clock.
        public let time: Int64

        public init(
            _ report: ResyncChange.Report, by origin: Origin, sequence: UInt64, time: Int64
        ) {
            self.report = report
            self.origin = origin
            self.sequence = sequence
            self.time = time
        }
    }

    public init(
        id: Entity, scope: Scope, instruction: ResyncChange.Instruction, issuer: Origin,
        sequence: UInt64, time: Int64, asker: Entity?, isByAuthority: Bool, consent: Consent,
        withdrawnBy: [Origin] = [], authorities: Set<Origin> = [], reports: [Filed] = []
    ) {
        self.id = id
        self.scope = scope
        self.instruction = instruction
        self.issuer = issuer
        self.sequence = sequence
        self.time = time
        self.asker = asker
        self.isByAuthority = isByAuthority
        self.consent = consent
        self.withdrawnBy = withdrawnBy
        self.authorities = authorities
        self.reports = reports
    }

    /// Whether a node that has been these origins is meant. An instruction of nobody's is for nobody: the
    /// scope's authority says it to all, everybody else to themselves alone.
    public func concerns(_ own: Set<Origin>) -> Bool {
        if own.contains(issuer) { return !instruction.targets.isDisjoint(from: own) }
        guard isByAuthority else { return false }
        return instruction.targets.isEmpty || !instruction.targets.isDisjoint(from: own)
    }

    /// The last that a node has reported, by whichever of its origins.
    public func lastReport(of own: Set<Origin>) -> Filed? {
        reports.last { own.contains($0.origin) && $0.report.isOutcome }
            ?? reports.last { own.contains($0.origin) }
    }

    /// Whether an origin is whoever issued it, also under a later name, as far as this can be told here.
    public func isIssued(by origin: Origin, own: Set<Origin>) -> Bool {
        origin == issuer || isByAuthority && authorities.contains(origin)
            || own.contains(issuer) && own.contains(origin)
    }

    /// The authority, whoever issued it and the node that was to carry it out may take it back.
    public func isWithdrawn(for own: Set<Origin>) -> Bool {
        withdrawnBy.contains { $0 == issuer || authorities.contains($0) || own.contains($0) }
    }
}

extension [Origin] {
    fileprivate func isDisjoint(from set: Set<Origin>) -> Bool { !contains(where: set.contains) }
}

/// How an instruction stands with one node.
public enum InstructionState: String, Sendable, CaseIterable {
    case waitingForApproval = "waiting-for-approval"
    case declined
    case expired
    case cancelled
    /// It may be begun.
    case ready
    /// Begun, and not ended.
    case running
    case done
    case differs
    case failed
    case undone

    /// - Parameters:
    ///   - now: milliseconds since 1970, no earlier than what is known to have been.
    ///   - isUnderWay: the node has begun it and has not come to its end. An outcome that stands there all the
    ///     same is that of a former life of it, whose file is gone.
    public init(
        _ card: InstructionCard, of own: Set<Origin>, at now: Int64, isUnderWay: Bool = false
    ) {
        let reports = card.reports.filter { own.contains($0.origin) }
        let last =
            isUnderWay
            ? reports.last { !$0.report.isOutcome }?.report.state
            : card.lastReport(of: own)?.report.state
        switch last {
        case .done: self = .done
        case .differs: self = .differs
        case .failed: self = .failed
        case .undone: self = .undone
        case .begun, nil:
            if card.isWithdrawn(for: own) {
                self = .cancelled
            } else if card.consent == .declined {
                self = .declined
            } else if last == .begun {
                self = .running
            } else if now >= card.instruction.expires {
                self = .expired
            } else if card.consent == .waiting {
                self = .waitingForApproval
            } else {
                self = .ready
            }
        }
    }

    /// Nothing more comes of it.
    public var isOver: Bool {
        switch self {
        case .waitingForApproval, .ready, .running: false
        case .declined, .expired, .cancelled, .done, .differs, .failed, .undone: true
        }
    }
}

/// Decides from what a scope's logs say which instruction a node may carry out now.
public enum Instructions {
    /// What is known of a log's length beside what is held of it.
    public struct Reach: Sendable {
        let held: VersionVector
        let known: VersionVector

        /// - Parameter known: what neighbours have last said to hold.
        public init(held: VersionVector, known: VersionVector) {
            self.held = held
            self.known = known
        }

        /// A word that takes an instruction back may be among what is missing.
        func isComplete(_ origin: Origin) -> Bool { held[origin] >= known[origin] }
    }

    /// The next one in the order of its issuer's log, one that was begun before any other.
    /// - Parameter waiting: what was begun and waits for a line. Then only what can do with less of one is due.
    public static func next(
        of cards: [InstructionCard], for own: Set<Origin>, reach: Reach, at now: Int64,
        before waiting: ResyncLevel? = nil
    ) -> InstructionCard? {
        let due = cards.filter { card in
            guard card.concerns(own), card.instruction.level.isCarriedOutByNode,
                reach.isComplete(card.issuer)
            else { return false }
            if let waiting, card.instruction.level.needOfLine >= waiting.needOfLine { return false }
            let state = InstructionState(card, of: own, at: now)
            return state == .ready || state == .running
        }
        return due.min { left, right in
            let (a, b) = (left.wasBegun(by: own), right.wasBegun(by: own))
            guard a == b else { return a }
            return (left.issuer, left.sequence) < (right.issuer, right.sequence)
        }
    }
}

extension InstructionCard {
    fileprivate func wasBegun(by own: Set<Origin>) -> Bool { lastReport(of: own) != nil }
}
