public import SyncCore

/// What stands at the beginning of an exchange: what is held here of the shared scopes, and what the
/// peer was last known to hold.
public struct Opening: Sendable {
    public let holdings: Holdings
    public let memory: PeerMemory
    public let peer: Origin
    /// What is asked for again.
    public let wants: [Want]

    public init(
        _ holdings: Holdings, _ memory: PeerMemory, peer: Origin, wants: [Want] = []
    ) {
        self.holdings = holdings
        self.memory = memory
        self.peer = peer
        self.wants = wants
    }
}

/// An exchange under way with one neighbour, in the words of the loop. `Node` has one with the level
/// above, `Pulls` one with each station that is being visited.
struct Talk: Sendable {
    enum Step {
        case send(Outline)
        case store(Message)
        /// The other side asks to come back after so many seconds; zero names no time.
        case postponed(seconds: UInt64)
        case ended(SyncOutcome)
    }

    private var session: Session
    private let memoryAtOpening: PeerMemory

    /// The talk, and its first step.
    static func begin(_ standpoint: Standpoint, _ opening: Opening) -> (Talk, Step) {
        var talk = Talk(standpoint, opening)
        let step = talk.take(.began(opening.holdings))
        return (talk, step)
    }

    private init(_ standpoint: Standpoint, _ opening: Opening) {
        memoryAtOpening = opening.memory
        session = Session(
            standpoint: standpoint, memory: opening.memory, peer: opening.peer,
            wants: opening.wants)
    }

    mutating func take(_ event: Session.Event) -> Step {
        let effect: Session.Effect
        do throws(Session.Violation) { effect = try session.handle(event) } catch {
            return .ended(SyncOutcome(.notOurs, detail: error.word))
        }
        switch effect {
        case .send(let outline): return .send(outline)
        case .store(let message): return .store(message)
        case .finish(.busy(let seconds)): return .postponed(seconds: seconds)
        case .finish(let conclusion):
            var outcome = SyncOutcome(ending: conclusion)
            outcome.divergences = session.parted
            return .ended(outcome)
        }
    }

    /// What the peer has said that it holds, if that is news. It is kept even when the exchange comes
    /// to nothing: one that lost data makes the rest pending at once (I6).
    var learned: PeerMemory? { session.memory == memoryAtOpening ? nil : session.memory }
}

extension Session.Violation {
    fileprivate var word: String {
        switch self {
        case .unexpectedAnswer: "out-of-turn"
        case .anotherNode: "another-node"
        }
    }
}

extension SyncOutcome {
    /// An exchange that spoke with the other side to the end.
    init(ending conclusion: Session.Conclusion) {
        switch conclusion {
        case .agreed: self.init(.agreed)
        case .partly(let turnedAway):
            self.init(.partly, detail: Self.words(turnedAway))
        case .differs: self.init(.differs, detail: "differs")
        case .busy(let seconds): self.init(.busy, detail: "\(seconds)")
        case .lineFailed: self.init(.unreachable)
        }
    }

    /// The reasons, each once, in a fixed order.
    static func words(_ turnedAway: [Message.TurnedAway]) -> String {
        Set(turnedAway.map(\.error.word)).sorted().joined(separator: " ")
    }
}
