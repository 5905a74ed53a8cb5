/// What is said about the configuration. A wrong value is never repeated: it may have slipped in from
/// anywhere, and the place names it well enough.
public enum ConfigurationSentence: Sendable, Hashable {
    /// Nothing was started; each fault on a line of its own.
    case refused([ConfigFault])
    case refusedRemedy
    case sound(file: String?)
    case unknownKey(String?)
    case unknownVariable(String)
    case nearest(String)
    case seeCatalogue
    case wrongForm(key: String)
    case outOfRange(key: String)
    case missingValue(key: String)
    case expected(ConfigExpectation)
    case duplicate(key: String, line: Int)
    case duplicateRemedy
    case sectionNeeded(section: String)
    case sectionRemedy(section: String)
    case noSettings
    case noSettingsRemedy
    case broken(String)
    case brokenRemedy
    case unreadable
    case unreadableRemedy
    case tooLarge
    case tooLargeRemedy
    case notUTF8
    case notUTF8Remedy
    case anchor
    case anchorRemedy
    case whatItTakes(ConfigExpectation)
    case standard(String)
    case present(String, source: ConfigSource)
    case source(ConfigSource)
}

/// One fault with its place, as it is listed.
public struct ConfigFault: Error, Sendable, Hashable {
    public let place: ConfigSource
    public let what: ConfigurationSentence
    public let remedy: ConfigurationSentence

    public init(
        place: ConfigSource, what: ConfigurationSentence, remedy: ConfigurationSentence
    ) {
        self.place = place
        self.what = what
        self.remedy = remedy
    }

    public func text(in language: Language) -> String {
        let what = Sentence.configuration(what).text(in: language)
        let remedy = Sentence.configuration(remedy).text(in: language)
        switch language {
        case .zh: return "\(place.place)：\(what)；\(remedy)"
        case .en: return "\(place.place): \(what); \(remedy)"
        }
    }
}

/// Where a value comes from.
public enum ConfigSource: Sendable, Hashable {
    /// Nobody has said anything.
    case standard
    /// Line and column from 1; both zero where a file as a whole is meant.
    case file(path: String, line: Int, column: Int)
    case variable(String)
    case flag(String)

    /// `node.yaml:3:5`, `YIZHAN_SYNC_INTERVAL`, `--listen`; empty for the default.
    public var place: String {
        switch self {
        case .standard: ""
        case .file(let path, 0, _): path
        case .file(let path, let line, let column): "\(path):\(line):\(column)"
        case .variable(let name), .flag(let name): name
        }
    }
}

/// What a value has to be.
public enum ConfigExpectation: Sendable, Hashable {
    case duration(from: String, to: String)
    case size(from: String, to: String)
    case percent(from: Int, to: Int)
    case count(from: Int, to: Int)
    case choice([String])
    /// `HOST:PORT`, of this machine where it has to be, or one of these words.
    case address(isLocal: Bool, others: [String])
    /// Times of the day, or this word.
    case windows(other: String)
    /// The address of a proxy, or this word.
    case proxy(other: String)
    /// An absolute path, or this word.
    case file(other: String)

    public func text(in language: Language) -> String {
        switch language {
        case .zh: chinese
        case .en: english
        }
    }
}
