/// One machine and its disk: the runners of `PowerCuts`, a seed at a time.
extension Scenario {
    static let machines = [
        Scenario(
            "power-cuts", "S6, S12: whenever the power goes or the process dies, no promise breaks",
            play: cutPower),
        Scenario(
            "io-faults", "whichever call to the disk fails, no promise breaks and work goes on",
            play: failCall),
        Scenario(
            "lying-disk", "S7: what a disk lost that only said it had synced is never written over",
            play: lie),
        Scenario("S6", "a power cut uses no sequence twice", play: cutPower),
        Scenario("S7", "a lying disk's losses are evident", play: lie),
        Scenario("S12", "killed at every step, nothing is lost", play: cutPower),
    ]

    private static func cutPower(_ seed: UInt64) -> Outcome {
        outcome { outcome in
            let report = try PowerCuts().run(seeds: seed..<seed + 1)
            outcome.tally.checks = UInt64(report.comparisons)
            outcome.tally.note(.powerCut, report.cuts)
            outcome.tally.note(.kill, report.kills)
            outcome.tally.note(.droppedWrite, report.dropped)
            outcome.tally.note(.tornSector, report.tornSectors)
            outcome.tally.note("compared", report.changes)
            for (step, count) in report.interrupted { outcome.tally.note("cut-in-\(step)", count) }
            for finding in report.findings {
                outcome.violations.append("life \(finding.life): \(finding.violation)")
            }
        }
    }

    /// Six kinds of fault at the first call to the disk, then at the second, and so on: some hundred
    /// calls, after which nothing fails any more.
    private static func failCall(_ seed: UInt64) -> Outcome {
        outcome { outcome in
            let kinds: [VirtualDisk.Fault] = [.ioError, .noSpace, .shortWrite]
            let number = max(1, seed) - 1
            let report = try FaultPoints().run(
                kinds[Int(number % 3)], onward: number / 3 % 2 == 1, at: number / 6 + 1)
            outcome.tally.note(report.counters)
            outcome.tally.checks = UInt64(report.steps)
            outcome.tally.note("failed-steps", report.failedSteps)
            outcome.tally.note("reopened", report.reopened)
            for finding in report.findings {
                outcome.violations.append("call \(finding.point): \(finding.violation)")
            }
        }
    }

    /// Even seeds lose the last of what was written, odd ones any of it.
    private static func lie(_ seed: UInt64) -> Outcome {
        outcome { outcome in
            let report = try LyingDisks().run(
                seeds: seed..<seed + 1, inOrder: seed.isMultiple(of: 2))
            outcome.tally.note(report.counters)
            outcome.tally.checks = UInt64(report.seeds + report.succeeded)
            outcome.tally.note("whole", report.whole)
            outcome.tally.note("shortened", report.shortened)
            outcome.tally.note("unreadable", report.unreadable)
            outcome.tally.note("found", report.found)
            outcome.tally.note("succeeded", report.succeeded)
            for finding in report.findings { outcome.violations.append("\(finding.violation)") }
        }
    }

    private static func outcome(_ body: (inout Outcome) throws -> Void) -> Outcome {
        var outcome = Outcome()
        outcome.tally.seeds = 1
        do { try body(&outcome) } catch {
            outcome.violations.append("the simulation itself failed: \(error)")
        }
        return outcome
    }
}
