import ServiceRecords
import Testing

@Suite struct CodeListTests {
    /// How many codes each list has, and one of them; a lost line shows here.
    static let sizes: [(String, Int, String, String)] = [
        ("gender", 4, "1", "男"),
        ("id-type", 8, "05", "护照"),
        ("ethnicity", 58, "04", "藏族"),
        ("political-status", 13, "13", "群众"),
        ("education", 14, "60", "高中"),
        ("employment", 13, "31", "学生"),
        ("organisation-type", 3, "2", "组织"),
        ("service-category", 21, "0013", "应急救援"),
        ("service-object", 13, "13", "纳税人"),
        ("skill", 24, "23", "摄影"),
        ("availability", 24, "21", "周日晚上"),
        ("hours-entry-mode", 7, "5", "纸质补录"),
        ("station-field", 7, "02", "养老服务"),
        ("volunteer-standing", 6, "2", "有效"),
        ("source-channel", 6, "3", "纸质补录"), ("media-type", 7, "05", "PDF文件"),
        ("disclosure-purpose", 6, "02", "紧急救助"),
    ]

    @Test(arguments: sizes)
    func everyListIsWhole(id: String, count: Int, code: String, name: String) throws {
        let list = try #require(CodeLists.list(id))
        #expect(list.entries.count == count)
        #expect(list[code]?.zh == name)
        #expect(list.entry(named: name)?.code == code)
    }

    @Test func noOtherListIsThere() {
        #expect(CodeLists.all.map(\.id).sorted() == Self.sizes.map(\.0).sorted())
    }

    @Test(arguments: CodeLists.all)
    func everyEntryHasBothNamesAndAnUnmistakableOne(list: CodeList) {
        for entry in list.entries {
            #expect(!entry.zh.isEmpty && !entry.en.isEmpty, "\(entry.code)")
            for name in [entry.zh] + entry.aliases {
                #expect(list.entry(named: name) == entry, "\(name)")
            }
        }
        #expect(Set(list.entries.map { $0.code.count }).count == 1)
    }

    static let cells: [(CodeList, String, String?)] = [
        (CodeLists.gender, "男", "1"), (CodeLists.gender, "２", "2"),
        (CodeLists.gender, " 女 ", "2"), (CodeLists.gender, "甲", nil),
        (CodeLists.gender, "", nil), (CodeLists.idType, "身份证", "01"),
        (CodeLists.idType, "1", "01"), (CodeLists.serviceCategory, "13", "0013"),
        (CodeLists.serviceCategory, "00130", nil), (CodeLists.availability, "节假日下午", "23"),
    ]

    @Test(arguments: cells)
    func aCellIsACodeOrAName(list: CodeList, cell: String, code: String?) {
        #expect(list.entry(for: cell)?.code == code)
    }

    @Test func aRegionsListAddsAndCorrects() throws {
        let day = try #require(LocalDay(year: 2026, month: 3, day: 1))
        let regional = CodeLists.serviceCategory.adding([
            .init(code: "6201", zh: "黄河保护", en: "Yellow River", from: day, to: day.adding(days: 9)),
            .init(code: "0099", zh: "别的", en: "else"),
        ])
        #expect(regional.entries.count == 22)
        #expect(regional["0099"]?.zh == "别的")
        #expect(regional.entry(for: "黄河保护")?.code == "6201")
        #expect(regional.entries(on: day).count == 22)
        #expect(regional.entries(on: day.adding(days: -1)).count == 21)
        #expect(regional.entries(on: day.adding(days: 10)).count == 21)
        #expect(CodeLists.province(ofServiceCategory: "6201") == "62")
        #expect(CodeLists.province(ofServiceCategory: "0001") == nil)
    }
}
