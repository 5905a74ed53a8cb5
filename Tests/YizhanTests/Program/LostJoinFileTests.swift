import Foundation
import Testing

/// A join file that nobody has used and that lies who knows where, with the real program.
@Suite(.timeLimit(.minutes(3))) struct LostJoinFileTests {
    @Test func `it is listed until somebody has used it, and made void where it was lost`() throws {
        let scene = try PutBackScene()
        defer { scene.stop() }
        func unused() throws -> Int {
            let list = try Program.json([
                "station", "list", "--data-dir", scene.folder.path("county"),
            ])
            let stations = try #require(list["stations"] as? [[String: Any]])
            return try #require(stations[0]["unusedFiles"] as? [String]).count
        }
        func uninvite(_ more: String...) throws -> Int? {
            let code = ["station", "uninvite", "--code", "620102001"]
            return try Program.json(code + more + ["--data-dir", scene.folder.path("county")])[
                "count"]
                as? Int
        }
        #expect(try unused() == 1)
        #expect(try scene.sync("station").exit == 0)
        #expect(try unused() == 0)

        for name in ["lost", "kept"] {
            let file = scene.folder.path("\(name).json")
            let invited = try scene.run(
                "county",
                [
                    "station", "invite", "--code", "620102001", "--address", scene.address, "--out",
                    file,
                ])
            #expect(invited.exit == 0)
            #expect(try scene.run(name, ["node", "init", "--join", file]).exit == 0)
        }
        let listed = try scene.run("county", ["station", "list", "--lang", "zh"])
        #expect(listed.text.contains("2 份邀请文件还没人用过"), "\(listed.text)")
        #expect(try scene.sync("kept").exit == 0)
        #expect(try uninvite("--dry-run") == 1)
        #expect(try unused() == 1, "a dry run changes nothing")
        #expect(try uninvite() == 1)
        #expect(try unused() == 0)
        #expect(try uninvite() == 0)
        #expect(try scene.sync("lost").exit == 77)
        for name in ["station", "kept"] { #expect(try scene.sync(name).exit == 0) }
        let nowhere = try scene.run("county", ["station", "uninvite", "--code", "620102009"])
        #expect(nowhere.exit == 66)
    }

    @Test func `who comes second by a file is told of at the county, and let in by a person`()
        throws
    {
        let scene = try PutBackScene()
        defer { scene.stop() }
        #expect(try scene.sync("station").exit == 0)
        try scene.record("王芳", at: "station")
        #expect(try scene.sync("station").exit == 0)
        let join = scene.folder.path("join.json")
        #expect(try scene.run("second", ["node", "init", "--join", join]).exit == 0)
        try scene.record("李强", at: "second")
        for _ in 0..<2 { #expect(try scene.sync("second").exit == 77) }
        #expect(try scene.names("second") == ["李强"] && scene.names("county") == ["王芳"])
        let status = try Program.json(["status", "--data-dir", scene.folder.path("second")])
        #expect(status["pending"] as? Int == 0, "the county has it")
        func findings() throws -> [[String: Any]] {
            let doctor = try Program.run([
                "node", "doctor", "-o", "json", "--data-dir", scene.folder.path("county"),
            ]).data()
            return try #require(doctor["findings"] as? [[String: Any]])
        }
        let told = try #require(try findings().first)
        #expect(told["code"] as? String == "join-file-used-again" && told["count"] as? Int == 1)
        let origin = try #require(told["origin"] as? String)
        let admit = ["station", "admit", "--code", "620102001", "--origin", origin]
        #expect(try scene.run("county", admit).exit == 0)
        for _ in 0..<2 { #expect(try scene.sync("second").exit == 0) }
        for name in ["county", "second"] {
            #expect(try scene.names(name) == ["李强", "王芳"].sorted())
        }
        #expect(try findings().isEmpty)
    }
}
