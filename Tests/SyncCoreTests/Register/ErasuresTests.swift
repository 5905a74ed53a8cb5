import Testing

@testable import SyncCore

/// What words about erasing come to, by themselves (I3, I18).
@Suite struct ErasuresTests {
    private let scope = id(1, Scope.self)
    private let county = id(2, Origin.self)
    private let heir = id(3, Origin.self)
    private let station = id(4, Origin.self)
    private let record = id(5, Entity.self)
    private let users = [
        id(6, Entity.self), id(7, Entity.self),
    ]
    private let part = ErasedPart(leaf: .sha256([1]), commitment: .sha256([2]))
    private var authorities: Set<Origin> { [county, heir] }

    private func word(
        _ change: ErasureChange, by origin: Origin, actor: Entity? = nil, sequence: UInt64 = 1
    ) throws -> ErasureWord {
        let header = Header(
            scope: scope, origin: origin, sequence: sequence, time: Int64(sequence),
            context: Context(), actor: actor, kind: change.kind, entity: nil)
        let canonical = CanonicalChange(header: header, open: change.open)
        return try #require(
            ErasureWord(canonical, original: Change(canonical, personal: .none).leaf))
    }

    private func ask(by origin: Origin, actor: Entity? = nil) throws -> ErasureWord {
        try word(.ask(record: record, reason: "本人要求"), by: origin, actor: actor)
    }

    private func erase(
        _ request: ErasureWord, by origin: Origin, actor: Entity? = nil
    ) throws -> ErasureWord {
        try word(
            .erase(record: record, request: request.original, parts: [part]), by: origin,
            actor: actor, sequence: 2)
    }

    private func state(_ words: [ErasureWord], counts: Bool = true) -> Erasures {
        Erasures(words.map { ($0, counts) }, authorities: authorities)
    }

    @Test func `a request hides, and erases nothing by itself`() throws {
        let state = state([try ask(by: station)])
        #expect(state.hidden == [record] && state.commitments.isEmpty)
        #expect(state.requests.map(\.isAnswered) == [false])
    }

    @Test func `the authority's answer erases, whichever came first, and the request stands`()
        throws
    {
        let request = try ask(by: station)
        let answer = try erase(request, by: county)
        for words in [[request, answer], [answer, request]] {
            let state = state(words)
            #expect(state.commitments == [part.commitment] && state.records == [record])
            #expect(state.hidden == [record] && state.requests.map(\.isAnswered) == [true])
        }
        #expect(state([answer]).commitments.isEmpty, "an answer to nothing")
    }

    @Test func `nobody but the authority erases, and not in a copy of another's word`() throws {
        let request = try ask(by: station)
        let forged = try erase(request, by: id(9))
        #expect(state([request, forged]).commitments.isEmpty)
        let header = Header(
            scope: scope, origin: county, sequence: 3, time: 0, context: Context(), actor: nil,
            kind: SystemKind.copy, entity: nil)
        let inner = Header(
            scope: scope, origin: station, sequence: 2, time: 0, context: Context(), actor: nil,
            kind: SystemKind.erase, entity: nil)
        let open = ErasureChange.erase(
            record: record, request: request.original, parts: [part]
        ).open
        let copy = CanonicalChange(
            header: header, open: .wrapped(CanonicalChange(header: inner, open: open)))
        let copied = try #require(ErasureWord(copy, original: .zero))
        #expect(copied.author == station && state([request, copied]).commitments.isEmpty)
    }

    @Test func `whoever asked does not answer: not the same user, not the same machine`() throws {
        let cases: [(asked: (Origin, Entity?), answers: (Origin, Entity?), isAnother: Bool)] = [
            ((station, nil), (county, nil), true),
            ((county, nil), (county, nil), false),
            ((county, nil), (heir, nil), false),
            ((county, users[0]), (county, users[1]), true),
            ((county, users[0]), (county, users[0]), false),
            ((station, users[0]), (county, users[0]), false),
            ((county, users[0]), (county, nil), false),
            ((county, nil), (heir, users[0]), false),
            ((station, users[0]), (county, nil), true),
        ]
        for one in cases {
            let request = try ask(by: one.asked.0, actor: one.asked.1)
            let answer = try erase(request, by: one.answers.0, actor: one.answers.1)
            #expect(!state([request, answer]).commitments.isEmpty == one.isAnother, "\(one)")
        }
    }

    @Test
    func
        `a request that does not count hides nothing, and what the authority erased on it is erased`()
        throws
    {
        let request = try ask(by: station)
        #expect(state([request], counts: false).hidden.isEmpty)
        let answer = try erase(request, by: county)
        let refused = Erasures([(request, false), (answer, true)], authorities: authorities)
        #expect(refused.commitments == [part.commitment])
    }

    @Test func `a withdrawal shows again, and brings nothing back`() throws {
        let request = try ask(by: station)
        let withdrawal = try word(
            .withdraw(record: record, request: request.original, reason: "误登"), by: station,
            sequence: 3)
        #expect(state([request, withdrawal]).hidden.isEmpty)
        let answer = try erase(request, by: county)
        let late = state([request, withdrawal, answer])
        #expect(late.hidden.isEmpty && late.commitments == [part.commitment])
    }

    @Test func `an answer about another record than was asked for erases nothing`() throws {
        let request = try ask(by: station)
        let other = try word(
            .erase(
                record: id(8), request: request.original, parts: [part]),
            by: county)
        #expect(state([request, other]).commitments.isEmpty)
    }
}
