import NodeConfiguration
public import Texts

/// What holds, key by key.
public struct ConfigurationReport: Report {
    public static let kind = "Configuration"
    public static let list: String? = "keys"
    /// The file that was read; null where there is none.
    public let file: Nullable<String>
    public let keys: [Entry]

    public struct Entry: Encodable, Sendable {
        public let key: String
        /// As it would be written in the file.
        public let value: String
        /// "default", "file", "environment" or "flag".
        public let source: String
        /// `FILE:LINE:COLUMN`, the variable or the flag; null for a default.
        public let place: Nullable<String>
        fileprivate let origin: ConfigSource

        private enum CodingKeys: String, CodingKey { case key, value, source, place }

        init(_ entry: ConfigEntry, in configuration: Configuration) {
            key = entry.name
            value = configuration.text(of: entry)
            origin = configuration.source(of: entry)
            source = origin.word
            place = origin.nullablePlace
        }
    }

    init(_ configuration: Configuration) {
        file = Nullable(configuration.file)
        keys = ConfigCatalogue.entries.map { Entry($0, in: configuration) }
    }

    public func text(in language: Language) -> String {
        let width = (keys.map(\.key.count).max() ?? 0) + 2
        let valueWidth = (keys.map(\.value.count).max() ?? 0) + 2
        return keys.map { entry in
            let source = Sentence.configuration(.source(entry.origin)).text(in: language)
            return entry.key.filled(to: width) + entry.value.filled(to: valueWidth) + source
        }.joined(separator: "\n")
    }
}

/// Whether the configuration is sound, and what is not.
public struct ConfigCheckReport: Report {
    public static let kind = "ConfigurationCheck"
    public static let list: String? = "faults"
    public let file: Nullable<String>
    public let isSound: Bool
    public let faults: [Entry]
    private let found: [ConfigFault]

    private enum CodingKeys: String, CodingKey {
        case file, faults
        case isSound = "sound"
    }

    public struct Entry: Encodable, Sendable {
        /// `FILE:LINE:COLUMN`, or the environment variable.
        public let place: String
        public let message: String
        public let hint: String

        init(_ fault: ConfigFault) {
            place = fault.place.place
            message = Sentence.configuration(fault.what).text(in: .en)
            hint = Sentence.configuration(fault.remedy).text(in: .en)
        }
    }

    init(file: String?, faults: [ConfigFault]) {
        self.file = Nullable(file)
        self.faults = faults.map(Entry.init)
        isSound = faults.isEmpty
        found = faults
    }

    public var exit: ExitStatus { isSound ? .done : .configuration }

    public func text(in language: Language) -> String {
        guard !isSound else {
            return Sentence.configuration(.sound(file: file.value)).text(in: language)
        }
        return found.map { $0.text(in: language) }.joined(separator: "\n")
    }
}

/// What keys mean, what they take, and what they are now.
public struct ConfigExplanation: Report {
    public static let kind = "ConfigurationKeys"
    public static let list: String? = "keys"
    public let keys: [Entry]

    public struct Entry: Encodable, Sendable {
        public let key: String
        /// In English; people read it in their own language.
        public let meaning: String
        public let takes: String
        public let standard: String
        public let variable: String
        /// Null while the configuration is faulty.
        public let value: Nullable<String>
        public let source: Nullable<String>
        public let place: Nullable<String>
        fileprivate let entry: ConfigEntry
        fileprivate let present: ConfigurationSentence?

        private enum CodingKeys: String, CodingKey {
            case key, meaning, takes, variable, value, source, place
            case standard = "default"
        }

        init(_ entry: ConfigEntry, in configuration: Configuration?) {
            self.entry = entry
            key = entry.name
            meaning = entry.meaning.text(in: .en)
            takes = entry.expectation.text(in: .en)
            standard = entry.standard
            variable = entry.variable
            let source = configuration?.source(of: entry)
            let text = configuration?.text(of: entry)
            value = Nullable(text)
            self.source = Nullable(source?.word)
            place = source?.nullablePlace ?? Nullable(nil)
            present = text.flatMap { text in source.map { .present(text, source: $0) } }
        }
    }

    init(_ entries: [ConfigEntry], in configuration: Configuration?) {
        keys = entries.map { Entry($0, in: configuration) }
    }

    public func text(in language: Language) -> String {
        keys.map { key in
            let sentences: [ConfigurationSentence] =
                [.whatItTakes(key.entry.expectation), .standard(key.standard)]
                + [key.present].compactMap(\.self)
            let lines =
                [key.entry.meaning.text(in: language)]
                + sentences.map { Sentence.configuration($0).text(in: language) } + [key.variable]
            return ([key.key] + lines.map { "  " + $0 }).joined(separator: "\n")
        }.joined(separator: "\n\n")
    }
}

extension ConfigSource {
    fileprivate var word: String {
        switch self {
        case .standard: "default"
        case .file: "file"
        case .variable: "environment"
        case .flag: "flag"
        }
    }

    fileprivate var nullablePlace: Nullable<String> {
        Nullable(self == .standard ? nil : place)
    }
}

extension String {
    fileprivate func filled(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
