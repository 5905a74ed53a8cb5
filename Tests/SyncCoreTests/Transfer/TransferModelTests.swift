import SyncCore
import Testing

/// Protocol §9, as the pure state machine has it, on paper: see `TransferWorld`.
@Suite struct TransferModelTests {
    private func world(_ seed: UInt64) -> TransferWorld {
        var world = TransferWorld(seed: seed)
        if world.isForgetful { world.forget() }
        for _ in 0..<(60 + world.dice.next(160)) { world.step() }
        return world
    }

    @Test(arguments: [1, 2, 4, 5] as [UInt64])
    func `I21, S34, S35: loss, doubles, restores and clones end with one owner, and nobody waits`(
        seed: UInt64
    ) {
        for seed in stride(from: seed, to: seed + 18, by: 6) {
            var world = world(seed)
            #expect(world.heal(settling: true) == nil, "seed \(seed)")
            #expect(world.violations(settled: true) == [], "seed \(seed)")
        }
    }

    @Test(arguments: [true, false])
    func
        `I21: where a sequencer forgot an entry, both heads are told of the contest, or one is settled`(
            isSettled: Bool
        )
    {
        var contests = 0
        for seed in stride(from: UInt64(3), to: 24, by: 3) {
            var world = world(seed)
            #expect(world.heal(settling: isSettled) == nil, "seed \(seed)")
            #expect(world.violations(settled: isSettled) == [], "seed \(seed)")
            if world.hasContest { contests += 1 }
        }
        #expect(contests > 4)
    }

    @Test func `I3: what a ledger and a station say does not depend on the order of arrival`() {
        for seed in 1...4 as ClosedRange<UInt64> {
            var world = world(seed)
            _ = world.heal(settling: true)
            for node in world.nodes {
                for (scope, statements) in node.held {
                    let turned = TransferStatements(Array(statements).reversed())
                    let (one, other) = (
                        Custody(of: world.subject, at: scope, statements),
                        Custody(of: world.subject, at: scope, turned)
                    )
                    #expect(one.right == other.right && one.tenures == other.tenures)
                    #expect(one.duties == other.duties)
                    #expect(
                        Ledger(of: world.subject, statements).rulings()
                            == Ledger(of: world.subject, turned).rulings())
                }
            }
        }
    }
}
