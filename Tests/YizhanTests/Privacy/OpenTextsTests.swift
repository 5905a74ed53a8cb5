import Commands
import Foundation
import Node
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

    @Test func `no open field of a volunteer says their own name`() throws {
        let before = try changes()
        let open: [WritableKeyPath<VolunteerFields, String?>] = [
            \.volunteerNumber, \.serviceArea, \.residenceArea,
        ]
        for field in open {
            var edit = VolunteerFields()
            edit[keyPath: field] = "张三家"
            var new = VolunteerFields()
            (new.name, new[keyPath: field]) = ("高兴", "高兴家")
            for refused in [
                try problem {
                    try VolunteerCommands.edit(place.station, RecordPlace.idNumber, edit)
                }, try problem { try VolunteerCommands.add(place.station, new) },
            ] {
                #expect(refused.code == "names-volunteer" && refused.exit == .badInput)
            }
        }
        try place.makeConflict(Volunteer.residenceArea, .text("甲村"), .text("乙村"))
        #expect(
            try problem {
                try ConflictCommands.resolve(
                    place.station,
                    .init(
                        record: RecordPlace.idNumber,
                        edits: ["residence_area=张三家", "phones="]))
            }.code == "names-volunteer")
        #expect(try changes() == before + 2)
    }

    @Test func `what is shown in lists stays on its line`() throws {
        let before = try changes()
        #expect(
            try problem {
                try HoursCommands.add(place.station, hours("巡逻\n7777c1868dd2  伪造"))
            }.code == "control-character")
        for field in [\VolunteerFields.volunteerNumber, \.serviceArea] {
            var fields = VolunteerFields()
            fields[keyPath: field] = "V3\n7777c1868dd2  伪造"
            #expect(
                try problem {
                    try VolunteerCommands.edit(place.station, RecordPlace.idNumber, fields)
                }.code == "control-character")
        }
        #expect(try changes() == before)
        var fields = hours()
        fields.content = "上午清扫\n下午巡逻"
        _ = try HoursCommands.add(place.station, fields)
        // What another program has written is shown on its line, too.
        let scope = try #require(try place.station.home.stationScope())
        var draft = Draft(Volunteer.kind)
        draft[Volunteer.name] = .text("李四")
        draft[Volunteer.volunteerNumber] = .text("V3\n7777c1868dd2  伪造")
        try place.station.store.commit(to: scope, by: place.station.home.author, at: 1) { door in
            _ = try door.write(draft)
        }
        let lines = try VolunteerCommands.list(place.station).text(in: .zh).split(separator: "\n")
        #expect(lines.count == 2)
    }

    @Test func `what is meant as it stands is recorded when somebody says so, and shows it`() throws
    {
        var fields = hours("张三杯比赛，电话机 138 0013 8001 型")
        let refused = try problem { try HoursCommands.add(place.station, fields) }
        #expect(refused.message.text(in: .zh).contains("张三杯比赛，电话机 *** **** **** 型"))
        #expect(refused.remedy?.text(in: .zh).contains("--as-written") == true)
        fields.isAsWritten = true
        let record = try #require(try HoursCommands.add(place.station, fields).records.first)
        let entity = try #require(Entity(hex: record.id))
        #expect(try source(of: entity) == Source.asWritten)
    }

    @Test
    func `a volunteer whose area says a name is registered when somebody means it, and shows it`()
        throws
    {
        var fields = VolunteerFields()
        fields.name = "李家"
        fields.serviceArea = "甲村 李家"
        let plain = try problem { try VolunteerCommands.add(place.station, fields) }
        #expect(plain.code == "names-volunteer")
        fields.isAsWritten = true
        let written = try VolunteerCommands.add(place.station, fields)
        #expect(try source(of: try #require(Entity(hex: written.id))) == Source.asWritten)
        fields = VolunteerFields()
        fields.name = "王五"
        let usual = try VolunteerCommands.add(place.station, fields)
        #expect(try source(of: try #require(Entity(hex: usual.id))) == Source.desk)
    }

    private func source(of record: Entity) throws -> String? {
        try place.station.store.view { try $0.shown(Source.group, of: record) }?[
            Source.channel.number]?.asText
    }

    @Test func `no reason of an export names somebody who is in it`() throws {
        let order = ExportOrder(
            file: place.folder.path("x.csv"), grounds: .init(reason: "张三要的名单"))
        #expect(
            try problem { try VolunteerCommands.export(place.station, order) }.code
                == "reason-names-person")
        #expect(!FileManager.default.fileExists(atPath: order.file))
    }
}
