import Foundation

/// Texts that were planted in records, and the search for them in everything that must not have them:
/// as they are, and in the forms into which programs bring a text.
struct Planted {
    let texts: [String]

    /// The planted texts that stand in `bytes` in any form, each with the form's name.
    func found(in bytes: Data) -> [String] {
        texts.flatMap { text in
            Self.forms(of: text).filter { bytes.firstRange(of: $0.bytes) != nil }.map {
                "\(text) as \($0.name)"
            }
        }
    }

    static func forms(of text: String) -> [(name: String, bytes: Data)] {
        let utf8 = Array(text.utf8)
        let hex = utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
        let units = text.utf16.map {
            let digits = String($0, radix: 16)
            return String(repeating: "0", count: 4 - digits.count) + digits
        }
        var forms = [("UTF-8", Data(utf8))]
        if let old = text.data(using: String.Encoding(rawValue: 0x8000_0632)) {
            forms.append(("GB18030", old))
        }
        let spelled = [
            ("percent", hex.map { "%" + $0 }.joined()), ("hex", hex.joined()),
            ("spaced hex", hex.joined(separator: " ")),
            ("JSON", units.map { "\\u" + $0 }.joined()),
            (
                "Swift",
                text.unicodeScalars.map { "\\u{" + String($0.value, radix: 16) + "}" }.joined()
            ),
            ("octets", utf8.map(String.init).joined(separator: ", ")),
        ]
        for (name, spelling) in spelled {
            forms.append((name, Data(spelling.utf8)))
            forms.append((name + " in capitals", Data(capital(spelling).utf8)))
        }
        return forms + (0..<3).map { ("base64 at \($0)", base64(utf8, after: $0)) }
    }

    /// Digits above 9 in capitals, the marks before them as they are.
    private static func capital(_ text: String) -> String {
        text.uppercased().replacing("\\U", with: "\\u")
    }

    /// What of the text's base64 does not depend on what stands around it, after so many bytes.
    private static func base64(_ bytes: [UInt8], after count: Int) -> Data {
        let encoded = Data([UInt8](repeating: 0, count: count) + bytes).base64EncodedData()
        let wholeCharacters = (count + bytes.count) * 8 / 6
        let firstOwn = (count * 8 + 5) / 6
        return encoded[firstOwn..<wholeCharacters]
    }
}
