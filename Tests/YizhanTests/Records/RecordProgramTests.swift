import Foundation
import Testing

/// What scripts rely on: exit statuses, and which stream says what.
@Suite struct RecordProgramTests {
    private func station(in folder: Folder) throws -> [String] {
        let county = folder.path("C")
        let join = folder.path("j.json")
        for arguments in [
            ["node", "init", "--role", "county", "--code", "620102", "--name", "城关区"],
            [
                "station", "invite", "--code", "620102001", "--name", "酒泉路街道", "--address",
                "127.0.0.1:8420", "--out", join,
            ],
        ] {
            let result = try Program.run(arguments + ["--data-dir", county])
            try #require(result.exit == 0, "\(result.errors)")
        }
        let here = ["--data-dir", folder.path("A")]
        try #require(try Program.run(["node", "init", "--join", join] + here).exit == 0)
        return here
    }

    @Test func importsSayByTheirStatusWhatBecameOfTheRows() throws {
        let folder = try Folder()
        let here = try station(in: folder)
        let cases: [(String, Int32)] = [
            ("姓名,手机号\n张三,13800138000\n", 0), ("姓名,手机号\n张三,13800138000\n李四,1\n", 3),
            ("姓名,手机号\n李四,1\n", 65), ("手机号\n13800138000\n", 65),
        ]
        for (text, exit) in cases {
            let file = try folder.write("v.csv", text)
            #expect(try Program.run(["volunteer", "import", file] + here).exit == exit)
        }
        let missing = try Program.run(["hours", "import", folder.path("none.csv")] + here)
        #expect(missing.exit == 66)
        #expect(missing.output.isEmpty)
    }

    @Test func aTotalIsReadByPrograms() throws {
        let folder = try Folder()
        let here = try station(in: folder)
        let total = try Program.json(["hours", "total", "--code", "620102001"] + here)
        #expect(total["seconds"] as? Int == 0)
        #expect(total["records"] as? Int == 0)
        #expect(total["columns"] as? [String: Any] != nil)
    }

    @Test(arguments: [
        ["hours", "approve", "--by", "x"], ["hours", "list", "--column", "notCounted"],
        ["division", "list", "--level", "4"], ["generate", "--profile", "moon", "--out", "x"],
    ])
    func misuseExitsWithUsage(arguments: [String]) throws {
        #expect(try Program.run(arguments).exit == 64)
    }
}
