import Foundation
import Testing

/// A county and three stations as real processes; the county does the calling.
@Suite(.serialized)
struct PullProgramTests {
    @Test(
        "pull --all with one of three stations stopped: exit 3, two delivered, the third named",
        arguments: [false, true])
    func oneOfThreeIsStopped(countyRuns: Bool) throws {
        let county = try PulledCounty(stations: 3)
        defer { county.end() }
        for number in 1...3 { try county.record(at: number) }
        for number in 1...2 { try county.serve(number) }
        try county.setAddress("127.0.0.1:1", of: 3)
        if countyRuns { try county.serveAggregator() }

        let result = try Program.run(county.pull(["--all", "-o", "json"]))
        #expect(result.exit == 3, "\(result.errors)")
        let data = try result.data()
        #expect(data["asked"] as? Int == 3)
        #expect(data["agreed"] as? Int == 2)
        let rows = try #require(data["stations"] as? [[String: Any]])
        #expect(rows.map { $0["code"] as? String } == (1...3).map(PulledCounty.code))
        #expect(rows.map { $0["result"] as? String } == ["agreed", "agreed", "unreachable"])
        #expect(rows.map { $0["detail"] as? String } == ["", "", "refused"])
        #expect(rows.map { $0["changes"] as? Int } == [1, 1, 0])
        #expect(rows.map { $0["receipts"] as? Int } == [1, 1, 0])
        #expect(rows[0]["reason"] is NSNull && rows[2]["reason"] is String)
        #expect((rows[2]["hint"] as? String)?.contains("node serve --listen") == true)

        for number in 1...2 {
            let status = try Program.json(["status", "--data-dir", county.station(number)])
            #expect(status["state"] as? String == "delivered")
            #expect(status["pending"] as? Int == 0)
            let text = try Program.run(["status", "--data-dir", county.station(number)])
            #expect(String(decoding: text.output, as: UTF8.self).hasPrefix("● 已全部送达"))
        }
        let left = try Program.json(["status", "--data-dir", county.station(3)])
        #expect(left["pending"] as? Int == 1)

        let log = try Program.json(["sync", "log", "--data-dir", county.directory])
        let visits = try #require(log["exchanges"] as? [[String: Any]])
        #expect(visits.map { $0["via"] as? String } == ["pull", "pull", "pull"])
        #expect(
            Set(visits.compactMap { $0["station"] as? String })
                == Set((1...3).map(PulledCounty.code)))
    }

    @Test("Every form of output has a row for each station, and says in words what to do")
    func outputs() throws {
        let county = try PulledCounty(stations: 2)
        defer { county.end() }
        try county.record(at: 1)
        try county.serve(1)
        func text(_ more: String...) throws -> String {
            let result = try Program.run(county.pull(["--all"] + more))
            #expect(result.exit == 3, "\(result.errors)")
            return String(decoding: result.output, as: UTF8.self)
        }
        let chinese = try text()
        #expect(chinese.hasPrefix("收取 2 个站点：收齐 1 个，缺 1 个\n● 620102001 镇1"))
        #expect(chinese.contains("没有它的地址"))
        #expect(chinese.contains("→ 用 yizhan station set --code 620102002"))
        let english = try text("--lang", "en")
        #expect(english.contains("1 complete, 1 not"))
        #expect(try text("-o", "jsonl").split(separator: "\n").count == 2)
        let csv = try text("-o", "csv").split(whereSeparator: \.isNewline)
        #expect(csv.count == 3)
        #expect(
            csv[0].hasPrefix("address,changes,code,detail,hint,milliseconds,name,origin,reason"))
    }

    @Test func `an instruction is brought at once to a station that can be reached`() throws {
        let county = try PulledCounty(stations: 1)
        defer { county.end() }
        try county.record(at: 1)
        try county.serve(1)
        #expect(try Program.run(county.pull(["--all"])).exit == 0)
        try county.serveAggregator()
        let started = try Program.run([
            "resync", "start", "--level", "rebuild", "--station", PulledCounty.code(1),
            "--data-dir", county.directory,
        ])
        #expect(started.exit == 0, "\(started.errors)")
        var state: String?
        for _ in 0..<100 where state != "done" {
            usleep(100_000)
            let there = try Program.json(["resync", "history", "--data-dir", county.station(1)])
            state = (there["instructions"] as? [[String: Any]])?.last?["state"] as? String
        }
        #expect(state == "done", "nobody has called it")
    }

    @Test("A county whose configuration says so pulls by itself")
    func byItself() throws {
        let county = try PulledCounty(stations: 1)
        defer { county.end() }
        try county.record(at: 1)
        try county.serve(1)
        let file = try county.folder.write("node.yaml", "pull:\n  interval: 1h\n")
        try county.serveAggregator(configuration: file)
        func pending() throws -> Int? {
            try Program.json(["status", "--data-dir", county.station(1)])["pending"] as? Int
        }
        let deadline = Date().addingTimeInterval(30)
        while try pending() != 0, Date() < deadline { usleep(100_000) }
        #expect(try pending() == 0)
    }

    @Test("What cannot be pulled is said with the exit status that fits")
    func exits() throws {
        let county = try PulledCounty(stations: 1)
        defer { county.end() }
        func exit(_ arguments: [String]) throws -> Int32 { try Program.run(arguments).exit }
        #expect(try exit(county.pull([])) == 64)
        #expect(try exit(county.pull(["--all", "--station", "620102001"])) == 64)
        #expect(try exit(county.pull(["--all", "--dry-run"])) == 64)
        #expect(try exit(county.pull(["--all", "--timeout", "0"])) == 64)
        #expect(try exit(county.pull(["--station", "620102009"])) == 66)
        #expect(try exit(county.pull(["--station", "620102001"])) == 78, "it has no address")
        #expect(try exit(["pull", "--all", "--data-dir", county.station(1)]) == 77)
        try county.setAddress("127.0.0.1:1", of: 1)
        #expect(try exit(county.pull(["--station", "620102001000"])) == 69)
        try Program.run([
            "station", "invite", "--data-dir", county.directory, "--code", "620102002", "--name",
            "镇2", "--address", "127.0.0.1:1", "--out", county.folder.path("2.json"),
        ])
        let never = try Program.run(county.pull(["--station", "620102002", "-o", "json"]))
        #expect(never.exit == 78)
        #expect(
            (try never.data()["stations"] as? [[String: Any]])?.first?["result"] as? String
                == "neverCame")
        #expect(try exit(county.pull(["--all"])) == 69, "nobody was reached")
    }

    @Test("station set tells where a station listens, and list shows it")
    func addresses() throws {
        let county = try PulledCounty(stations: 1)
        defer { county.end() }
        func set(_ more: String...) throws -> Program.Result {
            try Program.run(["station", "set", "--data-dir", county.directory] + more)
        }
        func listed() throws -> [String]? {
            let list = try Program.json(["station", "list", "--data-dir", county.directory])
            return (list["stations"] as? [[String: Any]])?.first?["addresses"] as? [String]
        }
        let code = "620102001"
        #expect(try set("--code", code, "--address", "localhost:9001", "--dry-run").exit == 0)
        #expect(try listed() == [])
        #expect(try set("--code", code, "--address", "localhost:9001").exit == 0)
        #expect(try listed() == ["127.0.0.1:9001"])
        #expect(try set("--code", code).exit == 64)
        #expect(try set("--code", code, "--address", "127.0.0.1:0").exit == 64)
        #expect(try set("--code", "620102009", "--address", "127.0.0.1:1").exit == 66)
        #expect(
            try set("--code", code, "--address", "127.0.0.1:1", "--origin", "00").exit == 66)
        #expect(try listed() == ["127.0.0.1:9001"])
        #expect(try set("--code", code, "--no-address").exit == 0)
        #expect(try listed() == [])
    }

    @Test("S12 a visit that is killed at either end leaves both right, and the next one ends it")
    func killedInTheMiddle() throws {
        let county = try PulledCounty(stations: 1)
        defer { county.end() }
        for round in 1...3 {
            try county.record(20, at: 1)
            try county.serve(1)
            let pull = try Program.start(county.pull(["--all"]))
            usleep(UInt32.random(in: 0...250_000))
            let victim = round == 2 ? county.server(1) : pull
            kill(try #require(victim).processIdentifier, SIGKILL)
            pull.waitUntilExit()
            county.stop(1)
            try county.serve(1)
            let again = try Program.run(county.pull(["--all"]))
            #expect(again.exit == 0, "\(again.errors)")
            let status = try Program.json(["status", "--data-dir", county.station(1)])
            #expect(status["pending"] as? Int == 0)
            #expect(status["delivered"] as? Int == 20 * round)
            county.stop(1)
        }
        let digests = try [
            ["--data-dir", county.station(1)],
            ["--data-dir", county.directory, "--code", "620102001"],
        ].map { try Program.json(["db", "check"] + $0)["digest"] as? String }
        #expect(digests[0] != nil && digests[0] == digests[1])
    }
}

