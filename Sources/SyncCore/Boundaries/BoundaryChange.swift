/// What a county says of a station's scope when townships merge or split (docs/TOWNSHIPS.md). It ends no
/// writing and moves no record: the scope is closed for the eye, and everything in it stays where it is.
public enum BoundaryChange: Hashable, Sendable {
    /// In the scope that ends.
    case dissolve(Dissolution)
    /// In the scope of a successor: whose work it carries on.
    case carryOn(NamedScope, at: Int64)

    /// The end of a scope: how much of its logs the county held, and who carries on.
    public struct Dissolution: Hashable, Sendable {
        /// Milliseconds since 1970, by the county's clock: when the station ended; of a later word, which
        /// closes the scope again, when that was said.
        public let at: Int64
        /// 1…16. Whoever was assigned to none goes to the first.
        public let successors: [NamedScope]
        /// Of a first word every log that is held; of a later one those that have grown.
        public let ends: [LogEnd]
        /// For people; 200 characters at most where this program writes it.
        public let reason: String
        /// Whether its successors take the place of all that were named before: the station was merged by
        /// mistake. Older programs read them as some more.
        public let isInstead: Bool

        public init(
            at: Int64, successors: [NamedScope], ends: [LogEnd], reason: String,
            isInstead: Bool = false
        ) {
            self.isInstead = isInstead
            self.at = at
            self.successors = successors
            self.ends = ends.sorted { $0.origin < $1.origin }
            self.reason = reason
        }
    }

    public static let successorLimit = 16
    /// Logs that one word names; where there are more, another word names the rest.
    public static let endLimit = 512
    static let reasonBytes = 1 << 10
}

/// A station's scope with the code and the name that it has at the time: who reads a word later need not
/// know the directory.
public struct NamedScope: Hashable, Sendable {
    public let scope: Scope
    public let code: String
    public let name: String

    public init(_ scope: Scope, code: String, name: String) {
        self.scope = scope
        self.code = code
        self.name = name
    }

    var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.identifier(scope)
        writer.text(code)
        writer.text(name)
        return writer.bytes
    }

    init?(bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard let scope = try? reader.identifier(Scope.self),
            let code = try? reader.text(atMost: Announcement.nameBytes),
            let name = try? reader.text(atMost: Announcement.nameBytes), reader.isAtEnd
        else { return nil }
        self.init(scope, code: code, name: name)
    }
}

/// How far a log went, and the root over it.
public struct LogEnd: Hashable, Sendable {
    public let origin: Origin
    public let length: UInt64
    public let root: Hash

    public init(origin: Origin, length: UInt64, root: Hash) {
        self.origin = origin
        self.length = length
        self.root = root
    }

    var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.identifier(origin)
        writer.varint(length)
        writer.hash(root)
        return writer.bytes
    }

    init?(bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard let origin = try? reader.identifier(Origin.self),
            let length = try? reader.varint(), length <= Limits.logLength,
            let root = try? reader.hash(), reader.isAtEnd
        else { return nil }
        self.init(origin: origin, length: length, root: root)
    }
}

extension BoundaryChange {
    private enum Word: Int64 {
        case dissolve = 1
        case carryOn = 2
    }

    /// nil for any other change, and for one beyond the limits; of a copy, what it carries.
    public init?(_ change: CanonicalChange) {
        let original = change.original
        guard original.header.kind == SystemKind.boundary, original.header.entity == nil,
            change.header.kind != SystemKind.hop, let fields = Fields(systemGroupOf: original),
            let word = fields[1]?.asInt.flatMap(Word.init), let at = fields[2]?.asInt,
            let stations = Self.list(
                fields[3], atMost: Self.successorLimit, NamedScope.init(bytes:)),
            let first = stations.first
        else { return nil }
        switch word {
        case .carryOn:
            guard stations.count == 1 else { return nil }
            self = .carryOn(first, at: at)
        case .dissolve:
            guard let ends = Self.list(fields[4], atMost: Self.endLimit, LogEnd.init(bytes:)),
                let reason = fields[5]?.asText, reason.utf8.count <= Self.reasonBytes
            else { return nil }
            self = .dissolve(
                Dissolution(
                    at: at, successors: stations, ends: ends, reason: reason,
                    isInstead: fields[6] == .bool(true)))
        }
    }

    /// nil where one of the items is none, or there are too many; empty where nothing is said.
    private static func list<Item>(
        _ value: Value?, atMost limit: Int, _ read: ([UInt8]) -> Item?
    ) -> [Item]? {
        guard let value else { return [] }
        guard let list = value.asList, list.count <= limit else { return nil }
        let items = list.compactMap { $0.asBytes.flatMap(read) }
        return items.count == list.count ? items : nil
    }

    /// What stands in a change of kind `SystemKind.boundary`, in its one group.
    public var open: OpenPart {
        var fields: Fields
        switch self {
        case .carryOn(let predecessor, let at):
            fields = Fields([
                1: .int(Word.carryOn.rawValue), 2: .int(at), 3: .list([.bytes(predecessor.bytes)]),
            ])
        case .dissolve(let dissolution):
            fields = Fields([
                1: .int(Word.dissolve.rawValue), 2: .int(dissolution.at),
                3: .list(dissolution.successors.map { .bytes($0.bytes) }),
                5: .text(dissolution.reason),
            ])
            if dissolution.isInstead { fields[6] = .bool(true) }
            if !dissolution.ends.isEmpty {
                fields[4] = .list(dissolution.ends.map { .bytes($0.bytes) })
            }
        }
        return .groups([.init(AuthorityChange.group, fields)])
    }
}
