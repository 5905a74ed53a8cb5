import Commands
import Foundation
import Testing
import Texts

@Suite struct HoursImportTests {
    private let id = RecordPlace.idNumber

    @Test func theSameFileTwiceAddsNothing() throws {
        let place = try RecordPlace()
        try place.register()
        for (taken, there) in [(2, 0), (0, 2)] {
            let report = try place.hours(
                "张三,\(id),巡查,2026-03-01 09:00,2026-03-01 11:30,,李四,",
                "张三,,探访,2026-03-02 09:00,2026-03-02 10:00,0.5,李四,陈主任")
            #expect(report.taken == taken)
            #expect(report.alreadyThere == there)
            #expect(report.exit == .done)
        }
        let total = try place.total()
        #expect(total.seconds == 10_800)
        #expect(total.columns.awaitingApproval.seconds == 9_000)
        #expect(total.columns.confirmed.seconds == 1_800)
    }

    static let rejected: [(String, RowReason, String)] = [
        ("王五,,巡查,2026-03-01 09:00,2026-03-01 10:00,,,", .unknownVolunteer, "姓名"),
        (
            "李四,\(RecordPlace.idNumber),巡查,2026-03-01 09:00,2026-03-01 10:00,,,",
            .volunteerContradicts, "证件号码"
        ),
        ("张三,1.10105E+17,巡查,2026-03-01 09:00,2026-03-01 10:00,,,", .numberMangled, "证件号码"),
        ("张三,,巡查,2026-03-01 10:00,2026-03-01 09:00,,,", .endNotAfterStart, "结束时间"),
        ("张三,,巡查,2026-03-01 09:00,2026-03-01 10:00,3,,", .hoursLongerThanInterval, "服务时长(小时)"),
        ("张三,,巡查,昨天,2026-03-01 10:00,,,", .timeUnreadable, "开始时间"),
        ("张三,,巡查,2026-05-01 08:30,2026-05-01 09:30,,,", .overlapsRecord, "开始时间"),
        (
            ",\(RecordPlace.idNumber),巡查,2026-03-01 09:00,2026-03-01 10:00,,,张三",
            .approverIsVolunteer, "审核人"
        ),
        ("张三,,巡查,2026-03-01 09:00,2026-03-01 10:00,,李四,李四", .approverIsRecorder, "审核人"),
    ]

    @Test(arguments: rejected)
    func aRowThatCannotStandIsRejected(row: String, reason: RowReason, column: String) throws {
        let place = try RecordPlace()
        try place.register()
        _ = try place.hours("张三,,值班,2026-05-01 09:00,2026-05-01 10:00,,,")
        let report = try place.hours(row, named: "bad.csv")
        #expect(report.problems.map(\.reason) == [reason])
        #expect(report.problems.map(\.column) == [column])
        #expect(report.exit == .badInput)
        #expect(try place.total().records == 1)
    }

    @Test func anOverlapWithAnEarlierRowNamesIt() throws {
        let place = try RecordPlace()
        try place.register()
        let report = try place.hours(
            "张三,,巡查,2026-03-01 09:00,2026-03-01 11:00,,,",
            "张三,,探访,2026-03-01 10:30,2026-03-01 12:00,,,")
        #expect(report.problems.map(\.reason) == [.overlapsRow])
        #expect(report.text(in: .en).contains("(row 2)"))
        #expect(report.exit == .partly)
    }

    @Test func twoOfOneNameAreNotGuessed() throws {
        let place = try RecordPlace()
        _ = try place.volunteers("张三,,13800138000,", "张三,,13800138001,")
        let report = try place.hours("张三,,巡查,2026-03-01 09:00,2026-03-01 11:00,,,")
        #expect(report.problems.map(\.reason) == [.ambiguousVolunteer])
    }

    @Test func aRowOverMidnightBecomesTwoRecordsOnce() throws {
        let place = try RecordPlace()
        try place.register()
        for taken in [1, 0] {
            let report = try place.hours("张三,,巡查,2026-03-01 22:00,2026-03-02 01:00,,,")
            #expect(report.taken == taken)
        }
        #expect(try HoursCommands.list(place.station).records.map(\.seconds) == [7_200, 3_600])
    }

    @Test func whatWasReversedDoesNotComeBackWithTheSameFile() throws {
        let place = try RecordPlace()
        try place.register()
        let row = "张三,,巡查,2026-03-01 09:00,2026-03-01 11:00,,,"
        _ = try place.hours(row)
        _ = try HoursCommands.reverse(place.station, try place.onlyRecord(), reason: "未到场")
        #expect(try place.hours(row).alreadyThere == 1)
        #expect(try place.total().records == 0)
    }

