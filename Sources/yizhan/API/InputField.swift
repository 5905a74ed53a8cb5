import Commands
import Texts

/// One thing that an operation is told: a parameter in the query of a GET, a member in the body of a POST.
/// What is read and what is described are the same.
struct InputField: Sendable {
    enum Form: Sendable {
        /// 1 to so many characters, none of which controls a terminal.
        case text(longest: Int)
        /// One of these; what else is said, the action refuses by itself.
        case word(of: [String])
        /// A text as somebody typed it.
        case secret(longest: Int)
        /// In a query each by itself, under the same name.
        case texts(longest: Int, most: Int)
        case flag
    }

    let name: String
    let form: Form
    let about: String
    let example: JSONValue
    var isRequired = false
    /// Whether it stands in the example of a request though it is not required.
    var isTypical = false

    var schema: JSONSchema {
        switch form {
        case .text(let longest): .line(longest: longest)
        case .secret(let longest): .text(longest: longest)
        case .word(let words): .word(of: words)
        case .texts(let longest, let most): .list(of: .line(longest: longest), most: most)
        case .flag: .flag()
        }
    }

    /// - Throws: `Problem` 64, which names the field.
    func check(_ value: JSONValue) throws(Problem) {
        switch (form, value) {
        case (.text(let longest), .text(let text)) where Self.isText(text, longest): break
        case (.word, .text(let text)) where Self.isText(text, Self.longestWord): break
        case (.secret(let longest), .text(let text)) where Self.isShort(text, longest): break
        case (.texts(let longest, let most), .array(let values))
        where values.count <= most && values.allSatisfy({ Self.isText($0, longest) }): break
        case (.flag, .flag): break
        case (.text(let longest), _), (.secret(let longest), _):
            throw Self.bad(.notAText(name, longest: longest))
        case (.word, _): throw Self.bad(.notAText(name, longest: Self.longestWord))
        case (.texts(let longest, let most), _):
            throw Self.bad(.notTexts(name, longest: longest, most: most))
        case (.flag, _): throw Self.bad(.notAFlag(name))
        }
    }

    /// What a query says of this field.
    func value(of texts: [String]) throws(Problem) -> JSONValue {
        if case .texts = form { return .array(texts.map(JSONValue.text)) }
        guard texts.count == 1, let text = texts.first else {
            throw Problem("repeated-field", .usage, .api(.repeatedField(name)))
        }
        guard case .flag = form else { return .text(text) }
        guard text == "true" || text == "false" else { throw Self.bad(.notAFlag(name)) }
        return .flag(text == "true")
    }

    private static let longestWord = 40

    private static func bad(_ words: APISentence) -> Problem {
        Problem("bad-field", .usage, .api(words), remedy: .api(.lookAtDescription))
    }

    private static func isText(_ value: JSONValue, _ longest: Int) -> Bool {
        guard case .text(let text) = value else { return false }
        return isText(text, longest)
    }

    /// Without control characters: an argument of a command has none either.
    private static func isText(_ text: String, _ longest: Int) -> Bool {
        isShort(text, longest)
            && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    }

    private static func isShort(_ text: String, _ longest: Int) -> Bool {
        (1...longest).contains(text.unicodeScalars.count)
    }
}
