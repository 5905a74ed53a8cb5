import Foundation
import Testing

/// The configuration as an operator meets it, through the real program.
@Suite(.serialized) struct ConfigProgramTests {
    private let folder: Folder
    private let faulty: String

    init() throws {
        folder = try Folder()
        faulty = try folder.write(
            "faulty.yaml", "sync:\n  intervall: 15m\n  jitter: 80%\nlog:\n  level: loud\n")
    }

    private var county: String { folder.path("C") }

    private func makeCounty() throws {
        let made = try Program.run([
            "node", "init", "--role", "county", "--code", "620102", "--name", "城关区",
            "--data-dir", county,
        ])
        try #require(made.exit == 0, "\(made.errors)")
    }

    @Test func aFaultyConfigurationStartsAndMakesNothing() throws {
        let commands = [
            ["node", "serve"],
            ["node", "init", "--role", "county", "--code", "620102", "--name", "x"],
            ["sync", "now"], ["status"], ["config", "show"],
        ]
        for command in commands {
            let result = try Program.run(
                command + ["--data-dir", county, "--config", faulty, "--lang", "en"])
            #expect(result.exit == 78, "\(command)")
            let lines = result.errors.split(separator: "\n")
            #expect(lines.count == 5)
            #expect(
                lines.contains(
                    "  \(faulty):2:3: there is no key sync.intervall; did you mean sync.interval?"))
            #expect(lines.contains { $0.hasPrefix("  \(faulty):3:11: ") })
            #expect(lines.contains { $0.hasPrefix("  \(faulty):5:10: ") })
            #expect(result.output.isEmpty)
        }
        #expect(!FileManager.default.fileExists(atPath: county))
        let json = try Program.run(["status", "--config", faulty, "-o", "json"])
        #expect(json.errors.contains("\"code\" : \"bad-configuration\""))
    }

    @Test func aRunningDirectoryIsLeftAloneByAFaultyFileOfItsOwn() throws {
        try makeCounty()
        try Data("listen: {sync: 0.0.0.0}\n".utf8)
            .write(to: URL(fileURLWithPath: county + "/node.yaml"))
        let before = try FileManager.default.contentsOfDirectory(atPath: county).sorted()
        let result = try Program.run(["node", "serve", "--data-dir", county])
        #expect(result.exit == 78)
        #expect(result.errors.contains("node.yaml:1:16："))
        #expect(try FileManager.default.contentsOfDirectory(atPath: county).sorted() == before)
    }

    @Test func checkSaysEverythingAtOnce() throws {
        let check = try Program.run(["config", "check", faulty, "-o", "json", "--data-dir", county])
        #expect(check.exit == 78)
        let data = try check.data()
        #expect(data["sound"] as? Bool == false)
        let faults = try #require(data["faults"] as? [[String: Any]])
        #expect(
            faults.map { $0["place"] as? String }
                == ["2:3", "3:11", "5:10"].map { "\(faulty):\($0)" })
        #expect(faults[0]["hint"] as? String == "did you mean sync.interval?")
        let sound = try folder.write("sound.yaml", "sync:\n  interval: 5m\n")
        #expect(try Program.run(["config", "check", sound, "--data-dir", county]).exit == 0)
        #expect(try Program.run(["config", "check", "--config", faulty]).exit == 78)
        #expect(try Program.run(["config", "check", folder.path("none.yaml")]).exit == 78)
    }

    @Test func showSaysWhatHoldsAndWhy() throws {
        let file = try folder.write("c.yaml", "sync:\n  interval: 300s\n")
        let result = try Program.run(
            ["config", "show", "--config", file, "-v", "-o", "json", "--data-dir", county],
            environment: ["YIZHAN_SYNC_JITTER": "5%"])
        let keys = try #require(try result.data()["keys"] as? [[String: Any]])
        func row(_ key: String) -> [String?] {
            let row = keys.first { $0["key"] as? String == key }
            return ["value", "source", "place"].map { row?[$0] as? String }
        }
        #expect(row("sync.interval") == ["5m", "file", "\(file):2:3"])
        #expect(row("sync.jitter") == ["5%", "environment", "YIZHAN_SYNC_JITTER"])
        #expect(row("log.level") == ["debug", "flag", "--verbose"])
        #expect(row("sync.settling") == ["300ms", "default", nil])
        let csv = try Program.run(["config", "show", "-o", "csv", "--data-dir", county])
        #expect(String(decoding: csv.output, as: UTF8.self).hasPrefix("key,place,source,value\r\n"))
    }

    @Test func explainKnowsEveryKeyAndWhatIsNear() throws {
        let one = try Program.run(["config", "explain", "sync.interval", "--lang", "zh"])
        let text = String(decoding: one.output, as: UTF8.self)
        #expect(one.exit == 0 && text.contains("默认：15m") && text.contains("YIZHAN_SYNC_INTERVAL"))
        let all = try Program.json(["config", "explain"])["keys"] as? [[String: Any]]
        let shown = try Program.json(["config", "show"])["keys"] as? [[String: Any]]
        #expect(all?.count == shown?.count && (all?.count ?? 0) > 10)
        let unknown = try Program.run(["config", "explain", "sync.intervall", "--lang", "en"])
        #expect(unknown.exit == 66 && unknown.errors.contains("did you mean sync.interval?"))
        // Also while the configuration is faulty: that is when it is needed.
        let broken = try Program.run([
            "config", "explain", "log.level", "--config", faulty, "-o", "json",
        ])
        let keys = try #require(try broken.data()["keys"] as? [[String: Any]])
        #expect(broken.exit == 0 && keys.first?["value"] is NSNull)
    }

    /// Listening addresses and limits from the file, figures on the console.
    @Test func aNodeServesAsItIsConfigured() throws {
        try makeCounty()
        try Data(
            """
            listen: {sync: 127.0.0.1:0, console: 127.0.0.1:0}
            security: {line: insecure}
            server: {body-size: 2MiB}

            """.utf8
        ).write(to: URL(fileURLWithPath: county + "/node.yaml"))
        let node = try ServedNode(["--data-dir", county], errors: folder.path("log"))
        defer { node.stop() }
        let head =
            "POST /v1/sync HTTP/1.1\r\nHost: x\r\nContent-Type: application/vnd.yizhan.sync\r\nContent-Length: "
        for (length, status) in [(2 << 20 | 1, "413"), (0, "400")] {
            let answer = try RawRequest.say(
                Array("\(head)\(length)\r\nConnection: close\r\n\r\n".utf8), to: node.address)
            #expect(String(decoding: answer, as: UTF8.self).hasPrefix("HTTP/1.1 \(status) "))
        }
        let figures = try RawRequest.ask("GET", "/metrics", of: node.console)
        #expect(figures.status == 200)
        #expect(
            figures.body.contains("yizhan_http_requests_total{route=\"/v1/sync\",code=\"413\"} 1\n")
        )
        #expect(figures.body.contains("yizhan_build_info{version=\""))
        #expect(try RawRequest.ask("GET", "/readyz", of: node.console).status == 200)
    }

    @Test func anAggregatorMayBeToldNotToListen() throws {
        try makeCounty()
        let node = try ServedNode(
            ["--data-dir", county], errors: folder.path("log"),
            environment: ["YIZHAN_LISTEN_SYNC": "off"])
        defer { node.stop() }
        #expect(node.address.isEmpty && node.console.isEmpty)
    }
}
