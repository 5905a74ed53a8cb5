import SyncCore
import Testing

/// Which instruction a node may carry out, and how each stands, from what the logs say.
@Suite struct InstructionTests {
    private let county: Origin = id(1)
    private let node: Origin = id(2)
    private let other: Origin = id(3)
    private let earlier: Origin = id(4)

    private func card(
        _ number: UInt64 = 9, _ level: ResyncLevel = .verify, by issuer: Origin? = nil,
        targets: [Origin] = [], sequence: UInt64 = 5, expires: Int64 = 1_000,
        consent: InstructionCard.Consent = .notNeeded, withdrawnBy: [Origin] = [],
        reports: [(ResyncChange.Report.State, Origin)] = []
    ) -> InstructionCard {
        let issuer = issuer ?? county
        return InstructionCard(
            id: id(number), scope: id(7),
            instruction: .init(level, expires: expires, targets: targets), issuer: issuer,
            sequence: sequence, time: 0, asker: nil, isByAuthority: issuer == county,
            consent: consent, withdrawnBy: withdrawnBy, authorities: [county],
            reports: reports.enumerated().map { index, report in
                .init(
                    .init(on: id(number), report.0), by: report.1, sequence: UInt64(index + 1),
                    time: 0)
            })
    }

    private func next(
        _ cards: [InstructionCard], own: Set<Origin>? = nil, held: UInt64 = 10, known: UInt64 = 10,
        at now: Int64 = 10, before waiting: ResyncLevel? = nil
    ) -> Entity? {
        Instructions.next(
            of: cards, for: own ?? [node],
            reach: .init(
                held: VersionVector([(county, held)]), known: VersionVector([(county, known)])),
            at: now, before: waiting
        )?.id
    }

    @Test func `an instruction is carried out once, and replaying the log carries nothing out`() {
        #expect(next([card()]) == id(9))
        for state in [ResyncChange.Report.State.done, .differs, .failed, .undone] {
            #expect(next([card(reports: [(.begun, node), (state, node)])]) == nil)
        }
        #expect(
            next([card(reports: [(.done, other)])]) == id(9), "another node's outcome is its own")
        #expect(
            next([card(reports: [(.done, earlier)])], own: [node, earlier]) == nil,
            "what an earlier origin of the node has done is done")
    }

    @Test func `who was stopped in the middle goes on before anything else`() {
        let begun = card(9, sequence: 6, reports: [(.begun, node)])
        #expect(next([card(8, sequence: 5), begun]) == id(9))
        #expect(InstructionState(begun, of: [node], at: 10) == .running)
        #expect(InstructionState(begun, of: [node], at: 2_000) == .running, "it was begun in time")
        #expect(next([card(8, sequence: 6), card(6, sequence: 5)]) == id(6))
    }

    @Test func `while a level waits for a line, what can do with less of one is due`() {
        let retry = card(9, .retry, sequence: 5, reports: [(.begun, node)])
        let repair = card(8, .repair, sequence: 6)
        let rebuild = card(6, .rebuild, sequence: 7)
        #expect(next([retry, repair, rebuild]) == id(9), "with a line it goes on")
        #expect(next([retry, repair, rebuild], before: .retry) == id(8))
        #expect(next([retry, repair, rebuild], before: .repair) == id(6))
        #expect(next([retry, repair, rebuild], before: .rebuild) == nil)
        #expect(next([retry, card(8, .refetch)], before: .retry) == nil)
    }

    @Test func `nothing is begun while a part of the issuer's log is missing`() {
        #expect(next([card()], held: 9) == nil)
        #expect(next([card()], held: 11) == id(9))
    }

    @Test func `nothing is begun that is too late, taken back, or not agreed to`() {
        #expect(next([card()], at: 1_000) == nil)
        #expect(next([card()], at: 999) == id(9))
        #expect(next([card(withdrawnBy: [county])]) == nil)
        #expect(next([card(withdrawnBy: [node])]) == nil, "a node may decline for itself")
        #expect(next([card(withdrawnBy: [other])]) == id(9), "and for nobody else")
        #expect(next([card(9, .refetch, consent: .waiting)]) == nil)
        #expect(next([card(9, .refetch, consent: .declined)]) == nil)
        #expect(next([card(9, .refetch, consent: .given)]) == id(9))
    }

    @Test func `the authority instructs everybody, all others only themselves`() {
        #expect(next([card(targets: [other])]) == nil)
        #expect(next([card(targets: [node, other])]) == id(9))
        #expect(next([card(by: other, targets: [node])]) == nil)
        #expect(next([card(by: other)]) == nil)
        #expect(next([card(by: node, targets: [node])]) == id(9))
        #expect(next([card(by: node)]) == nil)
        #expect(next([card()], own: [county]) == nil, "whoever instructs all does not mean itself")
    }

    @Test func `whoever issued it is that also under a later name, and nobody else is`() {
        #expect(card().isIssued(by: county, own: [node]))
        #expect(!card().isIssued(by: node, own: [node]))
        #expect(card(by: earlier).isIssued(by: node, own: [node, earlier]))
        #expect(!card(by: earlier).isIssued(by: node, own: [node]))
        #expect(!card(by: node).isIssued(by: other, own: [node]))
    }

    @Test func `levels that are commands are carried out by nobody`() {
        #expect(next([card(9, .replace, consent: .given)]) == nil)
        #expect(next([card(9, .resolveAll, consent: .given)]) == nil)
    }

    @Test func `I16 refetch, replace and resolve-all need a second person, and nothing else does`()
    {
        let needing = ResyncLevel.allCases.filter(\.needsSecondPerson)
        #expect(needing == [.refetch, .replace, .resolveAll])
        #expect(Set(ResyncLevel.allCases.map(\.word)).count == 7)
        for level in ResyncLevel.allCases { #expect(ResyncLevel(word: level.word) == level) }
    }

    @Test func `what is said of an instruction comes back from its bytes`() throws {
        let instruction = ResyncChange.Instruction(
            .refetch, expires: 77, targets: [other, node], kind: 40, since: -3, approval: id(8))
        let held: [(Origin, UInt64)] = [(node, 4), (county, 2)]
        let report = ResyncChange.Report(
            on: id(9), .differs, reason: "bit-rot",
            figures: [.init("findings", 2), .init("changes", 5)], places: ["a:1", "b:2"],
            digest: [1, 2, 3], vector: VersionVector(held))
        let said: [ResyncChange] = [
            .instruct(instruction), .instruct(.init(.retry, expires: 0)), .report(report),
            .report(.init(on: id(1), .begun)), .withdraw(id(9), reason: "疑似"),
        ]
        for change in said {
            let header = Header(
                scope: id(7), origin: node, sequence: 1, time: 0, context: Context(), actor: nil,
                kind: change.kind, entity: nil)
            let canonical = try CanonicalChange(checking: header, open: change.open)
            #expect(ResyncChange(canonical) == change)
        }
    }

    @Test func `an approval is of exactly one instruction`() {
        let one = ResyncChange.Instruction(.refetch, expires: 77, approval: id(8))
        #expect(one.parameters == ResyncChange.Instruction(.refetch, expires: 77).parameters)
        #expect(one.awaiting(id(7)).parameters == one.parameters)
        #expect(one.parameters != ResyncChange.Instruction(.refetch, expires: 78).parameters)
        #expect(one.parameters != ResyncChange.Instruction(.rebuild, expires: 77).parameters)
        #expect(
            one.parameters
                != ResyncChange.Instruction(.refetch, expires: 77, targets: [node]).parameters)
    }
}
