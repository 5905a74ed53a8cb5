import Node
import ServiceRecords
import Store
import SyncCore
public import Texts

/// What stands in a bundle, and how it stands to what is held here.
public struct BundleInspection: Report {
    public static let kind = "BundleInspection"
    public static let list: String? = "runs"
    public let bytes: Int
    /// here, above, station or unknown.
    public let addressee: String
    /// 16 hexadecimal digits.
    public let key: String
    /// The members from here on are empty, or null, where this node cannot open it.
    public let opens: Bool
    public let sender: Nullable<String>
    public let receipts: Int
    public let runs: [Run]
    public let damage: Nullable<BundleDamage>
    private let recipient: BundlePlace
    private let writer: String

    public struct Run: Encodable, Sendable, Hashable {
        public let code: Nullable<String>
        public let origin: String
        public let first: UInt64
        public let last: UInt64
        /// held, joins or gap.
        public let state: String
        fileprivate let place: String

        private enum CodingKeys: String, CodingKey { case code, origin, first, last, state }
    }

    private enum CodingKeys: String, CodingKey {
        case bytes, addressee, key, opens, sender, receipts, runs, damage
    }

    /// One that is for another node.
    init(_ bundle: BundleFile, for recipient: BundlePlace) {
        bytes = bundle.size
        addressee = recipient.word
        key = Hex.encode(bundle.header.keyID)
        opens = false
        sender = Nullable(nil)
        receipts = 0
        runs = []
        damage = Nullable(nil)
        self.recipient = recipient
        writer = ""
    }

    init(
        _ bundle: BundleFile, for recipient: BundlePlace, _ contents: inout BundleContents,
        at place: Workplace
    ) throws {
        var spans = Spans()
        var (sender, receipts): (Origin?, Set<String>) = (nil, [])
        while let chunk = contents.next() {
            sender = chunk.message.origin
            receipts.formUnion(chunk.message.receipts.map(\.note))
            for run in chunk.message.runs { spans.add(run) }
        }
        let logs = try place.store.view { try $0.logs() }
        let held = Dictionary(
            logs.map { (LogName(scope: $0.scope, origin: $0.origin), $0.length) },
            uniquingKeysWith: max)
        let scopes = try place.store.view { try $0.scopes() }
        let codes = Dictionary(scopes.map { ($0.scope, $0.code) }, uniquingKeysWith: { $1 })
        var names: [Scope: String] = [:]
        runs = try spans.all.map { span in
            let (scope, origin) = (span.log.scope, span.log.origin)
            let name = try names[scope] ?? place.scopeName(scope)
            names[scope] = name
            return Run(
                code: Nullable(codes[scope] ?? nil), origin: origin.description,
                first: span.first, last: span.last,
                state: span.state(held: held[span.log] ?? 0).rawValue, place: name)
        }
        bytes = bundle.size
        addressee = recipient.word
        key = Hex.encode(bundle.header.keyID)
        opens = true
        self.sender = Nullable(sender?.description)
        self.receipts = receipts.count
        damage = Nullable(BundleDamage(contents))
        self.recipient = recipient
        writer =
            try sender.flatMap { try place.store.peer($0) }.map(place.writer)
            ?? sender?.short ?? ""
    }

    public var exit: ExitStatus {
        guard let damage = damage.value else { return .notPermitted }
        guard !damage.isWhole else { return .done }
        return damage.wholeChunks > 0 ? .partly : .badInput
    }

    public func text(in language: Language) -> String {
        var lines: [BundleSentence] = [.header(for: recipient, bytes: bytes)]
        if let damage = damage.value {
            lines.append(.writtenBy(writer, chunks: damage.wholeChunks))
            lines += runs.map {
                .run(
                    place: $0.place, origin: String($0.origin.prefix(12)), first: $0.first,
                    last: $0.last, state: BundleRunState(rawValue: $0.state) ?? .gap)
            }
            lines.append(.alsoReceipts(receipts))
            lines += damage.isWhole ? [.whole] : damage.sentences
        } else {
            lines.append(.bringThere(recipient))
        }
        return lines.map { Sentence.bundle($0).text(in: language) }.joined(separator: "\n")
    }
}

private struct LogName: Hashable {
    let scope: Scope
    let origin: Origin
}

/// Runs of a log that follow each other, as one.
private struct Spans {
    struct Span {
        let log: LogName
        let first: UInt64
        var last: UInt64

        func state(held length: UInt64) -> BundleRunState {
            last <= length ? .held : first <= length + 1 ? .joins : .gap
        }
    }

    private struct End: Hashable {
        let log: LogName
        let last: UInt64
    }

    private(set) var all: [Span] = []
    /// Where in them the one stands that ends so.
    private var places: [End: Int] = [:]

    mutating func add(_ run: Run) {
        let log = LogName(scope: run.scope, origin: run.origin)
        let before = places.removeValue(forKey: End(log: log, last: run.first - 1))
        let place = before ?? all.count
        if before == nil { all.append(Span(log: log, first: run.first, last: run.last)) }
        all[place].last = run.last
        places[End(log: log, last: run.last)] = place
    }
}

extension BundlePlace {
    fileprivate var word: String {
        switch self {
        case .here: "here"
        case .above: "above"
        case .station: "station"
        case .unknown: "unknown"
        }
    }
}

/// Runs of bundles that wait here for what stands before them.
public struct ParkedList: Report {
    public static let kind = "ParkedRuns"
    public static let list: String? = "parked"
    public let parked: [Entry]

    public struct Entry: Encodable, Sendable, Hashable {
        public let scope: String
        public let origin: String
        public let first: UInt64
        public let last: UInt64
        public let bytes: Int
        /// RFC 3339.
        public let since: String
        fileprivate let sentence: BundleSentence

        private enum CodingKeys: String, CodingKey { case scope, origin, first, last, bytes, since }
    }

    init(_ place: Workplace) throws {
        parked = try place.store.view { try $0.parkedRuns() }.map { run in
            Entry(
                scope: run.scope.description, origin: run.origin.description, first: run.first,
                last: run.last, bytes: run.bytes, since: CivilTime.rfc3339(run.time),
                sentence: .parkedRun(
                    place: try place.scopeName(run.scope), origin: run.origin.short,
                    first: run.first, last: run.last, time: CivilTime.local(run.time)))
        }
    }

    public func text(in language: Language) -> String {
        let lines = parked.isEmpty ? [.nothingParked] : parked.map(\.sentence)
        return lines.map { Sentence.bundle($0).text(in: language) }.joined(separator: "\n")
    }
}
