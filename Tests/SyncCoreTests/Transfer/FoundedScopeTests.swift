import Testing

@testable import SyncCore

/// A scope's id is bound to the key of whoever opened it, and what is announced of it is signed by that key.
@Suite struct FoundedScopeTests {
    private struct Chance: Randomness {
        let byte: UInt8
        func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: byte, count: count) }
    }

    private let (founder, other): (Signer, Signer)

    init() throws {
        founder = try Signer(privateKey: [UInt8](repeating: 1, count: 32))
        other = try Signer(privateKey: [UInt8](repeating: 2, count: 32))
    }

    @Test func `an id was opened by one key, and by chance is another each time`() throws {
        let scope = Scope(foundedBy: founder.publicKey, Chance(byte: 7))
        #expect(scope.isFounded(by: founder.publicKey) && !scope.isFounded(by: other.publicKey))
        #expect(scope != Scope(foundedBy: founder.publicKey, Chance(byte: 8)))
        for position in scope.bytes.indices {
            var bytes = scope.bytes
            bytes[position] ^= 1
            #expect(try !#require(Scope(bytes: bytes)).isFounded(by: founder.publicKey))
        }
    }

    @Test func `an announcement is its founder's only whole: with its key, scope and signature`()
        throws
    {
        let scope = Scope(foundedBy: founder.publicKey, Chance(byte: 7))
        let key = [UInt8](repeating: 3, count: 32)
        func line(
            _ scope: Scope, by signer: Signer, named: [UInt8], exchangeKey: [UInt8]
        ) throws -> Announcement {
            Announcement(
                .raised, scope: scope, founderKey: named, code: "620102001", name: "站",
                exchangeKey: exchangeKey,
                signature: try signer.sign(Announcement.signed(scope, exchangeKey: key)))
        }
        let good = try line(scope, by: founder, named: founder.publicKey, exchangeKey: key)
        #expect(good.isByFounder)
        let elsewhere = Scope(foundedBy: founder.publicKey, Chance(byte: 8))
        for bad in [
            try line(scope, by: other, named: founder.publicKey, exchangeKey: key),
            try line(scope, by: other, named: other.publicKey, exchangeKey: key),
            try line(
                scope, by: founder, named: founder.publicKey,
                exchangeKey: [UInt8](repeating: 4, count: 32)),
            Announcement(
                .raised, scope: elsewhere, founderKey: founder.publicKey, code: "620102001",
                name: "站", exchangeKey: key, signature: good.signature),
        ] { #expect(!bad.isByFounder) }
        let header = Header(
            scope: Scope(model: 1), origin: Origin(model: 2), sequence: 3, time: 4,
            context: Context(), actor: nil, kind: SystemKind.announce, entity: nil)
        let change = try CanonicalChange(checking: header, open: good.open)
        #expect(Announcement(change) == good)
    }
}
