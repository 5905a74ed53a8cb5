import Foundation
import Testing

/// A database file in which SQLite trips over a page, at both ends, with the real program.
@Suite(.timeLimit(.minutes(3))) struct SalvageProgramTests {
    @Test func `I16 a worker with a broken file puts it right with one command, and goes on`()
        throws
    {
        let scene = try PutBackScene()
        defer { scene.stop() }
        try scene.record("甲", at: "station")
        #expect(try scene.sync("station").exit == 0)
        try scene.record("乙", at: "station")
        let directory = scene.folder.path("station")
        let sound = try Program.json(["db", "salvage", "--data-dir", directory])
        #expect(sound["isSalvaged"] as? Bool == false && sound["kept"] is NSNull)

        try DiskHand.spoilPage(of: "token", in: directory)
        try DiskHand.spoilPage(of: "entity", in: directory)
        let doctor = try Program.run(["node", "doctor", "--data-dir", directory])
        let words = String(decoding: doctor.output, as: UTF8.self) + doctor.errors
        #expect(doctor.exit != 0 && words.contains("yizhan db salvage"), "\(words)")
        let looked = try scene.run("station", ["db", "salvage", "--dry-run"])
        #expect(looked.exit == 1 && looked.text.contains("坏页"), "\(looked.text)")
        let done = try scene.run("station", ["db", "salvage"])
        #expect(done.exit == 0 && done.text.contains("留存三十天"), "\(done.text)")
        let kept = try FileManager.default.contentsOfDirectory(atPath: directory + "/safety")
        #expect(kept.count == 1 && kept[0].hasSuffix(".sqlite"))
        #expect(try scene.run("station", ["db", "check"]).exit == 0)
        #expect(try scene.names("station") == ["乙", "甲"])
        #expect(try scene.sync("station").exit == 0)
        #expect(try scene.names("county") == ["乙", "甲"])
        #expect(try scene.digest("station") == scene.digest("county"))
    }

    @Test func `I16 where a page of the log is gone the county gives back what it has`() throws {
        let scene = try PutBackScene()
        defer { scene.stop() }
        for name in ["甲", "乙", "丙"] { try scene.record(name, at: "station") }
        #expect(try scene.sync("station").exit == 0)
        let directory = scene.folder.path("station")
        try scene.record("丁", at: "station")
        try DiskHand.spoilPage(of: "change", in: directory)
        let done = try scene.run("station", ["db", "salvage"])
        #expect(done.exit == 3 && done.text.contains("yizhan sync now"), "\(done.text)")
        #expect(done.text.contains("末尾有 1 条"), "\(done.text)")
        for _ in 0..<3 { _ = try scene.sync("station") }
        #expect(try scene.names("station") == ["丙", "乙", "甲"])
        #expect(try scene.run("station", ["db", "check"]).exit == 0)
        #expect(try scene.digest("station") == scene.digest("county"))
    }

    @Test func `I16 a file that broke off before its end is put right like one with bad pages`()
        throws
    {
        let scene = try PutBackScene()
        defer { scene.stop() }
        for name in ["甲", "乙"] { try scene.record(name, at: "station") }
        #expect(try scene.sync("station").exit == 0)
        let directory = scene.folder.path("station")
        let file = directory + "/store.sqlite"
        let handle = try #require(FileHandle(forWritingAtPath: file))
        let length = try handle.seekToEnd()
        try handle.truncate(atOffset: length - 4_096)
        try handle.close()
        let doctor = try Program.run(["node", "doctor", "--data-dir", directory])
        #expect(doctor.exit != 0)
        let looked = try scene.run("station", ["db", "salvage", "--dry-run"])
        #expect(looked.exit == 1, "\(looked.text)")
        let size = try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int
        #expect(size == Int(length) - 4_096, "a dry run alters nothing")
        let done = try scene.run("station", ["db", "salvage"])
        #expect([0, 3].contains(done.exit), "\(done.text)")
        for _ in 0..<3 { _ = try scene.sync("station") }
        #expect(try scene.names("station") == ["乙", "甲"])
        #expect(try scene.run("station", ["db", "check"]).exit == 0)
        #expect(try scene.digest("station") == scene.digest("county"))
    }

    /// The daemon puts its own file right while it has it open, and others come and go.
    @Test func `I16 a hole in a station's log at its county is healed beside a running daemon`()
        throws
    {
        let scene = try PutBackScene()
        defer { scene.stop() }
        let names = ["甲", "乙", "丙", "丁"].sorted()
        for name in names { try scene.record(name, at: "station") }
        #expect(try scene.sync("station").exit == 0)
        try DiskHand.remove(
            """
            (SELECT max(dot) - 2 FROM change
                WHERE dot >> 40 = (SELECT max(dot) >> 40 FROM change))
            """, in: scene.folder.path("county"))
        #expect(try scene.sync("station").exit != 0)
        let repair = try scene.run("county", ["resync", "start", "--level", "repair"])
        #expect([0, 3].contains(repair.exit), "\(repair.text)")
        for _ in 0..<3 {
            _ = try scene.names("county")
            _ = try scene.sync("station")
        }
        let last = try scene.sync("station")
        #expect(last.exit == 0, "\(last.text)")
        #expect(try scene.names("county") == names)
        #expect(try scene.run("county", ["db", "check"]).exit == 0)
        #expect(try scene.digest("station") == scene.digest("county"))
    }

    @Test func `a node whose vital page is gone is left as it is, and says what to do`() throws {
        let scene = try PutBackScene()
        defer { scene.stop() }
        try scene.record("甲", at: "station")
        let directory = scene.folder.path("station")
        try DiskHand.spoilPage(of: "setting", in: directory)
        let before = try Data(contentsOf: URL(fileURLWithPath: directory + "/store.sqlite"))
        let refused = try Program.run(["db", "salvage", "--data-dir", directory])
        #expect(
            refused.exit == 74 && refused.errors.contains("backup restore"))
        let after = try Data(contentsOf: URL(fileURLWithPath: directory + "/store.sqlite"))
        #expect(after == before)
        let nobody = try Program.run(["db", "salvage", "--data-dir", directory + "/nowhere"])
        #expect(nobody.exit == 66)
    }

    @Test func `a file whose first bytes are gone is put right, and no word leads in a circle`()
        throws
    {
        let scene = try PutBackScene()
        defer { scene.stop() }
        try scene.record("甲", at: "station")
        let directory = scene.folder.path("station")
        let file = URL(fileURLWithPath: directory + "/store.sqlite")
        var bytes = try Data(contentsOf: file)
        bytes.replaceSubrange(..<100, with: Data(count: 100))
        try bytes.write(to: file)
        let status = try Program.run(["status", "--data-dir", directory])
        #expect(status.exit == 74 && status.errors.contains("yizhan db salvage"))
        #expect(try scene.run("station", ["db", "salvage", "--dry-run"]).exit == 1)
        #expect(try Data(contentsOf: file) == bytes)
        let done = try scene.run("station", ["db", "salvage"])
        #expect(done.exit == 0, "\(done.text)")
        #expect(try scene.names("station") == ["甲"])
        #expect(try scene.sync("station").exit == 0)
        #expect(try scene.digest("station") == scene.digest("county"))

        bytes = Data(count: bytes.count)
        try bytes.write(to: file)
        let refused = try Program.run(["db", "salvage", "--data-dir", directory])
        #expect(refused.exit == 74 && refused.errors.contains("backup restore"))
        #expect(!refused.errors.contains("db salvage"), "it was just tried")
    }

    @Test(arguments: [true, false])
    func
        `keys beside an empty file are a node that lost its store, and what was delivered comes back`(
            isThere: Bool
        ) throws
    {
        let scene = try PutBackScene()
        defer { scene.stop() }
        try scene.record("甲", at: "station")
        #expect(try scene.sync("station").exit == 0)
        let directory = scene.folder.path("station")
        for ending in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: directory + "/store.sqlite" + ending)
        }
        if isThere {
            try Data().write(to: URL(fileURLWithPath: directory + "/store.sqlite"))
        }
        for command in [
            ["status"], ["node", "doctor"], ["db", "salvage"], ["db", "salvage", "--dry-run"],
            ["resync", "plan", "--level", "verify"],
        ] {
            let result = try Program.run(command + ["--data-dir", directory])
            #expect(result.exit == 74, "\(command) \(result.errors)")
            #expect(result.errors.contains("backup restore") && result.errors.contains("--join"))
        }
        let size =
            try? FileManager.default.attributesOfItem(
                atPath: directory + "/store.sqlite")[.size] as? Int
        #expect(size == (isThere ? 0 : nil), "nothing was made of it")
        let joined = try Program.run([
            "node", "init", "--join", scene.folder.path("join.json"), "--data-dir", directory,
        ])
        #expect(joined.exit == 0, "\(joined.errors)")
        for _ in 0..<2 { _ = try scene.sync("station") }
        #expect(try scene.names("station") == ["甲"])
    }
}
