import Testing

@testable import SyncCore

/// A county asks others whom a claim means, and nobody learns a number (`TransferModelTests` play it with
/// faults).
@Suite struct ClaimSearchTests {
    private static let number = "62010219600101123X"
    private let claimant = Scope(model: 1)
    private let claim: ClaimSearch.Claim
    private let asking: NumberMask
    private let answering: NumberMask

    init() throws {
        claim = .init(
            id: Entity(model: 5), claimant: claimant, volunteer: Entity(model: 6),
            number: Self.number)
        asking = try #require(NumberMask(secret: [UInt8](repeating: 1, count: 32)))
        answering = try #require(NumberMask(secret: [UInt8](repeating: 2, count: 32)))
    }

    private func said(_ words: [TransferWord], _ id: Int) -> [TransferStatement] {
        words.enumerated().map { index, word in
            TransferStatement(
                id: Entity(model: id + index), scope: Scope(model: 99), author: Origin(model: 1),
                sequence: 1, time: 1, word: word)
        }
    }

    private func points(_ numbers: [String]) -> [[UInt8]] {
        numbers.compactMap(answering.point(of:))
    }

    /// What is said once a county with these numbers was asked and has answered.
    private func exchange(
        _ numbers: [String], by answerer: Scope = Scope(model: 2)
    ) throws -> (said: [TransferStatement], picks: [TransferWord]) {
        let asked = said(
            ClaimSearch([]).inquiries(about: claim, among: [[Scope(model: 2)]], asking), 10)
        let question = try #require(
            ClaimSearch(asked).open(at: [Scope(model: 2)]).first)
        let answers = said(
            ClaimSearch(asked).replies(
                to: question, by: answerer, answering, points: points(numbers)), 20)
        let search = ClaimSearch(asked + answers)
        return (asked + answers, picks(search))
    }

    private func picks(_ search: ClaimSearch) -> [TransferWord] {
        search.picks(for: claim, asking) { answer in
            answer.points.first.flatMap {
                asking.match(of: $0, among: answer.points.dropFirst())
            }
        }
    }

    @Test func `I19: the number is found by whoever holds it, and stands in no word`() throws {
        let found = try exchange(["110101194912310020", Self.number, "11010519491231002X"])
        let point = try #require(answering.point(of: Self.number))
        #expect(
            found.picks == [
                TransferWord(
                    .pick(reply: Entity(model: 20), claimant: claimant, point: point), of: nil,
                    told: [Scope(model: 2)])
            ])
        let search = ClaimSearch(found.said + said(found.picks, 30))
        #expect(search.picked(at: [Scope(model: 2)]).map(\.point) == [point])
        #expect(search.progress(of: claim.id) == (1, 1))
        #expect(picks(search) == [], "it is picked once")
        // Whoever carries the words has no mask: no number, hashed as anybody could, is among their points.
        let open = try #require(NumberMask(secret: [UInt8](repeating: 7, count: 32)))
        let seen = found.said.flatMap(\.points)
        #expect(seen.count == 5)
        #expect(!seen.contains { $0 == open.point(of: Self.number) })
        #expect(Set(seen).isDisjoint(with: [Hash.sha256(Array(Self.number.utf8)).bytes]))
    }

    @Test(arguments: [[], ["110101194912310020"]])
    func `whoever does not hold the number answers all the same, and nothing is picked`(
        numbers: [String]
    ) throws {
        let found = try exchange(numbers)
        #expect(found.said.count == 2 && found.picks.isEmpty)
        #expect(ClaimSearch(found.said).progress(of: claim.id) == (1, 1))
    }

    @Test func `whoever comes later is shown in another answer, and nobody twice`() throws {
        let first = try exchange(["110101194912310020"]).said
        let search = ClaimSearch(first)
        let question = try #require(search.open(at: [Scope(model: 2)]).first)
        let all = points(["110101194912310020", Self.number])
        let more = search.replies(to: question, by: Scope(model: 2), answering, points: all)
        #expect(more.count == 1)
        let after = ClaimSearch(first + said(more, 40))
        #expect(
            after.replies(to: question, by: Scope(model: 2), answering, points: all) == [])
        #expect(picks(after).count == 1)
        let flood = points((0..<1_500).map { "\($0)" })
        let words = search.replies(to: question, by: Scope(model: 2), answering, points: flood)
        #expect(words.count == 2, "one word holds 999 of them")
    }

    @Test func `a county is asked once, by whichever of its stations, and a new one as well`() {
        let (one, other) = ([Scope(model: 3), Scope(model: 2)], [Scope(model: 8)])
        let asked = said(ClaimSearch([]).inquiries(about: claim, among: [one], asking), 10)
        #expect(asked.map(\.word.told) == [[Scope(model: 2)]])
        let search = ClaimSearch(asked)
        let grown = [[Scope(model: 1)] + one, other]
        #expect(search.inquiries(about: claim, among: grown, asking).map(\.told) == [other])
        // Under another mask nothing that was answered can be read: all are asked again.
        #expect(
            search.inquiries(about: claim, among: grown, answering).flatMap(\.told)
                == [Scope(model: 1), Scope(model: 8)])
    }

    @Test func `who was not asked answers nothing, and of one answerer not every guess is tried`()
        throws
    {
        let unasked = try exchange([Self.number], by: Scope(model: 4))
        #expect(unasked.picks == [])
        #expect(ClaimSearch(unasked.said).progress(of: claim.id) == (1, 0))
        let asked = said(
            ClaimSearch([]).inquiries(about: claim, among: [[Scope(model: 2)]], asking), 10)
        let once = try #require(asking.point(of: Self.number))
        let both = try #require(answering.point(on: once))
        let guess = Array(repeating: Array(repeating: UInt8(9), count: 32), count: 999)
        let guesses = (0..<5).map { _ in
            TransferWord(
                .reply(inquiry: asked[0].id, by: Scope(model: 2), points: [both] + guess), of: nil)
        }
        let last = TransferWord(
            .reply(
                inquiry: asked[0].id, by: Scope(model: 2), points: [both] + points([Self.number])),
            of: nil)
        #expect(picks(ClaimSearch(asked + said([last], 90))).count == 1)
        #expect(picks(ClaimSearch(asked + said(guesses, 20) + said([last], 90))).isEmpty)
    }

    @Test func `what is called off by the claimant is answered and found no more`() throws {
        let found = try exchange([Self.number])
        let all = found.said + said(found.picks, 30)
        #expect(ClaimSearch(all).pending(at: [claimant]) == [claim.id])
        let words = ClaimSearch(all).callOff(claim.id, by: claimant)
        #expect(words.map(\.told) == [[Scope(model: 2)]])
        #expect(ClaimSearch(all).callOff(claim.id, by: Scope(model: 66)) == [])
        let over = ClaimSearch(all + said(words, 50))
        #expect(over.open(at: [Scope(model: 2)]).isEmpty && over.pending(at: [claimant]).isEmpty)
        #expect(over.picked(at: [Scope(model: 2)]).isEmpty)
        let stranger = TransferWord(
            .callOff(claim: claim.id, claimant: Scope(model: 66)), of: nil)
        let still = ClaimSearch(all + said([stranger], 50))
        #expect(still.picked(at: [Scope(model: 2)]).count == 1)
        let other = TransferWord(
            .pick(
                reply: Entity(model: 20), claimant: Scope(model: 66), point: points(["1"])[0]),
            of: nil)
        #expect(ClaimSearch(found.said + said([other], 50)).picked(at: [Scope(model: 2)]).isEmpty)
    }

    @Test func `what is picked of one county's answer is found at no other that was asked`() throws
    {
        let (one, other) = (Scope(model: 2), Scope(model: 8))
        let asked = said(
            ClaimSearch([]).inquiries(about: claim, among: [[one], [other]], asking), 10)
        let question = try #require(ClaimSearch(asked).open(at: [one]).first)
        let answers = [one, other].enumerated().flatMap { index, scope in
            said(
                ClaimSearch(asked).replies(
                    to: question, by: scope, answering,
                    points: points(index == 0 ? [Self.number] : ["1"])), 20 + index)
        }
        let found = picks(ClaimSearch(asked + answers))
        #expect(found.map(\.told) == [[one]])
        let search = ClaimSearch(asked + answers + said(found, 30))
        #expect(search.picked(at: [one]).count == 1 && search.picked(at: [other]).isEmpty)
    }

    @Test func `masks meet in either order, and bytes that are no point are none`() throws {
        let one = try #require(asking.point(of: Self.number).flatMap(answering.point(on:)))
        #expect(answering.point(of: Self.number).flatMap(asking.point(on:)) == one)
        #expect(asking.point(on: [UInt8](repeating: 0, count: 32)) == nil)
        #expect(asking.point(on: []) == nil && NumberMask(secret: [1]) == nil)
        #expect(asking.match(of: one, among: [[], [UInt8](repeating: 0, count: 32)]) == nil)
        for number in ["", "1", Self.number] {
            #expect((0..<NumberMask.bucketCount).contains(NumberMask.bucket(of: number)))
        }
    }

    @Test func `a county that asks about very many people is answered about so many a day`() throws
    {
        let (asked, day) = (Scope(model: 2), Int64(86_400_000))
        let limit = ClaimSearch.questionsADay
        let point = try #require(asking.point(of: Self.number))
        func question(_ number: Int, by claimant: Scope) -> TransferStatement {
            let inquiry = TransferWord.Inquiry(
                claim: Entity(model: 1_000 + number), claimant: claimant,
                volunteer: Entity(model: 6), bucket: 1, point: point)
            return said(
                [TransferWord(.inquire(inquiry), of: nil, told: [asked])], 2_000 + number)[0]
        }
        func answer(_ number: Int, at time: Int64) -> TransferStatement {
            TransferStatement(
                id: Entity(model: 9_000 + number), scope: asked, author: Origin(model: 2),
                sequence: 1, time: time,
                word: TransferWord(
                    .reply(inquiry: Entity(model: 2_000 + number), by: asked, points: []), of: nil,
                    told: [claimant]))
        }
        // Two stations of one county, a station of another, and one of which nobody has heard.
        let (second, other, unheard) = (Scope(model: 3), Scope(model: 4), Scope(model: 5))
        let county = [claimant: 1, second: 1, other: 2]
        var all = (0..<limit + 10).map {
            question($0, by: $0.isMultiple(of: 2) ? claimant : second)
        }
        all += [question(900, by: other), question(901, by: unheard)]
        func due(_ said: [TransferStatement], at now: Int64) -> Set<Entity> {
            Set(ClaimSearch(said).due(at: [asked], now: now) { county[$0] }.map(\.id))
        }
        let first = due(all, at: day)
        #expect(first.count == limit + 1 && first.contains(Entity(model: 2_900)))
        #expect(!first.contains(Entity(model: 2_901)))
        // What was answered may be answered further, and what waits is not let in for it.
        let answered = all + (0..<limit).map { answer($0, at: day) }
        #expect(due(answered, at: day + 1) == first)
        #expect(
            due(answered, at: 2 * day) == Set(all.map(\.id)).subtracting([Entity(model: 2_901)]))
        // What is called off makes no room for another.
        let over = (0..<limit).map { number in
            TransferStatement(
                id: Entity(model: 20_000 + number), scope: claimant, author: Origin(model: 1),
                sequence: 1, time: 1,
                word: TransferWord(
                    .callOff(
                        claim: Entity(model: 1_000 + number),
                        claimant: number.isMultiple(of: 2) ? claimant : second), of: nil,
                    told: [asked]))
        }
        #expect(due(answered + over, at: day + 1) == [Entity(model: 2_900)])
    }
}

