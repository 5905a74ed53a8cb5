import Authority
import Node
import ServiceRecords
import Store
import SyncCore

/// Somebody who was registered somewhere first.
struct MovesPerson {
    let name: String
    let number: String
    let home: Scope
    let entity: Entity
    var subject: Subject { Subject(home: home, root: entity) }
}

/// What a volunteer carries.
struct MovesPassport {
    let taker: Scope
    let bytes: [UInt8]
}

/// A service record that was acknowledged.
struct MovesRecord {
    let scope: Scope
    let seconds: Int64
    let leaf: Hash
}

/// What people do at stations, and at a county in the stead of one.
extension MovesWorld {
    /// One who comes to a station for the first time anywhere.
    func register(at machine: Machine, in scope: Scope) {
        let number = "62010219\(600_101 + people.count)\(1_000 + people.count)"
        let name = "移民\(people.count)号"
        guard let entity = write(name, number, at: machine, in: scope) else { return }
        people.append(
            MovesPerson(name: name, number: number, home: scope, entity: entity))
        haunts.append(scope)
        note("registered \(people.count - 1) at \(machine.index)")
    }

    private func write(
        _ name: String, _ number: String, at machine: Machine, in scope: Scope
    ) -> Entity? {
        try? commit(at: machine, in: scope) { door in
            var draft = Draft(Volunteer.kind)
            draft[Volunteer.name] = .text(name)
            draft[Volunteer.idNumber] = .text(number)
            draft[Volunteer.residenceArea] = .text("620102")
            return try door.write(draft)
        }
    }

    /// Some service, by whoever stands there, whether the station still holds them or not; mostly of these
    /// days, at times of long ago.
    func serve(at machine: Machine, in scope: Scope) {
        guard let store = machine.life?.store,
            let volunteers = try? store.view({
                try $0.entities(of: Volunteer.kind.number, in: scope)
            }), !volunteers.isEmpty
        else { return }
        let volunteer = volunteers[dice.below(volunteers.count)]
        let seconds = Int64(1 + dice.below(28_800))
        let ago = Int64(dice.chance(percent: 70) ? dice.below(48) : dice.below(2_400)) * 3_600_000
        let written = try? commit(at: machine, in: scope) { door in
            var draft = Draft(ServiceRecord.kind)
            draft[ServiceRecord.volunteer] = .reference(volunteer)
            draft[ServiceRecord.seconds] = .int(seconds)
            draft[ServiceRecord.start] = .int(machine.clock.now - ago)
            let entity = try door.write(draft)
            return (entity, door.written.last?.originalLeaf)
        }
        guard let (entity, leaf) = written, let leaf else { return }
        records[entity] = MovesRecord(scope: scope, seconds: seconds, leaf: leaf)
        note("served \(seconds) at \(machine.index)")
    }

    /// Releases somebody whom the station holds, to any other station or to one that claims them.
    func release(at machine: Machine, in scope: Scope, _ chosen: Entity? = nil, to: Scope? = nil) {
        do {
            guard let home = machine.life?.home else { return }
            let found = try home.store.view { view -> (Custody, Announcement, Handover)? in
                let all = try view.entities(of: Volunteer.kind.number, in: scope)
                let takers = try view.directory().filter {
                    $0.scope != scope && !$0.exchangeKey.isEmpty && (to ?? $0.scope) == $0.scope
                }
                guard !all.isEmpty, !takers.isEmpty else { return nil }
                let volunteer = chosen ?? all[dice.below(all.count)]
                let custody = try view.custody(of: volunteer, in: scope)
                let taker = takers[dice.below(takers.count)]
                guard let volunteer = custody.volunteer else { return nil }
                let handover = try home.handover(
                    of: volunteer, view.profile(of: volunteer), by: custody,
                    to: taker, asOf: machine.clock.now, in: view)
                return (custody, taker, handover)
            }
            guard let (custody, taker, handover) = found else { return }
            let id = try commit(at: machine, in: scope) { door in
                try door.write(handover.word, personal: handover.personal)
            }
            moves += 1
            haunts.append(taker.scope)
            note("released \(id) at \(machine.index) to \(taker.code)")
            if dice.chance(percent: 50) { try print(id, custody, taker, at: machine, in: scope) }
        } catch is HandoverRefusal {} catch { note("not released: \(error)") }
    }

