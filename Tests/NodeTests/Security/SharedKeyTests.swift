import Foundation
import Store
import SyncCore
import Testing

@testable import Node

/// Two PCs that go on from one key are told of, for as long as both are heard.
@Suite(.timeLimit(.minutes(2))) struct SharedKeyTests {
    private let pair: Pair
    private let copy: TemporaryPlace
    /// Two heirs of the station's first key.
    private let twins: [NodeHome]

    init() async throws {
        pair = try Pair()
        try pair.register("甲", at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
        copy = try TemporaryPlace()
        let other = URL(fileURLWithPath: copy.path).appendingPathComponent("n")
        try FileManager.default.copyItem(at: pair.station.directory, to: other)
        var twins: [NodeHome] = []
        for directory in [pair.station.directory, other] {
            let old = try NodeHome(opening: directory, clock: pair.clock)
            _ = try old.store.changeKey(at: 9)
            twins.append(try NodeHome(opening: directory, clock: pair.clock))
        }
        self.twins = twins
    }

    private func exchange(_ index: Int, after milliseconds: Int64 = 1_000) async throws {
        pair.clock.set(pair.clock.now + milliseconds)
        #expect(try await pair.exchange(of: twins[index]).result == .agreed)
    }

    private func found(since time: Int64 = 0) throws -> [[Origin]] {
        try pair.county.store.view { try $0.sharedKeys(since: time) }.map(\.writers)
    }

    @Test func `it is told once the first has spoken after the second, and not before`()
        async throws
    {
        try await exchange(0)
        #expect(try found().isEmpty)
        try await exchange(1)
        #expect(try found().isEmpty, "the first may have been put back, and be the second")
        try await exchange(0)
        #expect(try found() == [twins.map(\.origin).sorted()])
        #expect(try found(since: pair.clock.now).isEmpty, "by now somebody has looked")
    }

    @Test func `it is gone when one of them is suspended, closed or revoked`() async throws {
        for index in [0, 1, 0] { try await exchange(index) }
        let origin = twins[1].origin
        let words = try pair.county.store.view { view in
            [
                AuthorityChange.suspend(Suspension(of: origin, reason: "查")),
                .suspend(Suspension(of: origin, reason: "好", isLifted: true)),
                try view.revocation(of: origin, in: pair.scope, keeping: 1),
            ]
        }
        for (word, isTold) in zip(words, [false, true, false]) {
            try pair.county.store.commit(to: pair.scope, by: pair.county.author, at: 5) {
                try $0.write(word)
            }
            #expect(try found().isEmpty != isTold)
        }
    }

    @Test func `one that was closed for good is not told of`() async throws {
        for index in [0, 1, 0] { try await exchange(index) }
        let word = try pair.county.store.view {
            try $0.closingWord(of: twins[0].origin, in: pair.scope, reason: "撤并")
        }
        try pair.county.store.commit(to: pair.scope, by: pair.county.author, at: 5) {
            try $0.write(word)
        }
        #expect(try found().isEmpty)
    }
}
