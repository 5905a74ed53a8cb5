import Authority

/// How profiles are sealed to stations. A seam: HPKE draws randomness that no seed gives, and what is sealed
/// is hashed into the names of statements, so the simulation seals in a way of its own.
package protocol ProfileSealing: Sendable {
    /// - Parameters:
    ///   - recipient: an X25519 public key, 32 bytes.
    ///   - purpose: what it opens beside, and nowhere else.
    func seal(
        _ plain: [UInt8], to recipient: [UInt8], beside purpose: [UInt8]
    ) throws -> [UInt8]

    /// nil for what does not open by this private key beside this purpose.
    func open(
        _ sealed: [UInt8], with privateKey: [UInt8], beside purpose: [UInt8]
    ) -> [UInt8]?
}

/// By HPKE (`ProfileSeal`).
package struct HPKESealing: ProfileSealing {
    package init() {}

    package func seal(
        _ plain: [UInt8], to recipient: [UInt8], beside purpose: [UInt8]
    ) throws -> [UInt8] {
        try ProfileSeal.seal(plain, to: recipient, beside: purpose)
    }

    package func open(
        _ sealed: [UInt8], with privateKey: [UInt8], beside purpose: [UInt8]
    ) -> [UInt8]? {
        ProfileSeal.open(sealed, with: privateKey, beside: purpose)
    }
}
