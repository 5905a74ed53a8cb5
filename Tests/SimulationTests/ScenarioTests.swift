import Simulation
import Testing

extension Scenario: CustomTestStringConvertible {
    public var testDescription: String { "\(name) \(claim)" }
}

/// Every scenario that has a number, a few seeds of each; `yizhan simulate run --scenario` has more.
struct ScenarioTests {
    @Test(arguments: Scenario.scripts)
    func `a scenario comes out as it must, and every oracle with it`(scenario: Scenario) {
        let run = SimulationRun(scenario, seeds: 1...2)
        for finding in run.findings {
            Issue.record("seed \(finding.seed): \(finding.violations.joined(separator: "; "))")
        }
        #expect(run.tally.seeds == 2)
        #expect(run.tally.checks > 0, "the oracles were asked")
        #expect(run.tally.events["acknowledged", default: 0] > 0)
    }

    /// The latest: a hop that was set aside was copied again with each message, by both sides; an older sum of
    /// hours was shown because it was told in the same millisecond; a twin's request hid somebody who had come
    /// back; a giver that was put back never learned of a release that only a passport had; a profile stayed with
    /// the hop that was set aside; who came back was erased with the old parts, or had no record; somebody was
    /// given away with an empty profile; what a county had sealed was with the taker alone.
    @Test(arguments: [
        ("moves", 10_172), ("moves", 10_298), ("moves", 10_259), ("moves", 10_986),
        ("moves", 30_261), ("moves", 2_017), ("moves", 12_058), ("moves", 12_982),
        ("moves", 32_734), ("moves", 32_746), ("moves", 15_122),
        ("county", 218_612), ("resync", 2_704), ("resync", 4_756),
    ])
    func `a seed that went wrong once goes well`(name: String, seed: UInt64) throws {
        let run = SimulationRun(try #require(Scenario.named(name)), seeds: seed...seed)
        #expect(run.findings.flatMap(\.violations) == [])
    }

    @Test func `every scenario has a name of its own and is found by it`() {
        #expect(Set(Scenario.all.map { $0.name.lowercased() }).count == Scenario.all.count)
        for scenario in Scenario.all {
            #expect(Scenario.named(scenario.name.lowercased())?.claim == scenario.claim)
        }
        #expect(Scenario.named("S99") == nil)
    }

    /// Trouble for which two of a plan's steps are needed, one after the other.
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `a plan is made as small as its trouble`(seed: UInt64) throws {
        var plan = Plan(seed: seed)
        plan.steps.insert(.restart(machine: 77), at: plan.steps.count / 3)
        plan.steps.insert(.clock(machine: 77, time: 5), at: plan.steps.count * 2 / 3)
        let shrinking = Shrinking(plan) { plan in
            guard let first = plan.steps.firstIndex(of: .restart(machine: 77)),
                plan.steps[first...].contains(.clock(machine: 77, time: 5))
            else { return plan.steps.count > 20 ? ["another trouble"] : [] }
            return ["store \(plan.steps.count): lost"]
        }
        var smallest = try #require(shrinking)
        smallest.run()
        #expect(
            smallest.plan.steps == [.restart(machine: 77), .clock(machine: 77, time: 5)])
        #expect(smallest.violations == ["store 2: lost"])
        #expect([smallest.plan.loss, smallest.plan.duplication] == [0, 0])
        #expect([smallest.plan.stations, smallest.plan.computers] == [1, 1])
        #expect(Shrinking(plan) { _ in [] } == nil)
    }
}
