import SyncCore
import Testing

@testable import Node

/// Whoever is visited asks in its answers, and gives up where nobody gives (docs/RESYNC.md).
@Suite struct VisitAskingTests {
    private let scope = Scope(bytes: [UInt8](repeating: 1, count: 16))!
    private let origin = Origin(bytes: [UInt8](repeating: 2, count: 16))!

    private func want(_ first: UInt64, _ last: UInt64) -> Want {
        Want(scope: scope, origin: origin, first: first, last: last, isLiteral: true)
    }

    private var empty: Message { Message(origin: origin, schemaVersion: 1, summary: .zero) }

    @Test func `nothing is asked where nothing is wanted`() {
        #expect(VisitAsking([]) == nil)
    }

    @Test func `requests that give nothing are borne three times in a row, and no more`() throws {
        var asking = try #require(VisitAsking([want(3, 3), want(7, 9)]))
        for miss in 1...Wants.patience {
            #expect(!asking.isOver, "after \(miss - 1)")
            #expect(!asking.words.isEmpty)
            var request = empty
            #expect(asking.take(&request).isEmpty)
        }
        #expect(asking.isOver)
    }
}
