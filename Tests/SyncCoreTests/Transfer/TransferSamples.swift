@testable import SyncCore

/// What suites have said of the transfers of one volunteer, between three stations.
protocol TransferSamples {}

extension TransferSamples {
    static var a: Scope { Scope(model: 1) }
    static var b: Scope { Scope(model: 2) }
    static var c: Scope { Scope(model: 3) }
    /// The sequencer's own scope.
    static var sequencer: Scope { Scope(model: 9) }
    static var subject: Subject { Subject(home: a, root: Entity(model: 10)) }

    /// - Parameter id: also the sequence and the time of the statement.
    static func say(
        _ content: TransferWord.Content, _ id: Int, in scope: Scope, told: [Scope] = []
    ) -> TransferStatement {
        TransferStatement(
            id: Entity(model: id), scope: scope, author: Origin(model: 1), sequence: UInt64(id),
            time: Int64(id), word: TransferWord(content, of: subject, told: told))
    }

    /// A release.
    static func give(
        _ id: Int, from giver: Scope, to taker: Scope, on base: [Entity] = [],
        accounts: [TransferWord.Account] = []
    ) -> TransferStatement {
        say(
            .release(
                .init(
                    volunteer: Entity(model: 10), taker: taker, restsOn: base, asOf: Int64(id),
                    accounts: accounts)),
            id, in: giver)
    }

    static func epoch(
        _ id: Int, from giver: Scope, to taker: Scope, on base: [Entity] = []
    ) -> Epoch {
        Epoch(id: Entity(model: id), before: base, giver: giver, taker: taker)
    }
}
