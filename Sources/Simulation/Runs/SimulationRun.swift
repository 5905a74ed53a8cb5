/// What a range of seeds of one scenario came to.
package struct SimulationRun: Sendable, Codable {
    package struct Finding: Sendable, Codable {
        package let seed: UInt64
        package let violations: [String]
    }

    package private(set) var tally = SimulationTally()
    package private(set) var findings: [Finding] = []

    package init() {}

    /// - Parameter isOver: asked before every seed; whether to stop here.
    package init(
        _ scenario: Scenario, seeds: ClosedRange<UInt64>, until isOver: () -> Bool = { false }
    ) {
        for seed in seeds {
            if isOver() { break }
            let outcome = scenario.play(seed)
            tally += outcome.tally
            guard !outcome.violations.isEmpty else { continue }
            findings.append(Finding(seed: seed, violations: outcome.violations))
        }
    }

    package static func += (left: inout SimulationRun, right: SimulationRun) {
        left.tally += right.tally
        left.findings = (left.findings + right.findings).sorted { $0.seed < $1.seed }
    }
}
