/// A message opens with two letters and the version; sections that are absent have no byte but their
/// bit. Version 1 has runs in columns and notes as bytes; version 0, which is read and no longer
/// written, has rows and texts.
extension Message {
    public static let formatVersion: UInt8 = 1
    static let magic: [UInt8] = [0x59, 0x5A]  // "YZ"

    /// One bit per optional section, in the order in which they follow.
    private struct Sections: OptionSet {
        let rawValue: Int
        static let probes = Sections(rawValue: 1 << 0)
        static let vectors = Sections(rawValue: 1 << 1)
        static let keys = Sections(rawValue: 1 << 2)
        static let runs = Sections(rawValue: 1 << 3)
        static let receipts = Sections(rawValue: 1 << 4)
        static let turnedAway = Sections(rawValue: 1 << 5)
        static let room = Sections(rawValue: 1 << 6)
        static let hasMore = Sections(rawValue: 1 << 7)
        static let retryAfter = Sections(rawValue: 1 << 8)
        static let chain = Sections(rawValue: 1 << 9)
        static let isApart = Sections(rawValue: 1 << 10)
        static let lineage = Sections(rawValue: 1 << 11)
        static let branches = Sections(rawValue: 1 << 12)
        static let shown = Sections(rawValue: 1 << 13)
        static let frontiers = Sections(rawValue: 1 << 14)
        static let all = Sections(rawValue: (1 << 15) - 1)
    }

    private var sections: Sections {
        var present: Sections = []
        if !probes.isEmpty { present.insert(.probes) }
        if !vectors.isEmpty { present.insert(.vectors) }
        if !keys.isEmpty { present.insert(.keys) }
        if !runs.isEmpty { present.insert(.runs) }
        if !receipts.isEmpty { present.insert(.receipts) }
        if !turnedAway.isEmpty { present.insert(.turnedAway) }
        if room > 0 { present.insert(.room) }
        if hasMore { present.insert(.hasMore) }
        if retryAfter > 0 { present.insert(.retryAfter) }
        if chain != nil { present.insert(.chain) }
        if isApart { present.insert(.isApart) }
        if !lineage.isEmpty { present.insert(.lineage) }
        if !branches.isEmpty { present.insert(.branches) }
        if !shown.isEmpty { present.insert(.shown) }
        if !frontiers.isEmpty { present.insert(.frontiers) }
        return present
    }

    public var bytes: [UInt8] {
        var writer = ByteWriter(reserving: 128)
        writer.raw(Self.magic)
        writer.byte(Self.formatVersion)
        writer.varint(schemaVersion)
        writer.identifier(origin)
        writer.hash(summary)
        writer.varint(sections.rawValue)
        writer.section(probes) { $1.write(to: &$0) }
        writer.section(vectors) { $1.write(to: &$0) }
        writer.section(keys) { $0.raw($1) }
        writer.section(runs) { $1.write(to: &$0) }
        writer.section(receipts) { $1.write(to: &$0) }
        writer.section(turnedAway) { $1.write(to: &$0) }
        if room > 0 { writer.varint(room) }
        if retryAfter > 0 { writer.varint(retryAfter) }
        chain?.write(to: &writer)
        writer.section(lineage) { $1.write(to: &$0) }
        writer.section(branches) { $1.write(to: &$0) }
        writer.section(shown) { $1.write(to: &$0) }
        writer.section(frontiers) { $1.write(to: &$0) }
        return writer.bytes
    }

    public init(bytes: [UInt8]) throws(MessageError) {
        guard bytes.count <= Limits.messageBytes else { throw .malformed(.init(.tooMany, at: 0)) }
        guard bytes.count >= 3, bytes.starts(with: Self.magic) else { throw .notAMessage }
        guard bytes[2] <= Self.formatVersion else { throw .unsupportedVersion(bytes[2]) }
        var reader = ByteReader(bytes)
        do throws(MalformedBytes) {
            _ = try reader.raw(3)
            self = try Message(from: &reader, version: bytes[2])
            try reader.finish()
        } catch { throw .malformed(error) }
    }

