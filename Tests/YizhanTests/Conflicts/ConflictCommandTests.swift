import Commands
import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Testing
import Texts

/// Conflicts on one station, asked and decided through the functions that every edge calls.
@Suite struct ConflictCommandTests {
    private let place: RecordPlace
    private var station: Workplace { place.station }

    init() throws {
        place = try RecordPlace()
        try place.register()
    }

    private func item(_ at: Workplace? = nil) throws -> ConflictReport.Item {
        let report = try ConflictCommands.show(at ?? station, RecordPlace.idNumber)
        return try #require(report.conflicts.first)
    }

    private func resolve(
        _ choice: ConflictCommands.Choice?, _ edits: [String] = [], token: String? = nil,
        at workplace: Workplace? = nil
    ) throws -> ConflictResolved {
        try ConflictCommands.resolve(
            workplace ?? station,
            .init(record: RecordPlace.idNumber, choice: choice, edits: edits, token: token))
    }

    private func changes() throws -> Int {
        try StationCommands.list(station).stations.reduce(0) { $0 + $1.changes }
    }

    private func phones() throws -> [String] {
        try VolunteerCommands.show(station, RecordPlace.idNumber).volunteer.phones
    }

    @Test func whatIsListedIsWhatStatusCounts() throws {
        #expect(try ConflictCommands.list(station).count == 0)
        try place.makeConflict()
        let list = try ConflictCommands.list(station)
        let status = try StatusCommands.status(station)
        #expect(list.count == 1 && status.conflicts == 1 && status.needsYou == 1)
        let row = try #require(list.conflicts.first)
        #expect(row.title == "张三" && row.group == "contact" && row.versions == 2)
        #expect(row.reason == "siblings" && !row.isReview)
        #expect(row.authors.map(\.side) == ["station", "station"])
        #expect(row.authors.map(\.name.value) == ["酒泉路街道", "酒泉路街道"])
        #expect(list.text(in: .zh).contains("冲突 1 处") && list.text(in: .zh).contains("联系方式"))
        #expect(try ConflictCommands.list(station, kind: "volunteer").count == 1)
        #expect(try ConflictCommands.list(station, kind: "service_record").count == 0)
        #expect(try Rows(list).lines.count == 1)
    }

    @Test func theSameTwiceIsNotedAndNeedsNobody() throws {
        let phones = Value.list([.text("13900139001")])
        try place.makeConflict(Volunteer.phones, phones, phones)
        #expect(try ConflictCommands.list(station).count == 0)
        let status = try StatusCommands.status(station, failIf: [.conflicts])
        #expect(status.exit == .done && status.state != "attention")
        let merged = try ConflictCommands.merged(station)
        #expect(merged.merges.map(\.what) == ["agreed"])
        #expect(try VolunteerCommands.show(station, RecordPlace.idNumber).versions.isEmpty)
    }

    @Test func everyVersionIsShownMaskedWithWhatItWouldMakeOfTheRecord() throws {
        try place.makeConflict()
        let report = try ConflictCommands.show(station, RecordPlace.idNumber)
        let item = try #require(report.conflicts.first)
        #expect(Set(item.versions.map { $0.fields["phones"] }) == ["139****9001", "139****9002"])
        #expect(item.differing == ["phones"] && item.isHeld)
        #expect(item.versions.map(\.number) == [1, 2])
        #expect(item.choices.map(\.choice) == ["1", "2"])
        let json = String(decoding: try JSONEncoder().encode(report), as: UTF8.self)
        for text in [json, report.text(in: .zh), report.text(in: .en)] {
            #expect(!text.contains("13900139001") && !text.contains(RecordPlace.idNumber))
            #expect(text.contains(item.token))
        }
        // Looking writes nothing.
        let before = try changes()
        _ = try self.item()
        #expect(try changes() == before)
    }

