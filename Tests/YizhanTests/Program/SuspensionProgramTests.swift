import Foundation
import Testing

/// `station suspend` and `station retire` by the real program: two directories and a line between them.
@Suite(.timeLimit(.minutes(3))) struct SuspensionProgramTests {
    @Test func `a station is suspended, goes on, is taken back, delivers, and is retired`() throws {
        let folder = try Folder()
        let county = ["--data-dir", folder.path("C")]
        let station = ["--data-dir", folder.path("A")]
        func run(_ arguments: [String], exit: Int32 = 0) throws -> String {
            let result = try Program.run(arguments)
            #expect(result.exit == exit, "\(arguments) → \(result.exit) \(result.errors)")
            return String(decoding: result.output, as: UTF8.self) + result.errors
        }
        func listed() throws -> [String: Any] {
            let list = try Program.json(["station", "list"] + county)["stations"]
            return try #require((list as? [[String: Any]])?.first)
        }
        _ = try run(
            ["node", "init", "--role", "county", "--code", "620102", "--name", "城关区"] + county)
        let server = try ServedNode(
            county + ["--listen", "127.0.0.1:0", "--console", "127.0.0.1:0"],
            errors: folder.path("county.log"))
        defer { server.stop() }
        func lag() throws -> Bool {
            try RawRequest.ask("GET", "/metrics", of: server.console).body
                .contains("yizhan_station_lag_seconds{")
        }
        let file = folder.path("j.json")
        _ = try run(
            [
                "station", "invite", "--code", "620102001", "--name", "酒泉路街道", "--address",
                server.address, "--out", file,
            ] + county)
        let join = try String(contentsOfFile: file, encoding: .utf8)
        #expect(join.contains("\"authority\" : \"30"), "the county's signer goes along")
        _ = try run(["node", "init", "--join", file] + station)
        _ = try run(["volunteer", "add", "--name", "欧阳慕雪", "--phone", "13912345678"] + station)
        _ = try run(["sync", "now"] + station)
        #expect(try lag())

        // Suspended: it hears why, keeps what it records, and says so until that is lifted.
        let suspend = ["station", "suspend", "--code", "620102001", "--reason"]
        #expect(try run(suspend + ["  "] + county, exit: 64).contains("--reason"))
        _ = try run(suspend + ["电脑送修", "--dry-run"] + county)
        #expect(try listed()["state"] as? String == "active")
        #expect(try run(suspend + ["电脑送修"] + county).contains("已暂停"))
        #expect(try run(suspend + ["电脑送修"] + county).contains("没有再写"))
        #expect(try listed()["state"] as? String == "suspended")
        _ = try run(["volunteer", "add", "--name", "诸葛星", "--phone", "13912345679"] + station)
        #expect(try run(["sync", "now"] + station, exit: 77).contains("本站已被县里暂停：电脑送修"))
        let status = try Program.json(["status"] + station)
        #expect(status["pending"] as? Int ?? 0 > 0, "\(status["pending"] ?? "")")
        #expect(status["state"] as? String == "attention")
        #expect((status["suspended"] as? [String: Any])?["reason"] as? String == "电脑送修")
        #expect(try run(["status"] + station).contains("照常登记，都存在本机"))
        #expect(
            try run(
                ["bundle", "export", "--to", "620102001", "--out", folder.path("b")] + county,
                exit: 77
            )
            .contains("已被本中心暂停"))
        _ = try run(
            ["station", "set", "--code", "620102001", "--address", "127.0.0.1:1"] + county)
        #expect(try run(["pull", "--all"] + county, exit: 77).contains("已被本中心暂停"))

        let start = ["resync", "start", "--level", "verify"]
        let resync = try run(start + ["--all"] + county)
        #expect(resync.contains("解除后") && !resync.contains("站点在下次联络后执行"))

        // The words stand in the log.
        #expect(try run(suspend + ["修好了", "--lift"] + county).contains("已恢复"))
        let trail = try run(["audit", "list", "--what", "suspend"] + county)
        #expect(trail.contains("+ 电脑送修") && trail.contains("- 修好了"))
        _ = try run(["sync", "now"] + station)
        let after = try Program.json(["status"] + station)
        #expect(after["pending"] as? Int == 0 && after["suspended"] is NSNull)
        #expect((try Program.json(["volunteer", "list"] + county))["count"] as? Int == 2)

        // Retired: it stands so in the list, nobody waits for it, and what it still has is taken.
        _ = try run(["volunteer", "add", "--name", "公孙月", "--phone", "13912345670"] + station)
        let retire = ["station", "retire", "--code", "620102001", "--reason", "撤并"]
        #expect(try run(retire + county).contains("已停用"))
        #expect(try run(retire + county).contains("没有再写"))
        let entry = try listed()
        #expect(entry["state"] as? String == "retired")
        #expect((entry["word"] as? [String: Any])?["reason"] as? String == "撤并")
        #expect(try !lag())
        #expect(try run(["pull", "--all"] + county).contains("没有可收取的站点"))
        _ = try run(["sync", "now"] + station)
        #expect((try Program.json(["volunteer", "list"] + county))["count"] as? Int == 3)
        let told = try Program.json(["status"] + station)
        #expect((told["retired"] as? [String: Any])?["reason"] as? String == "撤并")
        #expect(told["pending"] as? Int == 0)
        let keys = try run(["key", "show"] + county)
        #expect(keys.contains("已停用"))
    }
}
