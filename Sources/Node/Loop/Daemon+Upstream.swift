import Authority
import Logging
import ServiceRecords
import Store
import SyncCore
import Transport

/// The exchange with the level above: what `Node` decides is performed here, and what comes of it is told back.
extension Daemon {
    var hold: Node.Hold? {
        let wall = home.clock.now
        return pacing.hold(at: wall).map {
            Node.Hold(reason: $0.reason, milliseconds: $0.until - wall)
        }
    }

    /// Performs one effect; the event that it brings at once, if it does.
    func perform(_ effect: Node.Effect) -> Node.Event? {
        do { return try attempt(effect) } catch { return .failed(storeFailed(error)) }
    }

    /// Logs it, as a fixed word: descriptions of errors may hold what a record says.
    func storeFailed(_ error: any Error) -> SyncOutcome {
        let word = ErrorWord.of(error)
        log.error("store failed", metadata: ["error": "\(word)"])
        if case StoreError.damaged = error { lookSoon() }
        return SyncOutcome(.storeFailed, detail: word)
    }

    private func attempt(_ effect: Node.Effect) throws -> Node.Event? {
        switch effect {
        case .enrol:
            begin()
            makeWay()
            exchange.hasShownSecret = true
            guard let secret = try home.joinSecret() else { return .enrolled }
            let request = try EnrolmentRequest(secret: secret, signer: try home.signer)
            exchange.asker = Origin(publicKey: request.publicKey)
            return try post(.enrolment(request.bytes)).map(Node.Event.init)
        case .open: return try open()
        case .send(let outline):
            guard let peer = exchange.peer else { return .failed(SyncOutcome(.noUpstream)) }
            return try post(
                correspondence.compose(
                    outline, to: peer, introduces: exchange.introduces,
                    batching: line.batching.within(pacing.left(at: home.clock.now))))
        case .store(let message): return try store(message)
        case .remember(let memory):
            guard let peer = exchange.peer else { return nil }
            try home.store.remember(memory, of: peer.origin, at: home.clock.now)
            desk.remember(memory, of: peer.origin)
            return nil
        case .conclude(let outcome, let waiting):
            conclude(outcome, waiting)
            return nil
        }
    }

    private var correspondence: Correspondence { Correspondence(home: home) }

    private func open() throws -> Node.Event {
        begin()
        leave()
        makeWay()
        guard let peer = try exchange.heir ?? home.store.upstream() else {
            return .failed(SyncOutcome(.noUpstream))
        }
        if !exchange.hasShownSecret, try home.isInvited() { return .invited }
        home.askForCertificate(log: log)
        guard desk.enter(peer.origin) else { return .occupied }
        exchange.peer = peer
        // What another process has committed until now is in what is read next.
        dataVersion = try home.store.dataVersion()
        let opening = try correspondence.opening(
            with: peer, memory: home.store.memory(of: peer.origin))
        exchange.asked = Wants(opening.wants)
        return .opened(opening)
    }

    /// The log exchange with the level above does not wait for an attachment.
    private func makeWay() {
        if let peer = try? home.store.upstream() { closeLane(peer.origin) }
    }

    private func leave() {
        if let peer = exchange.peer { desk.leave(peer.origin) }
        exchange.peer = nil
    }

    private func post(_ message: Message) throws -> Node.Event? {
        exchange.asker = message.origin
        let body = MessageBody(message)
        return try post(.sync(body, isFull: message.hasMore)).map(Node.Event.init)
    }

    /// To the level above, whoever that is by now.
    private func post(_ post: Line.Post) throws -> Line.Word? {
        guard let peer = try exchange.peer ?? home.store.upstream() else {
            return .failed(SyncOutcome(.noUpstream))
        }
        return line.post(post, security: try security(toward: peer), tally: &exchange.tally)
    }

    func security(toward peer: Peer) throws -> LineSecurity? {
        switch protection {
        case .tls: try home.security(toward: peer)
        case .insecure: nil
        }
    }

    /// What the level above has answered, or somebody who has taken its place; nil while the two show
    /// each other what they hold.
    func heard(_ word: Line.Word) -> Node.Event? {
        if exchange.isReminding { return reminded(word) }
        if case .failed(let outcome) = word {
            if !exchange.introduces, let event = introduction(after: outcome) {
                exchange.introduces = true
                if outcome.result == .enrolmentRefused { exchange.usedUp = outcome }
                return event
            }
            if outcome.result == .unknownHere, !exchange.hasReminded, exchange.peer != nil {
                return remind()
            }
        }
        guard case .answered(let answer, _) = word, answer.retryAfter == 0,
            let upstream = exchange.peer
        else {
            return Node.Event(word)
        }
        do {
            switch try correspondence.hearing(of: answer, from: upstream) {
            case .plain where answer.isApart: return try store(answer)
            case .plain: return Node.Event(word)
            case .stranger: return .failed(SyncOutcome(.notOurs, detail: "another-node"))
            case .renewed:
                exchange.heir = try home.store.peer(answer.origin)
                return .renewed
            case .putBack(let peer): return try store(answer, from: peer)
            }
        } catch { return .failed(storeFailed(error)) }
    }

