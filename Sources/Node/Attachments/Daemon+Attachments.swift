import Logging
import ServiceRecords
import Store
import SyncCore
import Transport

/// A lane of attachments to one neighbour, and what it needs of the world.
struct AttachmentCall {
    let peer: Peer
    let addresses: [String]
    let line: Line
    var lane = AttachmentLane()
    var tally = Tally()
    /// When the neighbour was last asked what it lacks, monotonic milliseconds.
    var asked: [Scope: Int64] = [:]
}

/// What the loop does for its lanes, on its own thread: pieces are small. With the last one the whole is read
/// through, which takes seconds for a large attachment (decision 0022).
extension Daemon {
    /// A neighbour that is believed to hold everything is asked all the same, after so many milliseconds.
    private static let askingAgain: Int64 = 6 * 3_600_000

    var lanesDeadline: Int64 { lanes.values.map(\.lane.deadline).min() ?? .max }

    var areLanesIdle: Bool { lanes.values.allSatisfy(\.lane.isIdle) }

    /// The log exchange with a neighbour has come to its end, or not: its lane may run, or must not.
    func exchangeEnded(_ outcome: SyncOutcome, with peer: Peer?, at addresses: [String]) {
        guard let peer else { return }
        switch outcome.result {
        case .agreed, .partly:
            readyLane(to: peer, at: addresses)
            feedLane(peer.origin, .opened)
        case .busy, .otherFailed, .held: closeLane(peer.origin, telling: .later)
        case .differs, .unreachable, .notOurs, .unknownHere, .revoked, .suspended,
            .enrolmentRefused,
            .versionMismatch, .insecureAddress, .noUpstream, .storeFailed, .stopped:
            closeLane(peer.origin, telling: .unreachable)
        }
    }

    /// No piece may be on its way any longer: a log exchange begins, or it has failed.
    func closeLane(_ peer: Origin, telling outcome: AttachmentOutcome? = nil) {
        feedLane(peer, .closed(telling: outcome))
    }

    /// The neighbour speaks of its own accord: what is on its way to it makes way.
    func makeWay(for peer: Origin) { feedLane(peer, .called) }

    /// Somebody called for an exchange, and is not to be told what was believed hours ago.
    func forgetWhatLacked() { for peer in lanes.keys { lanes[peer]?.asked = [:] } }

    /// Wakes them; those to the level above rest while the line is not to be used, but for what somebody
    /// waits for.
    func wakeLanes() {
        if hold != nil {
            for (peer, call) in lanes
            where call.peer.standpoint == .above && !call.lane.isIdle && !call.lane.isAwaited {
                closeLane(peer)
            }
        }
        for (peer, call) in lanes where transport.now >= call.lane.deadline {
            feedLane(peer, .woke)
        }
    }

    func stopLanes() { for peer in lanes.keys { feedLane(peer, .stopped) } }

    /// Ends what is on its way, at the end of a process that was to do one thing.
    func closeLanes() {
        for peer in lanes.keys { closeLane(peer, telling: .unreachable) }
    }

    /// Whether this was an outcome of a lane's request.
    func heardLane(_ outcome: LineOutcome) -> Bool {
        guard let (peer, call) = lanes.first(where: { $0.value.line.awaits(outcome) }) else {
            return false
        }
        var tally = call.tally
        let word = call.line.word(for: outcome, tally: &tally)
        lanes[peer]?.tally = tally
        if case .attachment(let answer) = word { noteLack(answer, of: call.lane.asked, by: peer) }
        if let word { feedLane(peer, AttachmentLane.Event(word, after: outcome.elapsed)) }
        return true
    }

    /// Who has lost a file is believed to have it until somebody asks.
    private func noteLack(_ answer: AttachmentAnswer, of item: AttachmentItem?, by peer: Origin) {
        guard let item, case .standing(let total, let held, _) = answer, total == item.size,
            held < total
        else { return }
        do {
            try home.store.noteAttachment(item.key, lackedBy: peer)
        } catch { _ = storeFailed(error) }
    }

    func demand(
        _ item: AttachmentItem, _ answer: @escaping @Sendable (AttachmentOutcome) -> Void
    ) {
        guard item.size <= UInt64(attachments.maxBytes) else { return answer(.tooLarge) }
        do {
            guard let (peer, addresses) = try neighbour(sharing: item.key.scope) else {
                return answer(.noWay)
            }
            readyLane(to: peer, at: addresses)
            let ticket = nextTicket()
            laneTickets[ticket] = answer
            feedLane(peer.origin, .wanted(item, ticket: ticket))
            // The log first, as ever.
            switch peer.standpoint {
            case .above: feed(.demanded(ticket: nextTicket()))
            case .below:
                let order = PullOrder(
                    stations: [peer.origin], timeout: PullSchedule.Settings().timeout)
                feedPulls(.demanded(order, ticket: nextTicket()))
            }
        } catch {
            _ = storeFailed(error)
            answer(.disk)
        }
    }

