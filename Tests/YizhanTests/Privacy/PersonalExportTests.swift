import Commands
import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Testing
import Texts

/// Personal data leaves a node as a file only after the log says to whom and why.
@Suite struct PersonalExportTests {
    private static let adult = "张三,\(RecordPlace.idNumber),13800138000,620102001"
    /// Eleven years old by the clock of the place.
    private static let child = "11010520150601002"

    private func disclosures(_ place: RecordPlace) throws -> [Disclosure] {
        let scope = try #require(try place.station.home.stationScope())
        return try place.station.store.changes(in: scope).compactMap { Disclosure($0.canonical) }
    }

    private func order(
        _ place: RecordPlace, _ name: String, reason: String? = "年度核对", purpose: String? = nil
    ) -> ExportOrder {
        ExportOrder(
            file: place.folder.path(name), grounds: .init(reason: reason, purpose: purpose))
    }

    private func text(_ order: ExportOrder) throws -> String {
        try String(contentsOfFile: order.file, encoding: .utf8)
    }

    /// Two who may export and approve at the county, each under their own login: `cao` and `du`.
    private func operators(at place: RecordPlace) throws -> (String) -> Workplace {
        for login in ["cao", "du"] {
            _ = try UserCommands.add(
                place.county, login: login, name: "某某", role: Role.countyOperator.name, code: nil)
        }
        return { Workplace(home: place.county.home, login: $0) }
    }

