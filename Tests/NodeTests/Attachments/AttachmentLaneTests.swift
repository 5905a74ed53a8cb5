import Store
import SyncCore
import Testing

@testable import Node

/// The lane's decisions, event by event.
@Suite struct AttachmentLaneTests {
    private static let scope = Scope(raw: Hash.sha256([1]).head)

    private static func item(_ number: UInt8, _ size: UInt64) -> AttachmentItem {
        AttachmentItem(
            key: AttachmentKey(scope: scope, name: Hash.sha256([number])), size: size)
    }

    private static let small = item(1, 20_000)
    private static let large = item(2, 100 << 20)

    private static func lack(_ name: Hash) -> AttachmentAnswer.Lack {
        AttachmentAnswer.Lack(.init(name: name, salt: [1]), held: 0)
    }

    /// A lane with its clock, fed one event at a time.
    private struct Fed {
        var lane = AttachmentLane()
        var now: Int64 = 0

        mutating func feed(_ event: AttachmentLane.Event) -> [AttachmentLane.Effect] {
            lane.handle(event, now: now, chance: 0)
        }

        /// Opened, and what it lacks given.
        mutating func open(_ survey: AttachmentLane.Survey) -> [AttachmentLane.Effect] {
            #expect(feed(.opened) == [.survey])
            return feed(.surveyed(survey))
        }
    }

    private static func standing(_ item: AttachmentItem, _ held: UInt64) -> AttachmentLane.Event {
        .answered(.standing(total: item.size, held: held, bytes: []), milliseconds: 10)
    }

    @Test func `nothing is done before a log exchange has come to its end`() {
        var fed = Fed()
        #expect(fed.feed(.woke) == [])
        #expect(fed.feed(.wanted(Self.small, ticket: 1)) == [])
        #expect(fed.lane.deadline == .max && fed.lane.isIdle)
        #expect(fed.feed(.opened) == [.survey])
    }

    @Test func `with nothing to move, nobody is asked`() {
        var fed = Fed()
        #expect(fed.open(.init()) == [])
        #expect(fed.lane.isIdle && fed.lane.deadline == .max)
    }

