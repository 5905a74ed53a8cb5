import Commands
import Foundation
import ServiceRecords
import Store
import SyncCore
import Testing
import Texts

/// What of a record everybody can read, for ever, says nobody's number, and not who served.
@Suite struct OpenTextsTests {
    private let place: RecordPlace
    private static var fields: [(String, WritableKeyPath<HoursFields, String?>)] {
        [
            ("活动地点", \.place), ("服务内容", \.content), ("岗位", \.post),
            ("队伍名称", \.organisation), ("项目名称", \.projectName),
        ]
    }
    private static let texts = [
        ("回电 138 0013 8001", "holds-number"), ("身份证 １１０１０５19491231002X", "holds-number"),
        ("看望张 三", "names-volunteer"), ("联系 0931-8888888", "names-volunteer"),
    ]

    init() throws {
        place = try RecordPlace()
        try place.register()
        var fields = VolunteerFields()
        fields.phones = ["13800138000", "09318888888"]
        _ = try VolunteerCommands.edit(place.station, RecordPlace.idNumber, fields)
    }

    private func changes() throws -> Int {
        try StationCommands.list(place.station).stations.reduce(0) { $0 + $1.changes }
    }

    private func hours(_ activity: String = "巡逻") -> HoursFields {
        HoursFields(
            volunteer: RecordPlace.idNumber, activity: activity, start: "2026-11-20 09:00",
            end: "2026-11-20 10:00")
    }

    @Test(arguments: texts)
    func `hours are refused whose open texts say who it is, with the field, and nothing is written`(
        text: String, code: String
    ) throws {
        let before = try changes()
        var all: [(String, HoursFields)] = [("活动名称", hours(text))]
        for (name, field) in Self.fields {
            var fields = hours()
            fields[keyPath: field] = text
            all.append((name, fields))
        }
        for (name, fields) in all {
            let refused = try problem { try HoursCommands.add(place.station, fields) }
            #expect(refused.code == code && refused.exit == .badInput, "\(name)")
            let words = refused.message.text(in: .zh)
            #expect(words.contains(name))
            #expect(!words.contains("0013") && !words.contains("1949"), "\(words)")
        }
        #expect(try changes() == before)
        var personal = hours("为李大爷理发")
        (personal.remark, personal.place) = (text, "王芳纪念馆 2026-11-20")
        #expect(try HoursCommands.add(place.station, personal).records.count == 1)
    }

    @Test func `a row of an import is rejected for its cell, and the others are taken`() throws {
        let header = "姓名,证件号码,活动名称,活动地点,服务内容,项目编号,开始时间,结束时间"
        func row(_ hour: Int, _ cells: String) -> String {
            "张三,\(RecordPlace.idNumber),\(cells),2026-11-20 \(hour):00,2026-11-20 \(hour):30"
        }
        let text = [
            header, row(10, "巡逻,村口,找13800138001,P1"), row(11, "张三生日,村口,清扫,P1"),
            row(12, "巡逻,村口,清扫,\(RecordPlace.idNumber)"), row(13, "巡逻,村口,清扫,620102202603010001"),
        ].joined(separator: "\n")
        let report = try HoursCommands.importList(
            place.station, file: try place.folder.write("h.csv", text))
        #expect(report.taken == 1 && report.rejected == 3)
        #expect(
            report.problems.map { "\($0.row) \($0.column) \($0.reason.rawValue)" } == [
                "2 服务内容 holds-number", "3 活动名称 names-volunteer", "4 项目编号 holds-number",
            ])
        let told = report.text(in: .zh) + report.text(in: .en)
        #expect(!told.contains("0013") && !told.contains("1949"))
    }

    @Test func `a volunteer's own numbers are no volunteer number, and no area`() throws {
        let before = try changes()
        for number in ["13800138001", RecordPlace.idNumber, "+86 138-0013-8001"] {
            var fields = VolunteerFields()
            fields.volunteerNumber = number
            let refused = try problem {
                try VolunteerCommands.edit(place.station, RecordPlace.idNumber, fields)
            }
            #expect(refused.code == "holds-number")
        }
        var fields = VolunteerFields()
        fields.serviceArea = "甲村 13800138001"
        #expect(
            try problem { try VolunteerCommands.edit(place.station, RecordPlace.idNumber, fields) }
                .code == "holds-number")
        #expect(try changes() == before)
        let report = try VolunteerCommands.importList(
            place.station,
            file: try place.folder.write(
                "v2.csv", "姓名,手机号,志愿者编号\n李四,13800138002,13800138002\n王五,,6201022026030123\n"))
        #expect(report.taken == 1 && report.problems.map(\.reason) == [.holdsNumber])
    }

    @Test func `no name of a station, no login and no decision of a conflict holds a number`()
        throws
    {
        let named = try problem {
            try StationCommands.invite(
                place.county,
                .init(code: "620102009", name: "甲站 13800138001", file: place.folder.path("j.json")))
        }
        #expect(named.code == "holds-number")
        #expect(!FileManager.default.fileExists(atPath: place.folder.path("j.json")))
        let login = try problem {
            try UserCommands.add(
                place.county, login: "13800138001", name: "某某", role: Role.administrator.name)
        }
        #expect(login.code == "holds-number")
        try place.makeConflict(Volunteer.residenceArea, .text("甲村"), .text("乙村"))
        let decided = try problem {
            try ConflictCommands.resolve(
                place.station,
                .init(
                    record: RecordPlace.idNumber,
                    edits: ["residence_area=丙村13800138001", "phones="]))
        }
        #expect(decided.code == "holds-number")
        #expect(try ConflictCommands.list(place.station).conflicts.count == 1)
    }

    @Test func `a reversal does not say whose record it was`() throws {
        _ = try HoursCommands.add(place.station, hours())
        let record = try place.onlyRecord()
        let refused = try problem {
            try HoursCommands.reverse(place.station, record, reason: "张三没有来")
        }
        #expect(refused.code == "reason-names-person")
        #expect(try HoursCommands.list(place.station).records.first?.isReversed == false)
    }
}