extension TransferStatement {
    /// What of a claim's search stands in it.
    fileprivate var points: [[UInt8]] {
        switch word.content {
        case .inquire(let inquiry): [inquiry.point]
        case .reply(_, _, let points): points
        default: []
        }
    }
}

/// Nobody asks, answers or picks in another's name.
@Suite struct SearchSignatureTests {
    private let signer: Signer
    private let scope: Scope

    init() throws {
        signer = try Signer(privateKey: [UInt8](repeating: 9, count: 32))
        scope = Scope(foundedBy: signer.publicKey, CountingRandomness())
    }

    private struct CountingRandomness: Randomness {
        func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8($0 & 255) } }
    }

    private func change(
        _ word: TransferWord, by signer: Signer, _ alter: (inout Fields) -> Void = { _ in }
    ) throws -> CanonicalChange {
        guard case .groups(var groups) = try SearchSignature.open(word, by: signer) else {
            throw NoteError.key
        }
        var fields = groups[0].fields
        alter(&fields)
        groups[0] = .init(groups[0].group, fields)
        return try CanonicalChange(
            checking: Header(
                scope: Scope(model: 5), origin: Origin(model: 3), sequence: 1, time: 8,
                context: Context(), actor: nil, kind: SystemKind.transfer, entity: nil),
            open: .groups(groups))
    }

    private var words: [TransferWord.Content] {
        let point = [UInt8](repeating: 4, count: 32)
        return [
            .inquire(
                .init(
                    claim: Entity(model: 1), claimant: scope, volunteer: Entity(model: 2),
                    bucket: 3, point: point)),
            .reply(inquiry: Entity(model: 1), by: scope, points: [point, point]),
            .reply(inquiry: Entity(model: 1), by: scope, points: []),
            .pick(reply: Entity(model: 1), claimant: scope, point: point),
            .callOff(claim: Entity(model: 1), claimant: scope),
        ]
    }

    @Test func `signed by the opener of the scope for which it speaks it counts, in any hop`()
        throws
    {
        for content in words {
            let word = TransferWord(content, of: nil, told: [Scope(model: 7)])
            let change = try change(word, by: signer)
            #expect(SearchSignature.isValid(on: change))
            #expect(TransferStatement(Change(change, personal: .none))?.word == word)
            let hop = Header(
                scope: Scope(model: 6), origin: Origin(model: 7), sequence: 1, time: 9,
                context: Context(), actor: nil, kind: SystemKind.hop, entity: nil)
            let carried = try CanonicalChange(checking: hop, open: .wrapped(change))
            #expect(SearchSignature.isValid(on: carried))
        }
    }

    @Test func `by another key, altered or unsigned it does not; nor does any other word`() throws {
        let other = try Signer(privateKey: [UInt8](repeating: 8, count: 32))
        let alterations: [(inout Fields) -> Void] = [
            { $0[18] = nil }, { $0[5] = nil }, { $0[99] = .int(1) },
            { $0[18] = .bytes([UInt8](repeating: 0, count: 96)) },
            { $0[18] = .bytes([]) }, { $0[7] = .bytes(Scope(model: 8).bytes) },
        ]
        for content in words {
            let word = TransferWord(content, of: nil, told: [Scope(model: 7)])
            #expect(try !SearchSignature.isValid(on: change(word, by: other)))
            for alter in alterations {
                #expect(try !SearchSignature.isValid(on: change(word, by: signer, alter)))
            }
        }
        let word = TransferWord(
            .close(epoch: Entity(model: 1)), of: Subject(home: scope, root: Entity(model: 2)))
        #expect(try !SearchSignature.isValid(on: change(word, by: signer)))
    }
}
