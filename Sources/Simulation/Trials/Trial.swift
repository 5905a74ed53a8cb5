/// One simulated county from its plan to the verdict of the oracles.
package struct Trial: Sendable {
    package let violations: [String]
    package let figures: Figures
    package let trace: Trace

    /// Exchanges of each node after faults stop, until all agree: three, six where forks are repaired.
    static let patience = (plain: 3, repairing: 6)

    package init(_ plan: Plan) {
        VirtualMachine.seedSQLite(plan.seed)
        var figures = Figures()
        figures.trials = 1
        do {
            let world = try CountyWorld(plan)
            for step in plan.steps { world.perform(step) }
            let hadDisaster = world.figures.restores + world.figures.clones > 0
            let limit = hadDisaster ? Self.patience.repairing : Self.patience.plain
            let rounds = world.settle(within: limit)
            var violations = rounds == nil ? ["no agreement after \(limit) exchanges each"] : []
            if rounds != nil { violations += world.violations() }
            // Only where a log was forked is anybody's context lowered; or where it seemed to be, because the line
            // had flipped a bit of the nonces by which a node knows that it was put back.
            if !hadDisaster, !world.hasNewOrigins, world.figures.falseSiblings > 0 {
                violations.append("\(world.figures.falseSiblings) false siblings without a fork")
            }
            figures = world.figures
            figures.trials = 1
            figures.rounds = rounds ?? limit
            figures.acknowledged = world.truth.acknowledged
            figures.gone = world.truth.gone
            self.violations = violations
            trace = world.trace
        } catch {
            violations = ["the simulation itself failed: \(error)"]
            trace = Trace()
        }
        self.figures = figures
    }

    package init(seed: UInt64, mix: Plan.Mix = .init()) { self.init(Plan(seed: seed, mix: mix)) }
}
