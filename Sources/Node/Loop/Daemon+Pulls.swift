import Logging
import ServiceRecords
import Store
import SyncCore
import Transport

/// A station that is being visited.
struct StationCall {
    let peer: Peer
    let line: Line
    var tally: Tally
    /// Whether this visit has the desk: not while it pauses.
    var isEngaged: Bool
}

/// Somebody who waits for an order's outcomes.
struct PullTicket {
    let answer: @Sendable ([PullOutcome]) -> Void
    var outcomes: [PullOutcome] = []
}

/// What the loop does for its visits. The line is shared, and so is the committer: what stations bring
/// is stored on another thread, many at a time, while the loop goes on.
extension Daemon {
    func demand(_ order: PullOrder, _ answer: @escaping @Sendable ([PullOutcome]) -> Void) {
        let ticket = nextTicket()
        pullTickets[ticket] = PullTicket(answer: answer)
        feedPulls(.demanded(order, ticket: ticket))
    }

    func feedPulls(_ event: Pulls.Event) {
        var events = [event]
        while !events.isEmpty {
            let effects = pulls.handle(
                events.removeFirst(), now: transport.now, chance: home.randomness.number())
            for effect in effects { if let next = perform(effect) { events.append(next) } }
        }
    }

    /// An outcome of the transport that is not the level above's.
    func hear(_ outcome: LineOutcome) {
        guard let (station, call) = calls.first(where: { $0.value.line.awaits(outcome) }) else {
            return
        }
        var tally = call.tally
        let word = call.line.word(for: outcome, tally: &tally)
        if case .answered = word { tally.receipts += tally.offeredReceipts }
        calls[station]?.tally = tally
        if let word { feedPulls(.visit(station, Visit.Event(word))) }
    }

    func committed(_ station: Origin, _ result: Result<IntakeReport, any Error>) {
        guard let call = calls[station] else { return }
        do {
            let report = try result.get()
            calls[station]?.tally.changes += report.changes
            if report.changes > 0 { feed(.changed) }
            feedPulls(.visit(station, try stored(call.peer, turnedAway: report.turnedAway)))
        } catch {
            feedPulls(.visit(station, .failed(storeFailed(error))))
        }
    }

    private func perform(_ effect: Pulls.Effect) -> Pulls.Event? {
        switch effect {
        case .gather:
            return .gathered((try? home.store.callableStations()) ?? [])
        case .visit(let station, let effect):
            do { return try attempt(effect, of: station).map { .visit(station, $0) } } catch {
                return .visit(station, .failed(storeFailed(error)))
            }
        case .conclude(let station, let outcome, let ticket):
            conclude(station, outcome, ticket)
            return nil
        case .report(let ticket):
            guard let waiting = pullTickets.removeValue(forKey: ticket) else { return nil }
            waiting.answer(waiting.outcomes)
            return nil
        }
    }

    private func attempt(_ effect: Visit.Effect, of station: Origin) throws -> Visit.Event? {
        switch effect {
        case .open: return try open(station)
        case .send(let outline, let room): return try send(outline, room: room, to: station)
        case .store(let message): return try store(message, from: station)
        case .remember(let memory):
            desk.remember(memory, of: station)
            try home.store.remember(memory, of: station, at: home.clock.now)
        case .release: release(station)
        case .giveUp: calls[station]?.line.giveUp()
        case .conclude: break
        }
        return nil
    }

    /// A station that is asked again keeps its tally: it is one visit.
    private func open(_ station: Origin) throws -> Visit.Event {
        guard let peer = try home.store.peer(station), peer.standpoint == .below,
            let address = try home.store.address(of: station)
        else { return .failed(SyncOutcome(.unreachable, detail: "no-address")) }
        let call = StationCall(
            peer: peer,
            line: Line(transport: transport, addresses: [address], numbers: numbers),
            tally: calls[station]?.tally
                ?? Tally(began: transport.now, wallClock: home.clock.now),
            isEngaged: desk.enter(station))
        calls[station] = call
        guard call.isEngaged else { return .busy(seconds: 0) }
        return .opened(
            Opening(
                try home.store.holdings(sharedWith: peer), try desk.memory(of: station),
                peer: station))
    }

    private func release(_ station: Origin) {
        guard calls[station]?.isEngaged == true else { return }
        calls[station]?.isEngaged = false
        desk.leave(station)
    }

    private func send(_ outline: Outline, room: Int, to station: Origin) throws -> Visit.Event? {
        guard let call = calls[station] else { return nil }
        var message = try home.store.compose(
            outline, as: home.signer, schemaVersion: Schema.version, room: room,
            at: home.clock.now)
        message.room = UInt64(room)
        var tally = call.tally
        tally.offeredReceipts = message.receipts.count
        let word = call.line.post(.sync(message.bytes), tally: &tally)
        calls[station]?.tally = tally
        return word.map(Visit.Event.init)
    }

    /// Nil while the committer has it; its letter brings the event.
    private func store(_ message: Message, from station: Origin) throws -> Visit.Event? {
        guard let peer = calls[station]?.peer else { return nil }
        guard !message.runs.isEmpty else { return try stored(peer, turnedAway: []) }
        let intake = Intake(
            message, scopes: peer.scopes, receiptKey: nil, receiver: home.origin,
            time: home.clock.now)
        desk.committer.apply(intake) { [mailbox] result in
            mailbox.post(.committed(station, result))
        }
        return nil
    }

    private func stored(
        _ peer: Peer, turnedAway: [Message.TurnedAway]
    ) throws -> Visit.Event {
        .stored(try home.store.holdings(sharedWith: peer), turnedAway: turnedAway)
    }

    private func conclude(_ station: Origin, _ outcome: SyncOutcome, _ ticket: UInt64?) {
        release(station)
        let call = calls.removeValue(forKey: station)
        let tally = call?.tally ?? Tally()
        let outcome = tally.outcome(outcome, now: transport.now)
        if call != nil, outcome.result != .stopped {
            note(outcome, tally, with: station, via: .pull)
            if outcome.isContact {
                try? home.store.noteContact(with: station, at: home.clock.now)
            }
        }
        guard let ticket else { return }
        pullTickets[ticket]?.outcomes.append(
            PullOutcome(
                station, outcome, changes: tally.changes, receipts: tally.receipts))
    }
}

extension Visit.Event {
    fileprivate init(_ word: Line.Word) {
        switch word {
        case .answered(let message): self = .answered(message)
        case .enrolled: self = .failed(SyncOutcome(.notOurs))
        case .failed(let outcome): self = .failed(outcome)
        case .busy(let seconds): self = .busy(seconds: seconds)
        }
    }
}