    /// Sees to it that there is a lane to a neighbour as it is now. One to what it was, or to where it was,
    /// ends, and whoever waits for something of it is told.
    private func readyLane(to peer: Peer, at addresses: [String]) {
        if let call = lanes[peer.origin], call.peer == peer, call.addresses == addresses { return }
        closeLane(peer.origin, telling: .unreachable)
        let isAbove = peer.standpoint == .above
        lanes[peer.origin] = AttachmentCall(
            peer: peer, addresses: addresses,
            line: Line(
                transport: transport, addresses: addresses, numbers: numbers,
                batching: Batching(), proxy: isAbove ? proxy : nil, isMetered: isAbove))
    }

    /// Bytes that may go now, either way. What somebody waits for is bounded by the day's limit alone.
    private func allowance(_ call: AttachmentCall) throws -> UInt64 {
        let today = try home.attachmentAllowance(with: call.peer.origin, attachments)
        guard call.peer.standpoint == .above, !call.lane.isAwaited else { return today }
        guard hold == nil else { return 0 }
        return pacing.left(at: home.clock.now).map { min(today, UInt64($0)) } ?? today
    }

    private func neighbour(sharing scope: Scope) throws -> (Peer, addresses: [String])? {
        if let above = try home.store.upstream(), above.scopes.contains(scope) {
            return (above, try home.upstreamAddresses())
        }
        for origin in try home.store.callableStations() {
            guard let peer = try home.store.peer(origin), peer.scopes.contains(scope),
                try !home.store.isRevoked(peer), try home.store.suspension(of: peer) == nil,
                let address = try home.store.address(of: origin)
            else { continue }
            return (peer, [address])
        }
        return nil
    }

    private func feedLane(_ peer: Origin, _ event: AttachmentLane.Event) {
        var events = [event]
        while !events.isEmpty {
            guard
                let effects = lanes[peer]?.lane.handle(
                    events.removeFirst(), now: transport.now, chance: home.randomness.number())
            else { return }
            for effect in effects {
                if let next = perform(effect, with: peer) { events.append(next) }
            }
        }
    }

    private func perform(
        _ effect: AttachmentLane.Effect, with peer: Origin
    ) -> AttachmentLane.Event? {
        do { return try attempt(effect, with: peer) } catch {
            _ = storeFailed(error)
            return .failed(.disk)
        }
    }

    private func attempt(
        _ effect: AttachmentLane.Effect, with peer: Origin
    ) throws -> AttachmentLane.Event? {
        guard let call = lanes[peer] else { return nil }
        // The log first, whoever began.
        if effect.isRequest, desk.isEngaged(peer) { return .called }
        switch effect {
        case .survey: return .surveyed(try survey(call))
        case .list(let scope, let after):
            lanes[peer]?.asked[scope] = transport.now
            return try send(.lacking(after: after), in: scope, to: peer)
        case .reconcile(let scope, let after, let lacks, let hasMore):
            return .reconciled(
                try reconcile(scope, after: after, lacks, hasMore: hasMore, with: call))
        case .give(let job, let count): return try give(job, count, to: peer)
        case .ask(let job, let room):
            guard let claim = try claim(job.item.key) else { return .failed(.unreadable) }
            return try send(
                .ask(claim, offset: job.offset, room: room), in: job.item.key.scope, to: peer)
        case .store(let job, let bytes): return try store(bytes, job, from: peer)
        case .note(let item):
            try home.store.noteAttachments(
                of: peer, in: item.key.scope, there: [item.key.name], lacking: [])
        case .giveUp: call.line.giveUp()
        case .report(let ticket, let outcome):
            laneTickets.removeValue(forKey: ticket)?(outcome)
        case .conclude(let sum): conclude(sum, with: peer)
        }
        return nil
    }

    private func survey(_ call: AttachmentCall) throws -> AttachmentLane.Survey {
        var survey = AttachmentLane.Survey(allowance: try allowance(call))
        guard survey.allowance > 0 else { return survey }
        for scope in call.peer.scopes.sorted() {
            // Files go where the parts go that name them.
            guard try home.store.personalPolicy(of: scope, towards: call.peer) == .parts else {
                continue
            }
            let (items, there) = try home.store.view {
                (
                    try $0.attachmentItems(in: scope),
                    try $0.attachmentsThere(call.peer.origin, in: scope)
                )
            }
            guard !items.isEmpty else { continue }
            let held = home.attachments.held(in: scope)
            let parts = home.attachments.parts(in: scope)
            survey.lacking += items.filter {
                !held.contains($0.key.name) && $0.size <= UInt64(attachments.maxBytes)
            }.map { item in
                let isBegun = parts.contains(item.key.name)
                return .init(
                    .fetch, item, from: isBegun ? home.attachments.held(of: item) : 0)
            }
            let isOld = call.asked[scope].map { transport.now - $0 >= Self.askingAgain } ?? true
            let mayLack = items.contains {
                held.contains($0.key.name) && (isOld || !there.contains($0.key.name))
            }
            if mayLack { survey.scopes.append(scope) }
        }
        return survey
    }