/// A county and stations in a temporary folder. Every station has been in contact once; then the county
/// stopped listening, so that nothing moves but by its own calls.
private final class PulledCounty {
    let folder: Folder
    private var servers: [Int: Process] = [:]
    private var people = 0

    var directory: String { folder.path("C") }
    func station(_ number: Int) -> String { folder.path("S\(number)") }
    static func code(_ number: Int) -> String { "62010200\(number)" }

    init(stations: Int) throws {
        folder = try Folder()
        try run([
            "node", "init", "--role", "county", "--code", "620102", "--name", "城关区",
            "--data-dir", folder.path("C"),
        ])
        let (server, address) = try Program.serve(directory)
        defer {
            server.terminate()
            server.waitUntilExit()
        }
        for number in 1...stations {
            let file = folder.path("\(number).join")
            try run([
                "station", "invite", "--data-dir", directory, "--code", Self.code(number), "--name",
                "镇\(number)", "--address", address, "--out", file,
            ])
            try run(["node", "init", "--join", file, "--data-dir", station(number)])
            try run(["sync", "now", "--data-dir", station(number)])
        }
    }

    func end() {
        for process in servers.values {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
    }

    func pull(_ arguments: [String]) -> [String] { ["pull", "--data-dir", directory] + arguments }

    /// So many changes: a person each.
    func record(_ count: Int = 1, at number: Int) throws {
        let names = (0..<count).map { "张\(people + $0),,," }
        people += count
        let file = try folder.write(
            "\(people).csv", (["姓名,身份证号,手机号,服务区域"] + names).joined(separator: "\n"))
        try run(["volunteer", "import", "--data-dir", station(number), file])
    }

    func serve(_ number: Int) throws {
        let (process, address) = try Program.serve(station(number))
        servers[number] = process
        try setAddress(address, of: number)
    }

    func server(_ number: Int) -> Process? { servers[number] }

    func stop(_ number: Int) {
        guard let process = servers.removeValue(forKey: number) else { return }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    func setAddress(_ address: String, of number: Int) throws {
        try run([
            "station", "set", "--data-dir", directory, "--code", Self.code(number), "--address",
            address,
        ])
    }

    /// On another port than the one that stations know: they cannot reach it.
    func serveAggregator() throws { servers[0] = try Program.serve(directory).process }

    func serveAggregator(configuration file: String) throws {
        servers[0] = try Program.start([
            "node", "serve", "--data-dir", directory, "--listen", "127.0.0.1:0", "--config", file,
        ])
    }

    private func run(_ arguments: [String]) throws {
        let result = try Program.run(arguments)
        try #require(result.exit == 0, "\(arguments) → \(result.exit) \(result.errors)")
    }
}
