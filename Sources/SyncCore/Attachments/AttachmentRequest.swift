/// What one side wants of the other in the lane of attachments (docs/PROTOCOL.md, Attachments).
public struct AttachmentRequest: Hashable, Sendable {
    public static let contentType = "application/vnd.yizhan.attachment"

    /// One attachment, by somebody who can show that they hold its salt.
    public struct Claim: Hashable, Sendable {
        public let name: Hash
        public let proof: Hash

        public init(name: Hash, proof: Hash) {
            self.name = name
            self.proof = proof
        }

        /// By somebody who holds this salt.
        public init(name: Hash, salt: [UInt8]) {
            self.init(name: name, proof: AttachmentName.proof(of: name, salt: salt))
        }
    }

    public enum Want: Hashable, Sendable {
        /// Which attachments of the scope do you lack? In order of their names, from the one after this.
        case lacking(after: Hash?)
        /// Give me of this one, from `offset`, `room` bytes at most.
        case ask(Claim, offset: UInt64, room: Int)
        /// Take this piece of one of `total` bytes; without bytes: how far are you?
        case give(Claim, total: UInt64, offset: UInt64, bytes: [UInt8])
    }

    /// The sender.
    public let origin: Origin
    public let scope: Scope
    public let want: Want

    public init(origin: Origin, scope: Scope, want: Want) {
        self.origin = origin
        self.scope = scope
        self.want = want
    }
}

extension AttachmentRequest {
    static let magic: [UInt8] = [0x59, 0x41]  // "YA"
    static let formatVersion: UInt8 = 0

    private enum Form {
        static let lacking: UInt8 = 1
        static let ask: UInt8 = 2
        static let give: UInt8 = 3
    }

    public var bytes: [UInt8] {
        var writer = ByteWriter(reserving: 256)
        writer.raw(Self.magic)
        writer.byte(Self.formatVersion)
        writer.identifier(origin)
        writer.identifier(scope)
        switch want {
        case .lacking(let after):
            writer.byte(Form.lacking)
            writer.flag(after != nil)
            if let after { writer.hash(after) }
        case .ask(let claim, let offset, let room):
            writer.byte(Form.ask)
            writer.claim(claim)
            writer.varint(offset)
            writer.varint(room)
        case .give(let claim, let total, let offset, let bytes):
            writer.byte(Form.give)
            writer.claim(claim)
            writer.varint(total)
            writer.varint(offset)
            writer.blob(bytes)
        }
        return writer.bytes
    }

    /// - Throws: `MessageError`.
    public init(bytes: [UInt8]) throws(MessageError) {
        var reader = ByteReader(bytes)
        try reader.openAttachmentMessage()
        do throws(MalformedBytes) {
            origin = try reader.identifier()
            scope = try reader.identifier()
            want = try Self.want(&reader)
            try reader.finish()
        } catch { throw .malformed(error) }
    }

    private static func want(_ reader: inout ByteReader) throws(MalformedBytes) -> Want {
        switch try reader.byte() {
        case Form.lacking: return .lacking(after: try reader.flag() ? try reader.hash() : nil)
        case Form.ask:
            return .ask(
                try reader.claim(), offset: try reader.attachmentCount(),
                room: try reader.varint(in: 0...AttachmentLimits.piece))
        case Form.give:
            let claim = try reader.claim()
            let total = try reader.attachmentCount()
            let offset = try reader.attachmentCount()
            let bytes = try reader.blob(atMost: AttachmentLimits.piece)
            // Both are below 2³¹: their sum is a number.
            let end = offset + UInt64(bytes.count)
            guard total > 0, end <= total, bytes.isEmpty || offset.isBlockBoundary,
                bytes.isEmpty || end == total || end.isBlockBoundary
            else { throw reader.failure(.outOfRange) }
            return .give(claim, total: total, offset: offset, bytes: bytes)
        default: throw reader.failure(.unknownForm)
        }
    }
}

extension UInt64 {
    /// Whether a piece may begin or end here.
    public var isBlockBoundary: Bool { self % UInt64(AttachmentLimits.block) == 0 }
}

extension ByteWriter {
    mutating func claim(_ claim: AttachmentRequest.Claim) {
        hash(claim.name)
        hash(claim.proof)
    }
}

extension ByteReader {
    /// Two letters and the version, for requests and answers.
    mutating func openAttachmentMessage() throws(MessageError) {
        do throws(MalformedBytes) {
            guard try raw(2) == AttachmentRequest.magic else { throw failure(.unknownForm) }
        } catch { throw .notAMessage }
        let version: UInt8
        do throws(MalformedBytes) { version = try byte() } catch { throw .notAMessage }
        guard version == AttachmentRequest.formatVersion else {
            throw .unsupportedVersion(version)
        }
    }

    mutating func claim() throws(MalformedBytes) -> AttachmentRequest.Claim {
        AttachmentRequest.Claim(name: try hash(), proof: try hash())
    }

    /// A number of bytes of an attachment.
    mutating func attachmentCount() throws(MalformedBytes) -> UInt64 {
        UInt64(try varint(in: 0...Int(AttachmentLimits.size)))
    }
}
