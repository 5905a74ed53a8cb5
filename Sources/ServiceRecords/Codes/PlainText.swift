/// Text as people type it into a Chinese input method or paste it from elsewhere, made comparable.
public enum PlainText {
    /// The text with full-width ASCII (U+FF01…FF5E) and the ideographic space as plain ASCII.
    public static func halfWidth(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map(halfWidth)))
    }

    /// The text without white space and invisible characters at either end: telephone books
    /// and web pages put direction marks around what is copied out of them.
    public static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !isBlank($0) }),
            let last = scalars.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(scalars[first...last])
    }

    /// Half-width, without any white space or invisible character: for numbers, codes and headers.
    public static func compact(_ text: String) -> String {
        String(String.UnicodeScalarView(halfWidth(text).unicodeScalars.filter { !isBlank($0) }))
    }

    /// Whether the text stays on its line and shows as it is: no line break, no escape sequence, nothing that
    /// turns the direction of what follows.
    public static func isOneLine(_ text: String) -> Bool {
        !text.unicodeScalars.contains(where: isControl)
    }

    /// The text with a blank for whatever would leave its line: what somebody else has written stays within
    /// the line that says who it was.
    public static func oneLine(_ text: String) -> String {
        isOneLine(text)
            ? text
            : String(String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? " " : $0 }))
    }

    /// The same for a row of a list: what would end its line is shown as a mark, and all else is left to whoever
    /// prints it.
    public static func row(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    switch scalar.value {
                    case 0x0A...0x0D, 0x85, 0x2028...0x2029: "\u{FFFD}"
                    default: scalar
                    }
                }))
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028...0x2029, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    private static func halfWidth(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
        case 0x3000: " "
        default: scalar
        }
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x80 { return scalar == " " || (0x09...0x0D).contains(scalar.value) }
        return scalar.properties.isWhitespace || scalar.properties.isDefaultIgnorableCodePoint
    }
}
