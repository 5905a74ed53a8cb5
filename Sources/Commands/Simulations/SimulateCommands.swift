import Foundation
import Simulation
public import Texts

/// Simulated counties: many seeds at once, one again, the smallest plan that still goes wrong.
public enum SimulateCommands {
    /// The scenario that is run where none is named.
    public static let usualScenario = Scenario.county.name

    public struct Order: Sendable {
        public var scenario = SimulateCommands.usualScenario
        public var seeds: ClosedRange<UInt64>
        /// Processes at the same time: SQLite's random numbers are a process's, so one runs one seed.
        public var jobs = 1
        /// Seconds after which no seed is begun any more.
        public var limit: Int?

        public init(seeds: ClosedRange<UInt64>) { self.seeds = seeds }
    }

    /// - Parameter program: what runs parts of the range; this very program.
    public static func run(
        _ order: Order, program: String = "/proc/self/exe",
        progress: @escaping @Sendable (Sentence) -> Void = { _ in }
    ) throws -> SimulationReport {
        let scenario = try scenario(order.scenario)
        let start = ContinuousClock.now
        var report: SimulationReport
        if order.jobs > 1 {
            report = SimulationReport(scenario.name, order.seeds)
            let crew = SimulationCrew(order, program: program, progress: progress)
            for part in crew.run() { report.add(part) }
        } else {
            let run = SimulationRun(scenario, seeds: order.seeds) {
                order.limit.map { .now - start > .seconds($0) } ?? false
            }
            report = SimulationReport(scenario.name, order.seeds, run)
        }
        report.time(start.duration(to: .now))
        return report
    }

    public static func list() -> ScenarioReport { ScenarioReport(Scenario.all) }

    /// One seed again.
    public static func replay(
        seed: UInt64, scenario name: String, showsTrace: Bool
    ) throws -> ReplayReport {
        let scenario = try scenario(name)
        return ReplayReport(
            seed: seed, scenario: scenario.name, scenario.play(seed), showsTrace: showsTrace)
    }

    /// A plan from a file that `shrink` wrote, or a person.
    public static func replay(planIn path: String, showsTrace: Bool) throws -> ReplayReport {
        let bytes = try InputFile.read(path)
        guard let plan = try? JSONDecoder().decode(Plan.self, from: Data(bytes)), plan.isSound
        else {
            throw Problem(
                "bad-plan", .badInput, .simulation(.badPlan(path)),
                remedy: .simulation(.badPlanRemedy))
        }
        return ReplayReport(
            seed: plan.seed, scenario: nil, .init(Trial(plan), of: plan), showsTrace: showsTrace)
    }

    /// - Parameter path: where the smallest plan is written.
    public static func shrink(
        seed: UInt64, scenario name: String, into path: String,
        progress: (Sentence) -> Void = { _ in }
    ) throws -> ShrinkReport {
        let scenario = try scenario(name)
        guard scenario.name == usualScenario else {
            throw Problem(
                "no-plan", .badInput, .simulation(.noPlan(scenario.name)),
                remedy: .simulation(.noPlanRemedy))
        }
        let file = try OutputFile(path)
        let plan = Plan(seed: seed)
        guard var shrinking = Shrinking(plan) else { return ShrinkReport(soundSeed: seed) }
        progress(.simulation(.shrinking(steps: plan.steps.count)))
        shrinking.run()
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try file.write([UInt8](encoder.encode(shrinking.plan)) + [10])
        try file.finish()
        return ShrinkReport(seed: seed, before: plan.steps.count, shrinking, path: path)
    }

    private static func scenario(_ name: String) throws -> Scenario {
        guard let scenario = Scenario.named(name) else {
            throw Problem(
                "unknown-scenario", .badInput, .simulation(.unknownScenario(name)),
                remedy: .simulation(.knownScenarios(Scenario.all.map(\.name))))
        }
        return scenario
    }
}
