/// A message as it lies in the body of a request or of an answer: as it is, or packed where that is shorter
/// (docs/PROTOCOL.md, Body).
///
/// An answer is packed behind the request, of which it repeats names, roots and signatures; and only where
/// the request was packed, so that whoever reads no packed bodies is sent none.
public struct MessageBody: Hashable, Sendable {
    /// The bytes of the message.
    public let message: [UInt8]
    /// What goes over the line.
    public let bytes: [UInt8]
    public let isPacked: Bool

    /// What stands where a message has its format version.
    static let packedVersion: UInt8 = 2
    private static let opening: [UInt8] = Message.magic + [packedVersion]

    /// - Parameter request: what the message answers; nil for a request.
    public init(
        _ message: Message, answering request: MessageBody? = nil, by packer: some FramePacker
    ) {
        let plain = message.bytes
        let packed =
            request.map(\.isPacked) == false
            ? nil : Self.packed(plain, after: request?.message ?? [], by: packer)
        self.init(message: plain, bytes: packed ?? plain, isPacked: packed != nil)
    }

    /// Reads what has come.
    /// - Parameter request: what was asked; nil where this is the request.
    /// - Throws: `MessageError`. Allocates no more than a packed body may hold.
    public init(
        bytes: [UInt8], answering request: MessageBody? = nil, by packer: some FramePacker
    ) throws(MessageError) {
        guard bytes.starts(with: Self.opening) else {
            self.init(message: bytes, bytes: bytes, isPacked: false)
            return
        }
        var reader = ByteReader(bytes)
        let message: [UInt8]
        do throws(MalformedBytes) {
            _ = try reader.raw(Self.opening.count)
            let count = try reader.varint(in: 1...Limits.packedMessageBytes)
            let start = reader.position
            let frame = try reader.raw(reader.remaining)
            do {
                message = try packer.unpack(frame, to: count, after: request?.message ?? [])
            } catch {
                throw MalformedBytes(.unknownForm, at: start)
            }
        } catch { throw .malformed(error) }
        self.init(message: message, bytes: bytes, isPacked: true)
    }

    private init(message: [UInt8], bytes: [UInt8], isPacked: Bool) {
        self.message = message
        self.bytes = bytes
        self.isPacked = isPacked
    }

    /// The same as it is, for whoever reads no packed bodies.
    public var plain: MessageBody {
        MessageBody(message: message, bytes: message, isPacked: false)
    }

    /// nil where it would be no shorter, or is longer than a packed body may hold.
    private static func packed(
        _ message: [UInt8], after request: [UInt8], by packer: some FramePacker
    ) -> [UInt8]? {
        guard message.count <= Limits.packedMessageBytes,
            let frame = packer.pack(message, seams: [], after: request)
        else { return nil }
        var writer = ByteWriter(reserving: frame.count + 8)
        writer.raw(opening)
        writer.varint(message.count)
        writer.raw(frame)
        return writer.bytes.count < message.count ? writer.bytes : nil
    }
}
