import Authority
import Foundation
import SyncCore
import Testing

/// The county's word for a lost password.
@Suite struct RecoveryCodeTests {
    private let scope = Scope(raw: RawIdentifier(high: 1, low: 2))
    private let challenge: [UInt8] = Array(1...10)

    private func signer(_ number: UInt8) throws -> Signer {
        try Signer(privateKey: [UInt8](repeating: number, count: 32))
    }

    @Test func `it is good for exactly what was signed, read out in any case`() throws {
        let county = try signer(1)
        let code = try RecoveryCode(
            for: "wang", in: scope, challenge: challenge, expires: 498_000, by: county)
        #expect(code.text.filter { $0 != "-" }.count == 109)
        let heard = code.text.lowercased().replacingOccurrences(of: "0", with: "o")
            .replacingOccurrences(of: "1", with: "l").replacingOccurrences(of: "-", with: " ")
        let read = try #require(RecoveryCode(text: heard))
        #expect(read == code && read.expires == 498_000)
        let keys = [try signer(2).publicKey, county.publicKey]
        #expect(read.isSigned(for: "wang", in: scope, challenge: challenge, byOneOf: keys))
        #expect(!read.isSigned(for: "li", in: scope, challenge: challenge, byOneOf: keys))
        #expect(!read.isSigned(for: "wang", in: scope, challenge: [1], byOneOf: keys))
        #expect(
            !read.isSigned(
                for: "wang", in: Scope(raw: RawIdentifier(high: 1, low: 3)), challenge: challenge,
                byOneOf: keys))
        #expect(
            !read.isSigned(
                for: "wang", in: scope, challenge: challenge, byOneOf: [keys[0]]))
    }

    /// Every sign of it, exchanged for every other.
    @Test func `no other text is as good`() throws {
        let county = try signer(1)
        let code = try RecoveryCode(
            for: "wang", in: scope, challenge: challenge, expires: 498_000, by: county)
        let signs = Array(code.text.filter { $0 != "-" })
        for index in signs.indices {
            var other = signs
            other[index] = signs[index] == "7" ? "8" : "7"
            let read = RecoveryCode(text: String(other))
            let isGood = read?.isSigned(
                for: "wang", in: scope, challenge: challenge, byOneOf: [county.publicKey])
            #expect(isGood != true, "sign \(index)")
        }
    }

    @Test(arguments: ["", "u", "-", "AAAAA", String(repeating: "0", count: 10_000), "行"])
    func `nonsense is no code`(text: String) { #expect(RecoveryCode(text: text) == nil) }

    @Test func `bytes come back from what is spoken`() {
        for count in 0..<40 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 250) }
            #expect(SpokenText.decode(SpokenText.encode(bytes)) == bytes)
        }
    }
}
