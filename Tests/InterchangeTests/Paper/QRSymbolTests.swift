import Foundation
import Interchange
import QRReader
import Testing

/// What is drawn is read back by a reader that is not ours (`zbarimg`), off the picture itself.
@Suite struct QRSymbolTests {
    static let texts = [
        "A", "0", "YZP/0A1B2C3D/1/3/", String(repeating: "Z", count: 970),
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:",
        String(repeating: "9", count: 3_391),
    ]

    @Test(arguments: texts) func `a drawn code is read as the text that it was`(_ text: String)
        throws
    {
        let symbol = try #require(QRSymbol(text))
        #expect((21...177).contains(symbol.width) && (symbol.width - 17) % 4 == 0)
        let picture = try #require(DrawnCode(svg: symbol.svg))
        #expect(picture.side == symbol.width + 8, "four modules of margin on either side")
        #expect(try picture.read() == text)
        #expect(symbol[8, symbol.width - 8], "no mirror image: not every reader takes one")
    }

    @Test func `a piece of a passport or a bundle fits into version 20`() throws {
        let symbol = try #require(QRSymbol(String(repeating: "K", count: 970)))
        #expect(symbol.width == 4 * 20 + 17)
    }

    @Test(arguments: ["", "a", "驿", "A_B", String(repeating: "A", count: 3_392)])
    func `what fits in no code makes none`(_ text: String) { #expect(QRSymbol(text) == nil) }

    @Test func `words on a sheet stay words, and all codes are on it`() throws {
        let symbol = try #require(QRSymbol("A"))
        let sheet = PaperSheet(
            language: "zh", title: "<script>", facts: [("a&b", "\"'<i>")], steps: ["</ol>"],
            codes: ["1 / 2", "2 / 2"].map { PaperSheet.Code(symbol, caption: $0) })
        for mark in ["<script", "<i>", "</ol></ol>", "a&b<"] { #expect(!sheet.html.contains(mark)) }
        #expect(sheet.html.contains("&lt;script&gt;") && sheet.html.contains("a&amp;b"))
        #expect(sheet.html.components(separatedBy: "<svg").count == 3)
        #expect(sheet.html.contains("<figcaption>2 / 2</figcaption>"))
        for outside in ["http://", "https://", "src=", "url("] {
            let own = sheet.html.replacingOccurrences(of: "http://www.w3.org/2000/svg", with: "")
            #expect(!own.contains(outside), "it stands by itself")
        }
    }
}