    @Test func `what is exported is logged, private, and reads back as the same people and hours`()
        throws
    {
        let place = try RecordPlace()
        #expect(try place.volunteers(Self.adult, "=李四,,13800138001,620102001").taken == 2)
        let hours = try place.hours(
            "张三,\(RecordPlace.idNumber),扫雪,2026-11-01 09:00,2026-11-01 11:30,2.5,王五,赵六")
        #expect(hours.taken == 1)
        let people = order(place, "people.csv")
        let report = try VolunteerCommands.export(place.station, people)
        #expect(report.rows == 2 && report.people == 2 && report.leftOut == 0)
        let records = order(place, "records.csv")
        #expect(try HoursCommands.export(place.station, records).rows == 1)
        let said = try disclosures(place)
        #expect(said.map(\.act) == [.exported, .exported])
        #expect(said.map(\.reason) == ["年度核对", "年度核对"] && said.map(\.count) == [2, 1])
        for file in [people.file, records.file] {
            let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
            #expect(mode as? Int == 0o600)
        }
        #expect(try text(people).contains(RecordPlace.idNumber))
        #expect(try text(people).contains("'=李四"), "no spreadsheet takes it for a formula")
        #expect(try text(records).contains("confirmed"))
        #expect(
            try VolunteerCommands.importList(place.station, file: people.file).alreadyThere == 1)
        #expect(
            try HoursCommands.importList(place.station, file: records.file).alreadyThere == 1)
        let other = try RecordPlace()
        #expect(try VolunteerCommands.importList(other.station, file: people.file).taken == 2)
        #expect(try HoursCommands.importList(other.station, file: records.file).taken == 1)
        #expect(try other.total().text(in: .zh) == place.total().text(in: .zh))
    }

    @Test func `without a reason, over a file, or on trial nothing is written and nothing logged`()
        throws
    {
        let place = try RecordPlace()
        try place.register()
        let unsaid = order(place, "a.csv", reason: nil)
        #expect(try problem { try VolunteerCommands.export(place.station, unsaid) }.exit == .usage)
        let there = order(place, "b.csv")
        _ = try place.folder.write("b.csv", "mine")
        #expect(
            try problem { try VolunteerCommands.export(place.station, there) }.exit == .badInput)
        #expect(try text(there) == "mine")
        let nameless = ExportOrder(file: "", grounds: .init(reason: "核对"))
        #expect(
            try problem { try VolunteerCommands.export(place.station, nameless) }.exit == .usage)
        let tried = order(place, "c.csv")
        #expect(try VolunteerCommands.export(place.trying, tried).rows == 1)
        #expect(!FileManager.default.fileExists(atPath: tried.file))
        #expect(try disclosures(place).isEmpty)
    }

    @Test func `children are left out unless there is a purpose, and the erased always`() throws {
        let place = try RecordPlace()
        let number = Self.child + String(try #require(CitizenNumber.checkCharacter(of: Self.child)))
        #expect(
            try place.volunteers(Self.adult, "小明明,\(number),13800138009,620102001").taken == 2)
        let without = order(place, "a.csv")
        #expect(try VolunteerCommands.export(place.station, without).leftOut == 1)
        #expect(try !text(without).contains("小明明"))
        let with = order(place, "b.csv", purpose: "监护人申请")
        #expect(try VolunteerCommands.export(place.station, with).rows == 2)
        #expect(try text(with).contains("小明明"))
        #expect(try disclosures(place).map(\.purpose) == [nil, "01"])
        _ = try VolunteerCommands.erase(
            place.station, RecordPlace.idNumber, .ask(reason: "本人要求"))
        let after = order(place, "c.csv")
        #expect(try VolunteerCommands.export(place.station, after).rows == 0)
        #expect(try !text(after).contains("张三"))
    }

    @Test func `where people have roles a second one approves each export, once`() throws {
        let place = try RecordPlace()
        #expect(
            try VolunteerCommands.importList(
                place.county,
                file: place.folder.write("v.csv", "姓名,身份证号,手机号,服务区域\n\(Self.adult)"),
                code: "620102001"
            ).taken == 1)
        let working = try operators(at: place)
        let order = ExportOrder(
            file: place.folder.path("a.csv"), grounds: .init(reason: "年度核对"), code: "620102001")
        func export() throws -> PersonalExported {
            try VolunteerCommands.export(working("cao"), order)
        }
        #expect(try problem(export).exit == .waitingForApproval)
        #expect(!FileManager.default.fileExists(atPath: order.file))
        let waiting = try ApprovalCommands.list(place.county)
        let asked = try #require(waiting.approvals.first)
        #expect(asked.summary == "volunteer-export 1 · 年度核对", "what the second one decides about")
        let id = asked.id
        _ = try ApprovalCommands.answer(working("du"), id, approving: true)
        #expect(try export().rows == 1)
        try FileManager.default.removeItem(atPath: order.file)
        #expect(try problem(export).exit == .waitingForApproval, "one word, one file")
    }

    @Test func `a word of the second person is for who and what they saw, and for nothing else`()
        throws
    {
        let place = try RecordPlace()
        func register(_ name: String, _ number: String, _ birth: String? = nil) throws -> String {
            var fields = VolunteerFields()
            (fields.name, fields.volunteerNumber, fields.birthDate) = (name, number, birth)
            return try VolunteerCommands.add(place.county, fields, code: "620102001").id
        }
        let first = try register("小明明", "V1", "2015-06-01")
        let working = try operators(at: place)
        let order = ExportOrder(
            file: place.folder.path("a.csv"), grounds: .init(reason: "年度核对", purpose: "01"),
            code: "620102001")
        func export() throws -> PersonalExported {
            try VolunteerCommands.export(working("cao"), order)
        }
        func approve() throws {
            let waiting = try ApprovalCommands.list(place.county).approvals
            _ = try ApprovalCommands.answer(
                working("du"), try #require(waiting.last).id, approving: true)
        }
        func isRefusedAnew() throws -> Bool {
            let problem = try problem(export)
            return problem.exit == .waitingForApproval
                && problem.message.text(in: .zh).contains("后来变了")
                && !FileManager.default.fileExists(atPath: order.file)
        }
        #expect(try problem(export).exit == .waitingForApproval)
        try approve()
        _ = try register("小红红", "V2", "2016-06-01")
        #expect(try isRefusedAnew(), "another child")
        try approve()
        var fields = VolunteerFields()
        fields.phones = ["13900139000"]
        _ = try VolunteerCommands.edit(place.county, first, fields)
        #expect(try isRefusedAnew(), "the same people, and more of one of them")
        try approve()
        #expect(try export().rows == 2)
        // Of the hours no less: a record that came later was not seen.
        func hours(_ day: String) throws {
            _ = try HoursCommands.add(
                place.county,
                HoursFields(
                    volunteer: "V1", activity: "清扫", start: "2026-11-\(day) 09:00",
                    end: "2026-11-\(day) 10:00"))
        }
        let records = ExportOrder(
            file: place.folder.path("h.csv"), grounds: order.grounds, code: order.code)
        func exportHours() throws -> PersonalExported {
            try HoursCommands.export(working("cao"), records)
        }
        try hours("01")
        #expect(try problem(exportHours).exit == .waitingForApproval)
        try approve()
        try hours("02")
        #expect(try problem(exportHours).exit == .waitingForApproval)
        try approve()
        #expect(try exportHours().rows == 2)
    }

    @Test func `an approved list of hours is of these people, these records, and how they count`()
        throws
    {
        let place = try RecordPlace()
        let code = "620102001"
        var fields = VolunteerFields()
        (fields.name, fields.volunteerNumber) = ("张三", "V1")
        _ = try VolunteerCommands.add(place.county, fields, code: code)
        let first = try #require(
            try HoursCommands.add(
                place.county,
                HoursFields(
                    volunteer: "V1", activity: "清扫", start: "2026-11-01 09:00",
                    end: "2026-11-01 10:00")
            ).records.first
        ).id
        let working = try operators(at: place)
        let order = ExportOrder(
            file: place.folder.path("h.csv"), grounds: .init(reason: "年度核对"), code: code)
        func export() throws -> PersonalExported {
            try HoursCommands.export(working("cao"), order)
        }
        func expectAsked(_ comment: Comment) throws {
            #expect(try problem(export).exit == .waitingForApproval, comment)
            let waiting = try ApprovalCommands.list(place.county).approvals
            _ = try ApprovalCommands.answer(
                working("du"), try #require(waiting.last).id, approving: true)
        }
        try expectAsked("at first")
        fields = VolunteerFields()
        fields.phones = ["13900139000"]
        _ = try VolunteerCommands.edit(place.county, "V1", fields)
        try expectAsked("a telephone that nobody has seen")
        let second = try HoursCommands.reverse(
            place.county, first, reason: "时间", replacement: .init(start: "2026-11-01 09:30"))
        try expectAsked("another record in the place of the one")

        // Two have corrected it, neither having seen the other: what replaces it is under review.
        let scope = try #require(try place.county.store.view { try $0.scope(code: code) }).scope
        let rendering = try place.county.store.render(scope)
        let record = try #require(Entity(hex: first))
        for reason in ["时间", "时间不对"] {
            var draft = Draft(ServiceRecord.kind, entity: record)
            draft[ServiceRecord.reversed] = .bool(true)
            draft[ServiceRecord.reason] = .text(reason)
            draft[ServiceRecord.replacement] = .reference(
                try #require(second.replacement.value.flatMap(Entity.init(hex:))))
            _ = try place.county.store.commit(
                to: scope, by: place.county.home.author, at: RecordPlace.now, rendering: rendering
            ) { door in try door.write(draft) }
        }
        try expectAsked("the same record in another column")
        #expect(try export().rows == 1)
        #expect(try text(order).contains("underReview"))
    }
}
