import Foundation
import Testing

/// Two PCs of a township and their county as real programs: conflicts and refusals from one end to the
/// other.
@Suite(.serialized) struct ConflictProgramTests {
    @Test("S23, S27 a conflict is decided, taken back, decided twice, and settled for good")
    func aConflictFromOneEndToTheOther() throws {
        let world = try Township()
        defer { world.end() }
        let person = try world.register("张三", at: "A")
        try world.sync()
        try world.edit(person, phone: "13900139001", at: "A")
        try world.edit(person, phone: "13900139002", at: "C")
        try world.sync()
        for node in ["A", "B", "C"] {
            #expect(try world.conflicts(at: node).count == 1)
            let status = try world.run(["status", "--fail-if", "conflicts"], at: node, exit: 1)
            #expect(status.contains("▲ 1 条需要您处理"))
        }
        let token = try world.token(of: person, at: "C")
        try world.run(["conflict", "resolve", person, "--take", "1"], at: "C", exit: 64)
        try world.run(
            ["conflict", "resolve", person, "--take", "1", "--seen", "0"], at: "C", exit: 1)
        try world.run(
            ["conflict", "resolve", person, "--take", "1", "--seen", token], at: "C")
        try world.sync()
        for node in ["A", "B", "C"] {
            #expect(try world.conflicts(at: node).isEmpty)
            #expect(try world.phone(of: person, at: node) == "139****9001")
        }

        try world.run(["conflict", "reopen", person], at: "B")
        try world.run(["conflict", "reopen", person], at: "B", exit: 1)
        try world.sync()
        let again = try #require(try world.conflicts(at: "A").first)
        let authors = try #require(again["authors"] as? [[String: Any]])
        #expect(authors.map { $0["side"] as? String } == ["station", "county"])

        // Both decide, neither having heard of the other.
        try world.run(["conflict", "resolve", person, "--take", "county"], at: "A")
        try world.run(["conflict", "resolve", person, "--set", "phones=13900139003"], at: "C")
        try world.sync()
        for node in ["A", "B", "C"] { #expect(try world.conflicts(at: node).count == 1) }

        let all = ["conflict", "resolve", "--all", "--side", "county"]
        try world.run(all, at: "B", exit: 64)
        let preview = try world.run(all + ["--dry-run"], at: "B")
        #expect(preview.contains("将以县里的写法定下 1 处") && preview.contains("139****9003"))
        #expect(try world.conflicts(at: "B").count == 1)
        try world.run(all + ["--yes", "--kind", "service_record"], at: "B")
        #expect(try world.conflicts(at: "B").count == 1)
        try world.run(all + ["--yes", "--since", "2099-01-01"], at: "B")
        #expect(try world.conflicts(at: "B").count == 1)
        try world.run(all + ["--yes"], at: "B")
        try world.sync()
        for node in ["A", "B", "C"] {
            #expect(try world.conflicts(at: node).isEmpty)
            #expect(try world.phone(of: person, at: node) == "139****9003")
        }
        try world.expectEqualDigests()
    }

    @Test("What one side has not written, or in several ways, is left and listed: exit 3")
    func whatIsLeft() throws {
        let world = try Township()
        defer { world.end() }
        let (one, two) = (try world.register("张三", at: "A"), try world.register("李四", at: "A"))
        try world.sync()
        try world.edit(one, phone: "13900139001", at: "A")
        try world.edit(one, phone: "13900139002", at: "C")
        try world.edit(two, phone: "13900139003", at: "A")
        try world.edit(two, phone: "13900139004", at: "B")
        try world.sync()
        let all = ["conflict", "resolve", "--all", "--yes", "-o", "json", "--side"]
        let text = try world.run(all + ["county", "--station", "620102001"], at: "C", exit: 3)
        let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let data = try #require(json?["data"] as? [String: Any])
        #expect(data["resolved"] as? Int == 1 && data["left"] as? Int == 1)
        let rows = try #require(data["conflicts"] as? [[String: Any]])
        #expect(
            Set(rows.map { $0["why"] as? String ?? $0["result"] as? String })
                == ["taken", "none-of-that-side"])
        try world.run(all + ["station"], at: "C", exit: 3)
        let words = ["conflict", "resolve", "--all", "--side", "station"]
        let said = try world.run(words + ["--yes"], at: "C", exit: 3)
        #expect(said.contains("什么都没有改动") && !said.contains("试算"))
        #expect(try world.run(words + ["--dry-run"], at: "C", exit: 3).contains("试算"))
        #expect(try world.conflicts(at: "C").map { $0["title"] as? String } == ["李四"])
    }

