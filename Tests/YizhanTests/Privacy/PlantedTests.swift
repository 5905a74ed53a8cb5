import Foundation
import Testing

/// The search can find: what it does not report was not there.
@Suite struct PlantedTests {
    private let planted = Planted(texts: ["欧阳慕雪", "11010519491231002X"])

    /// Lines in which a planted text stands in some form.
    static let lines: [String] = [
        "name=欧阳慕雪", "GET /v1/%E6%AC%A7%E9%98%B3%E6%85%95%E9%9B%AA HTTP/1.1",
        "%e6%ac%a7%e9%98%b3%e6%85%95%e9%9b%aa", "bytes e6aca7e998b3e68595e99baa end",
        "E6ACA7E998B3E68595E99BAA", "{\"name\":\"\\u6b27\\u9633\\u6155\\u96ea\"}",
        "\\u6B27\\u9633\\u6155\\u96EA", "\\u{6b27}\\u{9633}\\u{6155}\\u{96ea}",
        "[230, 172, 167, 233, 152, 179, 230, 133, 149, 233, 155, 170]",
        Data("欧阳慕雪".utf8).base64EncodedString(), Data("a欧阳慕雪b".utf8).base64EncodedString(),
        Data("ab欧阳慕雪c".utf8).base64EncodedString(), "id 11010519491231002X",
        "3131303130353139343931323331303032",
    ]

    @Test(arguments: lines)
    func aPlantedTextIsFoundInEveryForm(line: String) {
        let planted = Planted(texts: planted.texts + ["11010519491231002"])
        #expect(!planted.found(in: Data("before \(line) after\n".utf8)).isEmpty)
    }

    @Test func itIsFoundInTheOldEncodingToo() throws {
        let old = try #require("姓名 欧阳慕雪".data(using: String.Encoding(rawValue: 0x8000_0632)))
        #expect(planted.found(in: old) == ["欧阳慕雪 as GB18030"])
    }

    @Test(arguments: ["", "欧阳", "慕雪欧阳", "11010519491231002", "name=***"])
    func nothingElseIsFound(line: String) {
        #expect(planted.found(in: Data(line.utf8)).isEmpty)
    }
}
