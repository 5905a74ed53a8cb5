import Texts
import Yams

/// What a configuration file says: keys with values and their places, and everything that is wrong with
/// it, found in one go. Pure: the text is an argument.
struct ConfigDocument {
    /// A key that the catalogue knows, with the text of its value.
    struct Setting {
        let entry: ConfigEntry
        let text: String
        let source: ConfigSource
    }

    /// More faults than that are not mistakes in a configuration, but another kind of file.
    private static let mostFaults = 100

    let path: String
    private(set) var settings: [Setting] = []
    private(set) var faults: [ConfigFault] = []
    /// Line of the first occurrence of each key.
    private var firstLines: [String: Int] = [:]

    init(_ text: String, path: String) {
        self.path = path
        let anchors = AnchorScan.places(in: text)
        guard anchors.isEmpty else {
            // Not even parsed: what they unfold to may be without bound.
            for place in anchors { add(place, .anchor, .anchorRemedy) }
            return
        }
        let composed = ComposedText(text)
        if let breakage = composed.breakage {
            add(breakage.place, .broken(breakage.problem), .brokenRemedy)
        }
        guard let root = composed.root, !root.isNothing else { return }
        guard case .mapping(let sections) = root else {
            add(root.place, .noSettings, .noSettingsRemedy)
            return
        }
        for (key, value) in sections where faults.count < Self.mostFaults {
            read(key, value, composed)
        }
    }
}

extension ConfigDocument {
    /// A section with its keys, or a key written out as `section.name`.
    private mutating func read(_ key: Node, _ value: Node, _ composed: ComposedText) {
        guard let name = composed.name(of: key) else { return add(unknown: nil, at: key) }
        guard ConfigCatalogue.sections.contains(name) else {
            return read(name, key, value)
        }
        switch value {
        case .mapping(let members):
            if note(name, key) { return }
            for (member, value) in members where faults.count < Self.mostFaults {
                guard let word = composed.name(of: member) else {
                    add(unknown: nil, at: member)
                    continue
                }
                read("\(name).\(word)", member, value)
            }
        // All keys of a section may be commented out.
        case .scalar where value.isNothing: break
        case .scalar, .sequence, .alias:
            add(
                value.place ?? key.place, .sectionNeeded(section: name),
                .sectionRemedy(section: name))
        }
    }

    private mutating func read(_ name: String, _ key: Node, _ value: Node) {
        guard let entry = ConfigCatalogue.entry(named: name) else {
            return add(unknown: name, at: key)
        }
        if note(name, key) { return }
        guard let text = value.scalar?.string else {
            return add(value.place, .wrongForm(key: name), .expected(entry.expectation))
        }
        guard !text.isEmpty else {
            return add(key.place, .missingValue(key: name), .expected(entry.expectation))
        }
        do throws(ConfigComplaint) {
            let normal = try entry.normalise(text)
            settings.append(Setting(entry: entry, text: normal, source: source(key.place)))
        } catch {
            add(value.place, error.sentence(about: name), .expected(entry.expectation))
        }
    }

    /// True for a key that has stood before: the first one counts, this one is a fault.
    private mutating func note(_ name: String, _ key: Node) -> Bool {
        if let line = firstLines[name] {
            add(key.place, .duplicate(key: name, line: line), .duplicateRemedy)
            return true
        }
        firstLines[name] = key.place?.line ?? 0
        return false
    }

    private mutating func add(unknown name: String?, at key: Node) {
        let shown = name.flatMap { $0.isPlainName ? $0 : nil }
        let near = shown.flatMap {
            ConfigCatalogue.nearest(to: $0)
                ?? Nearest.word(
                    to: $0, among: ConfigCatalogue.sections.sorted())
        }
        add(key.place, .unknownKey(shown), near.map { .nearest($0) } ?? .seeCatalogue)
    }

    private mutating func add(
        _ place: TextPlace?, _ what: ConfigurationSentence, _ remedy: ConfigurationSentence
    ) {
        faults.append(ConfigFault(place: source(place), what: what, remedy: remedy))
    }

    private func source(_ place: TextPlace?) -> ConfigSource {
        .file(path: path, line: place?.line ?? 0, column: place?.column ?? 0)
    }
}

extension ConfigComplaint {
    func sentence(about key: String) -> ConfigurationSentence {
        switch self {
        case .wrongForm: .wrongForm(key: key)
        case .outOfRange: .outOfRange(key: key)
        }
    }
}

extension Node {
    fileprivate var place: TextPlace? { mark.map(TextPlace.init) }

    /// An empty value: `sync:` with nothing behind it.
    fileprivate var isNothing: Bool {
        guard let scalar else { return false }
        return scalar.string.isEmpty && scalar.style == .plain
    }
}

extension String {
    /// Worth repeating in a message: what is not like a key may be anything, even somebody's name.
    fileprivate var isPlainName: Bool {
        utf8.count <= 64
            && unicodeScalars.allSatisfy {
                $0.isASCII
                    && ($0.properties.isAlphabetic || "0123456789._-".unicodeScalars.contains($0))
            }
    }
}
