import Foundation
import Testing

/// A county on a disk whose three stations have delivered: two volunteers and three records each, one
/// volunteer edited by the county, one record approved. Made once; tests read it and leave it as it is.
final class SignedCounty: Sendable {
    static let shared = Result { try SignedCounty() }

    let folder: Folder
    /// Public key, 64 digits.
    let key: String
    /// The first volunteer of the first station, whose telephone the county has edited.
    let editedVolunteer: String
    /// Records of the first station; the first of them was approved.
    let records: [String]
    /// What the first station has recorded since and not delivered.
    let undelivered: String
    /// The export of the county, and the proof that it makes of the second record.
    let export: String
    let proof: String

    var county: String { folder.path("county") }
    func station(_ number: Int) -> String { folder.path("station-\(number)") }

    private init() throws {
        let folder = try Folder()
        self.folder = folder
        let county = folder.path("county")
        try Self.run([
            "node", "init", "--role", "county", "--code", "620102", "--name", "城关区",
            "--data-dir", county,
        ])
        let (server, address) = try Program.serve(county)
        defer {
            server.terminate()
            server.waitUntilExit()
        }
        let stations = try (1...3).map {
            try Self.makeStation($0, in: folder, under: county, at: address)
        }
        key = try #require(
            try Program.json(["node", "info", "--data-dir", county])["publicKey"] as? String)
        for station in stations { try Self.run(["sync", "now", "--data-dir", station]) }
        let first = stations[0]
        records = try Self.ids("records", ["hours", "list", "--data-dir", first])
        editedVolunteer = try #require(
            try Self.ids("volunteers", ["volunteer", "list", "--data-dir", first]).first)
        try Self.run([
            "hours", "approve", "--data-dir", first, "--record", records[0], "--by", "审核员",
        ])
        try Self.run([
            "volunteer", "edit", "--data-dir", county, "--volunteer", editedVolunteer, "--phone",
            "13900009999",
        ])
        for station in stations { try Self.run(["sync", "now", "--data-dir", station]) }
        try Self.run([
            "hours", "add", "--data-dir", first, "--volunteer", editedVolunteer, "--activity",
            "夜间巡逻", "--start", "2026-04-01 19:00", "--end", "2026-04-01 21:00",
        ])
        undelivered = try #require(
            try Self.ids("records", ["hours", "list", "--data-dir", first]).last)
        export = folder.path("export.jsonl")
        proof = folder.path("proof.json")
        try Self.run(["log", "export", "--data-dir", county, "--out", export])
        try Self.run([
            "log", "proof", "--data-dir", county, "--record", records[1], "--out", proof,
        ])
    }

    private static func makeStation(
        _ number: Int, in folder: Folder, under county: String, at address: String
    ) throws -> String {
        let (join, station) = (folder.path("join-\(number)"), folder.path("station-\(number)"))
        try run([
            "station", "invite", "--data-dir", county, "--code", "62010200\(number)", "--name",
            "街道\(number)", "--address", address, "--out", join,
        ])
        try run(["node", "init", "--join", join, "--data-dir", station])
        let people = ["王\(number)", "李\(number)"].enumerated().map {
            "\($1),1390000\(number)00\($0)"
        }
        let volunteers = try folder.write(
            "v\(number).csv", (["姓名,手机号"] + people).joined(separator: "\n"))
        let served = (1...3).map {
            "王\(number),1390000\(number)000,图书整理,2026-03-0\($0) 09:00,2026-03-0\($0) 10:30,1.5"
        }
        let hours = try folder.write(
            "h\(number).csv",
            (["姓名,手机号,活动名称,开始时间,结束时间,服务时长(小时)"] + served)
                .joined(separator: "\n"))
        try run(["volunteer", "import", "--data-dir", station, volunteers])
        try run(["hours", "import", "--data-dir", station, hours])
        return station
    }

    private static func ids(_ list: String, _ command: [String]) throws -> [String] {
        let rows = try #require(try Program.json(command)[list] as? [[String: Any]])
        return rows.compactMap { $0["id"] as? String }
    }

    static func run(_ arguments: [String]) throws {
        let result = try Program.run(arguments)
        try #require(result.exit == 0, "\(arguments) → \(result.exit) \(result.errors)")
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () throws -> Success) { self.init(catching: body) }
}
