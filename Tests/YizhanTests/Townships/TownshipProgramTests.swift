import Foundation
import Testing

/// S38 as a county and its stations see it: the real program, real processes, a real line.
@Suite(.serialized)
struct TownshipProgramTests {
    private let folder: Folder
    private var county: String { folder.path("county") }

    init() throws { folder = try Folder() }

    private func run(_ arguments: [String]) throws {
        let result = try Program.run(arguments)
        try #require(result.exit == 0, "\(arguments): \(result.errors)")
    }

    private func station(_ code: String, _ name: String, at address: String) throws -> String {
        let (file, directory) = (folder.path("\(code).json"), folder.path(code))
        try run([
            "station", "invite", "--data-dir", county, "--code", code, "--name", name,
            "--address", address, "--out", file,
        ])
        try run(["node", "init", "--join", file, "--data-dir", directory])
        return directory
    }

    private func record(_ day: String, at station: String) throws {
        try run([
            "hours", "add", "--data-dir", station, "--volunteer", "V1", "--activity", "值班",
            "--start", "\(day) 09:00", "--end", "\(day) 10:00",
        ])
    }

    private func byStation(_ directory: String) throws -> [String: Int] {
        let total = try Program.json(["hours", "total", "--by-station", "--data-dir", directory])
        let rows = try #require(total["stations"] as? [[String: Any]])
        return Dictionary(
            uniqueKeysWithValues: rows.map {
                ($0["code"] as? String ?? "", $0["seconds"] as? Int ?? -1)
            })
    }

    @Test func `S38: townships merge while one PC has no line; every hour counts once and stays`()
        throws
    {
        try run([
            "node", "init", "--role", "county", "--code", "620102", "--name", "城关区",
            "--data-dir", county,
        ])
        let (server, address) = try Program.serve(county)
        defer { if server.isRunning { server.terminate() } }
        let a = try station("620102001", "酒泉路街道", at: address)
        let b = try station("620102002", "张掖路街道", at: address)
        let people = try folder.write("v.csv", "姓名,志愿者编号\n王小明,V1\n李小红,V2\n")
        try run(["volunteer", "import", "--data-dir", a, people])
        try record("2026-03-01", at: a)
        for station in [a, b] { try run(["sync", "now", "--data-dir", station]) }
        let proof = folder.path("proof.json")
        let records = try Program.json(["hours", "list", "--data-dir", a])["records"]
        let first = try #require((records as? [[String: Any]])?.first?["id"] as? String)
        try run(["log", "proof", "--data-dir", a, "--record", first, "--out", proof])

        let merge = [
            "station", "merge", "--data-dir", county, "--code", "620102002", "--code", "620102001",
        ]
        #expect(try Program.run(merge).exit == 64, "a reason is asked for")
        let reason = ["--reason", "撤并文件12号"]
        let tried = try Program.json(merge + reason + ["--dry-run"])
        #expect(tried["dryRun"] as? Bool == true)
        let merged = try Program.json(merge + reason)
        let ended = try #require((merged["stations"] as? [[String: Any]])?.first)
        #expect((ended["into"] as? [[String: Any]])?.first?["volunteers"] as? Int == 2)
        #expect(try Program.run(merge + reason).exit == 65)

        // The PC of the old station has not heard, and goes on.
        try record("2026-04-01", at: a)
        for station in [b, a, b, a, a] { try run(["sync", "now", "--data-dir", station]) }
        let told = try Program.run(["status", "--data-dir", a, "--lang", "en"])
        let text = String(decoding: told.output, as: UTF8.self)
        #expect(text.contains("this station was merged into 620102002 张掖路街道"))
        #expect(text.contains("ask the county of the new station for an invitation"))
        #expect(try Program.json(["status", "--data-dir", a])["pending"] as? Int == 0)

        // V1 goes on at the new station; what was recorded stays where it was.
        try record("2026-05-01", at: b)
        try run(["sync", "now", "--data-dir", b])
        #expect(try byStation(county) == ["620102001": 7_200, "620102002": 3_600])
        let old = try Program.json(["station", "show", "--data-dir", county, "--code", "620102001"])
        #expect(old["state"] as? String == "ended" && old["reason"] as? String == "撤并文件12号")
        #expect(((old["late"] as? [[String: Any]])?.first?["unheard"] as? Int ?? 0) > 0)
        let new = try Program.json(["station", "show", "--data-dir", county, "--code", "620102002"])
        #expect((new["withPredecessors"] as? [String: Any])?["seconds"] as? Int == 10_800)
        #expect(
            try Program.run(["log", "verify", proof, "--data-dir", county]).exit == 0,
            "what was proved before is proved")

        // The merged township takes the other's code, in the county and at its station.
        let recode = [
            "station", "recode", "--data-dir", county, "--code", "620102002", "--to", "620102001",
        ]
        try run(recode)
        try run(["sync", "now", "--data-dir", b])
        #expect(try Program.json(["status", "--data-dir", b])["code"] as? String == "620102001")
        let listed = try Program.run([
            "station", "list", "--data-dir", county, "--at", "2026-01-01", "-o", "csv",
        ])
        let table = String(decoding: listed.output, as: UTF8.self)
        #expect(listed.exit == 0 && table.contains("620102002"))
        #expect(try Program.run(recode).exit == 66, "nobody has that code any more")
        #expect(try Program.run(["station", "show", "--data-dir", b, "--lang", "en"]).exit == 0)
        for node in [county, a, b] {
            #expect(try Program.run(["db", "check", "--data-dir", node]).exit == 0)
        }
    }
}
