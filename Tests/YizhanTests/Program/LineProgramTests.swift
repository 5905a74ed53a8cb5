import BadLine
import Foundation
import Testing

/// Hours, bytes, proxies and login pages, as a person meets them through the real program.
@Suite(.serialized, .timeLimit(.minutes(5))) struct LineProgramTests {
    private struct Town {
        let folder: Folder
        let server: Process
        let line: BadLine
        var county: String { folder.path("C") }
        var station: String { folder.path("A") }

        /// A county that runs, and a station that reaches it by a line; one volunteer is recorded.
        init() throws {
            folder = try Folder()
            try Self.run([
                "node", "init", "--role", "county", "--code", "620102", "--name", "城关区",
                "--data-dir", folder.path("C"),
            ])
            let (server, address) = try Program.serve(folder.path("C"))
            self.server = server
            let port = try #require(address.split(separator: ":").last.flatMap { UInt16($0) })
            line = try BadLine(to: port, LineProfile())
            try Self.run([
                "station", "invite", "--data-dir", folder.path("C"), "--code", "620102001",
                "--name", "酒泉路街道", "--address", line.address, "--out", folder.path("j.json"),
            ])
            try Self.run(["node", "init", "--join", folder.path("j.json"), "--data-dir", station])
            try record("王小明")
        }

        func record(_ name: String) throws {
            try Self.run([
                "volunteer", "add", "--data-dir", station, "--name", name, "--phone",
                "13900000001",
            ])
        }

        func end() {
            line.close()
            server.terminate()
            server.waitUntilExit()
        }

        static func run(_ arguments: [String]) throws {
            let result = try Program.run(arguments)
            try #require(result.exit == 0, "\(arguments) → \(result.exit) \(result.errors)")
        }
    }

    /// A window of two minutes that does not hold this moment.
    private static var elsewhere: String {
        let minute = (Int(Date().timeIntervalSince1970) / 60 + 8 * 60 + 720) % 1_440
        let times = [minute, (minute + 2) % 1_440].map {
            String(format: "%02d:%02d", $0 / 60, $0 % 60)
        }
        return times.joined(separator: "-")
    }

    @Test func `a console that others could reach is refused, and nothing is served`() throws {
        let folder = try Folder()
        _ = try Program.run([
            "node", "init", "--role", "county", "--code", "620102", "--name", "城关区",
            "--data-dir", folder.path("C"),
        ])
        for address in ["0.0.0.0:0", "192.0.2.1:8651"] {
            let result = try Program.run([
                "node", "serve", "--console", address, "--data-dir", folder.path("C"),
            ])
            #expect(result.exit == 78)
            #expect(result.errors.contains(address) && result.errors.contains("127.0.0.1"))
        }
    }

    @Test func `outside its hours a station says why nothing is sent, and sends when asked`() throws
    {
        let town = try Town()
        defer { town.end() }
        let hours = ["YIZHAN_SYNC_WINDOWS": Self.elsewhere]
        let status = ["status", "--data-dir", town.station]
        let words = try Program.run(status + ["--lang", "zh"], environment: hours)
        #expect(String(decoding: words.output, as: UTF8.self).contains("现在不在联络时段"))
        let line = try #require(
            try Program.run(status + ["-o", "json"], environment: hours).data()["line"]
                as? [String: Any])
        #expect(line["held"] as? String == "window")
        #expect(line["heldUntil"] is String)
        let now = try Program.run(["sync", "now", "--data-dir", town.station], environment: hours)
        #expect(now.exit == 0)
        #expect(try Program.json(status)["pending"] as? Int == 0)
    }

    @Test func `a running station outside its hours calls nobody until somebody asks`() throws {
        let town = try Town()
        defer { town.end() }
        let daemon = try ServedNode(
            ["--data-dir", town.station], errors: town.folder.path("errors"),
            environment: ["YIZHAN_SYNC_WINDOWS": Self.elsewhere])
        defer { daemon.stop() }
        try town.record("李小红")
        // The daemon hears of a change at once, and would call 0.3 s later.
        Thread.sleep(forTimeInterval: 1.5)
        #expect(town.line.counts.connections == 0)
        try Town.run(["sync", "now", "--data-dir", town.station])
        #expect(town.line.counts.connections == 1)
    }

    @Test func `a day's bytes that are used up are said, and a person is served all the same`()
        throws
    {
        let town = try Town()
        defer { town.end() }
        let budget = ["YIZHAN_SYNC_BUDGET": "1KiB"]
        let now = ["sync", "now", "--data-dir", town.station, "--lang", "en"]
        let first = try Program.run(now, environment: budget)
        #expect(first.exit == 0)
        try town.record("李小红")
        let second = try Program.run(now, environment: budget)
        #expect(second.exit == 0)
        #expect(String(decoding: second.output, as: UTF8.self).contains("bytes are used up"))
        let status = try Program.run(
            ["status", "--data-dir", town.station, "-o", "json"], environment: budget
        ).data()
        #expect(status["pending"] as? Int == 0)
        #expect((status["line"] as? [String: Any])?["held"] as? String == "budget")
    }

    @Test func `credentials that others may read start nothing`() throws {
        let town = try Town()
        defer { town.end() }
        let secret = try town.folder.write("proxy", "station:geheim\n")
        let proxy = [
            "YIZHAN_SYNC_PROXY": "http://127.0.0.1:9", "YIZHAN_SYNC_PROXY_CREDENTIALS": secret,
        ]
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: secret)
        for command in [["sync", "now"], ["node", "serve"]] {
            let result = try Program.run(
                command + ["--data-dir", town.station], environment: proxy)
            #expect(result.exit == 78)
            #expect(result.errors.contains(secret) && result.errors.contains("chmod 600"))
            #expect(!result.errors.contains("geheim"))
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: secret)
        let result = try Program.run(
            ["sync", "now", "--data-dir", town.station, "-v"], environment: proxy)
        #expect(result.exit == 69, "nobody listens there")
        #expect(!result.errors.contains("geheim"))
        #expect(town.line.counts.connections == 0)
    }

    @Test func `S14 an answer that is lost is said, and the next exchange brings the receipt`()
        throws
    {
        let town = try Town()
        defer { town.end() }
        try Town.run(["sync", "now", "--data-dir", town.station])
        try town.record("李小红")
        town.line.cut(.down, after: 0)
        let lost = try Program.run(["sync", "now", "--data-dir", town.station])
        #expect(lost.exit == 69)
        let status = ["status", "--data-dir", town.station]
        #expect(try Program.json(status)["pending"] as? Int ?? 0 > 0)
        try Town.run(["sync", "now", "--data-dir", town.station])
        #expect(try Program.json(status)["pending"] as? Int == 0)
        let people = try Program.json([
            "volunteer", "list", "--data-dir", town.county, "--code", "620102001",
        ])
        #expect((people["volunteers"] as? [Any])?.count == 2, "each once")
    }

    @Test func `the demonstration over a bad line ends well and says what it cost`() throws {
        let result = try Program.run([
            "demo", "--once", "--stations", "1", "--line", "satellite", "--lang", "en", "-o",
            "text",
        ])
        let words = String(decoding: result.output, as: UTF8.self)
        #expect(result.exit == 0, "\(words.suffix(600)) \(result.errors)")
        for part in ["the line died after", "the line is back", "bytes each", "everything agrees"] {
            #expect(words.contains(part), "\(part)")
        }
        let deaths = words.components(separatedBy: "the line died after").count - 1
        #expect(deaths >= 2, "it died while much was under way, and again")
    }
}
