import Commands
import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Testing
import Texts

@Suite struct VolunteerImportTests {
    @Test func theSameFileTwiceAddsNothing() throws {
        let place = try RecordPlace()
        let rows = [
            "张三,11010519491231002X,13800138000,620102001", "李四,,13800138001,", "王五,,,酒泉路",
        ]
        for (taken, there) in [(3, 0), (0, 3)] {
            let report = try place.volunteers(rows[0], rows[1], rows[2])
            #expect(report.taken == taken)
            #expect(report.alreadyThere == there)
            #expect(report.exit == .done)
        }
        #expect(try VolunteerCommands.list(place.station).count == 3)
    }

    @Test func everyRowHasAnAnswer() throws {
        let place = try RecordPlace()
        let report = try place.volunteers(
            "张三,11010519491231002X,,", "张三,11010519491231002X,,", "李四,1.10105E+17,,",
            "赵六,,139,", "孙七,,13800138005,")
        #expect(
            report.answers.runs.map(\.answer) == [.taken, .alreadyThere, .rejected, .taken])
        #expect(report.answers.runs.map(\.first) == [2, 3, 4, 6])
        #expect(report.problems.map(\.row) == [4, 5])
        #expect(report.problems.map(\.column) == ["身份证号", "手机号"])
        #expect(report.problems.map(\.reason) == [.numberMangled, .phone])
        #expect(report.exit == .partly)
    }

    @Test func rejectedRowsComeBackAsAFileThatCanBeCorrectedAndImported() throws {
        let place = try RecordPlace()
        let report = try place.volunteers(
            "张三,11010519491231002X,,", "李四,110105194912310021,13800138001,")
        let path = try #require(report.rejectedFile)
        #expect(path == place.folder.path("v.csv") + ".rejected.csv")
        let rejected = try String(contentsOfFile: path, encoding: .utf8)
        #expect(rejected.contains("错误列,原因"))
        #expect(!rejected.contains("张三"))
        let corrected = rejected.replacingOccurrences(
            of: "110105194912310021", with: "130503670401001")
        let again = try VolunteerCommands.importList(
            place.station, file: try place.folder.write("corrected.csv", corrected))
        #expect(again.taken == 1)
        #expect(again.unknownColumns.isEmpty)
    }

    @Test func aFileOfRejectedRowsBesideTheSourceIsNeverOverwritten() throws {
        let place = try RecordPlace()
        _ = try place.volunteers("李四,,139,")
        let path = place.folder.path("v.csv") + ".rejected.csv"
        _ = try place.folder.write("v.csv.rejected.csv", "an afternoon of corrections")
        let report = try place.volunteers("李四,,139,")
        #expect(report.rejectedFile?.hasSuffix(".rejected-2.csv") == true)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "an afternoon of corrections")
    }

    @Test func nothingTakenExitsWithBadInput() throws {
        let place = try RecordPlace()
        #expect(try place.volunteers("李四,1.10105E+17,,").exit == .badInput)
    }

    @Test func aTryWritesNothingAndSaysTheSame() throws {
        let place = try RecordPlace()
        let file = try place.folder.write(
            "v.csv", "姓名,手机号\n张三,13800138000\n张三,13800138000\n李四,1\n")
        let tried = try VolunteerCommands.importList(place.trying, file: file)
        #expect(tried.rejectedFile == nil)
        #expect(!FileManager.default.fileExists(atPath: file + ".rejected.csv"))
        #expect(try VolunteerCommands.list(place.station).count == 0)
        let done = try VolunteerCommands.importList(place.station, file: file)
        #expect(tried.answers == done.answers)
    }

    @Test func aFileInGB18030IsRead() throws {
        let place = try RecordPlace()
        let encoding = String.Encoding(rawValue: 0x8000_0632)
        let data = try #require("姓名,手机号\n张三,13800138000\n".data(using: encoding))
        try data.write(to: place.folder.url.appendingPathComponent("gb.csv"))
        let report = try VolunteerCommands.importList(
            place.station, file: place.folder.path("gb.csv"))
        #expect(report.taken == 1)
        #expect(try VolunteerCommands.list(place.station, find: "张三").count == 1)
    }

    @Test func anotherNameUnderAKnownNumberIsNotDroppedSilently() throws {
        let place = try RecordPlace()
        try place.register()
        let report = try place.volunteers("李四,\(RecordPlace.idNumber),,")
        #expect(report.problems.map(\.reason) == [.volunteerContradicts])
    }

    @Test func aFileThatIsMissingIsNotFound() throws {
        let place = try RecordPlace()
        let found = try problem {
            try VolunteerCommands.importList(place.station, file: place.folder.path("none.csv"))
        }
        #expect(found.exit == .inputNotFound)
    }

    @Test func rowsBeforeABrokenOneAreTaken() throws {
        let place = try RecordPlace()
        let report = try place.volunteers("张三,,13800138000,", "\"李四,,13800138001,")
        #expect(report.taken == 1)
        #expect(report.trouble?.code == "quote-not-closed")
        #expect(report.exit == .partly)
    }

    @Test func theAnswerForProgramsNamesFileRowColumnValueAndRemedy() throws {
        let place = try RecordPlace()
        let data = try place.volunteers("李四,110105194912310021,,").data()
        let problems = try #require(data["problems"] as? [[String: Any]])
        let first = try #require(problems.first)
        #expect(first["file"] as? String == place.folder.path("v.csv"))
        #expect(first["row"] as? Int == 2)
        #expect(first["column"] as? String == "身份证号")
        #expect(first["value"] as? String == "1101**********0021")
        #expect(first["reason"] as? String == "number-check-character")
        #expect(first["remedy"] as? String == "compare with the card")
        #expect(data["taken"] as? Int == 0)
        #expect(data["rejected"] as? Int == 1)
    }
}

