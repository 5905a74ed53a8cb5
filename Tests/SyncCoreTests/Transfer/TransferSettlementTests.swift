import Testing

@testable import SyncCore

/// What ends with a settlement, and who has to hear of an epoch.
@Suite struct TransferSettlementTests: TransferSamples {
    /// A gave to B and, put back, to C; both began to record.
    private static let toB = epoch(20, from: a, to: b)
    private static let toC = epoch(21, from: a, to: c)
    private static var contested: [TransferStatement] {
        [
            give(20, from: a, to: b), give(21, from: a, to: c),
            say(.accept(release: toB.id, .init(volunteer: Entity(model: 30))), 31, in: b),
            say(.accept(release: toC.id, .init(volunteer: Entity(model: 32))), 33, in: c),
            say(.entry(toB, lineage: []), 34, in: sequencer),
            say(.entry(toC, lineage: []), 35, in: sequencer),
        ]
    }

    private static func custody(
        at station: Scope, settledAsOf asOf: Int64?, and more: [TransferStatement] = []
    ) -> Custody {
        let settled = say(
            .settle(owner: b, heads: [toB.id, toC.id], lineage: [toB, toC], asOf: asOf), 40,
            in: sequencer)
        return Custody(
            of: subject, at: station, TransferStatements(contested + [settled] + more))
    }

    /// Whether service that begins at a moment counts at a station.
    private static func counts(_ moment: Int64, _ custody: Custody) -> Bool {
        custody.tenures.contains {
            $0.state == .held && moment >= $0.from ?? .min && moment < $0.until ?? .max
        }
    }

    @Test func `I21: service after a settlement counts with its owner, and with nobody else`() {
        let (owner, loser) = (
            Self.custody(at: Self.b, settledAsOf: 50), Self.custody(at: Self.c, settledAsOf: 50)
        )
        for moment in [22, 49] as [Int64] {
            #expect(Self.counts(moment, owner) && Self.counts(moment, loser))
        }
        for moment in [50, 99] as [Int64] {
            #expect(Self.counts(moment, owner) && !Self.counts(moment, loser))
        }
        // What the owner gives on later it gives as of then.
        let given = Self.give(60, from: Self.b, to: Self.c, on: [Entity(model: 40)])
        let later = Self.custody(at: Self.b, settledAsOf: 50, and: [given])
        #expect(Self.counts(59, later) && !Self.counts(60, later))
    }

    @Test func `a settlement names its moment, and is told to all who gave or took`() throws {
        let ledger = Ledger(of: Self.subject, TransferStatements(Self.contested))
        let word = try #require(ledger.settlement(for: Self.b, asOf: 50))
        #expect(word.told == [Self.a, Self.b, Self.c])
        guard case .settle(let owner, let heads, _, let asOf) = word.content else {
            Issue.record("\(word)")
            return
        }
        #expect(owner == Self.b && heads == [Self.toB.id, Self.toC.id] && asOf == 50)
        #expect(
            ledger.settlement(for: Self.a, asOf: 50) == nil, "whoever holds no head owns nothing")
    }

    @Test func `what the owner had given on before the settlement stays given on until then`() {
        let given = Self.give(42, from: Self.b, to: Self.c, on: [Self.toB.id])
        let owner = Self.custody(at: Self.b, settledAsOf: 50, and: [given])
        #expect(Self.counts(41, owner) && !Self.counts(45, owner) && Self.counts(50, owner))
    }

    @Test func `a settlement of an older version ends nobody's service`() {
        for station in [Self.b, Self.c] {
            #expect(Self.counts(99, Self.custody(at: station, settledAsOf: nil)))
        }
    }

    @Test func `I21: who gave before believes nobody who has taken what it was not told of`() {
        let moved = [
            Self.give(20, from: Self.a, to: Self.b),
            Self.say(.entry(Self.toB, lineage: []), 34, in: Self.sequencer),
        ]
        let next = Self.epoch(22, from: Self.b, to: Self.c, on: [Self.toB.id])
        let taken = Self.say(.taken(epoch: next.id, lineage: [Self.toB.id]), 36, in: Self.c)
        func duties(_ more: [TransferStatement]) -> [Custody.Duty] {
            Custody(of: Self.subject, at: Self.a, TransferStatements(moved + more)).duties
        }
        #expect(duties([taken]) == [])
        let entry = Self.say(.entry(next, lineage: [Self.toB]), 37, in: Self.sequencer)
        #expect(duties([taken, entry]) == [.close(epoch: next.id)])
        #expect(
            duties([entry, Self.say(.taken(epoch: next.id, lineage: []), 38, in: Self.b)]) == [])
        // Whoever has closed closes no more because others go on.
        let closed = Self.say(.close(epoch: Self.toB.id), 39, in: Self.a)
        #expect(duties([closed, taken, entry]) == [])
    }

    @Test func `an entry is told to everybody who gave before, also where it was told to fewer`() {
        let held = [
            Self.give(20, from: Self.a, to: Self.b),
            Self.say(
                .accept(release: Self.toB.id, .init(volunteer: Entity(model: 30))), 31, in: Self.b),
            Self.say(
                .entry(Self.toB, lineage: []), 34, in: Self.sequencer, told: [Self.a, Self.b]),
            Self.give(22, from: Self.b, to: Self.c, on: [Self.toB.id]),
            Self.say(
                .accept(release: Entity(model: 22), .init(volunteer: Entity(model: 32))), 33,
                in: Self.c),
        ]
        let entries = Ledger(of: Self.subject, TransferStatements(held)).rulings()
        #expect(entries.map(\.told) == [[Self.a, Self.b, Self.c]])
        let next = Self.epoch(22, from: Self.b, to: Self.c, on: [Self.toB.id])
        let old = Self.say(
            .entry(next, lineage: [Self.toB]), 41, in: Self.sequencer, told: [Self.b, Self.c])
        let again = Ledger(of: Self.subject, TransferStatements(held + [old])).rulings()
        #expect(again.map(\.told) == [[Self.a]])
        #expect(again.map(\.content) == [.entry(next, lineage: [Self.toB])])
        let said = again.enumerated().map {
            Self.say($1.content, 50 + $0, in: Self.sequencer, told: $1.told)
        }
        #expect(Ledger(of: Self.subject, TransferStatements(held + [old] + said)).rulings() == [])
    }
}
