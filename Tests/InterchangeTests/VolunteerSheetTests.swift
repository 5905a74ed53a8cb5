import Interchange
import ServiceRecords
import Testing

@Suite struct VolunteerSheetTests {
    static let rich = [
        "姓名", "民族文字姓名", "性别", "出生日期", "证件类型", "证件号码", "手机号", "志愿者编号",
        "居住区域", "服务区域", "服务类别", "备注",
    ]

    static func read(_ header: [String], _ cells: [String]) throws -> RowReading<VolunteerRow> {
        let sheet = try VolunteerSheet(header: header)
        let today = try CivilTime.day("2026-03-01")
        return sheet.read(.init(line: 7, cells: cells), today: today)
    }

    /// A rich row with some cells changed.
    static func read(_ changed: [String: String]) throws -> RowReading<VolunteerRow> {
        let cells = [
            "姓名": "王强", "证件号码": "62010219900307123X", "手机号": "13800138000",
            "服务区域": "620102001",
        ].merging(changed) { _, new in new }
        return try read(rich, rich.map { cells[$0] ?? "" })
    }

    @Test func genderBirthDateAndResidenceFollow() throws {
        let reading = try Self.read(
            ["姓名", "身份证号", "手机号", "服务区域"],
            ["　王强 ", "６２０１０２１９９００３０７１２３ｘ", "138 0013 8000", "620102001000"])
        guard case .taken(let row, let notes) = reading else {
            Issue.record("\(reading)")
            return
        }
        #expect(row.name == "王强")
        #expect((row.idType, row.idNumber) == ("01", "62010219900307123X"))
        #expect((row.gender, row.birthDate?.description) == ("1", "1990-03-07"))
        #expect(row.phone == "13800138000")
        #expect((row.serviceArea, row.residenceArea) == ("620102001", "620102001"))
        #expect(notes == [CellNote(row: 7, column: "服务类别", kind: .unverified)])
    }

    @Test func aRichRowIsTakenWhole() throws {
        let reading = try Self.read([
            "民族文字姓名": "དབྱངས་ཅན", "性别": "男", "出生日期": "1990/3/7", "证件类型": "身份证",
            "志愿者编号": "6201020001", "居住区域": "雁南街道", "服务类别": "应急救援、0001；1",
            "备注": "不读",
        ])
        guard case .taken(let row, let notes) = reading else {
            Issue.record("\(reading)")
            return
        }
        #expect(row.nameInOwnScript == "དབྱངས་ཅན")
        #expect(row.volunteerNumber == "6201020001")
        #expect(row.residenceArea == "雁南街道")
        #expect(row.serviceCategories == ["0013", "0001"])
        #expect(notes.isEmpty)
    }

    @Test func whatIsMissingRejectsNothingButTheName() throws {
        guard case .taken(let row, let notes) = try Self.read(["姓名"], ["王强"]) else {
            Issue.record("rejected")
            return
        }
        #expect(row.idNumber == nil && row.phone == nil && row.serviceCategories.isEmpty)
        #expect(notes.count == 7 && notes.allSatisfy { $0.kind == .unverified })
        #expect(try Self.problems(["姓名": "　"]) == ["姓名 missing"])
    }

    static func problems(_ changed: [String: String]) throws -> [String] {
        guard case .rejected(let problems) = try read(changed) else { return [] }
        return problems.map { "\($0.column) \($0.reason.rawValue)" }
    }

