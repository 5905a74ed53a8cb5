import Foundation
import Testing

/// S12: kill -9 of station and county at random moments of import and exchange.
///
/// Three rounds here; `Scripts/crash` plays a hundred. The seed of a failing run is in its message.
@Suite(.serialized)
struct CrashTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let rounds = environment["YIZHAN_CRASH_ROUNDS"].flatMap(Int.init) ?? 3
    private static let seed =
        environment["YIZHAN_CRASH_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 1...1_000_000)

    @Test("S12 nothing acknowledged is lost and nothing counts twice, whenever a process is killed")
    func killedAtRandom() throws {
        let scene = try Scene(seed: Self.seed)
        defer { scene.end() }
        for round in 1...Self.rounds { try scene.play(round) }
        try scene.compare(rounds: Self.rounds)
    }

    /// One county and one station, whose processes die all the time.
    private final class Scene {
        private let folder: Folder
        private let seed: UInt64
        private var dice: Dice
        private var county: Process
        private let address: String
        private var delivered = 0
        private let volunteersARound = 15

        private var station: String { folder.path("A") }
        private var aggregator: String { folder.path("C") }

        init(seed: UInt64) throws {
            self.seed = seed
            dice = Dice(state: seed)
            folder = try Folder()
            let county = folder.path("C")
            try Program.run([
                "node", "init", "--role", "county", "--code", "620102", "--name", "城关区",
                "--data-dir", county,
            ])
            (self.county, address) = try Program.serve(county)
            let join = folder.path("join.json")
            let invited = try Program.run([
                "station", "invite", "--data-dir", county, "--code", "620102001", "--name",
                "酒泉路街道", "--address", address, "--out", join,
            ])
            try #require(invited.exit == 0, "\(invited.errors)")
            let made = try Program.run([
                "node", "init", "--join", join, "--data-dir", folder.path("A"),
            ])
            try #require(made.exit == 0, "\(made.errors)")
        }

        func end() {
            kill(county.processIdentifier, SIGKILL)
            county.waitUntilExit()
        }

        /// Imports and exchanges are started, killed, and repeated until each has said "done".
        func play(_ round: Int) throws {
            let volunteers = try folder.write("v\(round).csv", volunteerSheet(round))
            let hours = try folder.write("h\(round).csv", hoursSheet(round))
            try untilDone(["volunteer", "import", "--data-dir", station, volunteers])
            try untilDone(["hours", "import", "--data-dir", station, hours])
            try exchangeUntilAgreed()
            let status = try Program.json(["status", "--data-dir", station])
            let now = try #require(status["delivered"] as? Int)
            #expect(now >= delivered, "seed \(seed), round \(round): delivered fell")
            #expect(status["pending"] as? Int == 0, "seed \(seed), round \(round)")
            delivered = now
        }

        /// Kills the command twice at most, then lets it end.
        private func untilDone(_ command: [String]) throws {
            for _ in 0..<2 where dice.roll(2) == 0 {
                let process = try Program.start(command)
                usleep(UInt32(dice.roll(250_000)))
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
            }
            let result = try Program.run(command)
            try #require(result.exit == 0, "seed \(seed): \(command) \(result.errors)")
        }

        private func exchangeUntilAgreed() throws {
            for attempt in 0..<20 {
                let process = try Program.start(["sync", "now", "--data-dir", station])
                if attempt < 3 {
                    usleep(UInt32(dice.roll(200_000)))
                    switch dice.roll(3) {
                    case 0: kill(process.processIdentifier, SIGKILL)
                    case 1: try restartCounty()
                    default: break
                    }
                }
                process.waitUntilExit()
                if process.terminationReason == .exit, process.terminationStatus == 0 { return }
            }
            Issue.record("seed \(seed): no exchange in twenty tries")
        }

        private func restartCounty() throws {
            kill(county.processIdentifier, SIGKILL)
            county.waitUntilExit()
            county = try Program.serve(aggregator, listen: address).process
        }

        func compare(rounds: Int) throws {
            let here = try Program.json(["hours", "total", "--data-dir", station])
            let there = try Program.json([
                "hours", "total", "--data-dir", aggregator, "--code", "620102001",
            ])
            let records = rounds * volunteersARound
            for total in [here, there] {
                #expect(total["records"] as? Int == records, "seed \(seed)")
                #expect(total["seconds"] as? Int == records * 7_200, "seed \(seed)")
            }
            let checks = try [
                ["--data-dir", station], ["--data-dir", aggregator, "--code", "620102001"],
            ]
            .map { try Program.json(["db", "check"] + $0) }
            #expect(checks.allSatisfy { $0["isSound"] as? Bool == true }, "seed \(seed)")
            #expect(
                checks[0]["digest"] as? String == checks[1]["digest"] as? String, "seed \(seed)")
        }

        private func volunteerSheet(_ round: Int) -> String {
            let rows = (0..<volunteersARound).map {
                "志愿者\(round)之\($0),1390\(round.padded(3))\($0.padded(4))"
            }
            return (["姓名,手机号"] + rows).joined(separator: "\n") + "\n"
        }

        private func hoursSheet(_ round: Int) -> String {
            let header = "姓名,手机号,活动名称,活动地点,服务内容,开始时间,结束时间,服务时长(小时)"
            let rows = (0..<volunteersARound).map {
                "志愿者\(round)之\($0),1390\(round.padded(3))\($0.padded(4)),"
                    + "环境清洁,社区,清扫,2026-03-01 09:00,2026-03-01 11:00,2"
            }
            return ([header] + rows).joined(separator: "\n") + "\n"
        }
    }
}

extension Int {
    fileprivate func padded(_ width: Int) -> String {
        let digits = String(self)
        return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
    }
}

/// SplitMix64: the same numbers for the same seed.
private struct Dice {
    var state: UInt64

    mutating func roll(_ sides: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(sides))
    }
}