    /// Shows a county that does not know this node its own signature for it; nil while that is on its way.
    private func remind() -> Node.Event? {
        exchange.hasReminded = true
        do {
            guard let scope = try exchange.peer.flatMap(home.store.meeting),
                let (proof, signer) = try home.store.admissionProof(in: scope)
            else { return .failed(SyncOutcome(.unknownHere)) }
            exchange.isReminding = true
            let reminder = try Reminder(proof, signer: signer)
            return try post(.enrolment(reminder.bytes)).flatMap(reminded)
        } catch { return .failed(storeFailed(error)) }
    }

    private func reminded(_ word: Line.Word) -> Node.Event? {
        exchange.isReminding = false
        switch word {
        case .enrolled:
            exchange.introduces = hasHadOtherNames
            return .renewed
        case .failed(let outcome)
        where [.enrolmentRefused, .versionMismatch].contains(outcome.result):
            return .failed(SyncOutcome(.unknownHere))
        default: return Node.Event(word)
        }
    }

    private var hasHadOtherNames: Bool { (try? home.store.ownOrigins().count) ?? 1 > 1 }

    /// What may help where a county does not know the name that this node has now.
    private func introduction(after outcome: SyncOutcome) -> Node.Event? {
        switch (outcome.result, outcome.detail) {
        // The county may have been put back to before it met this origin.
        case (.unknownHere, _) where exchange.peer != nil && hasHadOtherNames: .renewed
        // By this node itself, under an earlier name: the county has only to be told so. By somebody else: it
        // takes what is here all the same, and has it under a receipt.
        case (.enrolmentRefused, EnrolmentAnswer.alreadyUsed.text): .enrolled
        default: nil
        }
    }

    /// Whether the county has taken what is here, and let nothing of it count.
    private func isUnheard(after outcome: SyncOutcome, in exchange: UpstreamExchange) -> Bool {
        outcome.isContact && exchange.usedUp != nil
            && (try? home.store.isAdmitted(home.origin)) == false
    }

    private func store(_ message: Message, from earlier: Peer? = nil) throws -> Node.Event? {
        guard let upstream = earlier ?? exchange.peer else {
            return .failed(SyncOutcome(.noUpstream))
        }
        let (again, rest) = exchange.asked.parted(message.runs)
        var ordinary = message
        ordinary.runs = rest
        let intake = correspondence.intake(
            ordinary, from: upstream, mayGiveWay: !exchange.isRenewed)
        let report = try home.store.apply([intake])[0].get()
        if report.apart == nil, !message.isApart {
            exchange.asked.note(message)
            if try AskingAgain(home: home).take(again, from: upstream) { tendTransfers() }
        }
        switch report.apart {
        case .renewed:
            exchange.isRenewed = true
            return .renewed
        case .show:
            exchange.showings += 1
            guard exchange.showings <= Self.showingLimit else {
                return .failed(SyncOutcome(.differs, detail: "apart"))
            }
            return try post(correspondence.apart(answering: message, from: upstream))
        case nil:
            let present = try home.store.present(upstream)
            if exchange.peer?.origin == present.origin { exchange.peer = present }
            return .stored(
                try home.store.holdings(sharedWith: present), turnedAway: report.turnedAway,
                divergence: report.divergence)
        }
    }

    private func begin() {
        guard exchange.tally.began == nil else { return }
        exchange = UpstreamExchange(
            tally: Tally(began: transport.now, wallClock: home.clock.now))
    }

    private func conclude(_ outcome: SyncOutcome, _ waiting: [UInt64]) {
        leave()
        let ended = exchange
        exchange = UpstreamExchange()
        // Whom the county does not know, or does not let write, because another has used the file is told that.
        let said =
            outcome.result == .unknownHere || isUnheard(after: outcome, in: ended)
            ? ended.usedUp ?? outcome : outcome
        let heard = hasHadOtherNames ? outcome : said
        let outcome = ended.tally.outcome(said, now: transport.now)
        if outcome.result != .noUpstream && outcome.result != .stopped {
            note(outcome, ended.tally, with: try? home.store.upstream()?.origin, via: .line)
        }
        if outcome.isContact {
            settle(outcome)
            // A certificate that it brought is for the next: another one would be another connection.
            home.tls.lookAgain()
        }
        do {
            try home.noteSuspension(after: outcome)
            try home.noteRefusal(after: heard, of: ended.asker ?? home.origin)
            try home.keep(pacing)
        } catch { _ = storeFailed(error) }
        if outcome.isContact { tendTransfers() }
        for ticket in waiting { tickets.removeValue(forKey: ticket)?(outcome) }
        resync(after: outcome)
        exchangeEnded(
            outcome, with: try? home.store.upstream(),
            at: (try? home.upstreamAddresses()) ?? [])
    }

    /// What an exchange that came to its end leaves behind: the join secret has done its work once the
    /// county's own log says so, and trouble with the own log stays on the screen until it is gone.
    private func settle(_ outcome: SyncOutcome) {
        do {
            if try home.joinSecret() != nil, try home.store.isAdmitted(home.origin) {
                try home.forgetJoinSecret()
            }
            try home.setTrouble(outcome.result == .agreed ? "" : outcome.detail)
        } catch {
            log.error("exchange not settled", metadata: ["error": "\(ErrorWord.of(error))"])
        }
    }
}

extension Node.Event {
    fileprivate init(_ word: Line.Word) {
        switch word {
        case .answered(let message, _): self = .answered(message)
        case .enrolled: self = .enrolled
        case .failed(let outcome): self = .failed(outcome)
        case .busy(let seconds): self = .busy(seconds: seconds)
        case .attachment: self = .failed(SyncOutcome(.notOurs))
        }
    }
}