    static let rejected: [([String: String], [String])] = [
        (["证件号码": "620102199003071231"], ["证件号码 number-check-character"]),
        (["证件号码": "1.10105E+17"], ["证件号码 number-mangled"]),
        (["证件号码": "620102199001011000"], ["证件号码 number-mangled"]),
        (["证件号码": "6201021990"], ["证件号码 number-length"]),
        (["证件号码": "E12345678"], ["证件号码 number-character"]),
        (["证件号码": "620102199002291249"], ["证件号码 number-birth-date"]),
        (["手机号": "1380013800"], ["手机号 phone"]),
        (["手机号": "1.38001E+10"], ["手机号 phone"]),
        (["性别": "女"], ["性别 gender-contradicts"]),
        (["出生日期": "1990-03-08"], ["出生日期 birth-date-contradicts"]),
        (["出生日期": "三月"], ["出生日期 date-unreadable"]),
        (["出生日期": "1990-02-30"], ["出生日期 no-such-time"]),
        (["性别": "甲"], ["性别 unknown-code"]),
        (["证件类型": "学生证", "证件号码": ""], ["证件类型 unknown-code"]),
        (["服务区域": "62010"], ["服务区域 division-code"]),
        (["服务类别": "钓鱼"], ["服务类别 unknown-code"]),
        (["服务类别": "1、2、3、4、5"], ["服务类别 too-many-codes"]),
        (["姓名": "王\u{1}强"], ["姓名 control-character"]),
        (["姓名": String(repeating: "王", count: 101)], ["姓名 too-long"]),
        (
            ["证件号码": "1", "手机号": "1", "姓名": ""],
            ["姓名 missing", "证件号码 number-length", "手机号 phone"]
        ),
        (["姓名": "张\n三"], ["姓名 control-character"]),
        (["姓名": "张\u{202E}三"], ["姓名 control-character"]),
        (["证件号码": "", "出生日期": "2999-01-01"], ["出生日期 birth-date-implausible"]),
        (["证件号码": "", "出生日期": "1849-12-31"], ["出生日期 birth-date-implausible"]),
        (["证件号码": "", "出生日期": "2028-01-01"], ["出生日期 birth-date-implausible"]),
        (
            ["证件号码": "620102209903071231", "出生日期": ""], ["证件号码 birth-date-implausible"]
        ),
    ]

    @Test(arguments: rejected)
    func whatIsWrongNamesItsCell(changed: [String: String], problems: [String]) throws {
        #expect(try Self.problems(changed) == problems)
    }

    static let noted: [([String: String], CellNote.Kind)] = [
        (["证件号码": "620102900307123"], .oldNumber),
        (["证件号码": "620102201506011239"], .underFourteen),
        (["证件号码": "", "出生日期": "2026-03-02"], .birthDateInTheFuture),
        (["证件号码": "", "出生日期": "2027-12-31"], .birthDateInTheFuture),
    ]

    @Test(arguments: noted)
    func whatIsDoubtfulIsTakenAndNoted(changed: [String: String], kind: CellNote.Kind) throws {
        guard case .taken(_, let notes) = try Self.read(changed) else {
            Issue.record("rejected")
            return
        }
        #expect(notes.contains { $0.kind == kind })
    }

    @Test func anotherDocumentIsTakenAsItIs() throws {
        let changed = ["证件类型": "护照", "证件号码": "e 12345678", "性别": "女"]
        guard case .taken(let row, _) = try Self.read(changed) else {
            Issue.record("rejected")
            return
        }
        #expect((row.idType, row.idNumber, row.gender) == ("05", "E12345678", "2"))
    }

    static let hidden = [
        ("620102199003071231", "6201**********1231"),
        ("620102 1990 0307 1231", "6201**********1231"),
        ("6201021990", "6201**1990"), ("E1234567", "********"),
    ]

    @Test(arguments: hidden)
    func aProblemHidesTheNumber(cell: String, shown: String) throws {
        guard case .rejected(let problems) = try Self.read(["证件号码": cell]) else {
            Issue.record("taken")
            return
        }
        #expect(problems.map(\.value) == [shown])
    }

    @Test func aProblemHidesANumberInAnotherColumn() throws {
        let wrong = "620102199003071231"
        guard case .rejected(let problems) = try Self.read(["证件号码": wrong, "手机号": wrong]) else {
            Issue.record("taken")
            return
        }
        #expect(problems.map(\.value) == ["6201**********1231", "6201**********1231"])
        #expect(problems.allSatisfy { $0.row == 7 })
    }

    @Test func textBesideTheTableIsNotLostSilently() throws {
        let header = ["姓名", "手机号", ""]
        #expect(try Self.read(header, ["王强", "", "", " "]).isTaken)
        #expect(try !Self.read(header, ["王强", "", "街道"]).isTaken)
        #expect(try !Self.read(header, ["王强", "", "", "街道"]).isTaken)
    }
}

extension RowReading {
    var isTaken: Bool {
        if case .taken = self { true } else { false }
    }
}
