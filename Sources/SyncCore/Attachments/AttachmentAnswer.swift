/// What is said to an `AttachmentRequest`.
public enum AttachmentAnswer: Hashable, Sendable {
    /// No such attachment, or none that the sender may know of: one answer (I19).
    case unknown
    /// What is lacked here, ascending by name; more stands beyond the last one.
    case lacking([Lack], hasMore: Bool)
    /// How much of it is held here, and what was asked for. An attachment that is not whole was not
    /// compared with its name, so it gives no bytes; of one that is asked for, less than all is as
    /// good as nothing.
    case standing(total: UInt64, held: UInt64, bytes: [UInt8])
    /// Not now; after so many seconds.
    case later(seconds: UInt64)
    case declined(Refusal)

    public struct Lack: Hashable, Sendable {
        /// Proved: bytes are given only to those who hold the salt.
        public let claim: AttachmentRequest.Claim
        /// Bytes from the beginning that are here.
        public let held: UInt64

        public var name: Hash { claim.name }

        public init(_ claim: AttachmentRequest.Claim, held: UInt64) {
            self.claim = claim
            self.held = held
        }
    }

    /// For good, as far as this side knows.
    public enum Refusal: UInt8, Sendable {
        /// More than this node takes of one attachment.
        case tooLarge = 1
        /// Whole, and not what its name says: all of it was dropped.
        case mismatch = 2
    }
}

extension AttachmentAnswer {
    private enum Form {
        static let unknown: UInt8 = 0
        static let lacking: UInt8 = 1
        static let standing: UInt8 = 2
        static let later: UInt8 = 3
        static let declined: UInt8 = 4
    }

    public var bytes: [UInt8] {
        var writer = ByteWriter(reserving: 64)
        writer.raw(AttachmentRequest.magic)
        writer.byte(AttachmentRequest.formatVersion)
        switch self {
        case .unknown: writer.byte(Form.unknown)
        case .lacking(let lacks, let hasMore):
            writer.byte(Form.lacking)
            writer.varint(lacks.count)
            for lack in lacks {
                writer.claim(lack.claim)
                writer.varint(lack.held)
            }
            writer.flag(hasMore)
        case .standing(let total, let held, let bytes):
            writer.byte(Form.standing)
            writer.varint(total)
            writer.varint(held)
            writer.blob(bytes)
        case .later(let seconds):
            writer.byte(Form.later)
            writer.varint(seconds)
        case .declined(let refusal):
            writer.byte(Form.declined)
            writer.byte(refusal.rawValue)
        }
        return writer.bytes
    }

    /// - Throws: `MessageError`.
    public init(bytes: [UInt8]) throws(MessageError) {
        var reader = ByteReader(bytes)
        try reader.openAttachmentMessage()
        do throws(MalformedBytes) {
            self = try Self.answer(&reader)
            try reader.finish()
        } catch { throw .malformed(error) }
    }

    private static func answer(_ reader: inout ByteReader) throws(MalformedBytes) -> Self {
        switch try reader.byte() {
        case Form.unknown: return .unknown
        case Form.lacking: return try lacking(&reader)
        case Form.standing:
            let total = try reader.attachmentCount()
            let held = try reader.attachmentCount()
            guard held <= total else { throw reader.failure(.outOfRange) }
            return .standing(
                total: total, held: held, bytes: try reader.blob(atMost: AttachmentLimits.piece))
        case Form.later:
            return .later(
                seconds: UInt64(try reader.varint(in: 0...Int(AttachmentLimits.wait))))
        case Form.declined:
            guard let refusal = Refusal(rawValue: try reader.byte()) else {
                throw reader.failure(.unknownForm)
            }
            return .declined(refusal)
        default: throw reader.failure(.unknownForm)
        }
    }

    private static func lacking(_ reader: inout ByteReader) throws(MalformedBytes) -> Self {
        let count = try reader.varint(in: 0...AttachmentLimits.list)
        guard count * (2 * Hash.byteCount + 1) <= reader.remaining else {
            throw reader.failure(.truncated)
        }
        var lacks: [Lack] = []
        lacks.reserveCapacity(count)
        for _ in 0..<count {
            let lack = Lack(try reader.claim(), held: try reader.attachmentCount())
            if let last = lacks.last, last.name >= lack.name { throw reader.failure(.outOfOrder) }
            lacks.append(lack)
        }
        let hasMore = try reader.flag()
        // Whoever goes on after the last one has to have one.
        if hasMore, lacks.isEmpty { throw reader.failure(.outOfRange) }
        return .lacking(lacks, hasMore: hasMore)
    }
}
