import Foundation
import Testing

/// `key revoke`, seen from the revoked PC, with the real program at both ends: its screen says what is the
/// matter, and a new join file lets it go on with all that it has.
@Suite(.timeLimit(.minutes(3))) struct RevokedProgramTests {
    private let folder: Folder
    private let server: ServedNode
    private var county: [String] { ["--data-dir", folder.path("C")] }
    private var station: [String] { ["--data-dir", folder.path("A")] }

    init() throws {
        folder = try Folder()
        let county = ["--data-dir", folder.path("C")]
        _ = try Program.run(
            ["node", "init", "--role", "county", "--code", "620102", "--name", "城关区"] + county)
        server = try ServedNode(
            county + ["--listen", "127.0.0.1:0"], errors: folder.path("county.log"))
        _ = try run(["node", "init", "--join", try invite("first.json")] + station)
    }

    private func run(_ arguments: [String], exit: Int32 = 0) throws -> String {
        let result = try Program.run(arguments)
        #expect(result.exit == exit, "\(arguments) → \(result.exit) \(result.errors)")
        return String(decoding: result.output, as: UTF8.self) + result.errors
    }

    private func invite(_ name: String) throws -> String {
        _ = try run(
            [
                "station", "invite", "--code", "620102001", "--name", "酒泉路街道", "--address",
                server.address, "--out", folder.path(name),
            ] + county)
        return folder.path(name)
    }

    private func record(_ name: String, at place: [String]) throws {
        _ = try run(["volunteer", "add", "--name", name] + place)
    }

    private func names(_ place: [String]) throws -> [String] {
        let list = try Program.json(["volunteer", "list"] + place)["volunteers"]
        return (list as? [[String: Any]] ?? []).compactMap { $0["name"] as? String }.sorted()
    }

    private func revoke() throws {
        let origin = try #require(
            try Program.json(["node", "info"] + station)["origin"] as? String)
        _ = try run(["key", "revoke", "--code", "620102001", "--origin", origin] + county)
    }

    @Test func `a revoked PC says so, and how much the county has not, and goes on by a new file`()
        throws
    {
        defer { server.stop() }
        try record("甲", at: station)
        _ = try run(["sync", "now"] + station)
        try FileManager.default.copyItem(atPath: folder.path("A"), toPath: folder.path("T"))
        try revoke()
        #expect(try run(["sync", "now"] + station, exit: 77).contains("本机的密钥已被县里吊销"))
        #expect(!(try run(["status"] + station).contains("全部送达")), "though nothing is pending")
        try record("乙", at: station)
        #expect(try run(["sync", "now"] + station, exit: 77).contains("--join"))

        let words = try run(["status"] + station)
        #expect(words.contains("1 条没有县里的签收") && words.contains("node init --join"))
        let status = try Program.json(["status"] + station)
        #expect(status["state"] as? String == "attention" && status["pending"] as? Int == 1)
        #expect((status["turnedAway"] as? [String: Any])?["word"] as? String == "revoked")
        #expect(try run(["node", "doctor"] + station, exit: 1).contains("node init --join FILE"))
        let doctor = try Program.json(["node", "doctor"] + station)
        let finding = (doctor["findings"] as? [[String: Any]])?.first
        #expect(finding?["code"] as? String == "key-revoked" && finding?["count"] as? Int == 1)

        let joined = try run(["node", "init", "--join", try invite("new.json")] + station)
        #expect(joined.contains("记录全部保留，换用新的密钥") && joined.contains("sync now"))
        #expect(try names(station) == ["乙", "甲"])
        try record("丙", at: station)
        _ = try run(["sync", "now"] + station)
        let after = try Program.json(["status"] + station)
        #expect(after["pending"] as? Int == 0 && after["turnedAway"] is NSNull)

        // What the revoked key wrote is with the county, and counts once a person has looked at it.
        #expect(try names(county) == ["丙", "甲"])
        let held = try Program.json(["quarantine", "list"] + county)["changes"]
        let change = try #require((held as? [[String: Any]])?.first)
        #expect(change["reason"] as? String == "revoked")
        _ = try run(["quarantine", "requeue", try #require(change["ref"] as? String)] + county)
        #expect(try names(county) == ["丙", "乙", "甲"].sorted())

        // Who has a copy of the disk, and the file that it came with, comes in no more.
        let thief = ["--data-dir", folder.path("T")]
        try record("假人", at: thief)
        _ = try run(["sync", "now"] + thief, exit: 77)
        _ = try run(["node", "init", "--join", folder.path("first.json")] + thief)
        _ = try run(["sync", "now"] + thief, exit: 77)
        #expect(!(try names(county).contains("假人")))
        #expect(!(try names(thief).contains("丙")))
    }

    private func json(_ arguments: [String]) throws -> [String: Any] {
        try Program.run(arguments + ["-o", "json"]).data()
    }

    @Test func `a stick brings evidence from a revoked PC, and takes back the word and no name`()
        throws
    {
        defer { server.stop() }
        try record("甲", at: station)
        _ = try run(["sync", "now"] + station)
        try revoke()
        try record("县里的人", at: ["--code", "620102001"] + county)
        try record("乙", at: station)
        let (up, down) = (folder.path("up.yzb"), folder.path("down.yzb"))
        _ = try run(["bundle", "export", "--out", up] + station)
        let taken = try run(["bundle", "import", up, "--receipt", down] + county, exit: 3)
        #expect(taken.contains("密钥已被吊销") && taken.contains("证据"))
        let heard = try run(["bundle", "import", down] + station, exit: 3)
        #expect(heard.contains("已被县里吊销") && heard.contains("--join"))
        #expect(try names(station) == ["乙", "甲"])
        let status = try Program.json(["status"] + station)
        #expect(status["state"] as? String == "attention")
        #expect((status["turnedAway"] as? [String: Any])?["word"] as? String == "revoked")
        #expect(try run(["node", "doctor"] + station, exit: 1).contains("已被县里吊销"))
        #expect(
            try run(["volunteer", "add", "--name", "丙"] + station).contains("县里同意后才算数"))
        for (index, way) in [["bundle", "export", "--to", "620102001"], ["bundle", "receipt"]]
            .enumerated()
        {
            let file = folder.path("again\(index).yzb")
            #expect(try run(way + ["--out", file] + county).contains("只说密钥已被吊销"))
            #expect(try json(["bundle", "import", file] + station)["changes"] as? Int == 0)
        }
        #expect(!(try names(station).contains("县里的人")))
        #expect(try names(county) == ["县里的人", "甲"].sorted())
    }

    @Test
    func `a revocation voids the files that nobody has used, and says so; later ones are good`()
        throws
    {
        defer { server.stop() }
        try record("甲", at: station)
        _ = try run(["sync", "now"] + station)
        let early = try invite("early.json")
        let origin = try #require(
            try Program.json(["node", "info"] + station)["origin"] as? String)
        let word = ["key", "revoke", "--code", "620102001", "--origin", origin] + county
        #expect(try run(word + ["--dry-run"]).contains("1 份邀请文件已作废"))
        let report = try json(word)
        #expect(report["voidedFiles"] as? Int == 1)
        _ = try run(["sync", "now"] + station, exit: 77)
        _ = try run(["node", "init", "--join", early] + station)
        #expect(try run(["sync", "now"] + station, exit: 77).contains("过期"))
        let late = try invite("late.json")
        #expect(try json(word)["voidedFiles"] as? Int == 0, "it was said already")
        _ = try run(["node", "init", "--join", late] + station)
        _ = try run(["sync", "now"] + station)
        #expect(try Program.json(["status"] + station)["pending"] as? Int == 0)
    }

    @Test func `a revoked PC whose vault is sealed goes on by a new file and its passphrase`()
        throws
    {
        defer { server.stop() }
        try record("甲", at: station)
        let secret = try folder.write("secret", "一句很长的口令\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: secret)
        _ = try run(["key", "seal", "--passphrase-file", secret] + station)
        let environment = ["YIZHAN_VAULT_PASSPHRASE_FILE": secret]
        func sealed(_ arguments: [String]) throws -> Program.Result {
            try Program.run(arguments + station, environment: environment)
        }
        #expect(try sealed(["sync", "now"]).exit == 0)
        let file = try invite("again.json")
        #expect(try sealed(["node", "init", "--join", file]).exit == 0)
        #expect(try Program.run(["node", "init", "--join", file] + station).exit == 78)
        let origin = try #require(
            try sealed(["node", "info", "-o", "json"]).data()["origin"] as? String)
        _ = try run(["key", "revoke", "--code", "620102001", "--origin", origin] + county)
        #expect(try sealed(["sync", "now"]).exit == 77)
        #expect(try sealed(["node", "init", "--join", try invite("new.json")]).exit == 0)
        #expect(try sealed(["sync", "now"]).exit == 0)
    }

    @Test func `a county that was put back says that its revocations have to be said again`() throws
    {
        defer { server.stop() }
        _ = try run(["backup", "create"] + county)
        let list = try Program.json(["backup", "list"] + county)["backups"]
        let file = try #require((list as? [[String: Any]])?.last?["file"] as? String)
        let key = folder.path("backup.key")
        _ = try run(["backup", "key", "--out", key] + county)
        #expect(try run(["node", "doctor"] + county).contains("没有需要处理的事"))
        let restored = ["--data-dir", folder.path("R")]
        _ = try run(["backup", "restore", file, "--key", key] + restored)
        let doctor = try run(["node", "doctor"] + restored, exit: 1)
        #expect(doctor.contains("把吊销和暂停再说一遍"))
    }

    @Test func `station replace takes six digits of an origin`() throws {
        defer { server.stop() }
        _ = try run(["sync", "now"] + station)
        let origin = try #require(
            try Program.json(["node", "info"] + station)["origin"] as? String)
        let replace = ["station", "replace", "--code", "620102001", "--address", server.address]
        let out = ["--out", folder.path("r.json")]
        _ = try run(
            replace + ["--origin", String(origin.prefix(5))] + out + county, exit: 66)
        _ = try run(replace + ["--origin", String(origin.prefix(6))] + out + county)
    }

    @Test func `a new join file where nothing is wrong keeps the key, and says so`() throws {
        defer { server.stop() }
        try record("甲", at: station)
        _ = try run(["sync", "now"] + station)
        let before = try Program.json(["node", "info"] + station)["origin"] as? String
        let joined = try run(["node", "init", "--join", try invite("new.json")] + station)
        #expect(joined.contains("记录和密钥照旧") && !joined.contains("已建立"))
        #expect(try Program.json(["node", "info"] + station)["origin"] as? String == before)
    }
}