    private func print(
        _ id: Entity, _ custody: Custody, _ taker: Announcement, at machine: Machine,
        in scope: Scope
    ) throws {
        guard let store = machine.life?.store else { return }
        let now = machine.clock.now
        let after = try store.view { try $0.custodies(in: scope) }
            .first { $0.subject == custody.subject }
        guard let after, let release = after.releases[id]?.release,
            let warrant = try store.warrant(of: id, in: scope, at: now)
        else { return }
        var warrants = [warrant.bytes]
        for accept in after.unenteredAccepts(of: release.restsOn) {
            guard let warrant = try store.warrant(of: accept, in: scope, at: now) else { return }
            warrants.append(warrant.bytes)
        }
        let part = try store.view { try $0.personalPart(of: id, in: scope) }
        let passport = Passport(
            taker: taker.scope, takerCode: taker.code, giverCode: "", giverName: "",
            warrants: warrants, profile: part)
        passports.append(MovesPassport(taker: taker.scope, bytes: passport.bytes))
    }

    /// Takes what was released to the station and waits; whether there was anything.
    @discardableResult
    func accept(at machine: Machine, in scope: Scope) -> Bool {
        do {
            guard let store = machine.life?.store else { return false }
            for custody in try store.view({ try $0.custodies(in: scope) }) {
                guard let offer = custody.offer, let statement = custody.releases[offer] else {
                    continue
                }
                let part = try store.view { try $0.personalPart(of: offer, in: scope) }
                if try take(statement, custody, part, [], at: machine, in: scope) { return true }
            }
        } catch { note("not accepted: \(error)") }
        return false
    }

    /// Somebody comes to the station with what they carry.
    func carryPassport() {
        guard !passports.isEmpty else { return }
        let paper = passports[dice.below(passports.count)]
        let readers = computers(of: paper.taker)
        guard !readers.isEmpty else { return }
        let machine = readers[dice.below(readers.count)]
        rest(machine)
        do {
            guard let store = machine.life?.store else { return }
            let passport = try Passport(bytes: paper.bytes)
            let statements = try passport.warrants.map { bytes in
                let warrant = try Warrant(bytes: bytes)
                guard let scope = warrant.scope,
                    let founder = try store.view({ try $0.founderKey(of: scope) })
                else { throw Warrant.Flaw.notAdmitted }
                return try warrant.statement(founder: founder)
            }
            guard let release = statements.first else { return }
            let custody = try store.view { try $0.custodies(in: paper.taker) }
                .first { $0.subject == release.subject }
            if let custody, custody.hasTaken(release.id) || custody.isDecidedAgainst(release.id) {
                return
            }
            _ = try take(
                release, custody, passport.profile, passport.warrants, at: machine,
                in: paper.taker)
        } catch { note("passport not taken: \(error)") }
    }

    private func take(
        _ statement: TransferStatement, _ custody: Custody?, _ part: PersonalPart?,
        _ warrants: [[UInt8]], at machine: Machine, in scope: Scope
    ) throws -> Bool {
        guard let home = machine.life?.home, let release = statement.release,
            let profile = try home.dossier(of: release, by: statement.scope, part)
        else { return false }
        let entity = try commit(at: machine, in: scope) { door in
            try home.takeOver(
                statement, custody, profile: profile, warrants: warrants, in: door)
        }
        note("accepted \(statement.id) at \(machine.index)")
        return entity != nil
    }

    func decline(at machine: Machine, in scope: Scope) {
        say(at: machine, in: scope) { custody in
            custody.offer.map { .decline(release: $0) }
        }
    }

    /// Turns down an offer of which nobody has the profile any more; whether there was any.
    func declineLost(at machine: Machine, in scope: Scope) -> Bool {
        guard let store = machine.life?.store else { return false }
        let parts = Dictionary(
            (try? store.view { try $0.transferStatements(in: scope) })?.map {
                ($0.statement.id, $0.change.personal.commitment)
            } ?? [], uniquingKeysWith: { $1 })
        var hasDeclined = false
        say(at: machine, in: scope) { custody in
            guard let offer = custody.offer, let part = parts[offer],
                truth.partsGone.contains(part)
            else { return nil }
            hasDeclined = true
            return .decline(release: offer)
        }
        return hasDeclined
    }

    /// Takes back what was released, whether it was entered meanwhile or not.
    func cancel(at machine: Machine, in scope: Scope) {
        say(at: machine, in: scope) { custody in
            let own = custody.releases.values.filter {
                $0.scope == scope && !custody.isDecidedAgainst($0.id)
            }.map(\.id).sorted()
            return own.isEmpty ? nil : .cancel(release: own[dice.below(own.count)])
        }
    }

    private func say(
        at machine: Machine, in scope: Scope, _ word: (Custody) -> TransferWord.Content?
    ) {
        do {
            guard let store = machine.life?.store else { return }
            for custody in try store.view({ try $0.custodies(in: scope) }) {
                guard let content = word(custody) else { continue }
                try commit(at: machine, in: scope) { door in
                    _ = try door.write(TransferWord(content, of: custody.subject))
                }
                return note("said \(content) at \(machine.index)")
            }
        } catch { note("not said: \(error)") }
    }
}

