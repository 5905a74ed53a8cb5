import Simulation
import SyncCore
public import Texts

/// One seed, or one plan, once more.
public struct ReplayReport: Report {
    public static let kind = "SimulationReplay"
    public let seed: UInt64
    /// Absent for a plan from a file.
    public let scenario: String?
    /// Of the trace: equal in every process.
    public let hash: String
    public let violations: [String]
    public let trace: [String]?
    public let checks: UInt64

    public var exit: ExitStatus { violations.isEmpty ? .done : .no }

    init(seed: UInt64, scenario: String?, _ outcome: Scenario.Outcome, showsTrace: Bool) {
        self.seed = seed
        self.scenario = scenario
        hash = outcome.trace.hash
        violations = outcome.violations
        trace = showsTrace ? outcome.trace.lines : nil
        checks = outcome.tally.checks
    }

    public func text(in language: Language) -> String {
        let verdict = SimulationSentence.replayed(
            seed: seed, hash: hash, checks: checks, violations: violations.count)
        return
            ((trace ?? []) + [Sentence.simulation(verdict).text(in: language)]
            + violations.map { "  \($0)" }).joined(separator: "\n")
    }
}

/// The smallest plan that still goes wrong.
public struct ShrinkReport: Report {
    public static let kind = "SimulationShrink"
    public let seed: UInt64
    /// Steps of the plan as it was, and as it is.
    public private(set) var before = 0
    public private(set) var after = 0
    public private(set) var attempts = 0
    public private(set) var violations: [String] = []
    private(set) var plan: Plan?
    public private(set) var file: String?
    public private(set) var replay: String?

    public var exit: ExitStatus { violations.isEmpty ? .done : .no }

    /// For a seed in which nothing goes wrong.
    init(soundSeed seed: UInt64) { self.seed = seed }

    init(
        seed: UInt64, before: Int, _ shrinking: Shrinking, with bug: PlantedBug?, path: String
    ) {
        self.seed = seed
        self.before = before
        after = shrinking.plan.steps.count
        attempts = shrinking.attempts
        violations = shrinking.violations
        plan = shrinking.plan
        file = path
        replay =
            "yizhan simulate replay --plan \(path)" + (bug.map { " --bug \($0.rawValue)" } ?? "")
    }

    public func text(in language: Language) -> String {
        guard let plan, let replay else {
            return Sentence.simulation(.nothingToShrink(seed: seed)).text(in: language)
        }
        let county = SimulationSentence.county(
            stations: plan.stations, computers: plan.computers, loss: plan.loss,
            duplication: plan.duplication)
        let head = [
            SimulationSentence.shrunk(from: before, to: after, attempts: attempts), county,
        ].map { Sentence.simulation($0).text(in: language) }
        return (head + plan.steps.map { "  \($0)" } + violations.map { "✗ \($0)" } + [replay])
            .joined(separator: "\n")
    }
}
