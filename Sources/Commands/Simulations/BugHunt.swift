import Foundation
import Simulation
import SyncCore
import Synchronization
import Texts

/// Looks for planted bugs, each in its scenario from the first seed on. A seed is a process: one that dies
/// of a bug has noticed it, too.
struct BugHunt: Sendable {
    let bugs: [PlantedBug]
    /// So many seeds of each.
    let limit: UInt64
    let jobs: Int
    let program: String
    let progress: @Sendable (Sentence) -> Void

    /// In the order of the bugs.
    func run() -> [PlantedBugReport.Entry] {
        let next = Mutex(0)
        let found = Mutex<[Int: PlantedBugReport.Entry]>([:])
        DispatchQueue.concurrentPerform(iterations: jobs) { _ in
            while true {
                let index = next.withLock { next in
                    defer { next += 1 }
                    return next
                }
                guard bugs.indices.contains(index) else { return }
                let entry = find(bugs[index])
                found.withLock { $0[index] = entry }
                progress(.simulation(.lookedFor(entry.bug, seeds: entry.seeds)))
            }
        }
        return found.withLock { found in bugs.indices.compactMap { found[$0] } }
    }

    private func find(_ bug: PlantedBug) -> PlantedBugReport.Entry {
        var entry = PlantedBugReport.Entry(bug)
        for seed in 1...limit {
            guard let noticed = noticed(bug, seed: seed) else { continue }
            entry.seeds = seed
            entry.noticed = noticed
            break
        }
        return entry
    }

    private func noticed(_ bug: PlantedBug, seed: UInt64) -> String? {
        var order = SimulateCommands.Order(seeds: seed...seed)
        order.scenario = bug.whereabouts.scenario
        order.bug = bug.rawValue
        switch SimulationCrew(order, program: program).play(seed...seed) {
        case .broken(let part): return part.isDeath ? part.end : nil
        case .report(let report): return report.failures.first?.violations.first
        }
    }
}
