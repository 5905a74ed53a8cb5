import ServiceRecords
import Testing

/// What somebody else has written stays on the line that says who it was.
@Suite struct OneLineTests {
    @Test(arguments: ["\n", "\r", "\u{1B}", "\u{0}", "\u{85}", "\u{2028}", "\u{202E}", "\u{2066}"])
    func `whatever would leave its line, or turn it round, is told and becomes a blank`(
        character: String
    ) {
        let text = "核对\(character)adm"
        #expect(!PlainText.isOneLine(text))
        #expect(PlainText.oneLine(text) == "核对 adm")
    }

    @Test(arguments: ["", "核对", "བཀྲ་ཤིས", "a b — ½ 👍"])
    func `ordinary text is what it was`(text: String) {
        #expect(PlainText.isOneLine(text) && PlainText.oneLine(text) == text)
    }
}