    @Test func `what the other lacks is given from where it stands, the smallest first`() {
        var fed = Fed()
        #expect(fed.open(.init(scopes: [Self.scope])) == [.list(Self.scope, after: nil)])
        let lacks = [Self.small, Self.large].map {
            Self.lack($0.key.name)
        }.sorted { $0.name < $1.name }
        #expect(
            fed.feed(.answered(.lacking(lacks, hasMore: false), milliseconds: 9))
                == [.reconcile(Self.scope, after: nil, lacks, hasMore: false)])
        let gives: [AttachmentLane.Job] = [
            .init(.give, Self.large, from: 32_768), .init(.give, Self.small, from: 0),
        ]
        #expect(fed.feed(.reconciled(gives)) == [.give(gives[1], count: 20_000)])
        #expect(
            fed.feed(Self.standing(Self.small, 20_000))
                == [.note(Self.small), .give(gives[0], count: 131_072)])
    }

    @Test func `a long list is asked for page by page`() {
        var fed = Fed()
        _ = fed.open(.init(scopes: [Self.scope]))
        let lack = Self.lack(Self.small.key.name)
        #expect(
            fed.feed(.answered(.lacking([lack], hasMore: true), milliseconds: 9))
                == [.reconcile(Self.scope, after: nil, [lack], hasMore: true)])
        #expect(fed.feed(.reconciled([])) == [.list(Self.scope, after: lack.name)])
        // The same page again would have no end.
        _ = fed.feed(.answered(.lacking([lack], hasMore: true), milliseconds: 9))
        #expect(fed.lane.isIdle && fed.lane.deadline < .max)
    }

    @Test func `S22 a list without an end is not read to it`() {
        var fed = Fed()
        var effects = fed.open(.init(scopes: [Self.scope]))
        let names = (0..<1_000).map { Hash.sha256([UInt8($0 & 255), UInt8($0 >> 8)]) }.sorted()
        var pages = 0
        while case .list = effects.first, pages < names.count {
            let page = [Self.lack(names[pages])]
            pages += 1
            _ = fed.feed(.answered(.lacking(page, hasMore: true), milliseconds: 9))
            effects = fed.feed(.reconciled([]))
        }
        #expect(pages == 256 && fed.lane.isIdle)
    }

    @Test func `whoever says later is not offered a piece before`() {
        var fed = Fed()
        let job = AttachmentLane.Job(.fetch, Self.small)
        _ = fed.open(.init(lacking: [job]))
        #expect(fed.feed(.answered(.later(seconds: 3_600), milliseconds: 1)) == [])
        _ = fed.feed(.closed(telling: nil))
        #expect(fed.feed(.opened) == [])
        #expect(fed.lane.deadline == 3_600_000)
        fed.now = 3_600_000
        #expect(fed.feed(.woke) == [.survey])
    }

    @Test func `S20 a log exchange takes the line at once, and the piece is given up`() {
        var fed = Fed()
        let job = AttachmentLane.Job(.fetch, Self.large)
        #expect(fed.open(.init(lacking: [job])) == [.ask(job, room: 65_536)])
        #expect(fed.feed(.closed(telling: nil)) == [.giveUp])
        #expect(fed.lane.isIdle && fed.lane.deadline == .max)
        // Its answer comes too late.
        let piece = [UInt8](repeating: 1, count: 65_536)
        #expect(
            fed.feed(
                .answered(
                    .standing(total: Self.large.size, held: Self.large.size, bytes: piece),
                    milliseconds: 9)) == [])
        #expect(fed.feed(.woke) == [])
        #expect(fed.feed(.opened) == [.survey])
    }

    @Test func `after a cut it goes on by itself, later each time, with smaller pieces`() {
        var fed = Fed()
        let job = AttachmentLane.Job(.fetch, Self.large)
        _ = fed.open(.init(lacking: [job]))
        var pauses: [Int64] = []
        var rooms: [Int] = []
        for _ in 0..<12 {
            #expect(fed.feed(.failed(.line)) == [])
            pauses.append(fed.lane.deadline - fed.now)
            fed.now = fed.lane.deadline
            #expect(fed.feed(.woke) == [.survey])
            if case .ask(_, let room) = fed.feed(.surveyed(.init(lacking: [job]))).first {
                rooms.append(room)
            }
        }
        #expect(pauses.sorted() == pauses && Set(pauses).count > 5)
        #expect(pauses.last == AttachmentLane.longestBackoff * 4 / 5)
        #expect(rooms.prefix(3) == [32_768, 16_384, 16_384])
    }

    @Test func `a fetch goes from piece to piece until the whole is here`() {
        var fed = Fed()
        let item = Self.item(3, 100_000)
        let job = AttachmentLane.Job(.fetch, item)
        #expect(fed.open(.init(lacking: [job])) == [.ask(job, room: 65_536)])
        let first = [UInt8](repeating: 1, count: 65_536)
        #expect(
            fed.feed(
                .answered(.standing(total: 100_000, held: 100_000, bytes: first), milliseconds: 9))
                == [.store(job, first)])
        var next = job
        next.offset = 65_536
        #expect(fed.feed(.stored(held: 65_536)) == [.ask(next, room: 34_464)])
        let rest = [UInt8](repeating: 1, count: 34_464)
        _ = fed.feed(
            .answered(.standing(total: 100_000, held: 100_000, bytes: rest), milliseconds: 9))
        var sum = AttachmentLane.Sum()
        sum.fetched = 1
        #expect(fed.feed(.stored(held: 100_000)) == [.conclude(sum)])
        #expect(fed.lane.isIdle)
    }

    @Test func `a lie is dropped, said, and not asked for again for hours`() {
        var fed = Fed()
        let job = AttachmentLane.Job(.fetch, Self.small)
        #expect(fed.feed(.wanted(Self.small, ticket: 7)) == [])
        _ = fed.open(.init(lacking: [job]))
        let piece = [UInt8](repeating: 1, count: 20_000)
        _ = fed.feed(
            .answered(.standing(total: 20_000, held: 20_000, bytes: piece), milliseconds: 9))
        var sum = AttachmentLane.Sum()
        sum.mismatched = 1
        #expect(
            fed.feed(.failed(.mismatch)) == [.report(ticket: 7, .mismatch), .conclude(sum)])
        #expect(fed.open(.init(lacking: [job])) == [])
        fed.now += AttachmentLane.shunning
        #expect(fed.open(.init(lacking: [job])) == [.ask(job, room: 20_000)])
    }

    /// Answers that make no sense to a question for bytes.
    static let nonsense: [AttachmentAnswer] = [
        .standing(total: 20_000, held: 20_000, bytes: []),
        .standing(total: 20_001, held: 20_001, bytes: [1]),
        .standing(total: 20_000, held: 20_000, bytes: [1]),
        .standing(total: 20_000, held: 20_000, bytes: [UInt8](repeating: 0, count: 20_001)),
        .standing(total: 20_000, held: 16_384, bytes: [UInt8](repeating: 0, count: 16_384)),
        .unknown, .declined(.tooLarge), .lacking([], hasMore: false),
    ]

    @Test(arguments: nonsense)
    func `whatever else is answered, nothing is stored and the lane comes to rest`(
        answer: AttachmentAnswer
    ) {
        var fed = Fed()
        let job = AttachmentLane.Job(.fetch, Self.small)
        _ = fed.open(.init(lacking: [job]))
        let effects = fed.feed(.answered(answer, milliseconds: 9))
        #expect(!effects.contains { if case .store = $0 { true } else { false } })
        #expect(fed.lane.isIdle)
    }

    @Test func `today's allowance is not passed`() {
        var fed = Fed()
        let jobs = [AttachmentLane.Job(.fetch, Self.small), .init(.fetch, Self.large)]
        var survey = AttachmentLane.Survey(lacking: jobs, allowance: 60_000)
        #expect(fed.open(survey) == [.ask(jobs[0], room: 20_000)])
        let piece = [UInt8](repeating: 1, count: 20_000)
        _ = fed.feed(
            .answered(.standing(total: 20_000, held: 20_000, bytes: piece), milliseconds: 9))
        // 40,000 are left: two whole blocks.
        #expect(fed.feed(.stored(held: 20_000)) == [.ask(jobs[1], room: 32_768)])
        survey.allowance = 10_000
        _ = fed.feed(.closed(telling: nil))
        #expect(fed.open(survey) == [])
    }

    @Test func `whoever waits when the day's limit is reached is told to come later`() {
        var fed = Fed()
        #expect(fed.feed(.wanted(Self.small, ticket: 3)) == [])
        #expect(fed.open(.init(allowance: 0)) == [.report(ticket: 3, .later)])
        #expect(fed.lane.isIdle && fed.lane.deadline == .max)
    }

    @Test
    func `what the other side does not hold yet is asked for again after a quarter of an hour`() {
        var fed = Fed()
        let job = AttachmentLane.Job(.fetch, Self.small)
        #expect(fed.open(.init(lacking: [job])) == [.ask(job, room: 20_000)])
        #expect(fed.feed(Self.standing(Self.small, 16_384)) == [])
        #expect(fed.open(.init(lacking: [job])) == [])
        fed.now = AttachmentLane.waiting
        #expect(fed.open(.init(lacking: [job])) == [.ask(job, room: 20_000)])
        #expect(fed.feed(Self.standing(Self.small, 0)) == [])
        // Somebody's wish is carried out all the same.
        #expect(fed.feed(.wanted(Self.small, ticket: 1)) == [.survey])
        #expect(fed.feed(.surveyed(.init(lacking: [job]))) == [.ask(job, room: 20_000)])
        #expect(fed.feed(Self.standing(Self.small, 0)) == [.report(ticket: 1, .notThere)])
    }

    @Test func `a wrong length in one record costs the right one nothing`() {
        var fed = Fed()
        let wrong = AttachmentItem(key: Self.small.key, size: 10_000)
        let jobs = [wrong, Self.small].map { AttachmentLane.Job(.fetch, $0) }
        #expect(fed.open(.init(lacking: jobs)) == [.ask(jobs[0], room: 10_000)])
        #expect(
            fed.feed(
                .answered(
                    .standing(total: 20_000, held: 20_000, bytes: [1]), milliseconds: 9))
                == [.ask(jobs[1], room: 20_000)])
    }

    @Test func `what came another way meanwhile is not asked for, and keeps nothing back`() {
        var fed = Fed()
        #expect(fed.feed(.wanted(Self.small, ticket: 4)) == [])
        let here = AttachmentLane.Job(.fetch, Self.small, from: Self.small.size)
        let job = AttachmentLane.Job(.fetch, Self.large)
        #expect(
            fed.open(.init(lacking: [here, job]))
                == [.report(ticket: 4, .held), .ask(job, room: 65_536)])
    }

    @Test func `where nothing can be noted, the piece behind it is given up`() {
        var fed = Fed()
        _ = fed.open(.init(scopes: [Self.scope]))
        _ = fed.feed(
            .answered(.lacking([Self.lack(Self.small.key.name)], hasMore: false), milliseconds: 9))
        let gives = [AttachmentLane.Job(.give, Self.small), .init(.give, Self.large)]
        #expect(fed.feed(.reconciled(gives)) == [.give(gives[0], count: 20_000)])
        let effects = fed.feed(Self.standing(Self.small, 20_000))
        #expect(effects == [.note(Self.small), .give(gives[1], count: 131_072)])
        var sum = AttachmentLane.Sum()
        sum.given = 1
        // Both effects were performed when the first is heard to have failed.
        #expect(fed.feed(.failed(.disk)) == [.giveUp, .conclude(sum)])
        #expect(fed.lane.isIdle && fed.lane.deadline == fed.now + 600_000)
    }

    @Test func `S20 the neighbour's own exchange takes the line too, for a moment`() {
        var fed = Fed()
        #expect(fed.feed(.called) == [])
        #expect(fed.feed(.wanted(Self.large, ticket: 8)) == [])
        let job = AttachmentLane.Job(.fetch, Self.large)
        #expect(fed.open(.init(lacking: [job])) == [.ask(job, room: 65_536)])
        #expect(fed.feed(.called) == [.giveUp])
        #expect(fed.lane.isIdle && fed.lane.isAwaited)
        #expect(fed.feed(.called) == [])
        fed.now += 2_000
        #expect(fed.lane.deadline == fed.now)
        #expect(fed.feed(.woke) == [.survey])
        // Nothing is on its way while the store is looked at.
        #expect(fed.feed(.called) == [])
        #expect(fed.feed(.surveyed(.init(lacking: [job]))) == [.ask(job, room: 65_536)])
    }

    @Test func `somebody's wish comes first and is always answered`() {
        var fed = Fed()
        #expect(fed.feed(.wanted(Self.large, ticket: 5)) == [])
        let jobs = [AttachmentLane.Job(.fetch, Self.small), .init(.fetch, Self.large)]
        #expect(fed.open(.init(lacking: jobs)) == [.ask(jobs[1], room: 65_536)])
        #expect(
            fed.feed(.closed(telling: .unreachable))
                == [.giveUp, .report(ticket: 5, .unreachable)])
        #expect(fed.feed(.wanted(Self.large, ticket: 6)) == [])
        #expect(fed.open(.init(lacking: jobs)) == [.ask(jobs[1], room: 65_536)])
        #expect(
            fed.feed(.answered(.later(seconds: 9), milliseconds: 1)) == [.report(ticket: 6, .later)]
        )
        #expect(fed.lane.deadline == fed.now + 9_000)
        #expect(fed.feed(.stopped) == [])
        #expect(
            fed.feed(.wanted(Self.large, ticket: 7)) == [.report(ticket: 7, .unreachable)])
        #expect(fed.feed(.opened) == [])
    }

    @Test func `a piece that leads nowhere is not sent for ever`() {
        var fed = Fed()
        _ = fed.open(.init(scopes: [Self.scope]))
        let lack = Self.lack(Self.large.key.name)
        _ = fed.feed(.answered(.lacking([lack], hasMore: false), milliseconds: 9))
        let job = AttachmentLane.Job(.give, Self.large)
        var effects = fed.feed(.reconciled([job]))
        var gives = 0
        while case .give = effects.first {
            gives += 1
            effects = fed.feed(Self.standing(Self.large, 0))
        }
        #expect(gives == 3)
        #expect(fed.lane.isIdle)
    }

    @Test func `pieces follow the line: ten seconds' worth, within bounds`() {
        var fed = Fed()
        let job = AttachmentLane.Job(.fetch, Self.large)
        var effects = fed.open(.init(lacking: [job]))
        var rooms: [Int] = []
        // A line of 4 kB/s, then one of 4 MB/s.
        for speed in [Int64](repeating: 4, count: 3) + [Int64](repeating: 4_000, count: 8) {
            guard case .ask(let asked, let room) = effects.first else { break }
            rooms.append(room)
            let bytes = [UInt8](repeating: 1, count: room)
            _ = fed.feed(
                .answered(
                    .standing(total: Self.large.size, held: Self.large.size, bytes: bytes),
                    milliseconds: Int64(room) / speed))
            effects = fed.feed(.stored(held: asked.offset + UInt64(room)))
        }
        #expect(
            rooms == [65_536, 32_768, 32_768, 32_768, 65_536, 131_072, 262_144, 524_288]
                + [1_048_576, 1_048_576, 1_048_576])
    }
}