@Suite struct VolunteerCommandTests {
    private func fields(_ change: (inout VolunteerFields) -> Void) -> VolunteerFields {
        var fields = VolunteerFields()
        change(&fields)
        return fields
    }

    @Test func numbersAreShownMasked() throws {
        let place = try RecordPlace()
        try place.register()
        let shown = try VolunteerCommands.show(place.station, RecordPlace.idNumber)
        let json = String(decoding: try JSONEncoder().encode(shown), as: UTF8.self)
        for text in [json, shown.text(in: .zh), shown.text(in: .en)] {
            #expect(!text.contains(RecordPlace.idNumber))
            #expect(!text.contains("13800138000"))
            #expect(!text.contains("1949-12-31"))
            #expect(text.contains("张三"))
        }
    }

    @Test(arguments: ["张三", "张", "13800138000", "11010519491231002x", "002X", "8000"])
    func aPersonIsFoundByWhatPeopleHaveInHand(text: String) throws {
        let place = try RecordPlace()
        try place.register()
        _ = try place.volunteers("李四,,13911112222,")
        let found = try VolunteerCommands.list(place.station, find: text)
        #expect(found.volunteers.map(\.name.value) == ["张三"])
    }

    @Test func nobodyIsRegisteredTwice() throws {
        let place = try RecordPlace()
        try place.register()
        let found = try problem {
            try VolunteerCommands.add(
                place.station,
                fields {
                    $0.name = "张三"
                    $0.idNumber = RecordPlace.idNumber
                })
        }
        #expect(found.code == "volunteer-exists")
    }

    @Test func anEditWritesOnlyWhatDiffers() throws {
        let place = try RecordPlace()
        try place.register()
        let edit = fields { $0.phones = ["13900139000", "010-12345678"] }
        let first = try VolunteerCommands.edit(place.station, RecordPlace.idNumber, edit)
        #expect(first.groups == 1)
        let again = try VolunteerCommands.edit(place.station, RecordPlace.idNumber, edit)
        #expect(again.groups == 0)
        let shown = try VolunteerCommands.show(place.station, RecordPlace.idNumber).volunteer
        #expect(shown.phones == ["139****9000", "010****5678"])
        #expect(shown.residenceArea.value == "620102001")
    }

    @Test func bothSidesOfAConflictAreReplacedOnlyByWhoSaysSo() throws {
        let place = try RecordPlace()
        try place.register()
        try place.makeConflict()
        let id = RecordPlace.idNumber
        let edit = fields { $0.phones = ["13900139003"] }
        #expect(try VolunteerCommands.show(place.station, id).volunteer.conflicts == ["contact"])
        let found = try problem { try VolunteerCommands.edit(place.station, id, edit) }
        #expect(found.code == "in-conflict")
        // Another group is not touched by it.
        _ = try VolunteerCommands.edit(
            place.station, id, fields { $0.volunteerNumber = "V-1" })
        _ = try VolunteerCommands.edit(place.station, id, edit, overruling: true)
        let shown = try VolunteerCommands.show(place.station, id).volunteer
        #expect(shown.conflicts.isEmpty)
        #expect(shown.phones == ["139****9003"])
    }

