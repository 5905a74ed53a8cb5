import Simulation
import Testing

/// I2, S6, S7, S12: the real store on disks that lose power, fail and lie.
struct PowerCutTests {
    @Test("S6, S12 nothing acknowledged is lost, whenever the power goes or the process dies")
    func cuts() throws {
        let report = try PowerCuts().run(seeds: 1..<26)
        for finding in report.findings { Issue.record("\(finding)") }
        #expect(report.cuts + report.kills == 300)
        #expect(report.torn > 0 && report.dropped > 0 && report.kept > 0)
        // Into everything that a station does, or the seeds say less than they seem to.
        #expect(
            Set(report.interrupted.keys).isSuperset(of: ["open", "commit", "intake", "checkpoint"]))
    }

    @Test(
        "whichever call fails, nothing acknowledged is lost and work goes on",
        arguments: [(VirtualDisk.Fault.ioError, false), (.noSpace, true)])
    func points(_ fault: VirtualDisk.Fault, isOnward: Bool) throws {
        let report = try FaultPoints(short: true).run(fault, onward: isOnward)
        for finding in report.findings {
            Issue.record("call \(finding.point): \(finding.violation)")
        }
        #expect(report.points > 30)
        #expect(report.failedSteps > report.points / 2)
    }

    @Test("S7 what a lying disk loses in order is the logs' end; nothing is written over it")
    func liesInOrder() throws {
        let report = try LyingDisks().run(seeds: 1..<13, inOrder: true)
        for finding in report.findings {
            Issue.record("seed \(finding.seed): \(finding.violation)")
        }
        #expect(report.shortened > 0)
        #expect(report.succeeded == report.shortened)
        #expect(report.unreadable + report.found == 0)
    }

    @Test("S7 what a lying disk loses at random leaves a beginning of the logs, or shows as damage")
    func lies() throws {
        let disks = try LyingDisks()
        // Damage that shows is a matter of luck, one disk in thirty or so: as many as it takes.
        var shown = 0
        for first in stride(from: UInt64(1), to: 1_000, by: 40) where shown == 0 {
            let report = disks.run(seeds: first..<first + 40, inOrder: false)
            for finding in report.findings {
                Issue.record("seed \(finding.seed): \(finding.violation)")
            }
            #expect(
                report.whole + report.shortened + report.unreadable + report.found == report.seeds)
            shown = report.unreadable + report.found
        }
        #expect(shown > 0)
    }
}