    @Test func aTryFindsOverlapsWithinTheFile() throws {
        let place = try RecordPlace()
        try place.register()
        let file = try place.folder.write(
            "h.csv",
            RecordPlace.hoursHeader + """

                张三,,巡查,2026-03-01 09:00,2026-03-01 11:00,,,
                张三,,探访,2026-03-01 10:30,2026-03-01 12:00,,,
                """)
        let tried = try HoursCommands.importList(place.trying, file: file)
        #expect(tried.taken == 1)
        #expect(tried.rejected == 1)
        #expect(try place.total().records == 0)
    }

    @Test func batchesLargerThanOneTransactionAreTakenWhole() throws {
        let place = try RecordPlace()
        try place.register()
        let rows = (0..<1_201).map { index in
            let day = 1 + index % 28
            let month = 1 + index / 28 % 12
            let year = 2020 + index / 336
            return "张三,,巡查,\(year)-\(month)-\(day) 09:00,\(year)-\(month)-\(day) 10:00,,,"
        }
        let text = ([RecordPlace.hoursHeader] + rows).joined(separator: "\n")
        let file = try place.folder.write("many.csv", text)
        #expect(try HoursCommands.importList(place.station, file: file).taken == 1_201)
        #expect(try HoursCommands.importList(place.station, file: file).alreadyThere == 1_201)
        #expect(try place.total().seconds == 1_201 * 3_600)
    }
}

@Suite struct ApprovalTests {
    /// Who approves a record of 张三 that 李四 recorded.
    static let approvers: [(String, ApprovalRefusal?)] = [
        ("陈主任", nil), ("张三", .approverIsVolunteer), ("李四", .approverIsRecorder),
        (RecordPlace.idNumber, .approverIsVolunteer),
    ]

    @Test(arguments: approvers)
    func approverRecorderAndVolunteerAreThree(
        approver: String, refusal: ApprovalRefusal?
    ) throws {
        let place = try RecordPlace()
        try place.register()
        _ = try place.hours("张三,,巡查,2026-03-01 09:00,2026-03-01 11:00,,李四,")
        let report = try HoursCommands.approve(
            place.station, .records([try place.onlyRecord()]), by: approver)
        #expect(report.refused.map(\.reason) == (refusal.map { [$0.rawValue] } ?? []))
        #expect(report.exit == (refusal == nil ? .done : .notPermitted))
        #expect(try place.total().columns.confirmed.records == (refusal == nil ? 1 : 0))
    }

    @Test func approvingTwiceWritesNothing() throws {
        let place = try RecordPlace()
        try place.register()
        _ = try place.hours("张三,,巡查,2026-03-01 09:00,2026-03-01 11:00,,李四,")
        let record = try place.onlyRecord()
        _ = try HoursCommands.approve(place.station, .records([record]), by: "陈主任")
        let before = try StationCommands.list(place.station).stations.map(\.changes)
        let again = try HoursCommands.approve(place.station, .records([record]), by: "王主任")
        #expect(again.alreadyApproved == 1)
        #expect(try StationCommands.list(place.station).stations.map(\.changes) == before)
    }

    @Test func allThatAwaitItAreApprovedButOnesOwn() throws {
        let place = try RecordPlace()
        try place.register()
        _ = try place.volunteers("陈主任,,13800138009,")
        _ = try place.hours(
            "张三,,巡查,2026-03-01 09:00,2026-03-01 11:00,,李四,",
            "陈主任,,巡查,2026-03-01 09:00,2026-03-01 11:00,,李四,")
        let report = try HoursCommands.approve(place.station, .all(code: nil), by: "陈主任")
        #expect(report.approved == 1)
        #expect(report.refused.map(\.reason) == ["approver-is-volunteer"])
        #expect(report.exit == .partly)
    }

    @Test func aReversedRecordIsNotApproved() throws {
        let place = try RecordPlace()
        try place.register()
        _ = try place.hours("张三,,巡查,2026-03-01 09:00,2026-03-01 11:00,,李四,")
        let record = try place.onlyRecord()
        _ = try HoursCommands.reverse(place.station, record, reason: "未到场")
        let report = try HoursCommands.approve(place.station, .records([record]), by: "陈主任")
        #expect(report.refused.map(\.reason) == ["reversed"])
    }
}

@Suite struct ReversalTests {
    private func recorded() throws -> (RecordPlace, String) {
        let place = try RecordPlace()
        try place.register()
        _ = try place.hours("张三,,巡查,2026-03-01 09:00,2026-03-01 11:00,,李四,陈主任")
        return (place, try place.onlyRecord())
    }

