import ServiceRecords
import Store
import SyncCore

/// What either end of an exchange does with the store between two messages, without a line, a thread or a
/// loop: the daemon, the server and the simulation all go through here.
struct Correspondence: Sendable {
    let home: NodeHome

    /// What stands at the beginning of an exchange with a neighbour.
    func opening(with peer: Peer, memory: PeerMemory) throws -> Opening {
        Opening(
            try home.store.holdings(sharedWith: peer), memory, peer: peer.origin,
            wants: try AskingAgain(home: home).wants(from: peer))
    }

    /// - Parameter introduces: whether the neighbour may have forgotten who this node is.
    func compose(
        _ outline: Outline, to peer: Peer, introduces: Bool = false, room: Int
    ) throws -> Message {
        try home.store.compose(
            outline, to: peer, introduces: introduces, schemaVersion: Schema.version, room: room,
            at: home.clock.now)
    }

    /// A request of the size that the line bears, which offers room for an answer that it bears.
    func compose(
        _ outline: Outline, to peer: Peer, introduces: Bool = false, batching: Batching
    ) throws -> Message {
        var message = try compose(
            outline, to: peer, introduces: introduces, room: batching.request.bytes)
        message.room = UInt64(batching.answer.bytes)
        return message
    }

    /// - Parameter mayGiveWay: whether this node has not been renewed in this exchange yet.
    func intake(_ message: Message, from peer: Peer, mayGiveWay: Bool = true) -> Intake {
        Intake(message, from: peer, at: home.clock.now, mayGiveWay: mayGiveWay)
    }

    /// The neighbour that a message comes from; nil for a stranger.
    func sender(of message: Message) throws -> Peer? {
        try home.store.peer(message.origin, lineage: message.lineage, at: home.clock.now)
    }

    /// What shows a neighbour why nothing of its message was applied.
    func apart(answering message: Message, from peer: Peer) throws -> Message {
        try home.store.composeApart(
            answering: intake(message, from: peer), schemaVersion: Schema.version,
            at: home.clock.now)
    }
}

/// What an answer is, before anything of it is stored.
enum Hearing {
    /// From the neighbour that was asked, who has applied the request.
    case plain
    /// From the same neighbour under another origin: the exchange begins anew, with that one.
    case renewed
    /// From the same neighbour under an earlier name: it was put back, and has to be shown so.
    case putBack(Peer)
    /// From somebody else.
    case stranger
}

extension Correspondence {
    func hearing(of answer: Message, from expected: Peer) throws -> Hearing {
        guard answer.chain != nil else { return .stranger }
        guard answer.origin != expected.origin else { return .plain }
        let wasKnown = try home.store.peer(answer.origin) != nil
        guard let sender = try sender(of: answer),
            try home.store.areOne(sender.origin, expected.origin)
        else { return .stranger }
        // Who is there beside the one that was asked, and has named nobody, was not put back: only another
        // heir of the same neighbour, with a chain of its own.
        guard wasKnown, answer.isApart, try home.store.hasHeir(sender.origin) else {
            return .renewed
        }
        return .putBack(sender)
    }
}

extension Correspondence {
    /// The answer to a request whose runs have been stored, and what the peer will hold if it arrives:
    /// the guess for its next visit.
    /// - Parameter words: what the peer is asked for again.
    func answer(
        _ request: Message, of peer: Peer, report: IntakeReport,
        asking words: [Message.TurnedAway] = [], memory: PeerMemory
    ) throws -> (message: Message, memory: PeerMemory) {
        guard report.apart == nil else {
            return (try apart(answering: request, from: peer), memory)
        }
        let holdings = try home.store.holdings(sharedWith: peer)
        var outline = Responder.outline(
            answering: request, holdings: holdings, memory: memory,
            standpoint: peer.standpoint.opposite, turnedAway: report.turnedAway,
            divergence: report.divergence)
        outline.turnedAway += words
        let room = min(Line.room, Int(clamping: max(request.room, 4_096)))
        let answer = try compose(outline, to: peer, room: room)
        var learned = Self.learned(from: request, of: peer, holdings: holdings, before: memory)
        for run in answer.runs {
            var vector = learned[run.scope, default: VersionVector()]
            vector[run.origin] = max(vector[run.origin], run.last)
            learned[run.scope] = vector
        }
        if peer.standpoint == .above {
            try settle(request, of: peer, holdings: holdings, turnedAway: report.turnedAway)
        }
        return (answer, learned)
    }

    /// What a visit from above leaves behind. What that node says to hold bounds what is delivered, so
    /// it is kept in the store; trouble stays on the screen until both hold the same.
    private func settle(
        _ request: Message, of peer: Peer, holdings: Holdings, turnedAway: [Message.TurnedAway]
    ) throws {
        try home.forgetSuspension()
        try home.forgetRefusal()
        let known = try home.store.memory(of: peer.origin)
        let learned = Self.learned(from: request, of: peer, holdings: holdings, before: known)
        if learned != known {
            try home.store.remember(learned, of: peer.origin, at: home.clock.now)
        }
        let trouble = SyncOutcome.words(
            (request.turnedAway + turnedAway).filter(\.error.isLasting))
        if !trouble.isEmpty || request.summary == holdings.summary {
            try home.setTrouble(trouble)
        }
    }

    private static func learned(
        from request: Message, of peer: Peer, holdings: Holdings, before memory: PeerMemory
    ) -> PeerMemory {
        var memory = memory
        for stated in request.vectors where peer.scopes.contains(stated.scope) {
            memory[stated.scope] = stated.vector
        }
        if request.summary == holdings.summary { memory.learn(holdings) }
        return memory
    }
}
