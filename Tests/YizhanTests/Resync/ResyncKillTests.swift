#if PLANTED_BUGS
    import Foundation
    import Testing

    /// The real program, killed at moments that cannot be hit from outside: nothing is lost, the old store or
    /// the new one works, and the next contact goes on.
    @Suite(.timeLimit(.minutes(3))) struct ResyncKillTests {
        private let folder: Folder
        private let county: Process
        private var station: String { folder.path("A") }
        private var aggregator: String { folder.path("C") }

        init() throws {
            folder = try Folder()
            let county = folder.path("C")
            try Program.run([
                "node", "init", "--role", "county", "--code", "620102", "--name", "城关区",
                "--data-dir", county,
            ])
            let (process, address) = try Program.serve(county)
            self.county = process
            let join = folder.path("join.json")
            try Program.run([
                "station", "invite", "--data-dir", county, "--code", "620102001", "--name",
                "酒泉路街道", "--address", address, "--out", join,
            ])
            try Program.run(["node", "init", "--join", join, "--data-dir", folder.path("A")])
        }

        private func record(_ names: [String]) throws {
            let rows = names.enumerated().map { "\($1),1390000\(1_000 + $0)" }
            let sheet = try folder.write(
                "v-\(names[0]).csv", (["姓名,手机号"] + rows).joined(separator: "\n") + "\n")
            let made = try Program.run(["volunteer", "import", "--data-dir", station, sheet])
            try #require(made.exit == 0, "\(made.errors)")
        }

        private func resync(_ level: String, killedAt moment: String) throws {
            let result = try Program.run(
                ["resync", "start", "--level", level, "--data-dir", station],
                environment: ["YIZHAN_KILL_AT": moment])
            #expect(result.exit == SIGKILL, "\(level) \(moment): \(result.errors)")
        }

        private func check(_ directory: String) throws -> (isSound: Bool, digest: String?) {
            let data = try Program.json(["db", "check", "--data-dir", directory])
            return (try #require(data["isSound"] as? Bool), data["digest"] as? String)
        }

        private func state(of level: String) throws -> [String] {
            let data = try Program.json(["resync", "history", "--data-dir", station])
            let all = try #require(data["instructions"] as? [[String: Any]])
            return all.filter { $0["level"] as? String == level }.compactMap {
                $0["state"] as? String
            }
        }

        private func sync() throws { try Program.run(["sync", "now", "--data-dir", station]) }

        @Test func `I16 killed inside the swap of stores, or before a mending is noted`() throws {
            defer {
                kill(county.processIdentifier, SIGKILL)
                county.waitUntilExit()
            }
            try record(["甲", "乙", "丙", "丁", "戊"])
            try sync()
            try record(["未送"])
            let before = try check(station)

            try resync("refetch", killedAt: "swap")
            let after = try check(station)
            #expect(after.isSound && after.digest == before.digest, "the old store, whole")
            #expect(try state(of: "refetch") == ["running"])
            try record(["断后"])
            try sync()
            #expect(try state(of: "refetch") == ["done"])

            // The second change of the own log, which is the second that the store has met.
            try DiskHand.spoil("(2 << 40) + 2", in: station)
            #expect(try !check(station).isSound)
            try resync("repair", killedAt: "mended")
            try sync()
            #expect(try state(of: "repair") == ["done"])
            try sync()
            let (here, there) = (try check(station), try check(aggregator))
            #expect(here.isSound && here.digest == there.digest)
            let people = try Program.json(["volunteer", "list", "--data-dir", station])
            #expect((people["volunteers"] as? [Any])?.count == 7)
        }
    }
#endif
