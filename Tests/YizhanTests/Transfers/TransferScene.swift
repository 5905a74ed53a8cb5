import Authority
import Commands
import Foundation
import Logging
import Node
import ServiceRecords
import Store
import SyncCore
import Synchronization
import Testing
import Texts

/// Counties with their stations, under a city or not, in one process; exchanges where a test says so.
final class TransferScene {
    final class Clock: WallClock {
        private let time = Mutex<Int64>(RecordPlace.now)
        var now: Int64 { time.withLock { $0 } }
        func advance(days: Int64) { time.withLock { $0 += days * 86_400_000 } }
    }

    struct Region {
        var county: Workplace
        var stations: [Workplace]
    }

    static let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    let folder: Folder
    let clock = Clock()
    private(set) var regions: [Region] = []
    private(set) var city: Workplace?
    private var services: [URL: SyncService] = [:]
    /// Bytes of bodies in the exchanges of each node with the one above.
    private(set) var bytes: [URL: Int] = [:]

    /// - Parameter stations: of each county.
    init(counties: Int, stations: Int, hasCity: Bool) throws {
        folder = try Folder()
        if hasCity { city = try aggregator(.city, "6201", "兰州市") }
        for number in 0..<counties {
            let county = try aggregator(.county, "62010\(number + 2)", "县\(number + 1)")
            if let city {
                try county.home.join(above: try invitation(to: county.home.code, at: city))
            }
            let stations = try (1...stations).map { index in
                let code = "\(county.home.code)00\(index)"
                let home = try NodeHome.join(
                    try invitation(to: code, at: county),
                    in: folder.url.appendingPathComponent("s\(code)"), clock: clock)
                return Workplace(home: home)
            }
            regions.append(Region(county: county, stations: stations))
        }
        try heal(rounds: hasCity ? 3 : 2)
    }

    private func aggregator(_ role: NodeRole, _ code: String, _ name: String) throws -> Workplace {
        Workplace(
            home: try NodeHome.create(
                in: folder.url.appendingPathComponent("n\(code)"), role: role, code: code,
                name: name, clock: clock))
    }

    private func invitation(to code: String, at place: Workplace) throws -> JoinFile {
        let file = folder.path("join-\(code)")
        _ = try StationCommands.invite(
            place, .init(code: code, name: "站\(code)", addresses: ["127.0.0.1:1"], file: file))
        return try JoinFile(json: try Data(contentsOf: URL(fileURLWithPath: file)))
    }

    /// A PC that comes to a station later, after two exchanges.
    func joined(_ code: String, under county: Workplace) throws -> Workplace {
        let file = folder.path("again-\(code)")
        _ = try StationCommands.invite(
            county, .init(code: code, addresses: ["127.0.0.1:1"], file: file))
        let join = try JoinFile(json: try Data(contentsOf: URL(fileURLWithPath: file)))
        let place = Workplace(
            home: try NodeHome.join(
                join, in: folder.url.appendingPathComponent("again-\(code).node"), clock: clock))
        for _ in 0..<2 { try exchange(place, with: county) }
        return place
    }

    func station(_ region: Int, _ index: Int = 0) -> Workplace { regions[region].stations[index] }

    /// One exchange of a node with the one above.
    func exchange(_ below: Workplace, with above: Workplace) throws {
        let service =
            services[above.home.directory]
            ?? SyncService(home: above.home, log: Self.log)
        services[above.home.directory] = service
        let transport = DirectTransport(to: above.home, service)
        let outcome = try Daemon(
            home: below.home, transport: transport, watchesStore: false, log: Self.log
        ).exchangeOnce()
        bytes[below.home.directory, default: 0] += transport.bytes
        #expect(outcome.result == .agreed, "\(outcome)")
    }

