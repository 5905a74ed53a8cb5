import Interchange
import ServiceRecords
import Testing

@Suite struct HoursSheetTests {
    static let header = HoursSheet.Column.allCases.map(\.rawValue)

    /// A whole row with some cells changed, read on 2026-04-01.
    static func read(_ changed: [String: String]) throws -> RowReading<HoursRow> {
        let cells = [
            "姓名": "王强", "证件号码": "62010219900307123X", "项目名称": "敬老", "活动名称": "送餐",
            "活动地点": "酒泉路", "服务内容": "送餐上门", "队伍名称": "红马甲", "活动负责人": "李梅",
            "记录人": "旦增", "审核人": "扎西", "开始时间": "2026-03-01 09:00",
            "结束时间": "2026-03-01 11:30", "服务时长(小时)": "2.5",
        ].merging(changed) { _, new in new }
        let sheet = try HoursSheet(header: header)
        let now = try CivilTime.milliseconds("2026-04-01 00:00")
        return sheet.read(.init(line: 3, cells: header.map { cells[$0] ?? "" }), now: now)
    }

    static func taken(_ changed: [String: String]) throws -> (row: HoursRow, notes: [CellNote])? {
        guard case .taken(let row, let notes) = try read(changed) else { return nil }
        return (row, notes)
    }

    @Test func aWholeRowIsTakenWithoutNotes() throws {
        let (row, notes) = try #require(try Self.taken(["录入方式": "纸质补录", "评价": "好"]))
        #expect(notes.isEmpty)
        #expect(row.volunteer.idNumber == "62010219900307123X" && !row.volunteer.isNameOnly)
        #expect((row.projectName, row.activityName) == ("敬老", "送餐"))
        #expect((row.place, row.content, row.organisation) == ("酒泉路", "送餐上门", "红马甲"))
        #expect((row.leader, row.recorder, row.approver) == ("李梅", "旦增", "扎西"))
        #expect((row.entryMode, row.evaluation, row.seconds) == ("5", "好", 9_000))
        #expect(row.parts.first?.interval.start == 1_772_326_800_000)
    }

    /// Start, end, hours, and the seconds of the parts.
    static let times: [(String, String, String, [Int64])] = [
        ("2026-03-01 09:00", "2026-03-01 11:30", "", [9_000]),
        ("2026-03-01 09:00", "2026-03-01 11:30", "２.50", [9_000]),
        ("2026-03-01 09:00", "2026-03-01 11:30", "1", [3_600]),
        ("46082.375", "46082.4791666667", "2.5", [9_000]),
        ("2026-03-01 09:00", "2026-03-01 09:40", "0.67", [2_400]),
        ("2026-03-01 09:00", "2026-03-01 09:20", "0.33", [1_200]),
        ("2026-03-01 22:00", "2026-03-02 01:00", "", [7_200, 3_600]),
        ("2026-03-01 22:00", "2026-03-02 01:00", "3", [7_200, 3_600]),
        ("2026-03-01 22:00", "2026-03-02 00:00", "1.5", [5_400]),
        ("2026-03-01 12:00", "2026-03-02 12:00", "24", [43_200, 43_200]),
    ]

    @Test(arguments: times)
    func timeBecomesARecordForEachDay(
        start: String, end: String, hours: String, seconds: [Int64]
    ) throws {
        let changed = ["开始时间": start, "结束时间": end, "服务时长(小时)": hours]
        #expect(try Self.taken(changed)?.row.parts.map(\.seconds) == seconds)
    }