    private init(from reader: inout ByteReader, version: UInt8) throws(MalformedBytes) {
        let schemaVersion = try reader.varint()
        let origin = try reader.identifier(Origin.self)
        self.init(origin: origin, schemaVersion: schemaVersion, summary: try reader.hash())
        let present = Sections(rawValue: try reader.varint(in: 0...Sections.all.rawValue))
        if present.contains(.probes) {
            probes = try reader.section(atMost: Limits.probeCount) { r throws(MalformedBytes) in
                try Probe(from: &r)
            }
            guard zip(probes, probes.dropFirst()).allSatisfy({ $0.isBefore($1) }) else {
                throw reader.failure(.outOfOrder)
            }
        }
        if present.contains(.vectors) {
            vectors = try reader.section(atMost: Limits.scopeCount) { r throws(MalformedBytes) in
                try StatedScope(from: &r)
            }
        }
        if present.contains(.keys) {
            keys = try reader.section(atMost: Limits.originCount) { r throws(MalformedBytes) in
                try r.raw(32)
            }
        }
        if present.contains(.runs) {
            runs = try reader.section(atMost: Limits.runCount) { r throws(MalformedBytes) in
                try Run(from: &r, version: version)
            }
            guard runs.unpackedByteCount <= Limits.messageUnpackedBytes else {
                throw reader.failure(.tooMany)
            }
        }
        if present.contains(.receipts) {
            receipts = try reader.section(atMost: Limits.runCount) { r throws(MalformedBytes) in
                try Receipt(from: &r, version: version)
            }
        }
        if present.contains(.turnedAway) {
            let limit = Limits.runCount + Limits.scopeCount
            turnedAway = try reader.section(atMost: limit) { r throws(MalformedBytes) in
                try TurnedAway(from: &r)
            }
        }
        if present.contains(.room) { room = try reader.positive() }
        hasMore = present.contains(.hasMore)
        if present.contains(.retryAfter) { retryAfter = try reader.positive() }
        if present.contains(.chain) { chain = try NonceChain.Word(from: &reader) }
        isApart = present.contains(.isApart)
        guard !isApart || chain != nil else { throw reader.failure(.unknownForm) }
        if present.contains(.lineage) {
            lineage = try reader.section(atMost: Limits.lineageCount) { r throws(MalformedBytes) in
                try Succession(from: &r)
            }
        }
        if present.contains(.branches) {
            branches = try reader.section(atMost: Limits.branchCount) { r throws(MalformedBytes) in
                try BranchSearch.Probe(from: &r)
            }
        }
        if present.contains(.shown) {
            shown = try reader.section(atMost: Limits.runCount) { r throws(MalformedBytes) in
                try SignedCheckpoint(from: &r, version: version)
            }
        }
        if present.contains(.frontiers) {
            frontiers = try reader.section(atMost: Limits.runCount) { r throws(MalformedBytes) in
                try LogFrontier(from: &r)
            }
        }
    }
}

/// Why a body is not a message of ours. Nothing of it was taken.
public enum MessageError: Error, Equatable, Sendable {
    /// Not our content at all: a captive portal, a proxy, another program.
    case notAMessage
    /// The sender speaks a format that this build does not know. Upgrade before trying again.
    case unsupportedVersion(UInt8)
    case malformed(MalformedBytes)
}

extension ByteWriter {
    fileprivate mutating func section<Item>(
        _ items: [Item], _ write: (inout ByteWriter, Item) -> Void
    ) {
        guard !items.isEmpty else { return }
        varint(items.count)
        for item in items { write(&self, item) }
    }
}

extension ByteReader {
    /// A counted list that is present, hence not empty. Each item has at least one byte, so a lying
    /// count runs out of bytes before it runs up memory.
    fileprivate mutating func section<Item>(
        atMost limit: Int, _ read: (inout ByteReader) throws(MalformedBytes) -> Item
    ) throws(MalformedBytes) -> [Item] {
        let count = try varint(in: 1...limit)
        var items: [Item] = []
        for _ in 0..<count { items.append(try read(&self)) }
        return items
    }

    fileprivate mutating func positive() throws(MalformedBytes) -> UInt64 {
        let value = try varint()
        guard value > 0 else { throw failure(.outOfRange) }
        return value
    }
}

extension NonceChain.Word {
    fileprivate func write(to writer: inout ByteWriter) {
        writer.identifier(recipient)
        writer.bigEndian(previous)
        writer.bigEndian(next)
        writer.bigEndian(echo)
    }

