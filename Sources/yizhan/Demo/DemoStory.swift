import BadLine
import Commands
import Foundation
import Texts

/// The main job, told with real commands: stations record offline, the line comes, the county signs;
/// the line is cut, two people edit the same telephone number, the line heals, both versions stand.
struct DemoStory {
    let stage: DemoStage
    let stations: Int
    let seed: UInt64
    /// The line that it is told over; nil for a good one.
    let line: DemoLine?

    /// Tries of an exchange over a line that comes and goes.
    private static let patience = 60
    /// When the line dies for the first time: in the middle of the first station's records.
    private static let firstDeath = 2_500

    private struct Place {
        let number: Int
        let code: String
        let name: String
        let directory: String
    }

    private struct Status: Decodable {
        let head: Int
        let pending: Int
        let delivered: Int
        let conflicts: Int
        let receiptTime: String?
    }

    private struct Total: Decodable, Equatable {
        let seconds: Int64
        let records: Int
    }

    private struct Check: Decodable {
        let digest: String?
        let isSound: Bool
    }

    private struct Exchanges: Decodable {
        struct One: Decodable {
            let sent: Int
            let received: Int
            let milliseconds: Int64
        }
        let exchanges: [One]
    }

    private struct Volunteers: Decodable {
        struct One: Decodable { let id: String }
        let volunteers: [One]
    }

    private static let names = ["酒泉路街道", "张掖路街道", "雁南街道", "临夏路街道", "雁北街道"]
    private var county: String { stage.path("county") }

    func tell() async throws -> DemoReport {
        stage.say(.node(.demoCounty))
        try stage.run([
            "node", "init", "--role", "county", "--code", "620102", "--name", "城关区",
            "--data-dir", county,
        ])
        let (server, address) = try serveCounty(at: "127.0.0.1:0")
        let road = try line.map {
            try DemoRoad($0, to: Self.port(of: address), seed: seed, stage: stage)
        }
        defer { road?.close() }
        let places = try (1...stations).map { try open($0, countyAt: road?.address ?? address) }
        stage.say(.node(.demoFirstExchange))
        road?.dieOnce(after: Self.firstDeath)
        for place in places {
            _ = try stage.start(
                ["node", "serve", "--data-dir", place.directory], awaiting: "ready")
            try exchange(place, over: road)
        }
        let person = try cutAndEdit(places[0]) {
            if let road { road.takeDown() } else { stage.stop(server) }
        }
        if let road { road.bringUp() } else { _ = try serveCounty(at: address) }
        stage.say(.node(.demoHealed))
        for place in places { try exchange(place, over: road) }
        try stage.run(["status", "--data-dir", places[0].directory])
        try stage.run([
            "volunteer", "show", "--data-dir", places[0].directory, "--volunteer", person,
        ])
        return try compare(places, road)
    }

    private static func port(of address: String) throws -> UInt16 {
        guard let port = address.split(separator: ":").last.flatMap({ UInt16($0) }) else {
            throw DemoFailure(command: ["node", "serve"], exit: 0, words: address)
        }
        return port
    }

    private func serveCounty(at address: String) throws -> (Process, String) {
        try stage.start(
            ["node", "serve", "--data-dir", county, "--listen", address], awaiting: "listening on")
    }

    /// Invites a station, makes it, and records at it while it has never been in contact.
    private func open(_ number: Int, countyAt address: String) throws -> Place {
        let place = Place(
            number: number, code: "\(620_102_000 + number)",
            name: Self.names[(number - 1) % Self.names.count],
            directory: stage.path("station-\(number)"))
        stage.say(.node(.demoStationOffline(place.name)))
        let join = stage.path("join-\(number).json")
        try stage.run([
            "station", "invite", "--data-dir", county, "--code", place.code, "--name", place.name,
            "--address", address, "--out", join,
        ])
        try stage.run(["node", "init", "--join", join, "--data-dir", place.directory])
        let records = stage.path("records-\(number)")
        try stage.run([
            "generate", "--profile", "station", "--volunteers", "20", "--records",
            line == nil ? "60" : "150", "--seed", "\(seed &+ UInt64(number))", "--out", records,
        ])
        try stage.run([
            "volunteer", "import", "--data-dir", place.directory, records + "/volunteers.csv",
        ])
        try stage.run(["hours", "import", "--data-dir", place.directory, records + "/hours.csv"])
        try stage.run(["status", "--data-dir", place.directory])
        return place
    }

