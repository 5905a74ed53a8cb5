import Commands
import Foundation
import Simulation
import SyncCore
import Testing

/// S51: bugs put into the real code on purpose are noticed. By the real program, since a bug is planted
/// in a whole process.
@Suite struct PlantedBugTests {
    /// Which seed shows a bug moves with every byte that is sent: so many from the known one on will do.
    private static let patience: UInt64 = 10

    @Test(arguments: PlantedBug.allCases)
    func `a planted bug is noticed, and can be had again`(bug: PlantedBug) throws {
        let place = bug.whereabouts
        for seed in place.seed..<place.seed + Self.patience {
            let result = try Self.play(place.scenario, seed, ["--bug", bug.rawValue])
            guard result.exit != 0 else { continue }
            #expect(result.exit == 1)
            let failures = try #require(try result.data()["failures"] as? [[String: Any]])
            let replay = try #require(failures.first?["replay"] as? String)
            #expect(replay.contains("--seed \(seed) ") && replay.hasSuffix("--bug \(bug.rawValue)"))
            return
        }
        Issue.record("not noticed: yizhan simulate bugs --find --bug \(bug.rawValue)")
    }

    @Test(arguments: Set(PlantedBug.allCases.map(\.whereabouts)).sorted())
    func `what notices a bug has nothing against the code without it`(place: Whereabouts) throws {
        let result = try Self.play(place.scenario, place.seed)
        let failures = try result.data()["failures"] ?? ""
        #expect(result.exit == 0, "\(failures)")
    }

    private static func play(
        _ scenario: String, _ seed: UInt64, _ more: [String] = []
    ) throws -> Program.Result {
        try Program.run(
            ["simulate", "run", "--scenario", scenario, "--seeds", "\(seed)..\(seed)"] + more
                + ["-o", "json"])
    }

    @Test func `every bug says in which scenario it is noticed`() throws {
        let listed = try #require(
            try Program.json(["simulate", "bugs"])["bugs"] as? [[String: Any]])
        #expect(listed.map { $0["bug"] as? String } == PlantedBug.allCases.map(\.rawValue))
        for bug in PlantedBug.allCases {
            #expect(Scenario.named(bug.whereabouts.scenario)?.name == bug.whereabouts.scenario)
        }
        #expect(Set(PlantedBug.allCases.map(\.belief)).count == PlantedBug.allCases.count)
    }

    @Test func `a bug is looked for from the first seed on, and one that dies was noticed`() throws
    {
        let bug = try #require(
            PlantedBug.allCases.max { $0.whereabouts.seed < $1.whereabouts.seed })
        let found = try Program.run(["simulate", "bugs", "--find", "--bug", "nosync", "-o", "json"])
        let entry = try #require((try found.data()["bugs"] as? [[String: Any]])?.first)
        #expect(found.exit == 0 && entry["noticed"] != nil)
        #expect(entry["seeds"] as? UInt64 == PlantedBug.noSync.whereabouts.seed)
        let early = try Program.run([
            "simulate", "bugs", "--find", "--bug", bug.rawValue, "--within", "1", "-o", "json",
        ])
        #expect(bug.whereabouts.seed > 1 && early.exit == 1)
        let folder = try Folder()
        let dying = URL(filePath: folder.path("dying"))
        try Data("#!/bin/sh\nkill -9 $$\n".utf8).write(to: dying)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: dying.path)
        let died = try SimulateCommands.find(
            only: "noSync", within: 9, jobs: 1, program: dying.path)
        #expect(died.bugs.map(\.noticed) == ["signal 9"] && died.bugs.map(\.seeds) == [1])
        for none in ["/bin/false", "/nowhere"] {
            let silent = try SimulateCommands.find(
                only: "noSync", within: 2, jobs: 1, program: none)
            #expect(silent.bugs.map(\.noticed) == [nil], "\(none) has noticed nothing")
        }
    }

    @Test func `nothing is simulated with a bug that there is not`() throws {
        for command in [
            ["run", "--seeds", "1..1"], ["replay", "--seed", "1"], ["bugs", "--find"],
        ] {
            let result = try Program.run(["simulate"] + command + ["--bug", "none", "-o", "json"])
            #expect(result.exit == 65)
        }
    }
}

extension Whereabouts: CustomTestStringConvertible, Comparable {
    var testDescription: String { "\(scenario) \(seed)" }

    static func < (left: Self, right: Self) -> Bool {
        (left.scenario, left.seed) < (right.scenario, right.seed)
    }
}