    @Test("S31 a total that depends on a conflict says so until somebody decides")
    func totals() throws {
        let world = try Township()
        defer { world.end() }
        let person = try world.register("张三", at: "A")
        try world.run(
            [
                "hours", "add", "--volunteer", person, "--activity", "巡查", "--start",
                "2026-03-01 09:00", "--end", "2026-03-01 11:00",
            ], at: "A")
        try world.sync()
        let list = try world.json(["hours", "list"], at: "A")
        let rows = try #require(list["records"] as? [[String: Any]])
        let record = try #require(rows.first?["id"] as? String)
        for (node, end) in [("A", "10:00"), ("B", "10:30")] {
            try world.run(
                [
                    "hours", "reverse", "--record", record, "--reason", "记错", "--end",
                    "2026-03-01 \(end)",
                ], at: node)
        }
        try world.sync()
        for node in ["A", "B", "C"] {
            let total = try world.json(["hours", "total"], at: node)
            #expect(total["openConflicts"] as? Int == 1 && total["records"] as? Int == 1)
            #expect(try world.run(["hours", "total"], at: node).contains("▲ 有 1 处冲突未定"))
            #expect(try world.json(["hours", "list"], at: node)["disputed"] as? Int == 3)
        }
        let token = try world.token(of: record, at: "C")
        try world.run(
            ["conflict", "resolve", record, "--take", "1", "--seen", token], at: "C")
        try world.sync()
        for node in ["A", "B", "C"] {
            let total = try world.json(["hours", "total"], at: node)
            #expect(total["openConflicts"] as? Int == 0 && total["records"] as? Int == 1)
            #expect(try !world.run(["hours", "total"], at: node).contains("▲"))
        }
    }

    @Test("S18 what the county refuses is told to its author, sent again, or closed")
    func refusals() throws {
        let world = try Township()
        defer { world.end() }
        let (one, two) = (try world.register("张三", at: "A"), try world.register("李四", at: "A"))
        try world.sync()
        let refuse = ["quarantine", "refuse", one, "--reason"]
        try world.run(refuse + ["登记错了"], at: "A", exit: 77)
        try world.run(refuse + [" "], at: "C", exit: 64)
        #expect(try world.quarantine(at: "C").isEmpty)
        try world.run(refuse + ["登记错了"], at: "C")
        try world.run(["quarantine", "refuse", two, "--reason", "重复"], at: "C")
        try world.sync()
        for (node, needsYou) in [("A", 2), ("B", 0), ("C", 0)] {
            let rows = try world.quarantine(at: node)
            #expect(Set(rows.map { $0["detail"] as? String }) == ["登记错了", "重复"])
            #expect(Set(rows.map { $0["title"] as? String }) == ["张三", "李四"])
            #expect(rows.count { $0["needsYou"] as? Bool == true } == needsYou)
            let status = try world.json(["status"], at: node)
            #expect(status["needsYou"] as? Int == needsYou)
            #expect(status["quarantined"] as? Int == 2)
            try world.run(
                ["status", "--fail-if", "quarantine"], at: node, exit: needsYou > 0 ? 1 : 0)
        }
        #expect(try world.run(["status"], at: "A").contains("▲ 2 条需要您处理"))

        let refs = try world.quarantine(at: "A").compactMap { $0["ref"] as? String }
        let shown = try world.json(["quarantine", "show", refs[0]], at: "A")
        #expect((shown["fields"] as? [String: String])?["name"] == "张三")
        try world.run(["quarantine", "requeue", refs[0], "--dry-run"], at: "A")
        #expect(try world.quarantine(at: "A").count == 2)
        try world.run(["quarantine", "requeue", refs[0]], at: "A")
        try world.run(["quarantine", "close", refs[1], "--reason", "已重新登记"], at: "B")
        try world.sync()
        for node in ["A", "B", "C"] {
            #expect(try world.quarantine(at: node).isEmpty)
            let all = try world.quarantine(["--all"], at: node)
            #expect(all.map { $0["state"] as? String } == ["requeued", "closed"])
            let people = try world.json(["volunteer", "list"], at: node)
            #expect(people["count"] as? Int == 1)
            #expect(try world.json(["status"], at: node)["needsYou"] as? Int == 0)
        }
        for (command, exit) in [
            (["requeue", refs[0]], Int32(65)), (["close", refs[1], "--reason", "x"], 65),
            (["show", "123456:1"], 66), (["show", "nothing"], 66), (["refuse", refs[0]], 64),
            (["refuse", refs[0], "--reason", "x"], 65),
        ] {
            try world.run(["quarantine"] + command, at: "C", exit: exit)
        }
        try world.expectEqualDigests()
    }
}

