/// What a chunk says once it is opened: a message without a link of the nonce chain, under the signature
/// of its sender, who is proved by it and by nothing else.
public struct BundleChunk: Hashable, Sendable {
    /// An enrolment has 131 bytes; nothing else is ever carried so.
    private static let enrolmentBytes = 256

    /// The bytes of a request for enrolment; empty where the sender was taken up before.
    public let enrolment: [UInt8]
    public let message: [UInt8]
    /// Ed25519 by the sender of the message, over `signed`.
    public let signature: [UInt8]

    /// Signs for one place in one bundle.
    public init(
        message: [UInt8], enrolment: [UInt8] = [], number: UInt32, isLast: Bool,
        in header: BundleHeader, signer: Signer
    ) throws {
        self.message = message
        self.enrolment = enrolment
        signature = try signer.sign(
            Self.signed(message, enrolment, number: number, isLast: isLast, in: header))
    }

    public init(bytes: [UInt8]) throws(MalformedBytes) {
        var reader = ByteReader(bytes)
        signature = try reader.raw(Ed25519.signatureByteCount)
        enrolment = try reader.blob(atMost: Self.enrolmentBytes)
        message = try reader.raw(reader.remaining)
    }

    public var bytes: [UInt8] {
        var writer = ByteWriter(reserving: message.count + 256)
        writer.raw(signature)
        writer.blob(enrolment)
        writer.raw(message)
        return writer.bytes
    }

    public func isSigned(
        by publicKey: [UInt8], number: UInt32, isLast: Bool, in header: BundleHeader
    ) -> Bool {
        Ed25519.isValid(
            signature: signature,
            of: Self.signed(message, enrolment, number: number, isLast: isLast, in: header),
            by: publicKey)
    }

    /// A chunk that somebody opens cannot be put into another bundle, nor in another place of its own.
    private static func signed(
        _ message: [UInt8], _ enrolment: [UInt8], number: UInt32, isLast: Bool,
        in header: BundleHeader
    ) -> [UInt8] {
        var writer = ByteWriter(reserving: message.count + 256)
        writer.raw("yizhan bundle chunk\n".utf8)
        writer.raw(header.bytes)
        writer.raw(BundleFrame.nonce(number: number, isLast: isLast))
        writer.blob(enrolment)
        writer.raw(message)
        return writer.bytes
    }
}
