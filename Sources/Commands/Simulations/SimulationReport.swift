package import Simulation
package import SyncCore
public import Texts

/// What a range of seeds came to.
public struct SimulationReport: Report, Decodable {
    public static let kind = "Simulation"

    /// A seed in which something went wrong, and what has it happen again.
    public struct Failure: Codable, Sendable, Hashable {
        public let seed: UInt64
        public let violations: [String]
        public let replay: String
    }

    /// Seeds whose process died.
    public struct Broken: Codable, Sendable, Hashable {
        public let first: UInt64
        public let last: UInt64
        /// "signal 11", say.
        public let end: String
        /// Whether the part died, and did not merely say that it could not begin.
        var isDeath: Bool { end.hasPrefix("signal") }

        init(_ seeds: ClosedRange<UInt64>, _ end: String) {
            first = seeds.lowerBound
            last = seeds.upperBound
            self.end = end
        }
    }

    /// So many failures are listed.
    public static let most = 10

    public let scenario: String
    /// The one that was planted, by its name; absent where none was.
    public let bug: String?
    public let firstSeed: UInt64
    public let lastSeed: UInt64
    /// How many of them were run; fewer than there are where a limit came first.
    public private(set) var seeds: UInt64 = 0
    public private(set) var failedSeeds: UInt64 = 0
    public private(set) var faults: [String: UInt64] = [:]
    public private(set) var events: [String: UInt64] = [:]
    public private(set) var checks: UInt64 = 0
    public private(set) var registers: UInt64 = 0
    public private(set) var conflicts: UInt64 = 0
    public private(set) var falseSiblings: UInt64 = 0
    public private(set) var rounds = 0
    public private(set) var seconds = 0.0
    public private(set) var seedsPerSecond = 0.0
    /// The first of them.
    public private(set) var failures: [Failure] = []
    public private(set) var broken: [Broken] = []

    public var exit: ExitStatus { failedSeeds == 0 && broken.isEmpty ? .done : .no }

    package init(
        _ scenario: String, _ range: ClosedRange<UInt64>, with bug: PlantedBug? = nil,
        _ run: SimulationRun = .init()
    ) {
        self.scenario = scenario
        self.bug = bug?.rawValue
        firstSeed = range.lowerBound
        lastSeed = range.upperBound
        add(run.tally)
        failedSeeds = UInt64(run.findings.count)
        failures = run.findings.prefix(Self.most).map { finding in
            Failure(
                seed: finding.seed, violations: finding.violations,
                replay: Self.replay(finding.seed, scenario, bug))
        }
    }

    mutating func add(_ part: SimulationCrew.Part) {
        switch part {
        case .broken(let portion): broken.append(portion)
        case .report(let report):
            add(report.tally)
            failedSeeds += report.failedSeeds
            failures = Array((failures + report.failures).prefix(Self.most))
            broken += report.broken
        }
    }

    mutating func time(_ duration: Duration) {
        seconds = (duration / .seconds(1) * 1_000).rounded() / 1_000
        seedsPerSecond = seconds > 0 ? (Double(seeds) / seconds * 10).rounded() / 10 : 0
    }

    private var tally: SimulationTally {
        var tally = SimulationTally()
        tally.seeds = seeds
        tally.faults = faults
        tally.events = events
        tally.checks = checks
        tally.registers = registers
        tally.conflicts = conflicts
        tally.falseSiblings = falseSiblings
        tally.rounds = rounds
        return tally
    }

    private mutating func add(_ more: SimulationTally) {
        let sum = {
            var sum = tally
            sum += more
            return sum
        }()
        seeds = sum.seeds
        faults = sum.faults
        events = sum.events
        checks = sum.checks
        registers = sum.registers
        conflicts = sum.conflicts
        falseSiblings = sum.falseSiblings
        rounds = sum.rounds
    }

    static func replay(_ seed: UInt64, _ scenario: String, _ bug: PlantedBug?) -> String {
        "yizhan simulate replay --seed \(seed)"
            + (scenario == SimulateCommands.usualScenario ? "" : " --scenario \(scenario)")
            + (bug.map { " --bug \($0.rawValue)" } ?? "")
    }

    public func text(in language: Language) -> String {
        func say(_ sentence: SimulationSentence) -> String {
            Sentence.simulation(sentence).text(in: language)
        }
        var lines = [
            say(
                .ran(
                    scenario: scenario, first: firstSeed, last: lastSeed, seeds: seeds,
                    seconds: seconds, perSecond: seedsPerSecond))
        ]
        if let bug { lines.append(say(.planted(bug))) }
        let injected = SimulationSentence.Fault.allCases.compactMap { fault in
            faults[fault.rawValue].map { (fault, $0) }
        }
        if !injected.isEmpty { lines.append(say(.faults(injected.map { .init($0.0, $0.1) }))) }
        lines.append(say(.checks(checks)))
        if registers > 0 {
            lines.append(say(.falseSiblings(falseSiblings, of: registers)))
        }
        for portion in broken {
            lines.append(
                say(.broken(first: portion.first, last: portion.last, end: portion.end)))
        }
        if exit == .done { return (lines + [say(.sound)]).joined(separator: "\n") }
        lines.append(say(.failed(failedSeeds)))
        for failure in failures {
            lines.append(say(.violation(seed: failure.seed, failure.violations.first ?? "")))
            lines.append("  \(failure.replay)")
        }
        return lines.joined(separator: "\n")
    }
}
