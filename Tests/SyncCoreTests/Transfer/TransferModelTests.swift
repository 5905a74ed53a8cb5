import Testing

@testable import SyncCore

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

    @Test func `a station speaks for its own records, and gives only what it was given`() {
        let (home, other, third) = (Scope(model: 1), Scope(model: 2), Scope(model: 3))
        let subject = Subject(home: home, root: Entity(model: 9))
        func statement(
            _ id: Int, in scope: Scope, _ content: TransferWord.Content, told: [Scope] = []
        ) -> TransferStatement {
            TransferStatement(
                id: Entity(model: id), scope: scope, author: Origin(model: id),
                sequence: UInt64(id), time: Int64(id),
                word: TransferWord(content, of: subject, told: told))
        }
        let account = TransferWord.Account(
            scope: third, code: "", name: "", seconds: [1], records: [1])
        let release = { (taker: Scope) in
            TransferWord.Content.release(
                .init(volunteer: subject.root, taker: taker, restsOn: [], asOf: 5))
        }
        let theft = statement(21, in: other, release(third))
        let accept = statement(
            22, in: third, .accept(release: theft.id, .init(volunteer: Entity(model: 30))))
        let held = TransferStatements([
            theft, accept, statement(20, in: other, .account(account), told: [home]),
        ])
        #expect(Custody(of: subject, at: home, held).accounts == [])
        #expect(Custody(of: subject, at: home, held).right == .active)
        let denial = TransferWord(
            .denied(release: theft.id, .notOwner), of: subject, told: [other, third])
        #expect(Ledger(of: subject, held).rulings() == [denial])
        // An accept by somebody whom nothing was released to moves nothing.
        let real = statement(23, in: home, release(other))
        let stray = statement(
            24, in: third, .accept(release: real.id, .init(volunteer: Entity(model: 31))))
        #expect(Ledger(of: subject, TransferStatements([real, stray])).rulings() == [])
    }
}
