import Foundation
import Logging
import ServiceRecords

/// One entry of the log, and its line. Pure: whatever is in a value, the line is one line.
struct LogLine {
    /// Milliseconds since 1970.
    let time: Int64
    let level: Logger.Level
    let message: String
    /// Sorted by name.
    let fields: [(name: String, value: String)]

    init(time: Int64, level: Logger.Level, message: String, metadata: Logger.Metadata) {
        self.time = time
        self.level = level
        self.message = message
        fields = metadata.map { ($0.key, "\($0.value)") }.sorted { $0.0 < $1.0 }
    }

    func line(_ format: LogFormat) -> String {
        switch format {
        case .text: text
        case .json: json
        }
    }

    private var text: String {
        let words = [CivilTime.rfc3339(time), level.rawValue, Self.escaped(message)]
        return (words + fields.map { "\(Self.escaped($0.name))=\(Self.value($0.value))" })
            .joined(separator: " ")
    }

    /// Names of ours are never those of a value: values stand in an object of their own.
    private struct Object: Encodable {
        let at: String
        let level: String
        let message: String
        let fields: [String: String]
    }

    private var json: String {
        let object = Object(
            at: CivilTime.rfc3339(time), level: level.rawValue, message: message,
            fields: Dictionary(fields.map { ($0.name, $0.value) }) { first, _ in first })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let data = (try? encoder.encode(object)) ?? Data("{}".utf8)
        // JSON allows these two as they are; readers of lines take them for ends.
        return String(decoding: data, as: UTF8.self)
            .replacing("\u{2028}", with: "\\u2028").replacing("\u{2029}", with: "\\u2029")
    }

    /// In quotes where a reader would not see where it ends.
    private static func value(_ text: String) -> String {
        let isPlain =
            !text.isEmpty && !text.contains { $0 == " " || $0 == "\"" || $0 == "=" || $0 == "\\" }
        return isPlain ? escaped(text) : "\"\(escaped(text, quote: true))\""
    }

    /// Control characters, ends of lines and what turns the direction of writing become escapes, as
    /// JSON has them.
    private static func escaped(_ text: String, quote: Bool = false) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0A: result += "\\n"
            case 0x0D: result += "\\r"
            case 0x09: result += "\\t"
            case 0x22, 0x5C: result += quote ? "\\\(scalar)" : "\(scalar)"
            case 0..<0x20, 0x7F..<0xA0, 0x2028...0x2029, 0x202A...0x202E, 0x2066...0x2069:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
