import SyncCore
import Testing

/// I15, I22: what counts is a function of the authority's own words.
@Suite struct StandingTests {
    private let scope: Scope = id(1)
    private let county: Writer
    private let station: Writer
    private let repairer: Writer

    init() throws {
        county = try Writer(1)
        station = try Writer(2)
        repairer = try Writer(3)
    }

    private func standing(_ words: [AuthorityChange], length: UInt64? = nil) -> Standing {
        Standing(
            authority: county.origin, authorityLength: length ?? UInt64(words.count),
            changes: words.enumerated().compactMap { index, word in
                let change = county.stating(word, sequence: UInt64(index) + 1, in: scope)
                return GoverningChange(change.canonical, original: change.originalLeaf)
            })
    }

    private func admit(_ writer: Writer) -> AuthorityChange {
        .admit(origin: writer.origin, publicKey: writer.signer.publicKey)
    }

    private func refuse(_ change: Change, leaf: Hash? = nil) -> AuthorityChange {
        .refuse(dot: change.dot, leaf: leaf ?? change.leaf, reason: "重复")
    }

    @Test func beforeContactEverythingCounts() {
        let standing = standing([])
        #expect(standing.exclusion(of: station.change(1, in: scope)) == nil)
        #expect(standing.isAdmitted(repairer.origin))
    }

    @Test func afterContactOnlyTheAdmittedCount() {
        let standing = standing([admit(station)])
        #expect(standing.exclusion(of: station.change(1, in: scope)) == nil)
        #expect(standing.exclusion(of: county.change(1, in: scope)) == nil)
        #expect(standing.exclusion(of: repairer.change(1, in: scope)) == .notAdmitted)
    }

    /// The county's log has begun, and says nothing of the station.
    @Test func contactIsAnyWordOfTheAuthority() {
        let standing = standing([], length: 1)
        #expect(standing.exclusion(of: station.change(1, in: scope)) == .notAdmitted)
    }

    @Test func aRefusedChangeDoesNotCountAndTheNextOneDoes() {
        let (bad, good) = (station.change(1, in: scope), station.change(2, in: scope))
        let standing = standing([admit(station), refuse(bad)])
        #expect(standing.exclusion(of: bad) == .refused("重复"))
        #expect(standing.exclusion(of: good) == nil)
    }

    /// On the other branch of a fork the same dot has another leaf, and is not meant.
    @Test func aRefusalNamesTheLeafToo() {
        let meant = station.change(1, in: scope, value: .int(1))
        let other = station.change(1, in: scope, value: .int(2))
        let standing = standing([admit(station), refuse(meant)])
        #expect(standing.exclusion(of: meant) == .refused("重复"))
        #expect(standing.exclusion(of: other) == nil)
        let crossed = self.standing([admit(station), refuse(meant, leaf: other.leaf)])
        #expect(crossed.exclusion(of: meant) == nil)
    }

    @Test func aCopyInheritsTheRefusalThroughAllCopies() {
        let bad = station.change(1, in: scope)
        let copy = repairer.wrapping(bad, sequence: 1)
        let again = county.wrapping(copy, sequence: 2)
        let standing = standing([admit(station), admit(repairer), refuse(bad)])
        for change in [bad, copy, again] {
            #expect(standing.exclusion(of: change) == .refused("重复"))
        }
    }

    @Test func aRequeueDoesNotInheritTheRefusalNorDoItsCopies() {
        let bad = station.change(1, in: scope)
        let requeue = station.wrapping(bad, as: SystemKind.requeue, sequence: 2)
        let copy = repairer.wrapping(requeue, sequence: 1)
        let standing = standing([admit(station), admit(repairer), refuse(bad)])
        #expect(standing.exclusion(of: requeue) == nil)
        #expect(standing.exclusion(of: copy) == nil)
    }

    /// A requeue is a change with a leaf of its own, and can be refused in its turn.
    @Test func aWrapperIsRefusedByItsOwnLeaf() {
        let bad = station.change(1, in: scope)
        let requeue = station.wrapping(bad, as: SystemKind.requeue, sequence: 2)
        let copy = repairer.wrapping(requeue, sequence: 1)
        let standing = standing([admit(station), admit(repairer), refuse(requeue)])
        #expect(standing.exclusion(of: bad) == nil)
        #expect(standing.exclusion(of: requeue) == .refused("重复"))
        #expect(standing.exclusion(of: copy) == .refused("重复"))
    }

    @Test func aRefusedCopyDoesNotDragItsOriginalDown() {
        let good = station.change(1, in: scope)
        let copy = repairer.wrapping(good, sequence: 1)
        let standing = standing([admit(station), admit(repairer), refuse(copy)])
        #expect(standing.exclusion(of: copy) == .refused("重复"))
        #expect(standing.exclusion(of: good) == nil)
    }

    @Test func aStrangersCopyDoesNotCount() {
        let good = station.change(1, in: scope)
        let copy = repairer.wrapping(good, sequence: 1)
        let standing = standing([admit(station)])
        #expect(standing.exclusion(of: good) == nil)
        #expect(standing.exclusion(of: copy) == .notAdmitted)
    }

    @Test func theOrderOfTheWordsDoesNotMatter() {
        let bad = station.change(1, in: scope)
        let words = [
            admit(station), refuse(bad), admit(repairer), refuse(county.change(9, in: scope)),
        ]
        var random = Seeded(1)
        for _ in 0..<10 {
            let standing = standing(random.shuffled(words))
            #expect(standing.exclusion(of: bad) == .refused("重复"))
            #expect(standing.exclusion(of: station.change(2, in: scope)) == nil)
            #expect(standing.exclusion(of: repairer.change(1, in: scope)) == nil)
        }
    }
}
