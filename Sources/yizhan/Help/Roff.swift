/// Text for a manual page, in the language of roff.
struct Roff {
    private(set) var text: String

    /// - Parameter title: as in `man 1 yizhan`.
    init(title: String, section: Int) {
        // Left-aligned, no hyphens: names of options must stay whole.
        text = ".TH \(title.uppercased()) \(section)\n.ad l\n.nh\n"
    }

    mutating func section(_ heading: String) { line(".SH", Self.plain(heading)) }

    mutating func subsection(_ heading: String) { line(".SS", Self.plain(heading)) }

    mutating func paragraph(_ words: String) {
        text += ".PP\n"
        body(Self.plain(words))
    }

    /// A term, already marked up, with what it means.
    mutating func entry(_ term: String, _ meaning: String) {
        text += ".TP\n"
        body(term)
        body(Self.plain(meaning))
    }

    static func bold(_ words: String) -> String { "\\fB\(plain(words))\\fR" }
    static func italic(_ words: String) -> String { "\\fI\(plain(words))\\fR" }

    /// Text in which roff sees nothing of its own. Chinese has no blanks: it may be broken before any
    /// of its characters, closing marks aside.
    static func plain(_ words: String) -> String {
        var text = ""
        for scalar in words.unicodeScalars {
            switch scalar {
            case "\\": text += "\\e"
            case "-": text += "\\-"
            case "\"": text += "\\(dq"
            case "\n": text += " "
            default:
                if scalar.value >= 0x2E80, !closingMarks.contains(scalar) { text += "\\:" }
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    private static let closingMarks: Set<Unicode.Scalar> = ["，", "。", "：", "；", "、", "）", "」", "？"]

    private mutating func line(_ macro: String, _ words: String) {
        text += "\(macro) \"\(words)\"\n"
    }

    /// A line that begins with a dot or an apostrophe would be a request.
    private mutating func body(_ words: String) {
        let isRequest = words.hasPrefix(".") || words.hasPrefix("'")
        text += (isRequest ? "\\&" : "") + words + "\n"
    }
}
