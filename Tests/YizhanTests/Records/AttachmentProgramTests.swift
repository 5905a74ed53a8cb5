import Foundation
import Node
import ServiceRecords
import Store
import Testing

/// Attachments by the real program: commands, daemons, and a line between two processes.
@Suite(.timeLimit(.minutes(5)), .serialized) struct AttachmentProgramTests {
    /// A county that serves, and a station that has been in contact.
    private final class Scene {
        let folder: Folder
        var server: ServedNode
        private(set) var record = ""
        var county: [String] { ["--data-dir", folder.path("C")] }
        var station: [String] { ["--data-dir", folder.path("A")] }

        init(environment: [String: String] = [:]) throws {
            folder = try Folder()
            let folder = folder
            try Self.run([
                "node", "init", "--role", "county", "--code", "620102", "--name", "城关区",
                "--data-dir", folder.path("C"),
            ])
            server = try ServedNode(
                ["--data-dir", folder.path("C"), "--listen", "127.0.0.1:0"],
                errors: folder.path("county.log"), environment: environment)
            try Self.run([
                "station", "invite", "--data-dir", folder.path("C"), "--code", "620102001",
                "--name", "酒泉路街道", "--address", server.address, "--out",
                folder.path("j.json"),
            ])
            try Self.run(["node", "init", "--join", folder.path("j.json")] + station)
            try Self.run(
                ["volunteer", "add", "--name", "欧阳慕雪", "--phone", "13912345678"] + station)
            record = try addHours(day: 1)
            try Self.run(["sync", "now"] + station)
        }

        deinit { server.stop() }

        static func run(_ arguments: [String]) throws {
            let result = try Program.run(arguments)
            try #require(result.exit == 0, "\(arguments) → \(result.exit) \(result.errors)")
        }

        @discardableResult
        func addHours(day: Int, attaching file: String? = nil) throws -> String {
            let volunteers = try Program.json(["volunteer", "list"] + station)["volunteers"]
            let id = try #require((volunteers as? [[String: Any]])?.first?["id"] as? String)
            let added = try Program.json(
                [
                    "hours", "add", "--volunteer", id, "--activity", "巡逻", "--start",
                    "2026-03-0\(day) 09:00", "--end", "2026-03-0\(day) 10:00",
                ] + (file.map { ["--attach", $0] } ?? []) + station)
            let records = added["records"] as? [[String: Any]]
            return try #require(records?.first?["id"] as? String)
        }

        func photo(_ count: Int, _ name: String) throws -> String {
            let bytes = Data(
                (0..<count).map { place in UInt8(truncatingIfNeeded: place &* 31 &+ (place >> 9)) })
            try bytes.write(to: folder.url.appendingPathComponent(name))
            return folder.path(name)
        }

        func add(_ file: String, _ more: [String] = []) throws -> String {
            let added = try Program.json(
                ["attachment", "add", file, "--to", record] + more + station)
            return try #require(added["id"] as? String)
        }

        func list(_ place: [String]) throws -> [[String: Any]] {
            let list = try Program.json(["attachment", "list"] + place)
            return try #require(list["attachments"] as? [[String: Any]])
        }

        /// The files of attachments below a node's directory.
        func files(_ node: String) -> [URL] {
            let below = folder.url.appendingPathComponent("\(node)/attachments")
            let found = FileManager.default.enumerator(at: below, includingPropertiesForKeys: nil)
            return (found?.allObjects as? [URL] ?? []).filter { $0.lastPathComponent.count >= 64 }
        }
    }

    /// What a command says that does not do what was asked.
    private struct Refusal: Equatable {
        let exit: Int32
        let code: String?

        init(_ exit: Int32, _ code: String) { (self.exit, self.code) = (exit, code) }

        init(_ result: Program.Result) throws {
            let json = try JSONSerialization.jsonObject(with: Data(result.errors.utf8))
            let data = (json as? [String: Any])?["data"] as? [String: Any]
            (exit, code) = (result.exit, data?["code"] as? String)
        }
    }

    @Test func `a photo goes from the station to the county and comes back the same`() throws {
        let scene = try Scene()
        let file = try scene.photo(400_000, "签到表.jpg")
        let id = try scene.add(file, ["--caption", "三月签到"])
        #expect(try scene.list(scene.station).first?["state"] as? String == "here")
        #expect(try scene.list(scene.station).first?["isThere"] as? Bool == false)
        let before = try Program.json(["status"] + scene.station)["attachments"]
        #expect((before as? [String: Int]) == ["toSend": 1, "toFetch": 0])
        #expect(try Program.run(["sync", "now"] + scene.station).exit == 0)
        let after = try Program.json(["status"] + scene.station)["attachments"]
        #expect((after as? [String: Int]) == ["toSend": 0, "toFetch": 0])
        let row = try #require(try scene.list(scene.county).first)
        #expect(row["state"] as? String == "here" && row["caption"] as? String == "三月签到")
        #expect(row["fileName"] as? String == "签到表.jpg" && row["bytes"] as? Int == 400_000)
        #expect(row["record"] as? String == scene.record)
        let out = scene.folder.path("copy.jpg")
        let unsaid = ["attachment", "fetch", id, "--out", out] + scene.county
        #expect(try Program.run(unsaid).exit == 64, "why is asked for")
        #expect(!FileManager.default.fileExists(atPath: out))
        let fetch = unsaid + ["--reason", "核对签到表"]
        #expect(try Program.run(fetch).exit == 0)
        let trail = String(
            decoding: try Program.run(["audit", "list", "-o", "jsonl"] + scene.county).output,
            as: UTF8.self)
        #expect(trail.contains("disclose") && trail.contains("核对签到表"))
        #expect(
            try Data(contentsOf: URL(fileURLWithPath: out))
                == Data(contentsOf: URL(fileURLWithPath: file)))
        #expect(try Program.run(fetch).exit == 65, "nothing is ever replaced")
        let again = try Program.json(
            ["attachment", "add", file, "--to", scene.record] + scene.station)
        #expect(again["result"] as? String == "alreadyThere" && again["id"] as? String == id)
    }

    @Test func `a fetch says why there is nothing to be had`() throws {
        let scene = try Scene()
        let id = try scene.add(try scene.photo(50_000, "a.jpg"))
        try Scene.run(["sync", "now"] + scene.station)
        for url in scene.files("A") { try FileManager.default.removeItem(at: url) }
        let out = scene.folder.path("copy.jpg")
        func fetch(_ id: String, at place: [String], with limits: [String: String] = [:]) throws
            -> Refusal
        {
            let result = try Program.run(
                ["attachment", "fetch", id, "--out", out, "--reason", "核对", "-o", "json"] + place,
                environment: limits)
            return try Refusal(result)
        }
        #expect(
            try fetch("ffffffffffff", at: scene.station) == Refusal(66, "unknown-attachment"))
        let none = ["YIZHAN_ATTACHMENT_DAILY_BYTES": "0B"]
        #expect(try fetch(id, at: scene.station, with: none) == Refusal(75, "attachment-later"))
        scene.server.stop()
        #expect(try fetch(id, at: scene.station) == Refusal(69, "attachment-unreachable"))
        for url in scene.files("C") { try FileManager.default.removeItem(at: url) }
        #expect(try fetch(id, at: scene.county) == Refusal(75, "attachment-no-way"))
        let port = scene.server.address
        scene.server = try ServedNode(
            scene.county + ["--listen", port], errors: scene.folder.path("county-2.log"))
        #expect(try fetch(id, at: scene.station) == Refusal(75, "attachment-not-there"))
        let long = try scene.add(try scene.photo(70_000, "b.jpg"))
        for url in scene.files("A") { try FileManager.default.removeItem(at: url) }
        let short = ["YIZHAN_ATTACHMENT_MAX_BYTES": "64KiB"]
        #expect(
            try fetch(long, at: scene.station, with: short)
                == Refusal(77, "attachment-beyond-limit"))
        #expect(!FileManager.default.fileExists(atPath: out))
        #expect(try scene.list(scene.station).first?["state"] as? String == "missing")
    }

    @Test func `a running station fetches what somebody asks for`() throws {
        let scene = try Scene()
        let id = try scene.add(try scene.photo(50_000, "a.jpg"))
        try Scene.run(["sync", "now"] + scene.station)
        let daemon = try ServedNode(scene.station, errors: scene.folder.path("station.log"))
        defer { daemon.stop() }
        for url in scene.files("A") { try FileManager.default.removeItem(at: url) }
        let out = scene.folder.path("copy.jpg")
        #expect(
            try Program.run(
                ["attachment", "fetch", id, "--out", out, "--reason", "核对签到表"] + scene.station
            ).exit == 0)
        #expect(try Data(contentsOf: URL(fileURLWithPath: out)).count == 50_000)
    }

    @Test func `a lost file is named in words, and comes back from the original`() throws {
        let scene = try Scene()
        let file = try scene.photo(50_000, "签到表.jpg")
        let id = try scene.add(file)
        scene.server.stop()
        for url in scene.files("A") { try FileManager.default.removeItem(at: url) }
        let plan = ["resync", "plan", "--level", "verify"] + scene.station
        let result = try Program.run(plan)
        let text = String(decoding: result.output, as: UTF8.self)
        #expect(result.exit == 1)
        #expect(text.contains("附件 \(id.prefix(12)) 的文件丢失") && !text.contains("签到表"), "\(text)")
        let data = try Program.json(plan)
        let finding = try #require((data["findings"] as? [[String: Any]])?.first)
        #expect(finding["what"] as? String == "attachment")
        #expect(finding["records"] as? [String] == [id])
        #expect(data["suspicion"] as? String == "missing-attachment")
        #expect(data["remedy"] as? String == "repair")
        let doctor = try Program.run(["node", "doctor", "-o", "json"] + scene.station)
        #expect(String(decoding: doctor.output, as: UTF8.self).contains("attachments-gone"))
        let again = try Program.json(
            ["attachment", "add", file, "--to", scene.record] + scene.station)
        #expect(again["result"] as? String == "putBack" && again["id"] as? String == id)
        #expect(try scene.list(scene.station).map { $0["state"] as? String } == ["here"])
        #expect(try Program.run(plan).exit == 0)
    }

    // MARK: The record comes first

    @Test func `hours stand with their photo, and without one that is refused nothing is written`()
        throws
    {
        let scene = try Scene()
        let file = try scene.photo(30_000, "a.jpg")
        let record = try scene.addHours(day: 2, attaching: file)
        #expect(try scene.list(scene.station + ["--record", record]).count == 1)
        let total = try Program.json(["hours", "total"] + scene.station)["records"] as? Int
        let volunteers = try Program.json(["volunteer", "list"] + scene.station)["volunteers"]
        let id = try #require((volunteers as? [[String: Any]])?.first?["id"] as? String)
        let add = [
            "hours", "add", "--volunteer", id, "--activity", "巡逻", "--start",
            "2026-03-05 09:00", "--end", "2026-03-05 10:00", "--attach",
        ]
        let refused: [(String, [String: String], Int32)] = [
            (scene.folder.path("none.jpg"), [:], 66), (scene.folder.path("A"), [:], 65),
            (try scene.photo(0, "empty.jpg"), [:], 65),
            (try scene.photo(70_000, "b.jpg"), ["YIZHAN_ATTACHMENT_MAX_BYTES": "64KiB"], 65),
        ]
        for (file, environment, exit) in refused {
            let result = try Program.run(add + [file] + scene.station, environment: environment)
            #expect(result.exit == exit, "\(result.errors)")
        }
        #expect(try Program.json(["hours", "total"] + scene.station)["records"] as? Int == total)
        let tried = try Program.run(add + [file, "--dry-run"] + scene.station)
        #expect(tried.exit == 0)
        #expect(try Program.json(["hours", "total"] + scene.station)["records"] as? Int == total)
        #expect(try scene.list(scene.station).count == 1)
    }

    /// The file system says in the middle of a write that there is no more room: a limit on the length of
    /// files, which leaves the database alone.
    @Test func `when the disk is full the hours stand, the photo does not half`() throws {
        let scene = try Scene()
        let file = try scene.photo(6 << 20, "large.jpg")
        let volunteers = try Program.json(["volunteer", "list"] + scene.station)["volunteers"]
        let id = try #require((volunteers as? [[String: Any]])?.first?["id"] as? String)
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/bash")
        shell.arguments =
            [
                "-c", "trap '' XFSZ; ulimit -f 5000; exec \"$0\" \"$@\"", Program.executable.path,
                "hours", "add", "--volunteer", id, "--activity", "巡逻", "--start",
                "2026-03-06 09:00", "--end", "2026-03-06 10:00", "--attach", file,
            ] + scene.station
        shell.standardOutput = FileHandle.nullDevice
        shell.standardError = FileHandle.nullDevice
        try shell.run()
        shell.waitUntilExit()
        #expect(shell.terminationStatus == 3)
        #expect(try Program.json(["hours", "total"] + scene.station)["records"] as? Int == 2)
        #expect(try scene.list(scene.station).isEmpty)
        #expect(scene.files("A").isEmpty)
        #expect(try Program.run(["db", "check"] + scene.station).exit == 0)
    }

    // MARK: kill -9, damage, privacy

    @Test func `kill -9 at either end costs at most a piece`() throws {
        let scene = try Scene()
        let file = try scene.photo(24 << 20, "large.jpg")
        let id = try scene.add(file)
        let port = scene.server.address
        for round in 0..<6 {
            let sync = try Program.start(["sync", "now"] + scene.station)
            usleep(useconds_t(60_000 + 70_000 * round))
            if round % 2 == 0 {
                kill(sync.processIdentifier, SIGKILL)
                sync.waitUntilExit()
            } else {
                kill(scene.server.process.processIdentifier, SIGKILL)
                scene.server.process.waitUntilExit()
                sync.waitUntilExit()
                scene.server = try ServedNode(
                    scene.county + ["--listen", port],
                    errors: scene.folder.path("county-\(round).log"))
            }
        }
        try Scene.run(["sync", "now"] + scene.station)
        let out = scene.folder.path("copy.jpg")
        try Scene.run(
            ["attachment", "fetch", id, "--out", out, "--reason", "核对签到表"] + scene.county)
        #expect(
            try Data(contentsOf: URL(fileURLWithPath: out))
                == Data(contentsOf: URL(fileURLWithPath: file)))
        #expect(try Program.run(["db", "check"] + scene.county).exit == 0)
        #expect(scene.files("C").count == 1, "no part is left")
        // Every piece is counted before it goes; one is a mebibyte at the most.
        let station = try NodeHome(
            opening: scene.folder.url.appendingPathComponent("A"))
        let county = try #require(try station.store.upstream()).origin
        let today = LocalDay(containing: SystemClock().now)
        let given = try [today, today.adding(days: -1)].reduce(UInt64(0)) {
            $0 + (try station.store.attachmentBytes(with: county, on: $1.start))
        }
        #expect(given <= 24 << 20 + 6 << 20 + 6 * 16_384, "six kills")
    }

    @Test func `db check says which files the disk does not give, and all else that it found`()
        throws
    {
        let scene = try Scene()
        let id = try scene.add(try scene.photo(50_000, "a.jpg"))
        let file = try #require(scene.files("A").first)
        let away = scene.folder.url.appendingPathComponent("away")
        try FileManager.default.moveItem(at: file, to: away)
        // A socket is what no right opens.
        #expect(mknod(file.path, S_IFSOCK | 0o600, 0) == 0)
        // Nothing can come of a part that no record names, nor of such a file that was set aside.
        let folder = file.deletingLastPathComponent()
        let dead = ["part", "damaged"].map {
            folder.appendingPathComponent("\(String(repeating: "0a", count: 32)).\($0)")
        }
        for url in dead { try Data([1]).write(to: url) }
        let check = ["db", "check", "-o", "json"] + scene.station
        #expect(try Program.run(check + ["--dry-run"]).exit == 74)
        #expect(dead.allSatisfy { FileManager.default.fileExists(atPath: $0.path) })
        let result = try Program.run(check)
        #expect(result.exit == 74)
        let data = try result.data()
        #expect(data["unreadAttachments"] as? [String] == [id])
        #expect(data["damagedAttachments"] as? [String] == [])
        #expect(data["sweptFiles"] as? Int == 2)
        #expect((data["digest"] as? String)?.count == 64)
        #expect(!dead.contains { FileManager.default.fileExists(atPath: $0.path) })
        try FileManager.default.removeItem(at: file)
        try FileManager.default.moveItem(at: away, to: file)
        #expect(try Program.run(check).exit == 0)
    }

    @Test func `db check finds a damaged file, and it comes again`() throws {
        let scene = try Scene()
        let id = try scene.add(try scene.photo(50_000, "a.jpg"))
        try Scene.run(["sync", "now"] + scene.station)
        let file = try #require(scene.files("C").first)
        var bytes = try Data(contentsOf: file)
        bytes[30_000] ^= 1
        try bytes.write(to: file)
        let check = try Program.run(["db", "check", "-o", "json"] + scene.county)
        #expect(check.exit == 1)
        #expect(try check.data()["damagedAttachments"] as? [String] == [id])
        #expect(try scene.list(scene.county).first?["state"] as? String == "missing")
        try Scene.run(["sync", "now"] + scene.station)
        #expect(try scene.list(scene.county).first?["state"] as? String == "here")
        #expect(try Program.run(["db", "check"] + scene.county).exit == 0)
    }

    @Test func `neither file name nor caption nor bytes stand anywhere in the clear`() throws {
        let planted = Planted(texts: ["司马相如签到表", "上官婉清手写", "夜里换药喂饭三次"])
        let environment = ["YIZHAN_LOG_LEVEL": "trace"]
        let scene = try Scene(environment: environment)
        let text = String(repeating: planted.texts[2], count: 3_000)
        let file = try scene.folder.write("\(planted.texts[0]).txt", text)
        let add =
            ["attachment", "add", file, "--to", scene.record, "--caption", planted.texts[1]]
            + scene.station
        var words = try [
            add, ["sync", "now"] + scene.station, ["status"] + scene.station,
            ["db", "check"] + scene.county,
        ].map { try Program.run($0, environment: environment).errors }
        let log = scene.folder.path("station.log")
        let daemon = try ServedNode(scene.station, errors: log, environment: environment)
        words.append(try Program.run(["sync", "now"] + scene.station).errors)
        daemon.stop()
        scene.server.stop()
        words += [daemon.words, scene.server.words]
        for word in words { #expect(planted.found(in: Data(word.utf8)) == []) }
        #expect(words.contains { $0.contains("attachment received") })
        var searched = 0
        for node in ["A", "C"] {
            let below = scene.folder.url.appendingPathComponent(node)
            let found = FileManager.default.enumerator(at: below, includingPropertiesForKeys: nil)
            for case let url as URL in found ?? .init() {
                guard let bytes = try? Data(contentsOf: url) else { continue }
                searched += 1
                #expect(planted.found(in: bytes) == [], "\(url.path)")
                #expect(planted.found(in: Data(url.lastPathComponent.utf8)) == [])
            }
        }
        #expect(searched > 8)
        #expect(scene.files("C").count == 1)
    }
}
