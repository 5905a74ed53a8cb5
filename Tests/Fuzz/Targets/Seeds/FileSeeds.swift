import Authority
import Foundation
import SyncCore

extension Seeds {
    static func joinFiles() throws -> [[UInt8]] {
        try [nil, try Writer(3).signer.publicKey].map { founder in
            let county = JoinFile.County(
                code: "620102", name: "城关区", addresses: ["127.0.0.1:8420", "[::1]:8420"],
                publicKey: try Writer(Seeds.county).signer.publicKey,
                exchangeKey: [UInt8](repeating: 4, count: 32))
            let file = JoinFile(
                scope: id(1), scopeKey: [UInt8](repeating: 5, count: 32), code: "620102001",
                name: "酒泉路街道", county: county, founder: founder,
                secret: [UInt8](repeating: 6, count: 32), expires: "2026-04-01T00:00:00Z")
            return [UInt8](try file.json())
        }
    }

    static func enrolments() throws -> [[UInt8]] {
        let request = try EnrolmentRequest(
            secret: [UInt8](repeating: 6, count: 32), signer: try Writer(1).signer)
        return [request.bytes, EnrolmentAnswer.admitted.bytes, EnrolmentAnswer.expired.bytes]
    }

    /// Whole files, and what a seal is put under.
    static func sidecars() throws -> [[UInt8]] {
        let sealLength = 65
        return try [0, 1, 3].flatMap { (count: UInt64) in
            let marks = (0..<count).map { number in
                (
                    id(number, Scope.self),
                    Sidecar.Mark(length: number << 30, root: Hash.sha256([UInt8(number)]))
                )
            }
            let file = Sidecar(
                origin: try Writer(1).origin, exposed: Dictionary(uniqueKeysWithValues: marks))
            return [file.bytes, Array(file.bytes.dropLast(sealLength))]
        }
    }
}