    fileprivate init(from reader: inout ByteReader) throws(MalformedBytes) {
        recipient = try reader.identifier()
        previous = try reader.bigEndian()
        next = try reader.bigEndian()
        echo = try reader.bigEndian()
        guard next != 0 else { throw reader.failure(.outOfRange) }
    }
}

extension Succession {
    fileprivate func write(to writer: inout ByteWriter) {
        writer.raw(predecessorKey)
        writer.raw(publicKey)
        writer.raw(signature)
    }

    fileprivate init(from reader: inout ByteReader) throws(MalformedBytes) {
        let predecessor = try reader.raw(32)
        let successor = try reader.raw(32)
        let signature = try reader.raw(64)
        guard
            let succession = Succession(
                predecessor: predecessor, successor: successor, signature: signature)
        else { throw reader.failure(.unknownForm) }
        self = succession
    }
}

extension BranchSearch.Probe {
    fileprivate func write(to writer: inout ByteWriter) {
        writer.identifier(scope)
        writer.identifier(origin)
        writer.varint(marks.count)
        for mark in marks {
            writer.varint(mark.length)
            writer.bigEndian(mark.rootHead)
        }
    }

    fileprivate init(from reader: inout ByteReader) throws(MalformedBytes) {
        scope = try reader.identifier()
        origin = try reader.identifier()
        var marks: [Mark] = []
        for _ in 0..<(try reader.varint(in: 1...Limits.branchMarks)) {
            let mark = Mark(length: try reader.varint(), rootHead: try reader.bigEndian())
            guard mark.length <= Limits.logLength else { throw reader.failure(.outOfRange) }
            if let last = marks.last, last.length >= mark.length {
                throw reader.failure(.outOfOrder)
            }
            marks.append(mark)
        }
        self.marks = marks
    }
}

extension Message.Probe {
    /// In order and without a scope in common: no scope is hashed twice for one message.
    fileprivate func isBefore(_ other: Self) -> Bool {
        prefix.lexicographicallyPrecedes(other.prefix) && !other.prefix.starts(with: prefix)
    }

    fileprivate func write(to writer: inout ByteWriter) {
        writer.blob(prefix)
        writer.hash(summary)
    }

    fileprivate init(from reader: inout ByteReader) throws(MalformedBytes) {
        prefix = try reader.blob(atMost: 2 * Scope.byteCount)
        guard prefix.allSatisfy({ $0 < 16 }) else { throw reader.failure(.outOfRange) }
        summary = try reader.hash()
    }
}

extension StatedScope {
    fileprivate func write(to writer: inout ByteWriter) {
        writer.identifier(scope)
        writer.varint(logs.count)
        for log in logs {
            writer.identifier(log.origin)
            writer.varint(log.length)
            writer.bigEndian(log.rootHead)
            writer.varint(log.receipted)
        }
    }

    fileprivate init(from reader: inout ByteReader) throws(MalformedBytes) {
        scope = try reader.identifier()
        let count = try reader.varint(in: 0...Limits.originCount)
        var logs: [StatedLog] = []
        for _ in 0..<count {
            let log = StatedLog(
                origin: try reader.identifier(), length: try reader.varint(),
                rootHead: try reader.bigEndian(), receipted: try reader.varint())
            guard (1...Limits.logLength).contains(log.length), log.receipted <= Limits.logLength
            else { throw reader.failure(.outOfRange) }
            if let last = logs.last, last.origin >= log.origin {
                throw reader.failure(.outOfOrder)
            }
            logs.append(log)
        }
        self.logs = logs
    }
}

extension Message.TurnedAway {
    fileprivate func write(to writer: inout ByteWriter) {
        writer.identifier(scope)
        writer.identifier(origin)
        writer.varint(error.code)
        writer.varint(error.detail)
    }

    fileprivate init(from reader: inout ByteReader) throws(MalformedBytes) {
        scope = try reader.identifier()
        origin = try reader.identifier()
        let code = try reader.varint()
        let detail = try reader.varint()
        guard let error = RunError(code: code, detail: detail), error.detail == detail else {
            throw reader.failure(.unknownForm)
        }
        self.error = error
    }
}