    @Test(arguments: [1, 2])
    func aVersionIsTakenByTheNumberThatWasShown(number: Int) throws {
        try place.makeConflict()
        let item = try item()
        let expected = try #require(item.versions[number - 1].fields["phones"])
        let done = try resolve(.number(number), token: item.token)
        #expect(done.result == "taken" && done.notTaken.count == 1)
        #expect(done.text(in: .zh).contains("conflict reopen"))
        #expect(try phones() == [expected])
        #expect(try ConflictCommands.list(station).count == 0)
    }

    /// What was said, the fixed word of the answer, and the exit status; nothing is ever written.
    static let refusals: [(String, ConflictCommands.Choice?, [String], String?, String, Int32)] = [
        ("a number without a token", .number(1), [], nil, "number-needs-token", 64),
        ("a number beyond", .number(3), [], "shown", "no-such-version", 65),
        ("another token", .number(1), [], "000000000000", "changed-since", 1),
        ("another token for a side", .side(.station), [], "000000000000", "changed-since", 1),
        ("a side that wrote twice", .side(.station), [], nil, "several-of-that-side", 65),
        ("a side that wrote nothing", .side(.county), [], nil, "none-of-that-side", 65),
        ("void of what is not void", .void, [], nil, "not-about-void", 64),
        ("nothing", nil, [], nil, "nothing-said", 64),
        ("a field that is not there", nil, ["phone=1"], nil, "unknown-field", 64),
        ("no field", nil, ["phones"], nil, "bad-field", 64),
        ("what is no telephone", nil, ["phones=12"], nil, "phone", 65),
        ("not all that differs", nil, ["residence_area=甲"], nil, "fields-missing", 64),
    ]

    @Test(arguments: refusals)
    func whatCannotBeDecidedSoIsRefusedAndWritesNothing(
        _ name: String, choice: ConflictCommands.Choice?, edits: [String], token: String?,
        code: String, exit: Int32
    ) throws {
        try place.makeConflict()
        let before = try changes()
        let token = token == "shown" ? try item().token : token
        let found = try problem { try resolve(choice, edits, token: token) }
        #expect(found.code == code && found.exit.rawValue == exit)
        #expect(try changes() == before)
        #expect(try ConflictCommands.list(station).count == 1)
    }

    @Test func aVersionThatCameSinceStopsTheDecision() throws {
        try place.makeConflict()
        let token = try item().token
        try place.makeConflict(
            Volunteer.phones, .list([.text("13900139003")]), .list([.text("13900139004")]))
        let found = try problem { try resolve(.number(1), token: token) }
        #expect(found.code == "changed-since" && found.exit == .no)
        let now = try item()
        _ = try resolve(.number(1), token: now.token)
        // Somebody has decided: the same token is no more good.
        #expect(try problem { try resolve(.number(1), token: now.token) }.code == "changed-since")
        #expect(try problem { try resolve(.side(.station)) }.code == "not-in-conflict")
    }

    @Test func whatIsSetIsCheckedAndTheRestIsKept() throws {
        try place.makeConflict()
        let done = try resolve(nil, ["phones=13900139007、010-12345678"])
        #expect(done.result == "set")
        let shown = try VolunteerCommands.show(station, RecordPlace.idNumber).volunteer
        #expect(shown.phones == ["139****9007", "010****5678"])
        #expect(shown.residenceArea.value == "620102001")
    }

    @Test func whoSomebodyIsIsHeldToTheRulesOfAnEdit() throws {
        try place.makeConflict(Volunteer.nameAlt, .text("甲"), .text("乙"))
        let wrong = try problem { try resolve(nil, ["name_alt=丙", "gender=男"]) }
        #expect(wrong.code == "gender-contradicts")
        _ = try place.volunteers("李四,130503670401001,,", named: "w.csv")
        let taken = try problem { try resolve(nil, ["name_alt=丙", "id_number=130503670401001"]) }
        #expect(taken.code == "volunteer-exists")
        _ = try resolve(nil, ["name_alt=丙"])
        let shown = try VolunteerCommands.show(station, RecordPlace.idNumber).volunteer
        #expect(shown.nameAlt.value == "丙" && shown.gender.value == "2")
        #expect(shown.birthYear.value == 1949)
    }

