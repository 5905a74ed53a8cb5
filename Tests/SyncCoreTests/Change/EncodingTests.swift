import SyncCore
import Testing

/// I3, I4: what is hashed, stored and relayed is one string of bytes for one value.
@Suite struct EncodingTests {
    @Test(arguments: UInt64(0)..<200)
    func aChangeComesBackAsItWas(seed: UInt64) throws {
        var random = Seeded(seed)
        let change = random.canonical()
        let read = try CanonicalChange(bytes: change.bytes)
        #expect(read == change)
        #expect(read.bytes == change.bytes)
        #expect(read.encodedAnew.bytes == change.bytes)
        #expect(read.leaf(commitment: .zero) == change.leaf(commitment: .zero))
    }

    @Test(arguments: UInt64(0)..<100)
    func whateverIsReadAsAChangeHasNoOtherSpelling(seed: UInt64) {
        var random = Seeded(seed)
        let bytes = random.canonical().bytes
        for _ in 0..<100 {
            let mangled = random.mangled(bytes)
            guard let read = try? CanonicalChange(bytes: mangled) else { continue }
            #expect(read.encodedAnew.bytes == mangled, "\(Hex.encode(mangled))")
        }
    }

    @Test(arguments: UInt64(0)..<100)
    func aPersonalPartHasOneSpelling(seed: UInt64) throws {
        var random = Seeded(seed)
        let salt = random.bytes(PersonalPart.saltBytes)
        let part = PersonalPart(salt: salt, group: 10, fields: random.fields())
        #expect(try PersonalPart(salt: salt, payload: part.payload) == part)
        for _ in 0..<100 {
            let mangled = random.mangled(part.payload)
            guard let read = try? PersonalPart(salt: salt, payload: mangled) else { continue }
            let again = PersonalPart(salt: salt, group: read.group, fields: read.fields)
            #expect(again.payload == mangled)
        }
    }

    @Test(arguments: UInt64(0)..<100)
    func aVectorHasOneSpelling(seed: UInt64) throws {
        var random = Seeded(seed)
        let vector = random.header().context
        var reader = ByteReader(vector.bytes)
        #expect(try VersionVector(from: &reader) == vector)
        for _ in 0..<50 {
            let mangled = random.mangled(vector.bytes)
            var reader = ByteReader(mangled)
            guard let read = try? VersionVector(from: &reader) else { continue }
            #expect(read.bytes == reader.slice(from: 0))
        }
    }

    @Test(arguments: UInt64(0)..<20)
    func noPrefixOfAChangeIsAChange(seed: UInt64) {
        var random = Seeded(seed)
        let bytes = random.canonical().bytes
        for count in 0..<bytes.count {
            #expect(throws: MalformedBytes.self) {
                try CanonicalChange(bytes: Array(bytes[..<count]))
            }
        }
        #expect(throws: MalformedBytes.self) { try CanonicalChange(bytes: bytes + [0]) }
    }

    /// U+00E9 and e + U+0301 are equal strings to Swift, and different bytes in a leaf.
    @Test func equalValuesHaveEqualBytes() {
        let composed = Fields([1: .text("\u{E9}"), 2: .list([.text("\u{E9}")])])
        let decomposed = Fields([1: .text("e\u{301}"), 2: .list([.text("e\u{301}")])])
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
    }

    @Test func fieldsDependOnWhatTheyHoldAlone() {
        var one = Fields([7: .int(1), 3: .text("a"), 5: .null])
        var other = Fields()
        other[3] = .text("b")
        other[9] = .bool(true)
        other[7] = .int(1)
        other[3] = .text("a")
        other[9] = .null
        #expect(one == other)
        #expect(one.entries.map(\.number) == [3, 7])
        one[3] = nil
        one[7] = nil
        one[1] = nil
        #expect(one == Fields())
        #expect(one.isEmpty)
    }

    static let words: [AuthorityChange] = [
        .admit(
            origin: Origin(publicKey: [UInt8](repeating: 1, count: 32)),
            publicKey: [UInt8](repeating: 1, count: 32)),
        .refuse(dot: Dot(origin: id(3), sequence: 4), leaf: .sha256([1]), reason: "重复"),
        .refuse(dot: Dot(origin: id(3), sequence: 4), leaf: .zero, reason: ""),
    ]

    @Test(arguments: words)
    func aWordOfAuthorityComesBackAsItWas(word: AuthorityChange) throws {
        let change = try Writer(1).stating(word, sequence: 1, in: id(1))
        let read = try CanonicalChange(bytes: change.canonical.bytes)
        #expect(AuthorityChange(read) == word)
    }

    @Test(arguments: words)
    func aCarriedWordOfAuthorityGovernsNothing(word: AuthorityChange) throws {
        let authority = try Writer(1)
        let carried = authority.stating(word, sequence: 1, in: id(1))
        for kind in [SystemKind.copy, SystemKind.admit, SystemKind.refuse] {
            let wrapper = authority.wrapping(carried, as: kind, sequence: 2)
            #expect(AuthorityChange(wrapper.canonical) == nil)
        }
    }
}
