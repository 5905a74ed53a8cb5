import Commands
import Foundation
import Node
import ServiceRecords
import Testing

/// The API at the console of a real node: the same actions as the commands', for whoever has logged in.
@Suite struct APIProgramTests {
    private static let code = APIScene.code

    /// What a command says of the node in its directory, as its owner or in a session.
    private func run(
        _ words: String, at scene: APIScene, session token: String? = nil
    ) throws -> Program.Result {
        let session =
            try token.map { ["YIZHAN_SESSION": try scene.folder.write("session", $0)] }
            ?? ["YIZHAN_SESSION": scene.folder.path("none")]
        return try Program.run(
            words.split(separator: " ").map(String.init)
                + ["-o", "json", "--data-dir", scene.county.home.directory.path],
            environment: session)
    }

    private func code(of result: Program.Result) -> String {
        let json = try? JSONSerialization.jsonObject(with: Data(result.errors.utf8))
        let data = (json as? [String: Any])?["data"] as? [String: Any]
        return data?["code"] as? String ?? ""
    }

    @Test func `what the API answers is what the command of that name prints`() throws {
        let scene = try APIScene()
        let token = try scene.login("cao")
        let made = try scene.post("backup/create", token: token)
        #expect(made.status == 200 && made.kind == "BackupMade", "\(made.text)")
        for (asked, words) in [
            (
                "resync/plan?level=refetch&station=620102001",
                "resync plan --level refetch --station 620102001"
            ),
            (
                "resync/plan?level=verify&all=true&kind=volunteer&since=2026-01-01",
                "resync plan --level verify --all --kind volunteer --since 2026-01-01"
            ),
            ("resync/status", "resync status"),
            ("resync/history?station=620102001", "resync history --station 620102001"),
            ("backup/list", "backup list"), ("db/check", "db check --code 620102001"),
            ("user/whoami", "user whoami"),
        ] {
            let answer =
                asked == "db/check"
                ? try scene.post(asked, ["code": Self.code], token: token)
                : try scene.get(asked, token: token)
            let printed = try run(words, at: scene, session: token)
            #expect(
                answer.timeless
                    == APIScene.timeless(String(decoding: printed.output, as: UTF8.self)),
                "\(words)")
            #expect(answer.fields["yizhan-exit"] == "\(printed.exit)", "\(words)")
            #expect(answer.status == 200 && answer.fields["cache-control"] == "no-store")
        }
        let plan = try scene.get("resync/plan?level=refetch&station=620102001", token: token)
        #expect(plan.data["approval"] as? Bool == true)
    }

    @Test func `I16 a refetch waits for a second person, who is not the first`() throws {
        let scene = try APIScene()
        let (cao, guan) = (try scene.login("cao"), try scene.login("guan"))
        let order: [String: Any] = ["level": "refetch", "station": [Self.code]]
        let tried = try scene.post(
            "resync/start", order.merging(["dryRun": true]) { $1 }, token: cao)
        #expect(tried.status == 202 && tried.data["dryRun"] as? Bool == true)
        #expect(try scene.written()[1] == 0, "a try writes nothing")
        let asked = try scene.post("resync/start", order, token: cao)
        #expect(asked.status == 202 && asked.fields["yizhan-exit"] == "4", "\(asked.text)")
        let entries = try #require(asked.data["instructions"] as? [[String: Any]])
        let id = try #require(entries.first?["id"] as? String)
        #expect(entries.first?["state"] as? String == "waiting-for-approval")
        let own = try scene.post("resync/approve", ["instruction": id], token: cao)
        #expect(own.status == 403 && own.code == "own-request", "\(own.text)")
        let printed = try run("resync approve \(id)", at: scene, session: cao)
        #expect(code(of: printed) == own.code && Int(printed.exit) == own.data["exit"] as? Int)
        let agreed = try scene.post("resync/approve", ["instruction": id], token: guan)
        #expect(agreed.status == 200 && agreed.data["result"] as? String == "approved")
        let twice = try scene.post("resync/approve", ["instruction": id], token: guan)
        #expect(twice.status == 409 && twice.code == "not-waiting")
        let history = try run("resync history", at: scene)
        #expect(String(decoding: history.output, as: UTF8.self).contains("\"state\" : \"ready\""))
        let trail = try run("audit list --user cao", at: scene)
        #expect(String(decoding: trail.output, as: UTF8.self).contains("resync"))
    }

    @Test func `an instruction is taken back once, and what wrote nothing is not undone`() throws {
        let scene = try APIScene()
        let token = try scene.login("cao")
        let asked = try scene.post(
            "resync/start", ["level": "verify", "all": true], token: token)
        #expect(asked.status == 200 && asked.kind == "ResyncStarted", "\(asked.text)")
        let entries = try #require(asked.data["instructions"] as? [[String: Any]])
        let id = try #require(entries.first?["id"] as? String)
        let undone = try scene.post("resync/undo", ["instruction": id], token: token)
        #expect(undone.status == 409 && undone.code == "nothing-to-undo")
        let cancelled = try scene.post(
            "resync/cancel", ["instruction": String(id.prefix(8)), "reason": "数字已核对"],
            token: token)
        #expect(cancelled.status == 200 && cancelled.data["id"] as? String == id)
        let again = try scene.post("resync/cancel", ["instruction": id], token: token)
        #expect(again.status == 409 && again.code == "is-over")
    }

    @Test func `a backup is read back by its name, and no other file is touched`() throws {
        let scene = try APIScene()
        let token = try scene.login("cao")
        let made = try scene.post("backup/create", token: token)
        let file = try #require(made.data["file"] as? String)
        for name in [file, URL(fileURLWithPath: file).lastPathComponent] {
            let verified = try scene.post("backup/verify", ["file": name], token: token)
            #expect(verified.status == 200 && verified.data["file"] as? String == file)
        }
        for name in ["../keys/vault.key", "/etc/passwd", ".", "store.sqlite"] {
            let refused = try scene.post("backup/verify", ["file": name], token: token)
            #expect(refused.status == 404 && refused.code == "unknown-backup", "\(name)")
        }
    }

    @Test func `a session ends by its owner's word, here and at the command line`() throws {
        let scene = try APIScene()
        let wrong = try scene.post(
            "user/login", ["login": "cao", "password": "雪山-狮子-124"])
        #expect(wrong.status == 403 && wrong.code == "wrong-password")
        let token = try scene.login("cao")
        #expect(try run("user whoami", at: scene, session: token).exit == 0)
        #expect(try scene.post("user/logout", token: token).data["login"] as? String == "cao")
        let gone = try scene.get("user/whoami", token: token)
        #expect(gone.status == 401 && gone.code == "not-logged-in")
        #expect(gone.fields["www-authenticate"] == "Bearer")
        #expect(try run("user whoami", at: scene, session: token).exit == 77)
        #expect(!scene.words.contains(token) && !scene.words.contains(APIScene.password))
    }

    @Test func `guesses are counted as everywhere`() throws {
        let scene = try APIScene()
        for _ in 0..<5 {
            let wrong = try problem {
                try APIScene.desk(scene.county).login("guan", password: "falsch-falsch")
            }
            #expect(wrong.code == "wrong-password")
        }
        let right = try scene.post(
            "user/login", ["login": "guan", "password": APIScene.password])
        #expect(right.status == 503 && right.code == "too-many-guesses")
        #expect(right.fields["yizhan-exit"] == "75")
    }

    // MARK: Refused

    private struct Wrong {
        let words: String
        let status: Int
        let code: String
        let ask: (APIScene, String) throws -> APIScene.Answer
    }

    private static func wrong(
        _ words: String, _ status: Int, _ code: String,
        _ ask: @escaping (APIScene, String) throws -> APIScene.Answer
    ) -> Wrong {
        Wrong(words: words, status: status, code: code, ask: ask)
    }

    private static func start(
        _ words: String, _ code: String, _ body: String, status: Int = 400
    ) -> Wrong {
        wrong(words, status, code) { try $0.post("resync/start", text: body, token: $1) }
    }

    private static let good = #"{"level":"verify","all":true}"#

    private static func raw(
        _ words: String, _ status: Int, _ code: String, _ method: String = "POST",
        path: String = "resync/start", body: String? = good, type: String? = "application/json",
        fields: [String] = []
    ) -> Wrong {
        wrong(words, status, code) { scene, token in
            try scene.ask(
                ["\(method) \(APIScene.root)\(path) HTTP/1.1"]
                    + (type.map { ["Content-Type: \($0)"] } ?? [])
                    + (fields.contains { $0.hasPrefix("Authorization") }
                        ? [] : APIScene.bearer(token)) + fields, body: body)
        }
    }

    private static var wrongs: [Wrong] {
        [
            start("no JSON", "bad-body", "{"), start("nothing", "bad-body", ""),
            start("a list", "bad-body", "[]"), start("a text", "bad-body", #""verify""#),
            start(
                "a member twice", "bad-body", #"{"level":"verify","all":true,"level":"refetch"}"#),
            start(
                "twice, by an escape", "bad-body",
                #"{"all":true,"level":"verify","\u006cevel":"x"}"#),
            start(
                "an unknown field", "unknown-field", #"{"level":"verify","all":true,"force":true}"#),
            start("a field missing", "missing-field", #"{"all":true}"#),
            start("a number for a text", "bad-field", #"{"level":1,"all":true}"#),
            start("null for a text", "bad-field", #"{"level":null,"all":true}"#),
            start("an empty text", "bad-field", #"{"level":"","all":true}"#),
            start("a control character", "bad-field", #"{"level":"a\u0000b","all":true}"#),
            start("a number for a flag", "bad-field", #"{"level":"verify","all":1}"#),
            start("a text for a list", "bad-field", #"{"level":"verify","station":"620102001"}"#),
            start("a list of numbers", "bad-field", #"{"level":"verify","station":[620102001]}"#),
            start("an unknown level", "unknown-level", #"{"level":"nuke","all":true}"#),
            start(
                "a level that is a command", "use-station-replace",
                #"{"level":"replace","all":true}"#),
            start(
                "the county itself, where nobody has a role", "no-role", #"{"level":"verify"}"#,
                status: 403),
            start(
                "an unknown station", "unknown-station",
                #"{"level":"verify","station":["620102999"]}"#,
                status: 404),
            start(
                "an unknown kind", "unknown-kind", #"{"level":"verify","all":true,"kind":"cat"}"#),
            start("no day", "bad-date", #"{"level":"verify","all":true,"since":"yesterday"}"#),
            start(
                "a stale plan", "plan-stale",
                #"{"level":"verify","all":true,"plan":"0000000000000000"}"#,
                status: 503),
            wrong("an unknown instruction", 404, "unknown-instruction") {
                try $0.post("resync/cancel", ["instruction": "abcdef"], token: $1)
            },
            wrong("an unknown request", 404, "unknown-request") {
                try $0.post("resync/approve", ["instruction": "abcdef"], token: $1)
            },
            wrong("an unknown parameter", 400, "unknown-field") {
                try $0.get("resync/plan?level=verify&all=true&forced=1", token: $1)
            },
            wrong("a parameter twice", 400, "repeated-field") {
                try $0.get("resync/plan?level=verify&level=refetch&all=true", token: $1)
            },
            wrong("a parameter missing", 400, "missing-field") {
                try $0.get("resync/plan?all=true", token: $1)
            },
            wrong("a flag that is none", 400, "bad-field") {
                try $0.get("resync/plan?level=verify&all=yes", token: $1)
            },
            wrong("a query that is none", 400, "bad-query") {
                try $0.get("resync/plan?level=%zz&all=true", token: $1)
            },
            wrong("no token", 401, "not-logged-in") { scene, _ in
                try scene.post("resync/start", text: good)
            },
            raw(
                "a wrong token", 401, "not-logged-in",
                fields: ["Authorization: Bearer " + String(repeating: "a", count: 64)]),
            raw("another scheme", 401, "not-logged-in", fields: ["Authorization: Basic Y2FvOng="]),
            raw("another name", 421, "wrong-host", fields: ["Host: evil.example"]),
            raw("another's page", 403, "foreign-page", fields: ["Origin: http://evil.example"]),
            raw("a page without a place", 403, "foreign-page", fields: ["Origin: null"]),
            raw("a form", 415, "wrong-content-type", type: "application/x-www-form-urlencoded"),
            raw("a form's plain text", 415, "wrong-content-type", type: "text/plain"),
            raw("a body without a type", 415, "wrong-content-type", type: nil),
            raw(
                "a body without a length", 411, "length-required",
                body: "0\r\n\r\n", fields: ["Transfer-Encoding: chunked"]),
            raw("GET for a POST", 405, "wrong-method", "GET", body: nil),
            raw("what a browser asks first", 405, "wrong-method", "OPTIONS", body: nil),
            raw("GET with a body", 400, "content-not-taken", "GET", path: "resync/status"),
            raw("POST for a GET", 405, "wrong-method", path: "resync/status"),
            raw("too large", 413, "too-large", body: nil, fields: ["Content-Length: 65537"]),
            raw("no operation", 404, "unknown-operation", path: "resync"),
            raw("no operation, with a slash", 404, "unknown-operation", path: "resync/start/"),
        ]
    }

    @Test func `S48 what is wrong is refused, each in its own words, and starts nothing`() throws {
        let scene = try APIScene()
        let token = try scene.login("cao")
        let before = try scene.written()
        for wrong in Self.wrongs {
            let answer = try wrong.ask(scene, token)
            #expect(
                answer.status == wrong.status && answer.code == wrong.code,
                "\(wrong.words): \(answer.status) \(answer.text)")
            #expect(answer.kind == "Problem" && answer.data["message"] as? String != "")
            #expect(
                answer.fields["yizhan-exit"] == (answer.data["exit"] as? Int).map { "\($0)" },
                "\(wrong.words)")
        }
        let named = try scene.post(
            "resync/start", ["level": "verify", "force": true], token: token)
        #expect((named.data["message"] as? String)?.contains("force") == true)
        let long = try scene.post(
            "resync/start",
            ["level": "verify", "all": true, "kind": String(repeating: "长", count: 65)],
            token: token)
        #expect(long.status == 400 && (long.data["message"] as? String)?.contains("kind") == true)
        #expect(try scene.written() == before)
        #expect(try scene.get("user/whoami", token: token).status == 200 && scene.isRunning)
    }

    @Test func `nobody gets past their role`() throws {
        let scene = try APIScene(["shen": .auditor, "guan": .administrator])
        let token = try scene.login("shen")
        let before = try scene.written()
        for (path, body) in [
            ("resync/start", ["level": "verify", "all": true] as [String: Any]),
            ("resync/approve", ["instruction": "abcdef"]),
            ("resync/cancel", ["instruction": "abcdef"]),
            ("resync/undo", ["instruction": "abcdef"]), ("db/check", [:]), ("backup/create", [:]),
            ("backup/verify", ["file": "x"]),
        ] {
            let answer = try scene.post(path, body, token: token)
            #expect(
                answer.status == 403 && answer.code == "not-permitted", "\(path) \(answer.text)")
        }
        for path in ["resync/plan?level=verify&all=true", "resync/history", "backup/list"] {
            #expect(try scene.get(path, token: token).status == 200, "\(path)")
        }
        #expect(try scene.written() == before)
    }

    @Test func `where nobody has a role the API sends everybody to the command line`() throws {
        let scene = try APIScene([:])
        let answers = [
            try scene.post("user/login", ["login": "cao", "password": APIScene.password]),
            try scene.get("resync/status"),
            try scene.get("backup/list", token: String(repeating: "a", count: 64)),
            try scene.post("resync/start", ["level": "verify", "all": true]),
        ]
        for answer in answers {
            #expect(answer.status == 403 && answer.code == "no-people", "\(answer.text)")
            #expect((answer.data["hint"] as? String)?.contains("command line") == true)
        }
        #expect(try scene.written()[1] == 0)
    }
}
