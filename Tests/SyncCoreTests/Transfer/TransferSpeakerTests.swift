import Testing

@testable import SyncCore

/// A word counts by who said it, and a sequencer writes nothing that no reader would take.
@Suite struct TransferSpeakerTests: TransferSamples {
    private static let release = Entity(model: 20)

    @Test func `the giver closes when the taker has taken, and not when another says so`() {
        let epoch = Epoch(id: Self.release, before: [], giver: Self.a, taker: Self.b)
        let moved = [
            Self.give(20, from: Self.a, to: Self.b),
            Self.say(.entry(epoch, lineage: []), 21, in: Scope(model: 9)),
        ]
        func duties(takenBy scope: Scope) -> [Custody.Duty] {
            let taken = Self.say(.taken(epoch: epoch.id, lineage: []), 22, in: scope)
            return Custody(of: Self.subject, at: Self.a, TransferStatements(moved + [taken])).duties
        }
        #expect(duties(takenBy: Self.c) == [])
        #expect(duties(takenBy: Self.b) == [.close(epoch: epoch.id)])
    }

    @Test func `a claim is ended by the present owner or the claimant, and by nobody else`() {
        let claim = Entity(model: 30)
        let asked = [
            Self.say(
                .match(claim: claim, claimant: Self.b, volunteer: Entity(model: 31)), 32,
                in: Scope(model: 9)),
            Self.say(.refer(claim: claim, claimant: Self.b), 33, in: Self.a, told: [Self.a]),
        ]
        func isEnded(_ answer: TransferWord.Answer, by scope: Scope) -> Bool {
            let said = Self.say(.answer(claim: claim, answer), 34, in: scope)
            return !Ledger(of: Self.subject, TransferStatements(asked + [said])).rulings().isEmpty
        }
        #expect(isEnded(.anotherPerson, by: Self.a))
        #expect(isEnded(.withdrawn, by: Self.b))
        #expect(!isEnded(.anotherPerson, by: Self.c) && !isEnded(.anotherPerson, by: Self.b))
        #expect(!isEnded(.withdrawn, by: Self.a) && !isEnded(.withdrawn, by: Self.c))
    }

    @Test func `epochs that rest on each other in a circle are told of, and hold nobody up`() {
        let circle = [
            Epoch(id: Entity(model: 41), before: [Entity(model: 42)], giver: nil, taker: Self.a),
            Epoch(id: Entity(model: 42), before: [Entity(model: 41)], giver: nil, taker: Self.b),
        ]
        let heads = [
            Epoch(id: Entity(model: 43), before: [circle[0].id], giver: nil, taker: Self.c),
            Epoch(id: Entity(model: 44), before: [], giver: Self.a, taker: Self.b),
        ]
        let held = TransferStatements([
            Self.say(.entry(heads[0], lineage: circle), 45, in: Self.a),
            Self.say(.entry(heads[1], lineage: []), 46, in: Self.a),
        ])
        let rulings = Ledger(of: Self.subject, held).rulings()
        #expect(rulings.map(\.told) == [[Self.a, Self.b, Self.c].sorted()])
    }

    @Test func `a release to oneself is denied, and what fits into no word waits`() throws {
        let own = Self.give(20, from: Self.a, to: Self.a)
        let ledger = Ledger(of: Self.subject, TransferStatements([own]))
        #expect(ledger.rulings().map(\.content) == [.denied(release: own.id, .notOwner)])

        var epochs: [Epoch] = []
        for number in 0...TransferWord.lineageLimit {
            let isEven = number.isMultiple(of: 2)
            epochs.append(
                Epoch(
                    id: Entity(model: 1_000 + number), before: epochs.last.map { [$0.id] } ?? [],
                    giver: isEven ? Self.a : Self.b, taker: isEven ? Self.b : Self.a))
        }
        let last = try #require(epochs.last)
        let entry = Self.say(
            .entry(last, lineage: Array(epochs.dropLast())), 40, in: Scope(model: 9))
        let next = Self.give(2_000, from: last.taker, to: Self.c, on: [last.id])
        let accept = Self.say(
            .accept(release: next.id, .init(volunteer: Entity(model: 41))), 42, in: Self.c)
        let long = Ledger(of: Self.subject, TransferStatements([entry, next, accept]))
        // The present epoch is told to those who have not heard of it; the next one waits.
        let ruled = long.rulings().map(\.content).map { content in
            if case .entry(let epoch, _) = content { epoch.id } else { next.id }
        }
        #expect(ruled == [last.id] && long.undecided == [next.id])
    }
}
