import GRDB
import SyncCore

/// Compares the vectors and probes of a message with what is held, and finds logs that have parted.
struct Divergences {
    let log: LogTable
    let intake: Intake

    /// Roots alone prove nothing: what the other branch is, its author's signature has to say.
    func find() throws -> DivergenceReport {
        var report = DivergenceReport()
        for probe in intake.message.branches where intake.scopes.contains(probe.scope) {
            guard !report.logs.contains(where: { $0.isAbout(probe.scope, probe.origin) }),
                let row = try row(probe.origin, in: probe.scope)
            else { continue }
            let tree = LogTree(log.statements, log: row.id)
            let step = try BranchSearch.step(probe, length: log.length(row.id)) {
                try tree.root(size: $0).prefix8
            }
            try add(step, probe.scope, row, to: &report)
        }
        for stated in intake.message.vectors where intake.scopes.contains(stated.scope) {
            for their in stated.logs { try compare(their, in: stated.scope, &report) }
        }
        return report
    }

    /// The roots at the shorter of the two lengths; nothing can be said of a log that is longer there.
    private func compare(
        _ their: StatedLog, in scope: Scope, _ report: inout DivergenceReport
    ) throws {
        guard let row = try row(their.origin, in: scope),
            !report.logs.contains(where: { $0.isAbout(scope, their.origin) }),
            report.probes.count < Limits.branchCount,
            their.length <= (try log.length(row.id))
        else { return }
        let tree = LogTree(log.statements, log: row.id)
        let rootHead = { try tree.root(size: $0).prefix8 }
        guard try rootHead(their.length) != their.rootHead, !PlantedBug.rootsUncompared.isPlanted
        else { return }
        let step = try BranchSearch.begin(
            scope, row.origin, differingAt: their.length, rootHead: rootHead)
        try add(step, scope, row, to: &report)
    }

    private func add(
        _ step: BranchSearch.Step, _ scope: Scope, _ row: LogRow,
        to report: inout DivergenceReport
    ) throws {
        switch step {
        case .none: break
        case .ask(let probe):
            report.logs.append(Divergence(scope: scope, origin: row.origin, point: nil))
            report.probes.append(probe)
        case .found(let point, let reply):
            report.logs.append(Divergence(scope: scope, origin: row.origin, point: point))
            if let reply { report.probes.append(reply) }
        }
    }

    private func row(_ origin: Origin, in scope: Scope) throws -> LogRow? {
        try log.scope(scope).flatMap { try log.log(origin, in: $0.id) }
    }
}
