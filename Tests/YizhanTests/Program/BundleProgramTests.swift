import Foundation
import Glibc
import SyncCore
import Testing

/// A stick between real programs that have no line.
@Suite(.timeLimit(.minutes(10))) struct BundleProgramTests {
    /// A county and a station of it that never met.
    private struct Scene {
        let folder: Folder
        var county: String { folder.path("county") }
        var station: String { folder.path("station") }

        init(records: Int = 3) throws {
            folder = try Folder()
            try SignedCounty.run([
                "node", "init", "--role", "county", "--code", "620102", "--name", "城关区",
                "--data-dir", county,
            ])
            try join(station, code: "620102001", name: "酒泉路街道")
            let people = (0..<2).map { "王\($0),1390000100\($0)" }
            let file = try folder.write("v.csv", (["姓名,手机号"] + people).joined(separator: "\n"))
            try SignedCounty.run(["volunteer", "import", "--data-dir", station, file])
            let served = (1...records).map {
                "王0,13900001000,图书整理,2026-03-\(String(format: "%02d", $0)) 09:00,2026-03-\(String(format: "%02d", $0)) 10:30,1.5"
            }
            let hours = try folder.write(
                "h.csv",
                (["姓名,手机号,活动名称,开始时间,结束时间,服务时长(小时)"] + served)
                    .joined(separator: "\n"))
            try SignedCounty.run(["hours", "import", "--data-dir", station, hours])
        }

        func join(
            _ directory: String, code: String, name: String, address: String? = nil
        ) throws {
            let file = folder.path("join-\(code)")
            try SignedCounty.run(
                [
                    "station", "invite", "--data-dir", county, "--code", code, "--name", name,
                    "--out", file,
                ] + (address.map { ["--address", $0] } ?? []))
            try SignedCounty.run(["node", "init", "--join", file, "--data-dir", directory])
        }

        func bundle(_ arguments: String..., at directory: String) throws -> Program.Result {
            try Program.run(
                ["bundle"] + arguments + ["--data-dir", directory, "--lang", "en", "-o", "json"])
        }

        func status(_ directory: String) throws -> [String: Any] {
            try Program.json(["status", "--data-dir", directory])
        }

        func up() throws -> String {
            let file = folder.path("up-\(UUID().uuidString)")
            #expect(try bundle("export", "--out", file, at: station).exit == 0)
            return file
        }

        func records(_ directory: String) throws -> Int? {
            let list = try Program.json(["hours", "list", "--data-dir", directory])
            return (list["records"] as? [Any])?.count
        }

        func digest(_ directory: String) throws -> String {
            let check = try Program.json([
                "db", "check", "--data-dir", directory, "--code", "620102001",
            ])
            return try #require(check["digest"] as? String)
        }
    }

    private func code(_ result: Program.Result) throws -> String? {
        let json = try JSONSerialization.jsonObject(with: Data(result.errors.utf8))
        return ((json as? [String: Any])?["data"] as? [String: Any])?["code"] as? String
    }

    @Test
    func `exported, imported twice, the receipt brought back: nothing is pending, without a line`()
        throws
    {
        let scene = try Scene()
        let up = try scene.up()
        let before = try scene.status(scene.station)
        let courier = try #require(before["courier"] as? [String: Any])
        #expect(before["pending"] as? Int == courier["underWay"] as? Int)
        #expect(courier["underWay"] as? Int ?? 0 > 0)

        let down = scene.folder.path("down")
        let first = try scene.bundle("import", up, "--receipt", down, at: scene.county)
        #expect(first.exit == 0, "\(first.errors)")
        #expect(try first.data()["changes"] as? Int == before["pending"] as? Int)
        let second = try scene.bundle("import", up, at: scene.county)
        #expect(second.exit == 0)
        #expect(try second.data()["changes"] as? Int == 0)

        let back = try scene.bundle("import", down, at: scene.station)
        #expect(back.exit == 0, "\(back.errors)")
        #expect(try back.data()["delivered"] as? Int == before["pending"] as? Int)
        let after = try scene.status(scene.station)
        #expect(after["pending"] as? Int == 0)
        #expect(after["state"] as? String == "delivered")
        #expect((after["courier"] as? [String: Any])?["underWay"] as? Int == 0)
        #expect(try scene.digest(scene.station) == scene.digest(scene.county))
        let log = try Program.json(["sync", "log", "--data-dir", scene.station])
        let exchanges = try #require(log["exchanges"] as? [[String: Any]])
        #expect(exchanges.map { $0["via"] as? String } == ["bundle"])
    }

    @Test func `the receipt can be written later, too, and both directions are in it`() throws {
        let scene = try Scene()
        let down = scene.folder.path("down")
        #expect(try scene.bundle("receipt", "--out", down, at: scene.county).exit == 64)
        #expect(try scene.bundle("import", scene.up(), at: scene.county).exit == 0)
        try SignedCounty.run([
            "volunteer", "add", "--data-dir", scene.county, "--code", "620102001", "--name", "县里加的",
            "--phone", "13911112222",
        ])
        #expect(try scene.bundle("receipt", "--out", down, at: scene.county).exit == 0)
        #expect(try scene.bundle("import", down, at: scene.station).exit == 0)
        #expect(try scene.status(scene.station)["pending"] as? Int == 0)
        #expect(try scene.digest(scene.station) == scene.digest(scene.county))
    }

    @Test func `beside a running daemon a stick works as well, and the line finds nothing to do`()
        throws
    {
        let scene = try Scene()
        let daemon = try ServedNode(
            ["--data-dir", scene.county, "--listen", "127.0.0.1:0"],
            errors: scene.folder.path("errors"))
        defer { daemon.stop() }
        let station = scene.folder.path("connected")
        try scene.join(
            station, code: "620102005", name: "白银路街道", address: daemon.address)
        try SignedCounty.run([
            "volunteer", "add", "--data-dir", station, "--name", "李四", "--phone", "13900002222",
        ])
        let (up, down) = (scene.folder.path("up"), scene.folder.path("down"))
        #expect(try scene.bundle("export", "--out", up, at: station).exit == 0)
        #expect(try scene.bundle("import", up, "--receipt", down, at: scene.county).exit == 0)
        #expect(try scene.bundle("import", down, at: station).exit == 0)
        #expect(try scene.status(station)["pending"] as? Int == 0)

        try SignedCounty.run(["sync", "now", "--data-dir", station])
        let log = try Program.json(["sync", "log", "--data-dir", station])
        let last = try #require((log["exchanges"] as? [[String: Any]])?.first)
        #expect(last["via"] as? String != "bundle" && last["result"] as? String == "agreed")
        #expect(last["roundTrips"] as? Int == 1, "nothing was to be sent")
    }

    @Test func `as QR codes, scanned backwards and twice, it is the same bundle`() throws {
        let scene = try Scene()
        let file = scene.folder.path("up")
        let made = try scene.bundle("export", "--out", file, "--qr", at: scene.station)
        #expect(made.exit == 0)
        let text = try String(contentsOfFile: file + ".txt", encoding: .utf8)
        let lines = text.split(separator: "\n")
        let pieces = try #require(try made.data()["pieces"] as? [String: Any])
        #expect(pieces["count"] as? Int == lines.count && lines.count > 1)
        let scanned = try scene.folder.write(
            "scanned", (lines.reversed() + lines).joined(separator: "\n"))
        let lacking = try scene.folder.write("lacking", lines.dropFirst().joined(separator: "\n"))
        let missing = try scene.bundle("import", lacking, at: scene.county)
        #expect(missing.exit == 65 && missing.errors.contains("lacks the QR codes 1 of"))
        #expect(try scene.bundle("import", scanned, at: scene.county).exit == 0)
        #expect(try scene.bundle("inspect", file, at: scene.county).exit == 0)
        #expect(try scene.records(scene.county) == 3)
    }

    @Test
    func `what is no bundle for this node is refused with the right status, and changes nothing`()
        throws
    {
        let scene = try Scene()
        let other = scene.folder.path("other")
        try scene.join(other, code: "620102002", name: "张掖路街道")
        let up = try scene.up()
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: up)))
        func altered(_ name: String, _ alter: (inout [UInt8]) -> Void) throws -> String {
            var copy = bytes
            alter(&copy)
            let path = scene.folder.path(name)
            try Data(copy).write(to: URL(fileURLWithPath: path))
            return path
        }
        let fifo = scene.folder.path("fifo")
        #expect(mkfifo(fifo, 0o600) == 0)
        let newer = try altered("newer") {
            $0[2] = 7
            $0.replaceSubrange(43..<47, with: Hash.sha256(Array($0[..<43])).bytes.prefix(4))
        }
        let before = try scene.digest(scene.county)
        let cases: [(file: String, at: String, exit: Int32, code: String)] = [
            (scene.folder.path("nothing"), scene.county, 66, "input-not-found"),
            (scene.folder.url.path, scene.county, 65, "input-unreadable"),
            (fifo, scene.county, 65, "input-unreadable"),
            (try scene.folder.write("text", "hello"), scene.county, 65, "not-a-bundle"),
            (try scene.folder.write("empty", ""), scene.county, 65, "not-a-bundle"),
            (try altered("header") { $0[5] ^= 1 }, scene.county, 65, "bundle-damaged"),
            (try altered("torn") { $0 = Array($0[..<30]) }, scene.county, 65, "bundle-damaged"),
            (try altered("flipped") { $0[99] ^= 1 }, scene.county, 65, "bundle-damaged"),
            (try altered("cut") { $0.removeLast() }, scene.county, 65, "bundle-damaged"),
            (newer, scene.county, 76, "bundle-too-new"),
            (up, other, 77, "wrong-recipient"), (up, scene.station, 77, "wrong-recipient"),
        ]
        for (file, node, exit, word) in cases {
            let result = try scene.bundle("import", file, at: node)
            #expect(result.exit == exit, "\(file): \(result.errors)")
            #expect(try code(result) == word, "\(file)")
            #expect(result.output.isEmpty)
        }
        #expect(try scene.digest(scene.county) == before)
        #expect(try scene.bundle("import", up, at: other).errors.contains("for the county (城关区)"))
        #expect(try scene.bundle("inspect", up, at: other).exit == 77)
    }

    @Test func `S49 a link leads to a bundle, and what follows one is damage and no more`() throws {
        let scene = try Scene()
        let up = try scene.up()
        let link = scene.folder.path("link")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: up)
        #expect(try scene.bundle("inspect", link, at: scene.county).exit == 0)
        let more = scene.folder.path("more")
        let tail = Data("../../etc/passwd\0".utf8) + Data(repeating: 0xFF, count: 200_000)
        try (Data(contentsOf: URL(fileURLWithPath: up)) + tail).write(
            to: URL(fileURLWithPath: more))
        let partly = try scene.bundle("import", more, at: scene.county)
        #expect(partly.exit == 3)
        let damage = try #require(try partly.data()["damage"] as? [String: Any])
        #expect(damage["damagedPlaces"] as? Int == 1)
        #expect(try scene.records(scene.county) == 3)
    }

    @Test func `a file that is there already is not replaced, and nothing is left beside it`()
        throws
    {
        let scene = try Scene()
        let taken = try scene.folder.write("taken", "mine")
        #expect(try scene.bundle("export", "--out", taken, at: scene.station).exit == 65)
        let up = try scene.up()
        #expect(
            try scene.bundle("import", up, "--receipt", taken, at: scene.county).exit == 65)
        #expect(try String(contentsOfFile: taken, encoding: .utf8) == "mine")
        let nowhere = scene.folder.path("no/such/folder")
        #expect(
            try scene.bundle("import", up, "--receipt", nowhere, at: scene.county).exit == 74)
        let names = try FileManager.default.contentsOfDirectory(atPath: scene.folder.url.path)
        #expect(!names.contains { $0.hasSuffix(".tmp") })
        let taking = try scene.bundle("import", up, at: scene.county)
        #expect(taking.exit == 0)
        #expect(try taking.data()["changes"] as? Int ?? 0 > 0, "it was not taken before")
    }

    @Test func `a thousand records and a hundred volunteers take forty bytes a change at most`()
        throws
    {
        let scene = try Scene()
        let (made, fresh) = (scene.folder.path("made"), scene.folder.path("fresh"))
        try scene.join(fresh, code: "620102003", name: "雁南街道")
        try SignedCounty.run([
            "generate", "--profile", "station", "--volunteers", "100", "--records", "1000",
            "--seed", "1", "--out", made,
        ])
        for kind in ["volunteer", "hours"] {
            let file = made + (kind == "hours" ? "/hours.csv" : "/volunteers.csv")
            try SignedCounty.run([kind, "import", "--data-dir", fresh, file])
        }
        let result = try scene.bundle("export", "--out", scene.folder.path("big"), at: fresh)
        let data = try result.data()
        let (bytes, changes) = (data["bytes"] as? Int ?? .max, data["changes"] as? Int ?? 0)
        #expect(changes >= 1_100)
        #expect(bytes <= 40 * changes, "\(bytes) bytes for \(changes) changes")
    }

    @Test func `nothing of a person can be read on a stick`() throws {
        let scene = try Scene()
        let bytes = try Data(contentsOf: URL(fileURLWithPath: scene.up()))
        for text in ["王0", "13900001000", "图书整理"] {
            #expect(bytes.firstRange(of: Data(text.utf8)) == nil)
        }
    }
}