    /// On a bad line as often as it takes: what was delivered stays so.
    private func exchange(_ place: Place, over road: DemoRoad?) throws {
        let command = ["sync", "now", "--data-dir", place.directory]
        guard let road else { return try stage.run(command) }
        for _ in 0..<Self.patience {
            let exit = try stage.run(
                command, expectingOneOf: [.done, .otherNodeUnreachable, .temporary])
            if exit == .done { return }
            stage.say(.node(.demoLineWait))
            road.waitUntilUp()
        }
        throw DemoFailure(command: command, exit: 69, words: "")
    }

    /// Both sides write the same group while neither can see the other; whose it is.
    private func cutAndEdit(_ place: Place, _ cut: () -> Void) throws -> String {
        stage.say(.node(.demoCut))
        cut()
        let people = try stage.run(
            ["volunteer", "list", "--data-dir", place.directory, "--limit", "1"],
            as: Volunteers.self)
        guard let person = people.volunteers.first?.id else {
            throw DemoFailure(command: ["volunteer", "list"], exit: 0, words: "nobody")
        }
        for (directory, phone) in [(place.directory, "13900000001"), (county, "13900000002")] {
            try stage.run([
                "volunteer", "edit", "--data-dir", directory, "--volunteer", person, "--phone",
                phone,
            ])
        }
        try stage.run(
            ["sync", "now", "--data-dir", place.directory], expecting: .otherNodeUnreachable)
        return person
    }

    private func compare(_ places: [Place], _ road: DemoRoad?) throws -> DemoReport {
        stage.say(.node(.demoCompare))
        var stations: [DemoReport.Station] = []
        var (sent, received, changes) = (0, 0, 0)
        var milliseconds: Int64 = 0
        for place in places {
            stations.append(try compare(place))
            let log = try stage.run(
                ["sync", "log", "--data-dir", place.directory], as: Exchanges.self)
            sent += log.exchanges.reduce(0) { $0 + $1.sent }
            received += log.exchanges.reduce(0) { $0 + $1.received }
            milliseconds += log.exchanges.reduce(0) { $0 + $1.milliseconds }
            changes += try stage.run(
                ["status", "--data-dir", place.directory], as: Status.self
            ).head
        }
        let cost = road.map(\.counts).map { counts in
            DemoReport.Line(
                name: line?.rawValue ?? "", bytes: counts.total, connections: counts.connections,
                changes: changes, bytesPerChange: Double(counts.total) / Double(max(changes, 1)),
                seconds: Double(milliseconds) / 1_000)
        }
        return DemoReport(
            stations: stations, bytesSent: sent, bytesReceived: received, line: Nullable(cost))
    }

    private func compare(_ place: Place) throws -> DemoReport.Station {
        let here = ["--data-dir", place.directory]
        let there = ["--data-dir", county, "--code", place.code]
        let digests = try [here, there].map { try stage.run(["db", "check"] + $0, as: Check.self) }
        let totals = try [here, there].map {
            try stage.run(["hours", "total"] + $0, as: Total.self)
        }
        let status = try stage.run(["status"] + here, as: Status.self)
        return DemoReport.Station(
            code: place.code,
            digestsAgree: digests[0].digest != nil && digests[0].digest == digests[1].digest
                && digests.allSatisfy(\.isSound),
            totalsAgree: totals[0] == totals[1], pending: status.pending,
            conflicts: status.conflicts)
    }
}
