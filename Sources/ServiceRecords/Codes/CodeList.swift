/// A list of codes and their names, kept as data: a list changes without a new build of the log.
///
/// Invariant: a code stands once. No conformance to a national standard is claimed (docs: records).
public struct CodeList: Hashable, Sendable {
    /// One code and what it means.
    public struct Entry: Hashable, Sendable {
        public let code: String
        public let zh: String
        public let en: String
        /// What else people write for it in a file; never shown.
        public let aliases: [String]
        /// First and last day on which a new record may use it; nil means no bound.
        public let from: LocalDay?
        public let to: LocalDay?

        public init(
            code: String, zh: String, en: String, aliases: [String] = [],
            from: LocalDay? = nil, to: LocalDay? = nil
        ) {
            self.code = code
            self.zh = zh
            self.en = en
            self.aliases = aliases
            self.from = from
            self.to = to
        }

        public func isValid(on day: LocalDay) -> Bool {
            if let from, day < from { return false }
            if let to, day > to { return false }
            return true
        }
    }

    public let id: String
    public let entries: [Entry]
    private let positions: [String: Int]

    /// Of two entries with one code the later stands: a region's list corrects the general one.
    public init(id: String, entries: [Entry]) {
        var kept: [Entry] = []
        var positions: [String: Int] = [:]
        for entry in entries {
            if let position = positions[entry.code] {
                kept[position] = entry
            } else {
                positions[entry.code] = kept.count
                kept.append(entry)
            }
        }
        self.id = id
        self.entries = kept
        self.positions = positions
    }

    /// The entry with exactly this code, whether valid today or not: old records keep theirs.
    public subscript(code: String) -> Entry? {
        positions[code].map { entries[$0] }
    }

    /// The entry with this Chinese name or one of its aliases.
    public func entry(named name: String) -> Entry? {
        entries.first { $0.zh == name || $0.aliases.contains(name) }
    }

    /// The entry that a cell of a file means: a code, or a Chinese name; full-width and blanks
    /// are understood, and a code whose leading zeros a spreadsheet ate.
    public func entry(for cell: String) -> Entry? {
        let text = PlainText.compact(cell)
        return self[text] ?? entry(named: text) ?? entry(withoutZeros: text)
    }

    public func entries(on day: LocalDay) -> [Entry] {
        entries.filter { $0.isValid(on: day) }
    }

    /// This list with more entries, such as a region's own.
    public func adding(_ more: [Entry]) -> CodeList {
        CodeList(id: id, entries: entries + more)
    }

    private func entry(withoutZeros text: String) -> Entry? {
        guard !text.isEmpty, text.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        let width = entries.first?.code.count ?? 0
        guard text.count < width else { return nil }
        return self[String(repeating: "0", count: width - text.count) + text]
    }
}

extension CodeList {
    /// A list from lines of `code zh[/alias…] English words`: how the lists below are written.
    init(_ id: String, _ lines: String) {
        let entries = lines.split(separator: "\n").map { line in
            let parts = line.split(separator: " ", maxSplits: 2).map(String.init)
            precondition(parts.count == 3, "a line of \(id) has code, name and English: \(line)")
            let names = parts[1].split(separator: "/").map(String.init)
            return Entry(
                code: parts[0], zh: names[0], en: parts[2], aliases: Array(names.dropFirst()))
        }
        self.init(id: id, entries: entries)
    }
}