    private func reconcile(
        _ scope: Scope, after: Hash?, _ lacks: [AttachmentAnswer.Lack], hasMore: Bool,
        with call: AttachmentCall
    ) throws -> [AttachmentLane.Job] {
        let last = hasMore ? lacks.last?.name : nil
        let here = try home.store.view {
            try $0.attachmentItems(in: scope, after: after, through: last)
        }.filter { home.attachments.isHeld($0.key) }
        let lacked = Dictionary(lacks.map { ($0.name, $0) }) { first, _ in first }
        try home.store.noteAttachments(
            of: call.peer.origin, in: scope,
            there: here.map(\.key.name).filter { lacked[$0] == nil }, lacking: lacks.map(\.name))
        return try home.store.view { view in
            try here.compactMap { item in
                // Of several lengths that records say, the one that the file has.
                guard let lack = lacked[item.key.name], try view.isProved(lack.claim, in: scope),
                    home.attachments.total(of: item.key) == item.size
                else { return nil }
                let isPlace = lack.held.isBlockBoundary && lack.held < item.size
                return .init(.give, item, from: isPlace ? lack.held : 0)
            }
        }
    }

    private func give(
        _ job: AttachmentLane.Job, _ count: Int, to peer: Origin
    ) throws -> AttachmentLane.Event? {
        guard let claim = try claim(job.item.key) else { return .failed(.unreadable) }
        let bytes: [UInt8]
        do throws(AttachmentError) {
            bytes = try home.attachments.read(job.item, from: job.offset, atMost: count)
        } catch {
            log.error(
                "attachment not read",
                metadata: ["scope": "\(job.item.key.scope)", "error": "\(error.word)"])
            // A disk that does not give it now may do so later.
            return .failed(error == .missing || error == .damaged ? .unreadable : .disk)
        }
        home.count(bytes.count, with: peer)
        return try send(
            .give(claim, total: job.item.size, offset: job.offset, bytes: bytes),
            in: job.item.key.scope, to: peer)
    }

    /// What shows that this node may ask for it; nil where its record's personal part is not held.
    private func claim(_ key: AttachmentKey) throws -> AttachmentRequest.Claim? {
        try home.store.view { try $0.claim(to: key) }
    }

    private func store(
        _ bytes: [UInt8], _ job: AttachmentLane.Job, from peer: Origin
    ) throws -> AttachmentLane.Event {
        let salts = try home.store.view { try $0.salts(of: job.item.key) }
        home.count(bytes.count, with: peer)
        do throws(AttachmentError) {
            let held = try home.attachments.take(
                bytes, at: job.offset, of: job.item, salts: salts)
            if held == job.item.size { home.noteHere(job.item.key) }
            return .stored(held: held)
        } catch {
            switch error {
            case .mismatch:
                log.warning(
                    "attachment is not what it is called", metadata: ["origin": "\(peer)"])
                return .failed(.mismatch)
            case .full, .disk, .missing, .damaged, .outOfLine, .unreadable, .size, .changing:
                log.error("attachment not taken", metadata: ["error": "\(error.word)"])
                return .failed(.disk)
            }
        }
    }

    private func send(
        _ want: AttachmentRequest.Want, in scope: Scope, to peer: Origin
    ) throws -> AttachmentLane.Event? {
        guard let call = lanes[peer] else { return nil }
        let request = AttachmentRequest(origin: home.origin, scope: scope, want: want)
        var tally = call.tally
        let word = call.line.post(
            .attachment(request.bytes), security: try security(toward: call.peer), tally: &tally)
        lanes[peer]?.tally = tally
        return word.map { AttachmentLane.Event($0, after: 0) }
    }

    private func conclude(_ sum: AttachmentLane.Sum, with peer: Origin) {
        guard let tally = lanes[peer]?.tally else { return }
        lanes[peer]?.tally = Tally()
        do { try home.keep(pacing) } catch { _ = storeFailed(error) }
        log.info(
            "attachments exchanged",
            metadata: [
                "origin": "\(peer)", "given": "\(sum.given)", "fetched": "\(sum.fetched)",
                "mismatched": "\(sum.mismatched)", "sent": "\(tally.sent)",
                "received": "\(tally.received)",
            ])
    }
}

extension AttachmentLane.Event {
    fileprivate init(_ word: Line.Word, after milliseconds: Int64) {
        switch word {
        case .attachment(let answer): self = .answered(answer, milliseconds: milliseconds)
        case .busy(let seconds):
            self = .answered(
                .later(seconds: min(max(seconds, 1), AttachmentLimits.wait)),
                milliseconds: milliseconds)
        case .answered, .enrolled, .failed: self = .failed(.line)
        }
    }
}

extension AttachmentError {
    /// For a log.
    var word: String {
        switch self {
        case .full: "disk-full"
        case .disk(let number): "errno-\(number)"
        case .missing: "missing"
        case .damaged: "damaged"
        case .mismatch: "mismatch"
        case .outOfLine: "out-of-line"
        case .unreadable: "unreadable"
        case .size: "size"
        case .changing: "changing"
        }
    }
}