/// Claims, and what ends them.
extension MovesWorld {
    /// Somebody is here whom nobody released: registered anew, with their own number or, typed wrongly, with
    /// another person's.
    func claim(at machine: Machine, in scope: Scope) {
        guard !people.isEmpty, let store = machine.life?.store else { return }
        let person = people[dice.below(people.count)]
        do {
            let known = try store.view { try $0.volunteers(withIDNumber: person.number) }
                .filter { $0.scope == scope && !$0.isVoided }
            guard
                let entity = known.first?.entity
                    ?? write("认领\(claims)号", person.number, at: machine, in: scope)
            else { return }
            try commit(at: machine, in: scope) { door in
                _ = try door.write(
                    TransferWord(.claim(volunteer: entity), of: nil),
                    personal: Fields([1: .text(person.number)]))
            }
            claims += 1
            note("claimed at \(machine.index)")
        } catch { note("not claimed: \(error)") }
    }

    /// The owner answers a claim: says that it is another person, or releases; whether there was any.
    @discardableResult
    func answer(at machine: Machine, in scope: Scope) -> Bool {
        do {
            guard let store = machine.life?.store else { return false }
            for custody in try store.view({ try $0.custodies(in: scope) }) {
                guard custody.right == .active, let open = custody.openReferrals.first else {
                    continue
                }
                if dice.chance(percent: 50), open.claimant != scope {
                    let before = moves
                    release(at: machine, in: scope, custody.volunteer, to: open.claimant)
                    if moves > before { return true }
                }
                try commit(at: machine, in: scope) { door in
                    _ = try door.write(
                        TransferWord(
                            .answer(claim: open.claim, .anotherPerson), of: custody.subject))
                }
                note("answered at \(machine.index)")
                return true
            }
        } catch { note("not answered: \(error)") }
        return false
    }

    /// Whoever claimed gives it up, whether anybody was found or not.
    func withdraw(at machine: Machine, in scope: Scope) {
        do {
            guard let store = machine.life?.store else { return }
            let statements = try store.view { try $0.transferStatements(in: scope) }
                .map(\.statement)
            for statement in statements.sorted(by: { $0.id < $1.id }) {
                guard case .claim = statement.word.content, statement.scope == scope else {
                    continue
                }
                let subject = statements.first {
                    if case .match(statement.id, _, _) = $0.word.content { true } else { false }
                }?.subject
                try commit(at: machine, in: scope) { door in
                    _ = try door.write(
                        TransferWord(.answer(claim: statement.id, .withdrawn), of: subject))
                }
                return note("withdrawn at \(machine.index)")
            }
        } catch { note("not withdrawn: \(error)") }
    }

    /// A person at a county of first registration ends a contest; whether there was any.
    func settleContest(at machine: Machine) -> Bool {
        do {
            guard let store = machine.life?.store else { return false }
            for ledger in try store.view({ try $0.ledgers() }) where ledger.isContested {
                let heads = ledger.heads
                noteContest(of: ledger.subject, heads)
                guard
                    let word = ledger.settlement(
                        for: heads[dice.below(heads.count)].taker, asOf: machine.clock.now)
                else { continue }
                _ = try store.settle(word, at: machine.clock.now)
                note("settled at \(machine.index)")
                return true
            }
        } catch { note("not settled: \(error)") }
        return false
    }

    /// An operator admits whoever waits for that; whether anybody did.
    func admit(at machine: Machine) -> Bool {
        do {
            guard let store = machine.life?.store else { return false }
            let waiting = try store.view { try $0.waitingOrigins() }
            for one in waiting { try store.admit(one, at: machine.clock.now) }
            return !waiting.isEmpty
        } catch { note("not admitted: \(error)") }
        return false
    }

    /// Somebody is asked to settle: whoever records, or gave, has heard of it by then.
    private func noteContest(of subject: Subject, _ heads: [Epoch]) {
        contests += 1
        if !hasForgotten {
            complaints.append("\(subject.root) is contested, and nobody has forgotten anything")
        }
        for scope in Set(heads.flatMap { [$0.taker] + ($0.giver.map { [$0] } ?? []) }) {
            let custodies = try? county(of: scope)?.life?.store.view { try $0.custodies(in: scope) }
            let custody = custodies?.first { $0.subject == subject }
            if custody?.isContested != true {
                complaints.append("\(scope) does not know that \(subject.root) is contested")
            }
        }
    }

    /// A county carries out what was asked to be erased.
    func erase(at machine: Machine) {
        note("erased at \(machine.index)")
        for scope in machine.scopes {
            let clerk = Store.Author(actor: Entity(raw: RawIdentifier(high: 1, low: 9)))
            _ = try? commit(at: machine, in: scope, by: clerk) { door in
                for request in try door.view.erasures(in: scope).requests {
                    figures.erased += (try? door.erase(request.record)) ?? 0
                }
            }
        }
    }
}