/// The county C, and the PCs A and B of one township.
private final class Township {
    private let folder: Folder
    private let server: Process

    init() throws {
        folder = try Folder()
        let county = folder.path("C")
        let made = try Program.run([
            "node", "init", "--role", "county", "--code", "620102", "--name", "城关区",
            "--data-dir", county,
        ])
        try #require(made.exit == 0)
        let (server, address) = try Program.serve(county)
        self.server = server
        for node in ["A", "B"] {
            let join = folder.path("\(node).json")
            try run(
                [
                    "station", "invite", "--code", "620102001", "--name", "酒泉路街道", "--address",
                    address, "--out", join,
                ], at: "C")
            try run(["node", "init", "--join", join], at: node)
        }
        try sync()
    }

    func end() {
        server.terminate()
        server.waitUntilExit()
    }

    @discardableResult
    func run(_ arguments: [String], at node: String, exit: Int32 = 0) throws -> String {
        let result = try Program.run(arguments + ["--data-dir", folder.path(node)])
        try #require(result.exit == exit, "\(arguments) → \(result.exit) \(result.errors)")
        return String(decoding: result.output, as: UTF8.self)
    }

    func json(_ arguments: [String], at node: String) throws -> [String: Any] {
        try Program.json(arguments + ["--data-dir", folder.path(node)])
    }

    /// Until everybody has everything.
    func sync() throws {
        for node in ["A", "B", "A"] { try run(["sync", "now"], at: node) }
    }

    func register(_ name: String, at node: String) throws -> String {
        let added = try json(["volunteer", "add", "--name", name], at: node)
        return try #require(added["id"] as? String)
    }

    func edit(_ person: String, phone: String, at node: String) throws {
        try run(["volunteer", "edit", "--volunteer", person, "--phone", phone], at: node)
    }

    func phone(of person: String, at node: String) throws -> String? {
        (try json(["volunteer", "show", "--volunteer", person], at: node)["phones"] as? [String])?
            .first
    }

    func conflicts(at node: String) throws -> [[String: Any]] {
        try #require(
            try json(["conflict", "list"], at: node)["conflicts"] as? [[String: Any]])
    }

    func token(of record: String, at node: String) throws -> String {
        let shown = try json(["conflict", "show", record], at: node)
        let item = (shown["conflicts"] as? [[String: Any]])?.first
        return try #require(item?["token"] as? String)
    }

    func quarantine(_ more: [String] = [], at node: String) throws -> [[String: Any]] {
        try #require(
            try json(["quarantine", "list"] + more, at: node)["changes"] as? [[String: Any]])
    }

    func expectEqualDigests() throws {
        let digests = try [("A", []), ("B", []), ("C", ["--code", "620102001"])].map {
            try json(["db", "check"] + $0.1, at: $0.0)
        }
        #expect(digests.allSatisfy { $0["isSound"] as? Bool == true })
        #expect(Set(digests.map { $0["digest"] as? String }).count == 1)
    }
}
