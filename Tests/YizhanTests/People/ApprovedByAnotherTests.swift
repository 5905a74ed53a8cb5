import Authority
import Commands
import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Testing
import Texts

/// Hours are approved by somebody else, whatever name somebody types.
@Suite struct ApprovedByAnotherTests {
    private let place: RecordPlace
    private static let code = "620102001"

    init() throws {
        place = try RecordPlace()
        var fields = VolunteerFields()
        fields.name = "王芳"
        fields.volunteerNumber = "V1"
        _ = try VolunteerCommands.add(place.county, fields, code: Self.code)
        for (login, name, role) in [
            ("mg", "马刚", Role.manager), ("ly", "李　玉", .manager), ("wf", "王 芳", .manager),
            ("cao", "曹", .administrator), ("du", "杜", .countyOperator),
        ] {
            _ = try UserCommands.add(
                place.county, login: login, name: name, role: role.name,
                code: role.isOfCounty ? nil : Self.code)
        }
    }

    private func working(_ login: String?) -> Workplace {
        Workplace(home: place.county.home, login: login)
    }

    private func record(by login: String?, recorder: String? = nil) throws -> String {
        var fields = HoursFields(
            volunteer: "V1", activity: "清扫", start: "2026-11-01 09:00", end: "2026-11-01 10:00")
        fields.recorder = recorder
        return try #require(try HoursCommands.add(working(login), fields).records.first).id
    }

    private func approve(_ record: String, by name: String, as login: String?) throws -> String {
        let report = try HoursCommands.approve(working(login), .records([record]), by: name)
        return report.refused.first?.reason ?? "approved"
    }

    @Test func `who entered a record under a login approves it under no name`() throws {
        let record = try record(by: "mg")
        for name in ["张三", "马刚", "李玉"] {
            #expect(try approve(record, by: name, as: "mg") == "approver-is-recorder", "\(name)")
        }
        // Nor does somebody without a login in their name.
        #expect(try approve(record, by: "马 刚", as: nil) == "approver-is-recorder")
        #expect(try approve(record, by: "李玉", as: "ly") == "approved")
    }

    @Test func `who is named as the recorder approves it under no other name`() throws {
        let record = try record(by: nil, recorder: "李玉")
        #expect(try approve(record, by: "张三", as: "ly") == "approver-is-recorder")
        #expect(try approve(record, by: "李 玉", as: nil) == "approver-is-recorder")
        #expect(try approve(record, by: "马刚", as: "mg") == "approved")
    }

    @Test func `who served approves it neither under another name nor with a blank in their own`()
        throws
    {
        let record = try record(by: nil)
        for name in ["王芳", "王 芳", "王　芳", "王·芳"] {
            #expect(try approve(record, by: name, as: nil) == "approver-is-volunteer", "\(name)")
        }
        #expect(try approve(record, by: "张三", as: "wf") == "approver-is-volunteer")
        #expect(try approve(record, by: "马刚", as: "mg") == "approved")
    }

    @Test func `who was registered twice approves their own hours under neither record nor name`()
        throws
    {
        var fields = VolunteerFields()
        fields.name = "汪方"
        fields.volunteerNumber = "V2"
        let kept = try VolunteerCommands.add(place.county, fields, code: Self.code).id
        let record = try record(by: nil)
        #expect(try approve(record, by: kept, as: "ly") == "approved", "two people, so far")
        let other = try #require(
            try HoursCommands.add(
                place.county,
                HoursFields(
                    volunteer: "V1", activity: "清扫", start: "2026-11-03 09:00",
                    end: "2026-11-03 10:00")
            ).records.first
        ).id
        let served = try VolunteerCommands.show(place.county, "V1").volunteer.id
        _ = try VolunteerCommands.merge(place.county, served, into: kept)
        for name in [kept, "V2", "汪方", "王芳"] {
            #expect(try approve(other, by: name, as: "ly") == "approver-is-volunteer", "\(name)")
        }
        #expect(try approve(other, by: "马刚", as: "mg") == "approved")
    }

    @Test func `a list is held to the same: a blank makes no other person`() throws {
        let header = "志愿者编号,姓名,活动名称,开始时间,结束时间,记录人,审核人"
        func taken(_ row: String, _ name: String) throws -> ImportReport {
            try HoursCommands.importList(
                place.county, file: try place.folder.write(name, header + "\n" + row),
                code: Self.code)
        }
        let own = try taken("V1,,巡逻,2026-11-02 09:00,2026-11-02 10:00,,王 芳", "a.csv")
        #expect(own.taken == 0 && own.problems.map(\.reason) == [.approverIsVolunteer])
        let both = try taken("V1,,巡逻,2026-11-02 09:00,2026-11-02 10:00,马刚,马 刚", "b.csv")
        #expect(both.taken == 0 && both.problems.map(\.reason) == [.approverIsRecorder])
    }

    @Test func `nobody who is logged in sets another's password, whatever they manage`() throws {
        func set(_ login: String, as user: String?) throws -> PasswordChanged {
            try LoginDesk(
                working(user), cost: PasswordCost(rounds: 16, blockSize: 1, parallelism: 1)
            ).set(password: "geheim-123", of: login)
        }
        let no = try problem { try set("du", as: "cao") }
        #expect(no.code == "others-password" && no.exit == .notPermitted)
        #expect(no.remedy?.text(in: .en).contains("user recover du") == true)
        #expect(try set("du", as: nil).login == "du")
    }
}
