import Foundation
import Testing

/// `key revoke` is about a PC, whatever names its key has had or named, with the real program at both ends.
@Suite(.timeLimit(.minutes(3))) struct RevokedKinTests {
    private let scene: PutBackScene

    init() throws {
        scene = try PutBackScene()
        try scene.record("王芳", at: "station")
        #expect(try scene.sync("station").exit == 0)
    }

    private func copy(_ name: String, to other: String) throws {
        try FileManager.default.copyItem(
            atPath: scene.folder.path(name), toPath: scene.folder.path(other))
    }

    private func origin(of name: String) throws -> String {
        try #require(
            try Program.json(["node", "info", "--data-dir", scene.folder.path(name)])["origin"]
                as? String)
    }

    private func states() throws -> [String: String] {
        let below = try Program.json(["key", "show", "--data-dir", scene.folder.path("county")])[
            "below"]
        return try Dictionary(
            uniqueKeysWithValues: #require(below as? [[String: Any]]).map {
                (($0["origin"] as? String) ?? "", ($0["state"] as? String) ?? "")
            })
    }

    private func revoke(
        _ origin: String, _ more: [String] = [], exit: Int32 = 0
    ) throws -> [String: Any] {
        let result = try Program.run(
            [
                "key", "revoke", "--code", "620102001", "--origin", origin, "-o", "json",
                "--data-dir", scene.folder.path("county"),
            ] + more)
        #expect(result.exit == exit, "\(result.errors)")
        return exit == 0 ? try result.data() : [:]
    }

    private func rotate(_ name: String) throws {
        #expect(try scene.run(name, ["key", "rotate", "--yes"]).exit == 0)
    }

    @Test(arguments: [false, true])
    func `S45 a thief that changed the key before it was revoked gains nothing by it`(
        isByStick: Bool
    ) throws {
        defer { scene.stop() }
        let stolen = try origin(of: "station")
        try copy("station", to: "thief")
        try rotate("thief")
        try scene.record("贼一", at: "thief")
        #expect(try scene.sync("thief").exit == 0)
        let heir = try origin(of: "thief")
        let report = try revoke(stolen, ["--keep", "1"])
        let others = report["others"] as? [[String: Any]]
        #expect(others?.map { $0["origin"] as? String } == [heir])
        #expect(try states()[stolen] == "revoked" && states()[heir] == "revoked")
        for name in ["贼二", "贼三"] {
            try scene.record(name, at: "thief")
            if isByStick {
                let stick = scene.folder.path(name)
                #expect(try scene.run("thief", ["bundle", "export", "--out", stick]).exit == 0)
                #expect(try scene.run("county", ["bundle", "import", stick]).exit == 3)
            } else {
                #expect(try scene.sync("thief").exit == 77)
            }
        }
        #expect(try scene.names("county") == ["王芳", "贼一"].sorted(), "what was held goes on")
        let evidence = try Program.json([
            "quarantine", "list", "--data-dir", scene.folder.path("county"),
        ])["changes"]
        #expect((evidence as? [Any])?.count == 2)
        // A position of its own for the other name.
        _ = try revoke(heir, ["--keep", "0"])
        #expect(try scene.names("county") == ["王芳"])
    }

    @Test func `S45 a backup of before is put back by a thief whose present name is revoked`()
        throws
    {
        defer { scene.stop() }
        let (file, key) = (scene.folder.path("backup"), scene.folder.path("backup.key"))
        #expect(try scene.run("station", ["backup", "create", "--out", file]).exit == 0)
        #expect(try scene.run("station", ["backup", "key", "--out", key]).exit == 0)
        try rotate("station")
        try scene.record("甲", at: "station")
        #expect(try scene.sync("station").exit == 0)
        let present = try origin(of: "station")
        _ = try revoke(present)
        let join = scene.folder.path("new.join")
        #expect(
            try scene.run(
                "county",
                [
                    "station", "replace", "--code", "620102001", "--origin", present, "--address",
                    scene.address, "--out", join,
                ]
            ).exit == 0)
        #expect(
            try Program.run([
                "node", "init", "--join", join, "--data-dir", scene.folder.path("fresh"),
            ]).exit == 0)
        try scene.record("秘密", at: "fresh")
        #expect(try scene.sync("fresh").exit == 0)

        #expect(
            try scene.run("thief", ["backup", "restore", file, "--key", key]).exit == 0)
        for _ in 0..<2 { #expect(try scene.sync("thief").exit == 77) }
        try scene.record("贼二", at: "thief")
        #expect(try scene.sync("thief").exit == 77)
        #expect(!(try scene.names("thief").contains("秘密")))
        let honest = ["王芳", "甲", "秘密"].sorted()
        #expect(try scene.names("county") == honest && scene.names("fresh") == honest)
        #expect(try scene.run("county", ["node", "doctor"]).exit == 0)
    }

    @Test func `of two PCs with one key the one that is spared goes on, and neither by a guess`()
        throws
    {
        defer { scene.stop() }
        let root = try origin(of: "station")
        try copy("station", to: "twin")
        for name in ["twin", "station"] {
            try rotate(name)
            try scene.record(name, at: name)
            #expect(try scene.sync(name).exit == 0)
        }
        let (twin, honest) = (try origin(of: "twin"), try origin(of: "station"))
        _ = try revoke(twin, exit: 65)
        _ = try revoke(twin, ["--spare", twin], exit: 65)
        _ = try revoke(twin, ["--spare", root], exit: 65)
        #expect(try states()[twin] == "active" && states()[honest] == "active")
        let report = try revoke(twin, ["--spare", honest])
        #expect(report["spared"] as? [String] == [honest])
        #expect(try states()[root] == "revoked" && states()[honest] == "active")
        for name in ["twin", "station"] { try scene.record(name + "后", at: name) }
        #expect(try scene.sync("twin").exit == 77)
        for _ in 0..<2 { #expect(try scene.sync("station").exit == 0) }
        #expect(
            try scene.names("county") == ["王芳", "twin", "station", "station后"].sorted())
        #expect(try scene.names("station") == scene.names("county"))
        #expect(try scene.run("station", ["node", "doctor"]).exit == 0)
        // Its own successor is admitted as ever.
        try rotate("station")
        try scene.record("再后", at: "station")
        for _ in 0..<2 { #expect(try scene.sync("station").exit == 0) }
        #expect(try scene.names("county").contains("再后"))
    }
}
