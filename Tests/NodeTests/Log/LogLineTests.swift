import Foundation
import Logging
import Testing

@testable import Node

/// An entry of the log is one line, whatever is in it.
@Suite struct LogLineTests {
    private func line(
        _ metadata: Logger.Metadata, message: String = "batch applied", _ format: LogFormat
    ) -> String {
        LogLine(
            time: 1_767_225_600_000, level: .notice, message: message, metadata: metadata
        ).line(format)
    }

    @Test func `a line of text has its fields by name`() {
        #expect(
            line(["scope": "ab12", "changes": "12"], .text)
                == "2026-01-01T00:00:00Z notice batch applied changes=12 scope=ab12")
    }

    /// A value, and how it stands in a line of text.
    static let values: [(String, String)] = [
        ("", "\"\""), ("a b", "\"a b\""), ("a=b", "\"a=b\""), ("a\"b", "\"a\\\"b\""),
        ("a\\b", "\"a\\\\b\""), ("a\nb", "a\\nb"), ("a\r\n b", "\"a\\r\\n b\""),
        ("\u{1B}[31m", "\\u001b[31m"),
        ("\u{85}", "\\u0085"), ("\u{2028}", "\\u2028"), ("\u{202E}x", "\\u202ex"),
        ("\u{0}", "\\u0000"), ("\t", "\\t"), ("郊区", "郊区"),
    ]

    @Test(arguments: values)
    func `a value cannot leave its line or be taken for another`(value: String, written: String) {
        #expect(line(["v": "\(value)"], .text).hasSuffix(" v=\(written)"))
    }

    @Test(arguments: values)
    func `a JSON line is one object with the value as it is`(value: String, written: String) throws
    {
        let line = line(["v": "\(value)", "at": "x"], message: "a\n\(value)", .json)
        #expect(
            !line.unicodeScalars.contains { "\n\r\u{2028}\u{2029}".unicodeScalars.contains($0) })
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(object["message"] as? String == "a\n\(value)")
        #expect(object["level"] as? String == "notice")
        #expect(object["at"] as? String == "2026-01-01T00:00:00Z")
        #expect(object["fields"] as? [String: String] == ["v": value, "at": "x"])
    }

    @Test func `what a library reports is told without its words`() {
        let kept = KeptLog()
        let foreign = Logger(label: "x") { _ in ForeignLogHandler(kept.logger) }
        foreign.error("cannot read 王小明", metadata: ["path": "/王小明"])
        foreign.info("not told at all")
        #expect(kept.lines.count == 1)
        #expect(kept.lines.allSatisfy { !$0.contains("王小明") && $0.contains("library") })
    }
}

/// A log that keeps its lines.
private final class KeptLog: @unchecked Sendable {
    private(set) var lines: [String] = []

    var logger: Logger {
        Logger(label: "kept") { _ in Handler(log: self) }
    }

    private struct Handler: LogHandler {
        let log: KeptLog
        var logLevel = Logger.Level.trace
        var metadata: Logger.Metadata = [:]
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            log.lines.append("\(event.message) \(event.metadata ?? [:])")
        }
    }
}
