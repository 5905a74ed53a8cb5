import Foundation
import Testing

/// The main job as a person types it, through the real program.
@Suite(.serialized)
struct MainJobTests {
    @Test("A station records offline, the county receives and signs, and both hold the same")
    func mainJob() throws {
        let folder = try Folder()
        let (county, station) = (folder.path("C"), folder.path("A"))
        try run([
            "node", "init", "--role", "county", "--code", "620102", "--name", "城关区",
            "--data-dir", county,
        ])
        let (server, address) = try Program.serve(county)
        defer { if server.isRunning { server.terminate() } }
        try run([
            "station", "invite", "--data-dir", county, "--code", "620102001", "--name",
            "酒泉路街道", "--address", address, "--out", folder.path("j.json"),
        ])
        try run(["node", "init", "--join", folder.path("j.json"), "--data-dir", station])
        let volunteers = try folder.write(
            "v.csv", "姓名,身份证号,手机号,服务区域\n王小明,,13900000001,\n李小红,,13900000002,\n")
        let hours = try folder.write(
            "h.csv",
            """
            姓名,手机号,活动名称,开始时间,结束时间,服务时长(小时)
            王小明,13900000001,图书整理,2026-03-01 09:00,2026-03-01 11:30,2.5
            李小红,13900000002,图书整理,2026-03-01 09:00,2026-03-01 11:00,2

            """)
        try run(["volunteer", "import", "--data-dir", station, volunteers])
        try run(["hours", "import", "--data-dir", station, hours])

        let before = try Program.json(["status", "--data-dir", station])
        #expect(before["pending"] as? Int == before["head"] as? Int)
        #expect(before["delivered"] as? Int == 0)
        #expect(before["receiptTime"] is NSNull)

        try run(["sync", "now", "--data-dir", station])
        let after = try Program.json(["status", "--data-dir", station])
        #expect(after["pending"] as? Int == 0)
        #expect(after["delivered"] as? Int == after["head"] as? Int)
        #expect(after["receiptTime"] is String)

        let here = try Program.json(["hours", "total", "--data-dir", station])
        let there = try Program.json([
            "hours", "total", "--data-dir", county, "--code", "620102001",
        ])
        #expect(here["seconds"] as? Int == 16_200)
        for part in ["seconds", "records", "columns"] {
            #expect(here[part] as? NSObject == there[part] as? NSObject)
        }
        let digests = try [
            ["--data-dir", station], ["--data-dir", county, "--code", "620102001"],
        ]
        .map { try Program.json(["db", "check"] + $0)["digest"] as? String }
        #expect(digests[0] != nil && digests[0] == digests[1])

        server.terminate()
        server.waitUntilExit()
        #expect(server.terminationStatus == 0, "SIGTERM ends a daemon in order")
        #expect(!FileManager.default.fileExists(atPath: county + "/node.sock"))
        #expect(try Program.run(["sync", "now", "--data-dir", station]).exit == 69)
        let dead = try Program.json(["status", "--data-dir", station])
        #expect(dead["pending"] as? Int == 0, "a dead line takes nothing back")
        let line = try #require(dead["line"] as? [String: Any])
        #expect(line["lastResult"] as? String == "unreachable")
    }

    @Test("A copied and moved data directory goes on working: everything of a node lives in it")
    func movedDirectory() throws {
        let folder = try Folder()
        try run([
            "node", "init", "--role", "county", "--code", "620102", "--name", "城关区",
            "--data-dir", folder.path("C"),
        ])
        try FileManager.default.moveItem(atPath: folder.path("C"), toPath: folder.path("D"))
        let info = try Program.json(["node", "info", "--data-dir", folder.path("D")])
        #expect(info["code"] as? String == "620102")
        #expect(try Program.run(["status", "--data-dir", folder.path("C")]).exit == 66)
    }

    private func run(_ arguments: [String]) throws {
        let result = try Program.run(arguments)
        try #require(result.exit == 0, "\(arguments) → \(result.exit) \(result.errors)")
    }
}
