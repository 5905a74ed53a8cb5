import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// A county answers a claim by the points of a bucket that it has made before, as long as the bucket shows the same
/// people.
@Suite struct BucketMarkTests {
    @Test func `a bucket is another one while somebody in it is hidden`() throws {
        let county = try Replica(seed: 1_000, scope: SeededRandomness(1).identifier())
        let number = "11010519491231002X"
        let person = try county.commit { door in
            var draft = Draft(Volunteer.kind)
            draft[Volunteer.name] = .text("张三")
            draft[Volunteer.idType] = .text("01")
            draft[Volunteer.idNumber] = .text(number)
            return try door.write(draft)
        }
        func bucket() throws -> (mark: SearchMemo.Mark, people: [Entity]) {
            let bucket = NumberMask.bucket(of: number)
            return try county.store.view {
                (try $0.mark(ofBucket: bucket), try $0.volunteers(inBucket: bucket).map(\.entity))
            }
        }
        let shown = try bucket()
        #expect(shown.people == [person])
        try county.commit { try $0.askErasure(of: person, reason: "本人要求") }
        let hidden = try bucket()
        #expect(hidden.people == [] && hidden.mark != shown.mark)
        try county.commit { _ = try $0.withdrawErasure(of: person, reason: "算了") }
        let again = try bucket()
        #expect(again.people == [person] && again.mark == shown.mark)
    }
}
