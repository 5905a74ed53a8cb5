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
}
