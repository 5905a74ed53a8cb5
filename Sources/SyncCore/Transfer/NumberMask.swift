import Crypto

/// What a county raises numbers to before it shows them, so that two can find a number that both hold and
/// learn of no other one: X25519 with a secret of this county's, on points that numbers are hashed to. Twice
/// masked, in either order, a number is one point; masked once it says nothing to whoever lacks the secret.
public struct NumberMask: Sendable {
    private let masked: @Sendable ([UInt8]) -> [UInt8]?

    /// - Parameter secret: 32 bytes that nobody else knows; nil for any other count.
    public init?(secret: [UInt8]) {
        guard let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: secret) else {
            return nil
        }
        masked = { point in
            guard let point = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: point),
                let shared = try? key.sharedSecretFromKeyAgreement(with: point)
            else { return nil }
            let masked = shared.withUnsafeBytes { [UInt8]($0) }
            return masked.allSatisfy { $0 == 0 } ? nil : masked
        }
    }

    public static let pointBytes = 32

    /// A citizen's number, masked.
    /// - Parameter number: as it is compared: without blanks, letters upper case.
    public func point(of number: String) -> [UInt8]? {
        point(on: Self.hash(number).bytes)
    }

    /// What others have masked, masked once more; nil for bytes that are no point, or one under which all
    /// masks are alike.
    public func point(on point: [UInt8]) -> [UInt8]? { masked(point) }

    /// Which of the points that a county has masked stands for the number that this mask was asked about.
    /// - Parameter asked: that number under both masks.
    public func match(of asked: [UInt8], among points: some Sequence<[UInt8]>) -> [UInt8]? {
        points.first { point(on: $0) == asked }
    }

    /// How many buckets numbers fall into: of all citizens more than a million share one.
    public static let bucketCount = 1_024

    /// In which bucket a number is looked for.
    public static func bucket(of number: String) -> Int {
        let bytes = hash(number, "yizhan bucket").bytes
        return (Int(bytes[0]) << 8 | Int(bytes[1])) % bucketCount
    }

    private static func hash(_ number: String, _ purpose: String = "yizhan number") -> Hash {
        .sha256(Array(purpose.utf8) + [0] + Array(number.utf8))
    }
}
