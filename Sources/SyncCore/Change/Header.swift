/// Who wrote what, and having seen what: the part of a change that places it.
public struct Header: Hashable, Sendable {
    public let scope: Scope
    public let origin: Origin
    /// Position in the log of (scope, origin), from 1, without gaps.
    public let sequence: UInt64
    /// Wall clock of the author in milliseconds since 1970, UTC. For display: nothing is decided by
    /// it but which of two siblings is shown first.
    public let time: Int64
    /// The version vector that the author had in front of them. `context[origin] < sequence`.
    public let context: VersionVector
    /// The user who wrote; nil for the node itself.
    public let actor: Entity?
    public let kind: KindNumber
    /// The record that is written; nil when this change creates it.
    public let entity: Entity?

    public init(
        scope: Scope, origin: Origin, sequence: UInt64, time: Int64, context: VersionVector,
        actor: Entity?, kind: KindNumber, entity: Entity?
    ) {
        self.scope = scope
        self.origin = origin
        self.sequence = sequence
        self.time = time
        self.context = context
        self.actor = actor
        self.kind = kind
        self.entity = entity
    }

    public var dot: Dot { Dot(origin: origin, sequence: sequence) }

    /// What the canonical bytes of the change at this place begin with.
    public static func opening(scope: Scope, origin: Origin, sequence: UInt64) -> [UInt8] {
        var writer = ByteWriter(reserving: 38)
        writer.identifier(scope)
        writer.identifier(origin)
        writer.varint(sequence)
        return writer.bytes
    }

    /// What bytes begin with that may be no change any more; nil for anything but a header.
    public init?(leading bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard let header = try? Header(from: &reader) else { return nil }
        self = header
    }

    /// The kind in what a change begins with, by a look at the places alone; nil for anything but a header.
    public static func kind(leading bytes: [UInt8]) -> KindNumber? {
        var reader = ByteReader(bytes)
        return try? kind(from: &reader)
    }

    private static func kind(from reader: inout ByteReader) throws(MalformedBytes) -> KindNumber {
        func skip(_ count: Int) throws(MalformedBytes) { _ = try reader.range(count) }
        try skip(Scope.byteCount + Origin.byteCount)
        // Sequence and time.
        _ = (try reader.varint(), try reader.varint())
        for _ in 0..<(try reader.varint(in: 0...Limits.originCount)) {
            try skip(Origin.byteCount)
            _ = try reader.varint()
        }
        if try reader.flag() { try skip(Entity.byteCount) }
        return KindNumber(try reader.varint(in: 0...Int(UInt32.max)))
    }

    func write(to writer: inout ByteWriter) {
        writer.identifier(scope)
        writer.identifier(origin)
        writer.varint(sequence)
        writer.signed(time)
        context.write(to: &writer)
        writer.optional(actor)
        writer.varint(UInt64(kind))
        writer.optional(entity)
    }

    init(from reader: inout ByteReader) throws(MalformedBytes) {
        scope = try reader.identifier()
        origin = try reader.identifier()
        sequence = try reader.varint()
        guard (1...Limits.logLength).contains(sequence) else { throw reader.failure(.outOfRange) }
        time = try reader.signed()
        context = try VersionVector(from: &reader)
        guard context[origin] < sequence else { throw reader.failure(.outOfRange) }
        actor = try reader.optional()
        kind = KindNumber(try reader.varint(in: 0...Int(UInt32.max)))
        entity = try reader.optional()
    }
}

extension ByteWriter {
    fileprivate mutating func optional(_ entity: Entity?) {
        flag(entity != nil)
        if let entity { identifier(entity) }
    }
}

extension ByteReader {
    fileprivate mutating func optional() throws(MalformedBytes) -> Entity? {
        try flag() ? try identifier() : nil
    }
}