    static let rejected: [([String: String], [String])] = [
        (["服务时长(小时)": "2.51"], ["服务时长(小时) hours-longer-than-interval"]),
        (["服务时长(小时)": "两"], ["服务时长(小时) hours-unreadable"]),
        (["服务时长(小时)": "0"], ["服务时长(小时) hours-not-positive"]),
        (["服务时长(小时)": "25"], ["服务时长(小时) hours-over-a-day"]),
        (["结束时间": "2026-03-02 01:00"], ["服务时长(小时) hours-across-midnight"]),
        (["结束时间": "2026-03-02 09:01"], ["结束时间 interval-over-a-day"]),
        (["结束时间": "2026-03-01 09:00"], ["结束时间 end-not-after-start"]),
        (["结束时间": ""], ["结束时间 missing"]),
        (["结束时间": "2026-03-01"], ["结束时间 time-missing"]),
        (["结束时间": "11:30"], ["结束时间 time-unreadable"]),
        (["开始时间": "2026-02-30 09:00"], ["开始时间 no-such-time"]),
        (["开始时间": "?", "服务时长(小时)": "?"], ["开始时间 time-unreadable", "服务时长(小时) hours-unreadable"]),
        (["姓名": "", "证件号码": ""], ["证件号码 no-volunteer"]),
        (["姓名": "", "证件号码": "1.10105E+17"], ["证件号码 number-mangled"]),
        (["证件号码": "620102199003071231"], ["证件号码 number-check-character"]),
        (["手机号": "12"], ["手机号 phone"]),
        (["活动地点": "找 138-0013-8001"], ["活动地点 holds-number"]),
        (["项目编号": "13800138001"], ["项目编号 holds-number"]),
        (["项目名称": "", "活动名称": ""], ["活动名称 missing"]),
        (["录入方式": "猜"], ["录入方式 unknown-code"]),
        (["审核人": "旦增"], ["审核人 approver-is-recorder"]),
        (["审核人": "王强"], ["审核人 approver-is-volunteer"]),
    ]

    @Test(arguments: rejected)
    func whatIsWrongNamesItsCell(changed: [String: String], problems: [String]) throws {
        guard case .rejected(let found) = try Self.read(changed) else {
            Issue.record("taken")
            return
        }
        #expect(found.map { "\($0.column) \($0.reason.rawValue)" } == problems)
        #expect(found.allSatisfy { $0.row == 3 })
    }

    static let noted: [([String: String], String, CellNote.Kind)] = [
        (["审核人": ""], "审核人", .awaitsApproval), (["活动地点": ""], "活动地点", .incomplete),
        (["活动负责人": ""], "活动负责人", .incomplete), (["记录人": "王强"], "记录人", .recorderIsVolunteer),
        (["证件号码": "620102900307123"], "证件号码", .oldNumber),
        (
            ["开始时间": "2026-04-01 09:00", "结束时间": "2026-04-01 11:30"], "结束时间", .inTheFuture
        ),
        (
            ["结束时间": "2026-03-01 21:30", "服务时长(小时)": ""], "服务时长(小时)", .longDay
        ),
        (
            ["结束时间": "2026-03-02 01:00", "服务时长(小时)": ""], "开始时间", .dividedAtMidnight
        ),
    ]

    @Test(arguments: noted)
    func whatIsDoubtfulIsTakenAndNoted(
        changed: [String: String], column: String, kind: CellNote.Kind
    ) throws {
        let notes = try #require(try Self.taken(changed)).notes
        #expect(notes.contains(CellNote(row: 3, column: column, kind: kind)))
    }

    static let named: [([String: String], Bool)] = [
        (["证件号码": ""], true), (["证件号码": "", "志愿者编号": "N7"], false),
        (["证件号码": "", "姓名": "", "手机号": "13800138000"], false),
    ]

    @Test(arguments: named)
    func anyOfFourPartsNamesTheVolunteer(changed: [String: String], isNameOnly: Bool) throws {
        let row = try #require(try Self.taken(changed)).row
        #expect(row.volunteer.isNameOnly == isNameOnly)
        #expect(row.entryMode == "6")
    }

    @Test func theProjectNamesAnActivityWithoutAName() throws {
        #expect(try Self.taken(["活动名称": ""])?.row.activityName == "敬老")
    }
}
