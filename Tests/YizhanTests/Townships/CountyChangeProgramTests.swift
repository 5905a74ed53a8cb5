import Foundation
import Testing

/// S38 across two counties: the real program, real processes, real lines. A city, two counties, one station.
@Suite(.serialized)
struct CountyChangeProgramTests {
    private let folder: Folder
    private let servers = Servers()

    private final class Servers {
        var running: [Process] = []
        deinit { for server in running where server.isRunning { server.terminate() } }
    }

    init() throws { folder = try Folder() }

    private func run(_ node: String, _ arguments: String...) throws {
        let result = try Program.run(arguments + ["--data-dir", folder.path(node)])
        try #require(result.exit == 0, "\(arguments): \(result.errors)")
    }

    private func json(_ node: String, _ arguments: String...) throws -> [String: Any] {
        try Program.json(arguments + ["--data-dir", folder.path(node)])
    }

    private func serve(_ node: String) throws -> String {
        let (server, address) = try Program.serve(folder.path(node))
        servers.running.append(server)
        return address
    }

    private func county(_ node: String, _ code: String, _ name: String, under city: String) throws
        -> String
    {
        let file = folder.path("\(node).join")
        try run(node, "node", "init", "--role", "county", "--code", code, "--name", name)
        try run(
            "city", "station", "invite", "--code", code, "--name", name, "--address", city,
            "--out", file)
        try run(node, "node", "join", file)
        return try serve(node)
    }

    private func station(_ node: String, _ code: String, of county: String, at address: String)
        throws
    {
        let file = folder.path("\(node).join")
        try run(
            county, "station", "invite", "--code", code, "--name", "酒泉路街道", "--address", address,
            "--out", file)
        let made = try Program.run([
            "node", "init", "--join", file, "--data-dir", folder.path(node),
        ])
        try #require(made.exit == 0, "\(made.errors)")
    }

    private func heal(_ nodes: String...) throws {
        for _ in 0..<3 { for node in nodes { try run(node, "sync", "now") } }
    }

    private func seconds(_ node: String) throws -> [String: Int] {
        let rows = try json(node, "hours", "total", "--by-station")["stations"]
        return Dictionary(
            uniqueKeysWithValues: (rows as? [[String: Any]] ?? []).map {
                ($0["code"] as? String ?? "", $0["seconds"] as? Int ?? -1)
            })
    }

    @Test func `S38: a township moves to another county while its PC has no line`() throws {
        try run("city", "node", "init", "--role", "city", "--code", "6201", "--name", "兰州市")
        let city = try serve("city")
        let old = try county("old", "620102", "城关区", under: city)
        let new = try county("new", "620103", "七里河区", under: city)
        try station("a", "620102001", of: "old", at: old)
        let people = try folder.write("v.csv", "姓名,志愿者编号\n王小明,V1\n李小红,V2\n")
        try run("a", "volunteer", "import", people)
        try record("V1", "2026-03-01", at: "a")
        try heal("a", "old", "new")

        // Each county says its part, the new one first: a station that is not open is not moved to.
        let move = ["station", "move", "--code", "620102001", "--to", "620103009"]
        let reason = ["--reason", "区划调整文件3号", "--data-dir", folder.path("old")]
        #expect(try Program.run(move + reason).exit == 66)
        try run(
            "new", "station", "adopt", "--code", "620103009", "--name", "酒泉路街道", "--from",
            "620102001")
        try heal("new", "old")
        let tried = try Program.json(move + reason + ["--dry-run"])
        #expect(tried["dryRun"] as? Bool == true && tried["movesAway"] as? Bool == true)
        let moved = try Program.json(move + reason)
        let ended = try #require((moved["stations"] as? [[String: Any]])?.first)
        #expect((ended["into"] as? [[String: Any]])?.first?["volunteers"] as? Int == 2)
        #expect(try Program.run(move + reason).exit == 65, "once")
        try heal("old", "new")

        // A new PC in the new county; the old one has not heard, records, and registers somebody.
        try station("b", "620103009", of: "new", at: new)
        try heal("b", "new")
        try record("V1", "2026-05-01", at: "b")
        let late = try folder.write("w.csv", "姓名,志愿者编号\n赵大海,V3\n")
        try run("a", "volunteer", "import", late)
        try record("V2", "2026-04-01", at: "a")
        try heal("a", "old", "new", "b")
        #expect(try seconds("city") == ["620102001": 7_200, "620103009": 3_600])
        #expect(try seconds("old") == ["620102001": 7_200])
        try record("V3", "2026-05-02", at: "b")
        let told = try Program.run([
            "status", "--lang", "en", "--data-dir", folder.path("a"),
        ])
        let text = String(decoding: told.output, as: UTF8.self)
        #expect(text.contains("this station was merged into 620103009 酒泉路街道"))
        #expect(try json("a", "status")["pending"] as? Int == 0)
        let shown = try json("new", "station", "show", "--code", "620103009")
        let before = (shown["predecessors"] as? [[String: Any]])?.first
        #expect(before?["code"] as? String == "620102001")
        for node in ["city", "old", "new", "a", "b"] { try run(node, "db", "check") }
    }

    private func record(_ volunteer: String, _ day: String, at node: String) throws {
        try run(
            node, "hours", "add", "--volunteer", volunteer, "--activity", "值班", "--start",
            "\(day) 09:00", "--end", "\(day) 10:00")
    }
}