    @Test func bothVersionsOfAConflictAreShownMasked() throws {
        let place = try RecordPlace()
        try place.register()
        #expect(try VolunteerCommands.show(place.station, RecordPlace.idNumber).versions.isEmpty)
        try place.makeConflict()
        let report = try VolunteerCommands.show(place.station, RecordPlace.idNumber)
        #expect(report.versions.map(\.group) == ["contact"])
        let versions = try #require(report.versions.first).versions
        let phones = versions.map { $0.fields["phones"] }
        #expect(Set(phones) == ["139****9001", "139****9002"])
        #expect(versions.map(\.side) == ["station", "station"])
        #expect(versions.count(where: \.isShown) == 1)
        let shown = versions.first(where: \.isShown)
        #expect(shown?.fields["phones"] == report.volunteer.phones.joined(separator: " "))
        let groups = try #require(try report.data()["versions"] as? [[String: Any]])
        #expect((groups.first?["versions"] as? [Any])?.count == 2)
        let json = String(decoding: try JSONEncoder().encode(report), as: UTF8.self)
        for text in [json, report.text(in: .zh), report.text(in: .en)] {
            #expect(text.contains("139****9001") && text.contains("139****9002"))
            #expect(!text.contains("13900139001") && !text.contains("13900139002"))
        }
    }

    /// Of what is hidden on the card, nothing is told by its versions.
    @Test func aConflictAboutWhoSomebodyIsGivesNoNumberAway() throws {
        let place = try RecordPlace()
        try place.register()
        try place.makeConflict(Volunteer.nameAlt, .text("甲"), .text("乙"))
        let report = try VolunteerCommands.show(place.station, RecordPlace.idNumber)
        #expect(report.versions.map(\.group) == ["identity"])
        let json = String(decoding: try JSONEncoder().encode(report), as: UTF8.self)
        for text in [json, report.text(in: .zh), report.text(in: .en)] {
            #expect(text.contains("甲") && text.contains("乙"))
            #expect(!text.contains(RecordPlace.idNumber))
            #expect(!text.contains("1949-12-31"))
        }
    }

    @Test func aGenderThatContradictsTheNumberIsRefused() throws {
        let place = try RecordPlace()
        try place.register()
        let found = try problem {
            try VolunteerCommands.edit(
                place.station, RecordPlace.idNumber, fields { $0.gender = "男" })
        }
        #expect(found.code == "gender-contradicts")
    }

    @Test func aMessageNeverEchoesACitizensNumber() throws {
        let place = try RecordPlace()
        let found = try problem { try VolunteerCommands.show(place.station, "11010519491231002X") }
        #expect(found.exit == .inputNotFound)
        for language in Language.allCases {
            #expect(!found.message.text(in: language).contains("11010519491231002X"))
        }
    }

    @Test func whatFitsSeveralIsListedAndNotGuessed() throws {
        let place = try RecordPlace()
        let file = try place.folder.write(
            "v.csv", "姓名,身份证号,志愿者编号\n张三,11010519491231002X,777777\n")
        _ = try VolunteerCommands.importList(place.station, file: file)
        var other = VolunteerFields()
        other.name = "李四"
        let id = try VolunteerCommands.add(place.station, other).id
        // A volunteer number that reads like the beginning of somebody else's id.
        _ = try VolunteerCommands.edit(
            place.station, "777777", fields { $0.volunteerNumber = String(id.prefix(8)) })
        let found = try problem { try VolunteerCommands.show(place.station, String(id.prefix(8))) }
        #expect(found.code == "ambiguous")
        #expect(found.message.text(in: .en).contains(id))
    }

    @Test func atACountyTheStationMustBeNamed() throws {
        let place = try RecordPlace()
        var person = VolunteerFields()
        person.name = "张三"
        let found = try problem { try VolunteerCommands.add(place.county, person) }
        #expect(found.code == "code-needed")
        _ = try VolunteerCommands.add(place.county, person, code: "620102001")
        #expect(try VolunteerCommands.list(place.county, code: "620102001").count == 1)
    }

    @Test func aTriedRegistrationLeavesNothing() throws {
        let place = try RecordPlace()
        var person = VolunteerFields()
        person.name = "张三"
        _ = try VolunteerCommands.add(place.trying, person)
        #expect(try VolunteerCommands.list(place.station).count == 0)
    }
}
