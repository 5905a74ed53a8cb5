import Foundation
import Simulation
import SyncCore
public import Texts

/// Simulated counties: many seeds at once, one again, the smallest plan that still goes wrong.
public enum SimulateCommands {
    /// The scenario that is run where none is named.
    public static let usualScenario = Scenario.county.name

    public struct Order: Sendable {
        public var scenario = SimulateCommands.usualScenario
        /// The name of a bug that is planted.
        public var bug: String?
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
        let bug = try bug(order.bug)
        let start = ContinuousClock.now
        var report: SimulationReport
        if order.jobs > 1 {
            // Asked before the processes are, which could not say it as well.
            try planted(bug) {}
            report = SimulationReport(scenario.name, order.seeds, with: bug)
            let crew = SimulationCrew(order, program: program, progress: progress)
            for part in crew.run() { report.add(part) }
        } else {
            let run = try planted(bug) {
                SimulationRun(scenario, seeds: order.seeds) {
                    order.limit.map { .now - start > .seconds($0) } ?? false
                }
            }
            report = SimulationReport(scenario.name, order.seeds, with: bug, run)
        }
        report.time(start.duration(to: .now))
        return report
    }

    public static func list() -> ScenarioReport { ScenarioReport(Scenario.all) }

    /// - Parameter name: of one; nil for all that there are.
    public static func bugs(only name: String? = nil) throws -> PlantedBugReport {
        PlantedBugReport(try chosen(name).map { .init($0) }, wasLookedFor: false)
    }

    /// After how many seeds each bug is noticed.
    /// - Parameters:
    ///   - limit: so many seeds of each.
    ///   - program: what runs them; this very program.
    public static func find(
        only name: String? = nil, within limit: UInt64, jobs: Int,
        program: String = "/proc/self/exe",
        progress: @escaping @Sendable (Sentence) -> Void = { _ in }
    ) throws -> PlantedBugReport {
        let bugs = try chosen(name)
        // Asked before the processes are, which could not say it as well.
        try planted(bugs.first) {}
        let hunt = BugHunt(
            bugs: bugs, limit: limit, jobs: jobs, program: program, progress: progress)
        return PlantedBugReport(hunt.run(), wasLookedFor: true)
    }

    private static func chosen(_ name: String?) throws -> [PlantedBug] {
        try bug(name).map { [$0] } ?? PlantedBug.allCases
    }

    /// One seed again.
    public static func replay(
        seed: UInt64, scenario name: String, bug: String? = nil, showsTrace: Bool
    ) throws -> ReplayReport {
        let scenario = try scenario(name)
        let outcome = try planted(try self.bug(bug)) { scenario.play(seed) }
        return ReplayReport(
            seed: seed, scenario: scenario.name, outcome, showsTrace: showsTrace)
    }

    /// A plan from a file that `shrink` wrote, or a person.
    public static func replay(
        planIn path: String, bug: String? = nil, showsTrace: Bool
    ) throws -> ReplayReport {
        let bytes = try InputFile.read(path)
        guard let plan = try? JSONDecoder().decode(Plan.self, from: Data(bytes)), plan.isSound
        else {
            throw Problem(
                "bad-plan", .badInput, .simulation(.badPlan(path)),
                remedy: .simulation(.badPlanRemedy))
        }
        let trial = try planted(try self.bug(bug)) { Trial(plan) }
        return ReplayReport(
            seed: plan.seed, scenario: nil, .init(trial, of: plan), showsTrace: showsTrace)
    }

    /// - Parameter path: where the smallest plan is written.
    public static func shrink(
        seed: UInt64, scenario name: String, bug: String? = nil, into path: String,
        progress: (Sentence) -> Void = { _ in }
    ) throws -> ShrinkReport {
        let scenario = try scenario(name)
        let bug = try self.bug(bug)
        guard scenario.name == usualScenario else {
            throw Problem(
                "no-plan", .badInput, .simulation(.noPlan(scenario.name)),
                remedy: .simulation(.noPlanRemedy))
        }
        let file = try OutputFile(path)
        let plan = Plan(seed: seed)
        let smallest = try planted(bug) { () -> Shrinking? in
            var shrinking = Shrinking(plan)
            if shrinking != nil { progress(.simulation(.shrinking(steps: plan.steps.count))) }
            shrinking?.run()
            return shrinking
        }
        guard let shrinking = smallest else { return ShrinkReport(soundSeed: seed) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try file.write([UInt8](encoder.encode(shrinking.plan)) + [10])
        try file.finish()
        return ShrinkReport(
            seed: seed, before: plan.steps.count, shrinking, with: bug, path: path)
    }

    private static func scenario(_ name: String) throws -> Scenario {
        guard let scenario = Scenario.named(name) else {
            throw Problem(
                "unknown-scenario", .badInput, .simulation(.unknownScenario(name)),
                remedy: .simulation(.knownScenarios(Scenario.all.map(\.name))))
        }
        return scenario
    }

    private static func bug(_ name: String?) throws -> PlantedBug? {
        guard let name else { return nil }
        guard let bug = PlantedBug.named(name) else {
            throw Problem(
                "unknown-bug", .badInput, .simulation(.unknownBug(name)),
                remedy: .simulation(.unknownBugRemedy))
        }
        return bug
    }

    /// Never without the bug that was asked for.
    private static func planted<T>(_ bug: PlantedBug?, _ body: () throws -> T) throws -> T {
        do { return try PlantedBug.withPlanted(bug, body) } catch is NoHooks {
            throw Problem(
                "no-hooks", .usage, .simulation(.noHooks), remedy: .simulation(.noHooksRemedy))
        }
    }
}
