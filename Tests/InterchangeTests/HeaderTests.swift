import Interchange
import Testing

@Suite struct HeaderTests {
    @Test func orderWidthAndBlanksDoNotMatter() throws {
        let header = try Header<HoursSheet.Column>([
            "服务时长（小时）", " 结束 时间 ", "开始时间*", "\u{FEFF}姓名", "序号", "星座", "",
            "错误列", "原因", "身份证号码",
        ])
        for column in [HoursSheet.Column.hours, .end, .start, .name, .idNumber] {
            #expect(header.contains(column))
        }
        #expect(!header.contains(.phone))
        #expect(header.name(of: .end) == "结束 时间")
        #expect(header.name(of: .phone) == "手机号")
        #expect(header.unknown == ["星座"])
        #expect(header.ignored == ["序号"])
    }

    static let wrong: [([String], HeaderProblem)] = [
        (["姓名"], .missing(["开始时间", "结束时间"])), ([], .missing(["开始时间", "结束时间"])),
        (["开始时间", "结束时间", "手机", "手机号"], .duplicate("手机", "手机号")),
        (["开始时间", "结束时间", "姓名", "姓 名"], .duplicate("姓名", "姓 名")),
    ]

    @Test(arguments: wrong)
    func aWrongHeaderSaysWhy(cells: [String], problem: HeaderProblem) {
        #expect(throws: problem) { try Header<HoursSheet.Column>(cells) }
    }

    @Test func theNeutralHeaderIsWhollyKnown() throws {
        let neutral =
            "姓名,证件类型,证件号码,志愿者编号,手机号,项目名称,项目编号,岗位,队伍名称,活动名称,活动地点,服务内容,开始时间,结束时间,服务时长(小时),录入方式,活动负责人,记录人,评价,备注,审核人"
        let header = try HoursSheet(header: neutral.split(separator: ",").map(String.init)).header
        #expect(HoursSheet.Column.allCases.allSatisfy(header.contains))
        #expect(header.unknown.isEmpty)
    }

    @Test func noNameStandsForTwoColumns() {
        check(HoursSheet.Column.self)
        check(VolunteerSheet.Column.self)
        check(DivisionSheet.Column.self)
    }

    private func check<Column: SheetColumn>(_ type: Column.Type) {
        let names = Column.allCases.flatMap { column in
            Set([column.rawValue] + column.aliases)
        }
        #expect(Set(names).count == names.count)
        #expect(Set(names).isDisjoint(with: Column.ignored))
    }
}