    /// A copy of a node's disk.
    func image(of place: Workplace) throws -> URL {
        let image = folder.url.appendingPathComponent("image-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: place.home.directory, to: image)
        return image
    }

    func image(ofCounty region: Int) throws -> URL { try image(of: regions[region].county) }

    /// The county goes on from a copy of its disk.
    func putBack(county region: Int, to image: URL) throws {
        regions[region].county = Workplace(home: try NodeHome(opening: image, clock: clock))
    }

    /// So does the only station of a county.
    func putBack(station region: Int, to image: URL) throws {
        regions[region].stations = [Workplace(home: try NodeHome(opening: image, clock: clock))]
    }

    func forgetBytes() { bytes = [:] }

    /// Everybody meets the node above, but those whose lines are cut, until all has arrived.
    func heal(without cut: [Workplace] = [], rounds: Int? = nil) throws {
        let isCut = { (place: Workplace) in
            cut.contains { $0.home.directory == place.home.directory }
        }
        for _ in 0..<(rounds ?? (city == nil ? 2 : 3)) {
            for region in regions {
                for station in region.stations where !isCut(station) {
                    try exchange(station, with: region.county)
                }
                if let city, !isCut(region.county) {
                    try exchange(region.county, with: city)
                    // As the county's own daemon does.
                    try region.county.home.publishScopes()
                }
            }
            try city?.home.publishScopes()
        }
    }

    static let person = RecordPlace.idNumber

    /// Registers the one person of these stories.
    func register(at place: Workplace) throws {
        var fields = VolunteerFields()
        fields.name = "张三"
        fields.idNumber = Self.person
        _ = try VolunteerCommands.add(place, fields)
    }

    /// Service of one hour on each of some days of 2026.
    func serve(at place: Workplace, month: Int, days: ClosedRange<Int>) throws {
        for day in days {
            let date = "2026-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
            _ = try HoursCommands.add(
                place,
                HoursFields(
                    volunteer: Self.person, activity: "值班", start: "\(date) 09:00",
                    end: "\(date) 10:00"))
        }
    }

    /// Many hours of the only volunteer of a station, in one transaction.
    func serve(at place: Workplace, hours: Int) throws {
        let scope = try #require(try place.home.stationScope())
        let person = try #require(try place.store.view { try $0.volunteers(limit: 1) }.first)
        try place.store.commit(to: scope, by: place.home.author, at: clock.now) { door in
            for number in 0..<hours {
                var draft = Draft(ServiceRecord.kind)
                draft[ServiceRecord.volunteer] = .reference(person.entity)
                draft[ServiceRecord.seconds] = .int(3_600)
                draft[ServiceRecord.start] = .int(clock.now - Int64(number + 1) * 7_200_000)
                try door.write(draft)
            }
        }
    }

    func hours(at place: Workplace, _ column: String? = nil) throws -> Int {
        let data = try HoursCommands.total(place).data()
        guard let column else { return (data["seconds"] as? Int ?? -1) / 3_600 }
        let columns = data["columns"] as? [String: [String: Int]]
        return (columns?[column]?["seconds"] ?? -1) / 3_600
    }

    func entry(at place: Workplace) throws -> [String: Any] {
        // Who was asked to be erased is found by no number any more.
        let transfers = try TransferCommands.list(place).transfers
        try #require(transfers.count == 1)
        return try transfers[0].data()
    }

    func state(at place: Workplace) throws -> String {
        try entry(at: place)["state"] as? String ?? ""
    }

    func lifetime(at place: Workplace) throws -> Int {
        (try entry(at: place)["seconds"] as? Int ?? -1) / 3_600
    }

    /// Releases the person; the id of the transfer.
    @discardableResult
    func release(
        from place: Workplace, to taker: Workplace, passport: String? = nil
    ) throws -> String {
        let done = try TransferCommands.release(
            place, volunteer: Self.person, to: taker.home.code,
            passport: .init(file: passport.map(folder.path)))
        return try #require(done.transfer.value)
    }

    func accept(_ what: String, at place: Workplace) throws {
        _ = try TransferCommands.accept(place, what)
    }
}