    @Test func aTrySaysTheSameAndWritesNothing() throws {
        try place.makeConflict()
        let token = try item().token
        let tried = try resolve(.number(2), token: token, at: place.trying)
        #expect(tried.dryRun && tried.text(in: .en).contains("a dry run"))
        #expect(try item().token == token)
        #expect(try resolve(.number(2), token: token).fields == tried.fields)
    }

    @Test func aDecisionIsTakenBackForThirtyDays() throws {
        try place.makeConflict()
        let shown = try item()
        #expect(
            try problem { try ConflictCommands.reopen(station, RecordPlace.idNumber) }.code
                == "still-open")
        _ = try resolve(.number(1), token: shown.token)
        func later(_ days: Int64) throws -> Workplace {
            let clock = RecordPlace.StandingClock(now: RecordPlace.now + days * 86_400_000)
            return Workplace(
                home: try NodeHome(opening: station.home.directory, clock: clock))
        }
        let late = try problem {
            try ConflictCommands.reopen(later(31), RecordPlace.idNumber)
        }
        #expect(late.code == "too-late" && late.exit == .notPermitted)
        #expect(late.message.text(in: .zh).contains("已过 30 天"))
        let before = try changes()
        let reopened = try ConflictCommands.reopen(later(30), RecordPlace.idNumber)
        #expect(reopened.versions == 2 && reopened.what == "siblings")
        #expect(try changes() == before + 2)
        let again = try item()
        #expect(again.versions.map(\.fields) == shown.versions.map(\.fields))
        #expect(again.token != shown.token)
        #expect(
            try problem { try ConflictCommands.reopen(station, RecordPlace.idNumber) }.code
                == "still-open")
        var fields = VolunteerFields()
        fields.phones = ["13900139009"]
        _ = try VolunteerCommands.edit(
            station, RecordPlace.idNumber, fields, overruling: true)
        fields.phones = ["13900139008"]
        _ = try VolunteerCommands.edit(station, RecordPlace.idNumber, fields)
        let none = try problem { try ConflictCommands.reopen(station, RecordPlace.idNumber) }
        #expect(none.code == "nothing-to-reopen" && none.exit == .no)
    }

    @Test func moreThanEightVersionsAreOneItemToLookThrough() throws {
        for number in 0..<5 {
            try place.makeConflict(
                Volunteer.phones, .list([.text("1390013901\(number)")]),
                .list([.text("1390013902\(number)")]))
        }
        let row = try #require(try ConflictCommands.list(station).conflicts.first)
        // Each pair has replaced what stood before it.
        #expect(row.versions == 2 && !row.isReview)
        try place.makeSiblings(9)
        let many = try #require(try ConflictCommands.list(station).conflicts.first)
        #expect(many.versions == 9 && many.isReview)
        #expect(try ConflictCommands.list(station).text(in: .zh).contains("9 个版本，请逐一查看"))
        #expect(try item().versions.count == 9, "never cut")
        #expect(
            try VolunteerCommands.show(station, RecordPlace.idNumber).text(in: .zh)
                .contains("9 个版本，请逐一查看"))
    }
}

extension RecordPlace {
    /// As many versions of the telephone, nobody having seen another's.
    fileprivate func makeSiblings(_ count: Int) throws {
        let scope = try #require(try station.home.stationScope())
        let rendering = try station.store.render(scope)
        let found = try station.store.view { try $0.volunteers(withIDNumber: Self.idNumber) }
        let person = try #require(found.first).entity
        for number in 0..<count {
            var draft = Draft(Volunteer.kind, entity: person)
            draft[Volunteer.phones] = .list([.text("1380013800\(number)")])
            try station.store.commit(
                to: scope, by: station.home.author, at: Self.now, rendering: rendering
            ) { door in _ = try door.write(draft) }
        }
    }
}
