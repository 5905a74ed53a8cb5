/// A simulation with a name: what a seed does to its nodes, and what is asked of them at the end.
package struct Scenario: Sendable {
    /// One seed of a scenario.
    package struct Outcome: Sendable {
        /// What the oracles, and the scenario's own check, have against it; nothing where all is well.
        package var violations: [String] = []
        package var tally = SimulationTally()
        package var trace = Trace()

        package init() {}
    }

    package let name: String
    /// What must come out, in one sentence.
    package let claim: String
    package let play: @Sendable (UInt64) -> Outcome
    /// The same with resyncs in the middle; nil where there is no such thing.
    var amidResyncs: (@Sendable (UInt64) -> Outcome)?

    package init(_ name: String, _ claim: String, play: @escaping @Sendable (UInt64) -> Outcome) {
        self.name = name
        self.claim = claim
        self.play = play
    }

    package static let all: [Scenario] =
        [county, resync, moves, provinces, contest] + machines + scripts + [year]

    /// A scenario by its name, in any case.
    package static func named(_ name: String) -> Scenario? {
        all.first { $0.name.lowercased() == name.lowercased() }
    }

    /// The usual one: a whole county, everything that can happen to it at once.
    package static let county = Scenario(
        "county", "whatever happens, all agree in the end, and every oracle with them"
    ) { Outcome(Trial(Plan(seed: $0)), of: Plan(seed: $0)) }
}

extension Scenario.Outcome {
    package init(_ trial: Trial, of plan: Plan) {
        violations = trial.violations
        trace = trial.trace
        tally = SimulationTally(trial.figures)
        let clocks = plan.steps.count { if case .clock = $0 { true } else { false } }
        tally.note(.clock, clocks)
    }
}
