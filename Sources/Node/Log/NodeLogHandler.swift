import Foundation
public import Logging

/// Where our own log lines go: one line each, to stderr.
///
/// A log line is a fixed sentence with ids, counts and error words; nothing from a record.
public struct NodeLogHandler: LogHandler {
    public var logLevel: Logger.Level
    public var metadata: Logger.Metadata = [:]
    private let format: LogFormat

    public init(level: Logger.Level, format: LogFormat) {
        logLevel = level
        self.format = format
    }

    /// A logger of the program with this handler.
    public static func logger(level: Logger.Level, format: LogFormat) -> Logger {
        Logger(label: "yizhan") { _ in NodeLogHandler(level: level, format: format) }
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        let line = LogLine(
            time: SystemClock().now, level: event.level, message: "\(event.message)",
            metadata: metadata.merging(event.metadata ?? [:]) { $1 })
        // One write a line: threads and processes do not mix within it.
        try? FileHandle.standardError.write(contentsOf: Data((line.line(format) + "\n").utf8))
    }
}

/// What a library below has to report: that it did, and where in its source. Its words are not ours, and
/// may repeat what a stranger sent.
public struct ForeignLogHandler: LogHandler {
    public var logLevel: Logger.Level
    public var metadata: Logger.Metadata = [:]
    private let log: Logger

    public init(_ log: Logger) {
        self.log = log
        logLevel = max(log.logLevel, .warning)
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        log.log(
            level: event.level, "a library reported something",
            metadata: ["source": "\(event.source)", "line": "\(event.line)"])
    }
}
