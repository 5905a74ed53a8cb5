import Foundation

/// What somebody of this machine who is not the node's owner asks of it: one line of JSON each way.
public struct DoorRequest: Codable, Hashable, Sendable {
    /// Of the session; nil for logging in.
    public var token: String?
    /// As they were typed after the program's name.
    public var arguments: [String]
    /// "zh" or "en".
    public var language: String
    /// Passwords that were asked for at the caller's terminal.
    public var secrets: [String]
    /// Where the caller believes the node to live; nil where they named no directory.
    public var directory: String?

    public init(
        token: String?, arguments: [String], language: String, secrets: [String],
        directory: String? = nil
    ) {
        self.directory = directory
        self.token = token
        self.arguments = arguments
        self.language = language
        self.secrets = secrets
    }
}

public struct DoorAnswer: Codable, Hashable, Sendable {
    public var exit: Int32
    public var output: String
    public var messages: String
    /// Of the session that was opened by this; to be kept by the caller alone.
    public var token: String?
    /// Set, and nothing else said, where it would be longer than `DoorLimits.answer`.
    var isTooLong: Bool?

    public init(exit: Int32, output: String, messages: String, token: String? = nil) {
        self.exit = exit
        self.output = output
        self.messages = messages
        self.token = token
    }
}

public enum DoorLimits {
    /// Bytes of a request.
    public static let request = 64 << 10
    /// Bytes of an answer.
    public static let answer = 16 << 20
    /// How long a caller may take to say what they want, and to take the answer.
    static let patience = Duration.seconds(5)
    /// How long a caller waits for an answer.
    public static let answering = Duration.seconds(120)
    static let callers = 16
}

extension Encodable {
    func line() -> [UInt8]? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { [UInt8]($0) + [0x0A] }
    }
}

extension DoorRequest {
    /// Whether a parser may be given it before anybody has logged in. Three dashes would have it complete a
    /// line, by numbers that it does not check; many letters behind one dash it takes apart one by one.
    public var isPlausible: Bool {
        arguments.count <= 128
            && arguments.allSatisfy {
                !$0.hasPrefix("---")
                    && ($0.hasPrefix("--") || !$0.hasPrefix("-") || $0.utf8.count <= 8)
            }
    }
}
