import Crypto
import Foundation
public import SyncCore

/// Seals the chunks of one bundle to its recipient's X25519 key: HPKE (RFC 9180) in base mode gives a key
/// that is used for this bundle alone, ChaCha20-Poly1305 seals each chunk under it by itself. HPKE's own
/// sequence would open nothing behind a chunk that is lost (docs/decisions/0021).
public struct BundleSealer: Sendable {
    public let header: BundleHeader
    private let key: SymmetricKey

    /// Draws a fresh key pair from the system: sealing is never replayed.
    /// - Parameter recipient: X25519, 32 bytes. Throws for bytes that are no key.
    public init(recipient: [UInt8]) throws {
        let publicKey = try Curve25519.KeyAgreement.PublicKey(rawRepresentation: recipient)
        let opening = BundleHeader(recipient: recipient, encapsulatedKey: []).opening
        let sender = try HPKE.Sender(
            recipientKey: publicKey, ciphersuite: BundleKey.suite, info: BundleKey.info(opening))
        header = BundleHeader(
            recipient: recipient, encapsulatedKey: [UInt8](sender.encapsulatedKey))
        key = try sender.exportSecret(context: BundleKey.context, outputByteCount: 32)
    }

    /// The chunk as it stands in the file.
    /// - Throws: `OversizeChunk` for one that no reader takes.
    public func seal(_ plain: [UInt8], number: UInt32, isLast: Bool) throws -> [UInt8] {
        guard plain.count <= BundleFrame.plainBytes else { throw OversizeChunk() }
        let box = try ChaChaPoly.seal(
            plain, using: key,
            nonce: .init(data: BundleFrame.nonce(number: number, isLast: isLast)),
            authenticating: BundleFrame.associated(
                number: number, isLast: isLast, sealedBytes: plain.count + BundleFrame.tagBytes,
                in: header))
        return BundleFrame(
            number: number, isLast: isLast, sealed: [UInt8](box.ciphertext + box.tag)
        ).bytes(in: header)
    }
}

/// A chunk of more than `BundleFrame.plainBytes`: whoever made it has to cut it smaller.
public struct OversizeChunk: Error {}

/// Opens the chunks of one bundle.
public struct BundleOpener: Sendable {
    private let header: BundleHeader
    private let key: SymmetricKey

    /// - Parameter privateKey: of the recipient, 32 bytes. Throws where the header holds no key.
    public init(_ header: BundleHeader, privateKey: [UInt8]) throws {
        let recipient = try HPKE.Recipient(
            privateKey: Curve25519.KeyAgreement.PrivateKey(rawRepresentation: privateKey),
            ciphersuite: BundleKey.suite, info: BundleKey.info(header.opening),
            encapsulatedKey: Data(header.encapsulatedKey))
        self.header = header
        key = try recipient.exportSecret(context: BundleKey.context, outputByteCount: 32)
    }

    /// nil for a chunk that was altered, or belongs elsewhere.
    public func open(_ frame: BundleFrame) -> [UInt8]? {
        let tag = frame.sealed.suffix(BundleFrame.tagBytes)
        guard
            let box = try? ChaChaPoly.SealedBox(
                nonce: .init(
                    data: BundleFrame.nonce(number: frame.number, isLast: frame.isLast)),
                ciphertext: frame.sealed.dropLast(BundleFrame.tagBytes), tag: tag),
            let plain = try? ChaChaPoly.open(
                box, using: key,
                authenticating: BundleFrame.associated(
                    number: frame.number, isLast: frame.isLast, sealedBytes: frame.sealed.count,
                    in: header))
        else { return nil }
        return [UInt8](plain)
    }
}

private enum BundleKey {
    static let suite = HPKE.Ciphersuite.Curve25519_SHA256_ChachaPoly
    static let context = Data("yizhan bundle chunks".utf8)

    static func info(_ opening: [UInt8]) -> Data { Data("yizhan bundle".utf8) + opening }
}
