import Crypto

/// The name of an attachment's bytes: SHA-256 of a salt and them. Made a piece at a time, so that no
/// file has to stand in memory whole.
public struct AttachmentName: Sendable {
    public static let saltBytes = 16

    private var hash = SHA256()

    public init(salt: [UInt8]) { salt.withUnsafeBytes { hash.update(bufferPointer: $0) } }

    public mutating func update(_ piece: [UInt8]) {
        piece.withUnsafeBytes { hash.update(bufferPointer: $0) }
    }

    public func finalize() -> Hash { Hash(hash.finalize()) }

    /// What shows that somebody who names an attachment holds its salt, and so may read the personal part
    /// in which that stands: the name itself is open.
    public static func proof(of name: Hash, salt: [UInt8]) -> Hash {
        Hash.sha256(Array("yizhan-attachment/1\n".utf8), salt, name.bytes)
    }
}
