import ServiceRecords
import Testing

/// Numbers by which somebody is known, wherever they stand in a text.
@Suite struct IdentifyingDigitsTests {
    @Test(arguments: [
        "13800138000", "请回电 138 0013 8000", "电话：138-0013-8000。", "+86 13800138000",
        "8613800138000", "１３８００１３８０００", "13800138000/13900139000",
        "13800138000 13900139000", "身份证11010519491231002X", "11010519491231002x",
        "110105 19491231 002X", "110105194912310021", "110105491231002", "见 2 号 13800138000",
    ])
    func `a citizen's number or a mobile telephone is seen`(text: String) {
        #expect(IdentifyingDigits.stand(in: text))
    }

    @Test(arguments: [
        "", "重复登记", "2026-11-29 10:00 至 12:30", "2026年11月29日", "记录 e039a9b959b8 重复", "620102001",
        "12800138000", "1380013800", "138001380001", "110105194913310021", "第 1、2、3 条", "3.5 小时",
        "1767225600000", "620102 2026 0012",
    ])
    func `other digits are not`(text: String) {
        #expect(!IdentifyingDigits.stand(in: text))
    }
}
