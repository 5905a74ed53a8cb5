import Logging
import ServiceRecords
import Store
import SyncCore
import Transport

/// A station that is being visited.
struct StationCall {
    /// By which the visit is known: what the station was when it began.
    let station: Origin
    /// Who is there now.
    var peer: Peer
    let line: Line
    var tally: Tally
    /// Whether this visit has the desk: not while it pauses.
    var isEngaged: Bool
    /// What the station is asked for again.
    var asked = Wants([])
    /// How often the exchange began anew, or the two have shown each other what they hold.
    var showings = 0
}

extension StationCall {
    /// The station speaks under a new origin.
    fileprivate mutating func renewed(by answer: Message, _ store: Store) throws {
        peer = try store.peer(answer.origin) ?? peer
    }
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
        do {
            if let word, let event = try heard(word, of: call) {
                feedPulls(.visit(station, event))
            }
        } catch { feedPulls(.visit(station, .failed(storeFailed(error)))) }
    }

    /// nil where what was said is being looked at first: the two show each other what they hold.
    private func heard(_ word: Line.Word, of call: StationCall) throws -> Visit.Event? {
        guard case .answered(let answer, _) = word, answer.retryAfter == 0 else {
            return Visit.Event(word)
        }
        let correspondence = Correspondence(home: home)
        switch try correspondence.hearing(of: answer, from: call.peer) {
        case .plain where answer.isApart: return try store(answer, from: call.station)
        case .plain: return Visit.Event(word)
        case .stranger: return .failed(SyncOutcome(.notOurs, detail: "another-node"))
        case .putBack(let peer):
            calls[call.station]?.peer = peer
            return try store(answer, from: call.station)
        case .renewed: return try again(call.station) { try $0.renewed(by: answer, home.store) }
        }
    }

    func committed(
        _ station: Origin, _ message: Message, _ result: Result<IntakeReport, any Error>
    ) {
        do {
            let report = try result.get()
            calls[station]?.tally.changes += report.changes
            if report.changes > 0 {
                tendTransfers()
                feed(.changed)
            }
            if let event = try event(after: report, of: message, from: station) {
                feedPulls(.visit(station, event))
            }
        } catch {
            feedPulls(.visit(station, .failed(storeFailed(error))))
        }
    }

    private func event(
        after report: IntakeReport, of message: Message, from station: Origin
    ) throws -> Visit.Event? {
        guard let call = calls[station] else { return nil }
        switch report.apart {
        case .renewed: return try again(station) { _ in }
        case .show:
            calls[station]?.showings += 1
            guard call.showings < Self.showingLimit else {
                return .failed(SyncOutcome(.differs, detail: "apart"))
            }
            return try post(
                Correspondence(home: home).apart(answering: message, from: call.peer), to: station)
        case nil:
            try takeAgain(message, of: call)
            let present = try home.store.present(call.peer)
            calls[station]?.peer = present
            return .stored(
                try home.store.holdings(sharedWith: present), turnedAway: report.turnedAway,
                divergence: report.divergence)
        }
    }

    /// What a station has given again: it did not go through the ordinary door.
    private func takeAgain(_ message: Message, of call: StationCall) throws {
        var asked = call.asked
        guard !asked.isOver, !message.isApart else { return }
        let again = AskingAgain(home: home)
        let runs = asked.parted(message.runs).again
        asked.note(message)
        calls[call.station]?.asked = asked
        if try again.take(runs, from: call.peer) { tendTransfers() }
        if asked.isOver { try again.end(with: call.peer) }
    }

    /// Begins the exchange anew, with whoever is there now.
    private func again(
        _ station: Origin, _ change: (inout StationCall) throws -> Void
    ) throws -> Visit.Event {
        guard var call = calls[station], call.showings < 2 * Self.showingLimit else {
            return .failed(SyncOutcome(.differs, detail: "apart"))
        }
        call.showings += 1
        release(station)
        call.isEngaged = false
        try change(&call)
        calls[station] = call
        return .renewed
    }

    private func perform(_ effect: Pulls.Effect) -> Pulls.Event? {
        switch effect {
        case .gather:
            return .gathered((try? home.store.stationsToVisit()) ?? [])
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
        case .send(let outline): return try send(outline, to: station)
        case .store(let message): return try store(message, from: station)
        case .remember(let memory):
            guard let peer = calls[station]?.peer.origin else { return nil }
            desk.remember(memory, of: peer)
            try home.store.remember(memory, of: peer, at: home.clock.now)
        case .release: release(station)
        case .giveUp: calls[station]?.line.giveUp()
        case .conclude: break
        }
        return nil
    }

    /// A station that is asked again keeps its tally: it is one visit.
    private func open(_ station: Origin) throws -> Visit.Event {
        let known = calls[station]
        guard let peer = try known?.peer ?? home.store.peer(station), peer.standpoint == .below,
            let address = try home.store.address(of: station)
                ?? home.store.address(of: peer.origin)
        else { return .failed(SyncOutcome(.unreachable, detail: "no-address")) }
        guard try !home.store.isRevoked(peer) else { return .failed(SyncOutcome(.revoked)) }
        guard try home.store.suspension(of: peer) == nil else {
            return .failed(SyncOutcome(.suspended))
        }
        let call = StationCall(
            station: station, peer: peer,
            line: Line(
                transport: transport, addresses: [address], numbers: numbers,
                batching: known?.line.batching ?? batchings[station] ?? Batching()),
            tally: known?.tally ?? Tally(began: transport.now, wallClock: home.clock.now),
            isEngaged: desk.enter(peer.origin), showings: known?.showings ?? 0)
        calls[station] = call
        guard call.isEngaged else { return .busy(seconds: 0) }
        closeLane(peer.origin)
        home.certify(peer, log: log)
        let opening = try Correspondence(home: home).opening(
            with: peer, memory: desk.memory(of: peer.origin))
        calls[station]?.asked = Wants(opening.wants)
        return .opened(opening)
    }

    private func release(_ station: Origin) {
        guard let call = calls[station], call.isEngaged else { return }
        calls[station]?.isEngaged = false
        desk.leave(call.peer.origin)
    }

    private func send(_ outline: Outline, to station: Origin) throws -> Visit.Event? {
        guard let call = calls[station] else { return nil }
        let message = try Correspondence(home: home).compose(
            outline, to: call.peer, batching: call.line.batching)
        return try post(message, to: station)
    }

    private func post(_ message: Message, to station: Origin) throws -> Visit.Event? {
        guard let call = calls[station] else { return nil }
        var tally = call.tally
        tally.offeredReceipts = message.receipts.count
        let word = call.line.post(
            .sync(MessageBody(message), isFull: message.hasMore),
            security: try security(toward: call.peer), tally: &tally)
        calls[station]?.tally = tally
        return word.map(Visit.Event.init)
    }

    /// Nil while the committer has it; its letter brings the event.
    private func store(_ message: Message, from station: Origin) throws -> Visit.Event? {
        guard let call = calls[station] else { return nil }
        var ordinary = message
        ordinary.runs = call.asked.parted(message.runs).rest
        let intake = Correspondence(home: home).intake(ordinary, from: call.peer)
        desk.committer.apply(intake) { [mailbox] result in
            mailbox.post(.committed(station, message, result))
        }
        return nil
    }

    private func conclude(_ station: Origin, _ outcome: SyncOutcome, _ ticket: UInt64?) {
        release(station)
        let call = calls.removeValue(forKey: station)
        batchings[station] = call?.line.batching
        let tally = call?.tally ?? Tally()
        let outcome = tally.outcome(outcome, now: transport.now)
        if call != nil, outcome.result != .stopped {
            let peer = call?.peer.origin ?? station
            note(outcome, tally, with: peer, via: .pull)
            if outcome.isContact {
                try? home.store.noteContact(with: peer, at: home.clock.now)
            }
        }
        if let peer = call?.peer, let address = try? home.store.address(of: peer.origin) {
            exchangeEnded(outcome, with: peer, at: [address])
        }
        do { try Resync(home).settleBelow() } catch { _ = storeFailed(error) }
        guard let ticket else { return }
        pullTickets[ticket]?.outcomes.append(
            PullOutcome(
                station, outcome, changes: tally.changes, receipts: tally.receipts))
    }
}

extension Visit.Event {
    fileprivate init(_ word: Line.Word) {
        switch word {
        case .answered(let message, _): self = .answered(message)
        case .enrolled, .attachment: self = .failed(SyncOutcome(.notOurs))
        case .failed(let outcome): self = .failed(outcome)
        case .busy(let seconds): self = .busy(seconds: seconds)
        }
    }
}
