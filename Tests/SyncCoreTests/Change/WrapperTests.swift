import SyncCore
import Testing

/// A wrapper carries a change whole; its original leaf is recomputed and need not be believed.
@Suite struct WrapperTests {
    private let scope: Scope = id(1)

    static let parts: [PersonalContent] = [
        .none, .withheld(.sha256([9])),
        .held(
            PersonalPart(
                salt: [UInt8](repeating: 3, count: 16), group: 10,
                fields: Fields([20: .text("张三")]))),
    ]

    @Test(arguments: parts)
    func aCopyOfACopyIsTheSameWrite(personal: PersonalContent) throws {
        let (author, first, second) = try (Writer(1), Writer(2), Writer(3))
        let original = author.change(4, in: scope, personal: personal)
        let copy = first.wrapping(original, sequence: 7)
        let again = second.wrapping(copy, as: SystemKind.requeue, sequence: 9)
        for change in [original, copy, again] {
            let read = Change(
                try CanonicalChange(bytes: change.canonical.bytes), personal: personal)
            #expect(read.originalLeaf == original.leaf)
            #expect(read.entity == original.entity)
            #expect(read.createsEntity)
            #expect(read.kind == 40)
            #expect(read.canonical.original.open == original.canonical.original.open)
        }
        #expect(Set([original, copy, again].map(\.leaf)).count == 3)
        #expect(again.canonical.original == original.canonical)
        #expect(again.dot == Dot(origin: second.origin, sequence: 9))
    }

    /// Withholding or erasing a personal part changes no leaf, of the original or of its copies.
    @Test func aWithheldPartKeepsTheOriginalLeaf() throws {
        let held = try Writer(1).change(1, in: scope, personal: Self.parts[2])
        let copy = try Writer(2).wrapping(held, sequence: 1)
        let withheld = Change(
            copy.canonical, personal: .withheld(copy.personal.commitment))
        #expect(withheld.leaf == copy.leaf)
        #expect(withheld.originalLeaf == held.leaf)
        #expect(withheld.entity == held.entity)
    }

    @Test func anotherPersonalPartIsAnotherWrite() throws {
        let original = try Writer(1).change(1, in: scope, personal: Self.parts[2])
        let copy = try Writer(2).wrapping(original, sequence: 1)
        let forged = Change(copy.canonical, personal: .withheld(.sha256([1])))
        #expect(forged.originalLeaf != original.leaf)
    }

    @Test func aWriteOfARecordNamesIt() throws {
        let change = try Writer(1).change(2, in: scope, entity: id(77))
        let copy = try Writer(2).wrapping(change, sequence: 1)
        #expect(change.entity == id(77) && copy.entity == id(77))
        #expect(!change.createsEntity && !copy.createsEntity)
    }

    @Test func theLeafIsThatOfTheDefinition() throws {
        let part = try #require(Self.parts[2].part)
        let change = try Writer(1).change(1, in: scope, personal: .held(part))
        let commitment = Hash.sha256(part.salt + part.payload)
        #expect(change.personal.commitment == commitment)
        #expect(change.leaf == Hash.sha256([0] + change.canonical.bytes + commitment.bytes))
        #expect(change.entity.bytes == Array(change.leaf.bytes.prefix(16)))
        let bare = try Writer(1).change(1, in: scope)
        let zeros = [UInt8](repeating: 0, count: 32)
        #expect(bare.leaf == Hash.sha256([0] + bare.canonical.bytes + zeros))
    }
}