    @Test func aReplacementCountsOnceInTheRecordsStead() throws {
        let (place, record) = try recorded()
        let report = try HoursCommands.reverse(
            place.station, record, reason: "记错了", replacement: .init(end: "2026-03-01 10:00"))
        let total = try place.total()
        #expect(total.records == 1)
        #expect(total.seconds == 3_600)
        #expect(total.columns.awaitingApproval.records == 1)
        let new = try HoursCommands.show(place.station, try #require(report.replacement.value))
        #expect(new.record.replaces.value == record)
        #expect(new.recorder.value == "李四")
        let old = try HoursCommands.show(place.station, record)
        #expect(old.record.isReversed)
        #expect(old.record.reason.value == "记错了")
        #expect(old.record.seconds == 7_200)
    }

    @Test func aReversedRecordCountsNowhere() throws {
        let (place, record) = try recorded()
        _ = try HoursCommands.reverse(place.station, record, reason: "未到场")
        #expect(try place.total().records == 0)
        #expect(try HoursCommands.show(place.station, record).record.column.value == nil)
    }

    @Test func aRecordIsReversedOnce() throws {
        let (place, record) = try recorded()
        _ = try HoursCommands.reverse(place.station, record, reason: "未到场")
        let found = try problem {
            try HoursCommands.reverse(place.station, record, reason: "未到场")
        }
        #expect(found.code == "already-reversed")
    }

    @Test func aReplacementThatOverlapsLeavesTheRecordAsItWas() throws {
        let (place, record) = try recorded()
        _ = try place.hours("张三,,探访,2026-03-01 12:00,2026-03-01 13:00,,李四,", named: "2.csv")
        let found = try problem {
            try HoursCommands.reverse(
                place.station, record, reason: "记错了",
                replacement: .init(end: "2026-03-01 12:30"))
        }
        #expect(found.code == "overlaps-record")
        #expect(try place.total().seconds == 10_800)
    }

    @Test(arguments: ["", "  "])
    func aReasonIsNeeded(reason: String) throws {
        let (place, record) = try recorded()
        let found = try problem {
            try HoursCommands.reverse(place.station, record, reason: reason)
        }
        #expect(found.exit == .usage)
        #expect(try place.total().records == 1)
    }
}

@Suite struct HoursCommandTests {
    private func fields(_ start: String, _ end: String, _ activity: String = "巡查") -> HoursFields {
        HoursFields(volunteer: RecordPlace.idNumber, activity: activity, start: start, end: end)
    }

    @Test func whatIsEnteredTwiceIsRecordedOnce() throws {
        let place = try RecordPlace()
        try place.register()
        for (added, there) in [(1, 0), (0, 1)] {
            let report = try HoursCommands.add(
                place.station, fields("2026-03-01 09:00", "2026-03-01 11:00"))
            #expect(report.records.count == added)
            #expect(report.alreadyThere.count == there)
        }
        #expect(try place.total().seconds == 7_200)
    }

    @Test func anOverlapIsRefusedAndWritesNeitherPart() throws {
        let place = try RecordPlace()
        try place.register()
        _ = try HoursCommands.add(place.station, fields("2026-03-02 00:30", "2026-03-02 02:00"))
        let found = try problem {
            try HoursCommands.add(
                place.station, fields("2026-03-01 22:00", "2026-03-02 01:00", "值夜"))
        }
        #expect(found.code == "overlaps-record")
        #expect(try place.total().records == 1)
    }

    @Test func recordsAreListedByColumn() throws {
        let place = try RecordPlace()
        try place.register()
        _ = try place.hours(
            "张三,,巡查,2026-03-01 09:00,2026-03-01 11:00,,李四,",
            "张三,,探访,2026-03-02 09:00,2026-03-02 11:00,,李四,陈主任")
        let confirmed = try HoursCommands.list(place.station, column: .confirmed)
        #expect(confirmed.records.map(\.activity.value) == ["探访"])
        let awaiting = try HoursCommands.list(place.station, column: .awaitingApproval)
        #expect(awaiting.records.map(\.activity.value) == ["巡查"])
    }

    @Test func theTotalNamesEveryColumnForPrograms() throws {
        let place = try RecordPlace()
        let data = try place.total().data()
        let columns = try #require(data["columns"] as? [String: [String: Any]])
        #expect(
            Set(columns.keys)
                == ["awaitingApproval", "confirmed", "provisional", "underReview"])
        #expect(columns.values.allSatisfy { $0["seconds"] as? Int == 0 && $0["records"] != nil })
        #expect(data["seconds"] as? Int == 0)
        #expect(data["records"] as? Int == 0)
    }

    @Test func aStationNobodyKnowsHasNoTotal() throws {
        let place = try RecordPlace()
        let found = try problem { try HoursCommands.total(place.county, code: "620102099") }
        #expect(found.exit == .inputNotFound)
    }
}
