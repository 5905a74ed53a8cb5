import Authority
import Commands
import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Testing

/// A county and one station of it in a temporary directory, with a clock that stands still.
struct RecordPlace {
    /// 2026-11-21 10:00 in Asia/Shanghai.
    static let now: Int64 = 1_795_226_400_000

    struct StandingClock: WallClock {
        let now: Int64
    }

    let folder: Folder
    let county: Workplace
    let station: Workplace

    /// - Parameter addresses: where the station calls the county.
    init(addresses: [String] = []) throws {
        folder = try Folder()
        let clock = StandingClock(now: Self.now)
        county = Workplace(
            home: try NodeHome.create(
                in: folder.url.appendingPathComponent("county"), role: .county, code: "620102",
                name: "城关区", clock: clock))
        let file = folder.path("join.json")
        _ = try StationCommands.invite(
            county, .init(code: "620102001", name: "酒泉路街道", addresses: addresses, file: file))
        let join = try JoinFile(json: try Data(contentsOf: URL(fileURLWithPath: file)))
        station = Workplace(
            home: try NodeHome.join(
                join, in: folder.url.appendingPathComponent("station"), clock: clock))
    }

    /// The station as somebody sees it who only tries.
    var trying: Workplace { Workplace(home: station.home, isDryRun: true) }

    func volunteers(_ rows: String..., named name: String = "v.csv") throws -> ImportReport {
        let text = (["姓名,身份证号,手机号,服务区域"] + rows).joined(separator: "\n")
        return try VolunteerCommands.importList(station, file: try folder.write(name, text))
    }

    static let hoursHeader = "姓名,证件号码,活动名称,开始时间,结束时间,服务时长(小时),记录人,审核人"

    func hours(_ rows: String..., named name: String = "h.csv") throws -> ImportReport {
        let text = ([Self.hoursHeader] + rows).joined(separator: "\n")
        return try HoursCommands.importList(station, file: try folder.write(name, text))
    }

    /// One registered volunteer: 张三.
    static let idNumber = "11010519491231002X"

    func register() throws {
        let report = try volunteers("张三,\(Self.idNumber),13800138000,620102001")
        try #require(report.taken == 1)
    }

    /// Two write a group of 张三, neither having seen the other.
    func makeConflict(
        _ field: Field = Volunteer.phones,
        _ one: Value = .list([.text("13900139001")]),
        _ other: Value = .list([.text("13900139002")])
    ) throws {
        let store = station.store
        let scope = try #require(try station.home.stationScope())
        let rendering = try store.render(scope)
        let found = try store.view { try $0.volunteers(withIDNumber: Self.idNumber) }
        let person = try #require(found.first).entity
        let group = try #require(Volunteer.kind.group(field.group))
        let shown = try #require(try store.view { try $0.shown(group, of: person) })
        for value in [one, other] {
            var draft = Draft(Volunteer.kind, entity: person)
            for field in group.fields { draft[field] = shown[field.number] }
            draft[field] = value
            try store.commit(
                to: scope, by: station.home.author, at: Self.now, rendering: rendering
            ) { door in _ = try door.write(draft) }
        }
    }

    /// One exchange of the station with the county, without a line.
    func exchange() throws {
        let transport = DirectTransport(
            to: county.home, SyncService(home: county.home, log: TransferScene.log))
        let outcome = try Daemon(
            home: station.home, transport: transport, watchesStore: false, log: TransferScene.log
        ).exchangeOnce()
        #expect(outcome.result == .agreed, "\(outcome)")
    }

    func total() throws -> HoursTotalReport { try HoursCommands.total(station) }

    func onlyRecord() throws -> String {
        let records = try HoursCommands.list(station).records
        return try #require(records.first).id
    }
}

/// The problem that `body` throws; of what the store throws, the one that the program makes of it.
func problem(_ body: () throws -> some Any) throws -> Problem {
    do { _ = try body() } catch let problem as Problem { return problem } catch let error
        as StoreError
    { return Problem(error) }
    Issue.record("nothing was thrown")
    throw CancellationError()
}

extension Report {
    /// `data` of the JSON answer.
    func data() throws -> [String: Any] {
        let json = try JSONSerialization.jsonObject(with: try JSONEncoder().encode(self))
        return try #require(json as? [String: Any])
    }
}
