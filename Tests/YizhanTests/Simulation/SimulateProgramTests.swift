import Commands
import Foundation
import Simulation
import Testing
import Texts

/// `simulate`, by the real program: SQLite's random numbers are a process's, and so a seed is the same
/// only where nothing else runs in its process.
@Suite struct SimulateProgramTests {
    /// 5,000 seeds, or as many as there is time for.
    @Test func `whatever happens to a county, nothing is lost, and all agree`() throws {
        let limit = ProcessInfo.processInfo.environment["YIZHAN_SIMULATION_SECONDS"] ?? "60"
        // Tests that wait for a line must not wait for it.
        let result = try Program.run(
            [
                "simulate", "run", "--seeds", "1..5000", "--jobs", "2", "--limit", limit,
                "--quiet", "-o", "json",
            ], yields: true)
        let data = try result.data()
        let seeds = try #require(data["seeds"] as? Int)
        print("simulated counties: \(seeds) of 5000 in \(data["seconds"] ?? 0) s")
        for failure in data["failures"] as? [[String: Any]] ?? [] {
            Issue.record("\(failure["violations"] ?? "") \(failure["replay"] ?? "")")
        }
        #expect(result.exit == 0, "\(data["broken"] ?? "")")
        #expect(seeds > 0)
    }

    @Test(arguments: ["county", "S4", "S13"])
    func `one seed has one trace in every process`(scenario: String) throws {
        func replay(_ seed: Int) throws -> NSDictionary {
            let result = try Program.run([
                "simulate", "replay", "--seed", "\(seed)", "--scenario", scenario, "--trace",
                "-o", "json",
            ])
            return try result.data() as NSDictionary
        }
        let first = try replay(3)
        #expect(try replay(3) == first)
        #expect((first["trace"] as? [String])?.isEmpty == false)
        #expect(try replay(4)["hash"] as? String != first["hash"] as? String)
    }

    @Test func `a seed that comes after others in its process is the same as alone`() throws {
        let together = try Self.counts("5..7")
        let alone = try ["5..5", "6..6", "7..7"].map(Self.counts)
        for name in ["checks", "registers", "conflicts"] {
            #expect(together[name] == alone.reduce(0) { $0 + ($1[name] ?? 0) }, "\(name)")
        }
    }

    private static func counts(_ seeds: String) throws -> [String: Int] {
        try Program.json(["simulate", "run", "--seeds", seeds]).compactMapValues { $0 as? Int }
    }

    @Test func `a plan from a file is the seed that it came from`() throws {
        let file = try TemporaryFile(JSONEncoder().encode(Plan(seed: 9)))
        let plan = try Program.json(["simulate", "replay", "--plan", file.path])
        let seed = try Program.json(["simulate", "replay", "--seed", "9"])
        #expect(plan["hash"] as? String == seed["hash"] as? String)
        #expect(plan["hash"] != nil)
    }

    static let badPlans: [(String, Int32)] = [
        ("", 65), ("{}", 65), (#"{"seed":1}"#, 65),
        (#"{"seed":1,"stations":0,"computers":1,"loss":0,"duplication":0,"steps":[]}"#, 65),
        (#"{"seed":1,"stations":1,"computers":1,"loss":101,"duplication":0,"steps":[]}"#, 65),
        (
            #"{"seed":1,"stations":1,"computers":1,"loss":0,"duplication":0,"#
                + #""steps":[{"restart":{"machine":-1}}]}"#, 65
        ),
        (
            #"{"seed":1,"stations":1,"computers":1,"loss":0,"duplication":0,"#
                + #""steps":[{"restart":{"machine":1}}]}"#, 0
        ),
    ]

    @Test(arguments: badPlans)
    func `a file that is no plan is refused`(text: String, exit: Int32) throws {
        let file = try TemporaryFile(Data(text.utf8))
        #expect(try Program.run(["simulate", "replay", "--plan", file.path]).exit == exit)
        #expect(try Program.run(["simulate", "replay", "--plan", file.path + "-"]).exit == 66)
    }

    @Test(
        arguments: [
            (["run", "--seeds", "3..1"], 64), (["run", "--seeds", "1"], 64),
            (["run", "--seeds", "1..18446744073709551615"], 64),
            (["run", "--seeds", "1..2", "--jobs", "0"], 64),
            (["run", "--seeds", "1..2", "--scenario", "S99"], 65),
            (["replay"], 64), (["replay", "--seed", "1", "--plan", "x"], 64),
            (["shrink", "--seed", "1", "--scenario", "S4"], 65),
        ] as [([String], Int32)])
    func `what cannot be simulated is refused`(arguments: [String], exit: Int32) throws {
        #expect(try Program.run(["simulate"] + arguments).exit == exit)
    }

    @Test func `a seed that goes well is not made smaller, and no file is left`() throws {
        let file = try TemporaryFile(Data())
        let plan = file.path + ".plan"
        let result = try Program.run(["simulate", "shrink", "--seed", "7", "--out", plan])
        #expect(result.exit == 0)
        #expect(!FileManager.default.fileExists(atPath: plan))
    }

    @Test func `what goes wrong is listed, ten of it, with what has it happen again`() throws {
        let third = Scenario("S0", "every third seed goes wrong") { seed in
            var outcome = Scenario.Outcome()
            outcome.tally.seeds = 1
            if seed.isMultiple(of: 3) { outcome.violations = ["lost \(seed)"] }
            return outcome
        }
        let report = SimulationReport("S0", 1...60, SimulationRun(third, seeds: 1...60))
        #expect(report.exit == .no)
        #expect(report.seeds == 60 && report.failedSeeds == 20)
        #expect(report.failures.map(\.seed) == (1...10).map { $0 * 3 })
        for language in Language.allCases {
            let text = report.text(in: language)
            #expect(text.contains("yizhan simulate replay --seed 30 --scenario S0"))
            #expect(!text.contains("--seed 33"))
        }
        #expect(SimulationReport("S0", 1...2, SimulationRun(third, seeds: 1...2)).exit == .done)
    }

    @Test func `seeds whose process died are no success`() throws {
        var order = SimulateCommands.Order(seeds: 1...8)
        order.jobs = 2
        let report = try SimulateCommands.run(order, program: "/bin/false")
        #expect(report.exit == .no)
        #expect(report.broken.map(\.first) == Array(1...8))
        #expect(report.broken.allSatisfy { $0.end == "exit 1" })
    }
}

private struct TemporaryFile: ~Copyable {
    let path = FileManager.default.temporaryDirectory
        .appendingPathComponent("yizhan-plan-\(UUID().uuidString)").path

    init(_ data: Data) throws { try data.write(to: URL(fileURLWithPath: path)) }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
