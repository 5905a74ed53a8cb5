import Testing

@testable import SyncCore

/// What a volunteer's service elsewhere comes to, as a station has heard it.
@Suite struct TransferAccountTests: TransferSamples {
    private static func account(of station: Scope, _ seconds: Int64) -> TransferWord.Account {
        TransferWord.Account(
            scope: station, code: "", name: "", seconds: [0, 0, 0, seconds],
            records: [0, 0, 0, 1])
    }

    /// A gave to B, which recorded an hour and gave back.
    private static let (gift, back) = (
        give(20, from: a, to: b),
        give(21, from: b, to: a, on: [Entity(model: 20)], accounts: [account(of: b, 3_600)])
    )

    private static func seconds(at station: Scope, _ more: [TransferStatement]) -> [Int64] {
        Custody(of: subject, at: station, TransferStatements([gift, back] + more))
            .accounts.map(\.totalSeconds)
    }

    @Test func `I21: what somebody recorded who never held the volunteer is none of the lifetime`()
    {
        #expect(Self.seconds(at: Self.a, []) == [3_600], "nothing is decided yet")
        let denied = [
            Self.say(.denied(release: Self.gift.id, .cancelled), 30, in: Self.sequencer),
            Self.say(.denied(release: Self.back.id, .baseless), 31, in: Self.sequencer),
        ]
        #expect(Self.seconds(at: Self.a, denied) == [])
        let first = Self.epoch(20, from: Self.a, to: Self.b)
        let second = Self.epoch(21, from: Self.b, to: Self.a, on: [first.id])
        let entered = [
            Self.say(.entry(first, lineage: []), 32, in: Self.sequencer),
            Self.say(.entry(second, lineage: [first]), 33, in: Self.sequencer),
        ]
        #expect(Self.seconds(at: Self.a, entered) == [3_600])
        #expect(Self.seconds(at: Self.a, entered + denied) == [3_600], "entered outweighs denied")
    }

    @Test func `a chain of which nothing is entered is told whole to whoever stands at its end`() {
        let on = Self.give(
            22, from: Self.a, to: Self.c, on: [Self.back.id],
            accounts: [Self.account(of: Self.a, 60), Self.account(of: Self.b, 3_600)])
        let held = Custody(of: Self.subject, at: Self.c, TransferStatements([on]))
        #expect(held.accounts.map(\.totalSeconds) == [60, 3_600])
    }
}
