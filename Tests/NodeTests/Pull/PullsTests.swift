import Node
import SyncCore
import Testing

/// The decisions of a pull, one event after the other, without a disk or a line.
@Suite struct PullsTests {
    @Test func `a visit is opened, sent, stored, remembered, concluded and reported`() {
        var script = PullScript()
        #expect(script.order([1]) == ["open 1"])
        #expect(script.say(1, .opened(PullScript.opening(1, held: 2))) == ["send 1"])
        #expect(script.say(1, .answered(PullScript.answer(1, 2))) == ["store 1"])
        #expect(
            script.say(1, .stored(PullScript.holdings(2), turnedAway: [])) == [
                "remember 1", "conclude 1 agreed for 1", "report 1",
            ])
        #expect(script.pulls.deadline == .max)
    }

    @Test func `only so many are visited at once, and the next one as soon as one is over`() {
        var script = PullScript(parallel: 3)
        #expect(script.order([1, 2, 3, 4, 5]) == ["open 1", "open 2", "open 3"])
        #expect(
            script.say(2, .failed(SyncOutcome(.unreachable))) == [
                "conclude 2 unreachable for 1", "open 4",
            ])
        for station in [1, 3, 4] as [UInt64] {
            _ = script.say(station, .failed(SyncOutcome(.notOurs)))
        }
        #expect(
            script.say(5, .failed(SyncOutcome(.busy))) == ["conclude 5 busy for 1", "report 1"])
    }

    @Test func `a slow station's time is its own, and begins with its visit`() {
        var script = PullScript(parallel: 2)
        _ = script.order([1, 2, 3], timeout: 10_000)
        _ = script.say(1, .opened(PullScript.opening(1, held: 1)))
        _ = script.say(2, .opened(PullScript.opening(2, held: 1)))
        script.now = 4_000
        #expect(script.say(2, .failed(SyncOutcome(.unreachable))).last == "open 3")
        _ = script.say(3, .opened(PullScript.opening(3, held: 1)))
        #expect(script.pulls.deadline == 10_000)
        script.now = 9_999
        #expect(script.wake() == [])
        script.now = 10_000
        #expect(script.wake() == ["giveUp 1", "conclude 1 unreachable timed-out for 1"])
        #expect(script.pulls.deadline == 14_000)
        script.now = 14_000
        #expect(script.wake().last == "report 1")
    }

    @Test func `a station that has answered but does not end in time was too slow`() {
        var script = PullScript()
        _ = script.order([1], timeout: 10_000)
        _ = script.say(1, .opened(PullScript.opening(1, held: 3)))
        _ = script.say(1, .answered(PullScript.answer(1, 1)))
        script.now = 11_000
        #expect(script.wake() == [], "what is being stored is waited for")
        #expect(script.pulls.deadline == .max)
        #expect(
            script.say(1, .stored(PullScript.holdings(3), turnedAway: [])) == [
                "remember 1", "conclude 1 unreachable too-slow for 1", "report 1",
            ])
    }

    @Test func `a busy station is left free and asked again, within its time`() {
        var script = PullScript()
        _ = script.order([1], timeout: 10_000)
        _ = script.say(1, .opened(PullScript.opening(1, held: 1)))
        #expect(script.say(1, .busy(seconds: 2)) == ["release 1"])
        let again = script.pulls.deadline
        #expect((2_000..<3_000).contains(again), "not before the time that was named")
        script.now = again
        #expect(script.wake() == ["open 1"])
        _ = script.say(1, .opened(PullScript.opening(1, held: 1)))
        script.now = 9_500
        #expect(
            script.say(1, .busy(seconds: 2)) == ["conclude 1 busy 2 for 1", "report 1"],
            "its time would be over")
    }

    @Test func `busy is heard in a message too, and here before anything is sent`() {
        var script = PullScript()
        _ = script.order([1])
        #expect(script.say(1, .busy(seconds: 0)) == ["release 1"])
        script.now = script.pulls.deadline
        #expect((1_000..<2_000).contains(script.now))
        #expect(script.wake() == ["open 1"])
        _ = script.say(1, .opened(PullScript.opening(1, held: 1)))
        var busy = PullScript.answer(1, 1)
        busy.retryAfter = 7
        #expect(script.say(1, .answered(busy)) == ["release 1"])
        #expect((script.now + 7_000..<script.now + 8_000).contains(script.pulls.deadline))
    }

    @Test func `two orders for one station are two visits, one after the other`() {
        var script = PullScript()
        #expect(script.order([1]) == ["open 1"])
        #expect(script.order([1, 2]) == ["open 2"])
        #expect(
            script.say(1, .failed(SyncOutcome(.unreachable))) == [
                "conclude 1 unreachable for 1", "report 1", "open 1",
            ])
        _ = script.say(2, .failed(SyncOutcome(.unreachable)))
        #expect(
            script.say(1, .failed(SyncOutcome(.notOurs))) == [
                "conclude 1 notOurs for 2", "report 2",
            ])
    }

    @Test func `an order for nobody is answered at once`() {
        var script = PullScript()
        #expect(script.order([]) == ["report 1"])
    }

    @Test func `another station's answer ends the visit, and nobody else's`() {
        var script = PullScript()
        _ = script.order([1, 2])
        for station in [1, 2] as [UInt64] {
            _ = script.say(station, .opened(PullScript.opening(station, held: 1)))
        }
        #expect(
            script.say(1, .answered(PullScript.answer(2, 1))) == [
                "conclude 1 notOurs another-node for 1"
            ])
        #expect(script.say(2, .answered(PullScript.answer(2, 1))) == ["store 2"])
    }

    @Test func `what comes after its visit is passed over`() {
        var script = PullScript()
        _ = script.order([1])
        _ = script.say(1, .failed(SyncOutcome(.unreachable)))
        let late: [Visit.Event] = [
            .woke, .opened(PullScript.opening(1, held: 1)), .answered(PullScript.answer(1, 1)),
            .stored(PullScript.holdings(1), turnedAway: []), .failed(SyncOutcome(.notOurs)),
            .busy(seconds: 1), .stopped,
        ]
        for event in late { #expect(script.say(1, event) == []) }
    }

    @Test func `without an interval nothing happens by itself`() {
        var script = PullScript()
        #expect(script.pulls.deadline == .max)
        #expect(script.wake() == [])
    }

    @Test func `rounds follow each other by the schedule, never two at once`() {
        var script = PullScript(interval: 60_000)
        #expect(script.pulls.deadline == 0, "the first one at once")
        #expect(script.wake() == ["gather"])
        #expect(script.gathered([1]) == ["open 1"])
        script.now = 70_000
        #expect(script.wake() == [], "the last one is not over")
        #expect(script.say(1, .failed(SyncOutcome(.notOurs))) == ["conclude 1 notOurs"])
        #expect(script.pulls.deadline == 70_000)
        #expect(script.wake() == ["gather"])
        #expect(script.gathered([]) == [])
        #expect(script.pulls.deadline == 130_000, "nobody has an address yet")
    }

    @Test func `a person's order needs not wait for the schedule's round`() {
        var script = PullScript(interval: 60_000)
        _ = script.wake()
        _ = script.gathered([1, 2])
        #expect(script.order([3]) == ["open 3"])
        #expect(
            script.say(3, .failed(SyncOutcome(.notOurs))) == [
                "conclude 3 notOurs for 1", "report 1",
            ])
    }

    @Test func `a stop answers everybody, for every station`() {
        var script = PullScript(parallel: 1)
        _ = script.order([1, 2])
        _ = script.say(1, .opened(PullScript.opening(1, held: 1)))
        #expect(
            script.stop() == [
                "giveUp 1", "conclude 1 stopped for 1", "conclude 2 stopped for 1", "report 1",
            ])
        #expect(script.pulls.deadline == .max)
        #expect(script.say(1, .answered(PullScript.answer(1, 1))) == [])
        #expect(script.wake() == [])
        #expect(script.order([3]) == ["conclude 3 stopped for 2", "report 2"])
    }
}

/// A pull with a clock that stands still, and its effects in words. Stations are called by numbers.
private struct PullScript {
    var pulls: Pulls
    var now: Int64 = 0
    private var tickets: UInt64 = 0

    init(parallel: Int = 8, interval: Int64 = 0) {
        var settings = PullSchedule.Settings()
        settings.parallel = parallel
        settings.interval = interval
        pulls = Pulls(settings: settings, now: 0)
    }

    mutating func order(_ stations: [UInt64], timeout: Int64 = 60_000) -> [String] {
        tickets += 1
        let order = PullOrder(stations: stations.map(Self.station), timeout: timeout)
        return tell(.demanded(order, ticket: tickets))
    }

    mutating func say(_ station: UInt64, _ event: Visit.Event) -> [String] {
        tell(.visit(Self.station(station), event))
    }

    mutating func wake() -> [String] { tell(.woke) }
    mutating func stop() -> [String] { tell(.stopped) }
    mutating func gathered(_ stations: [UInt64]) -> [String] {
        tell(.gathered(stations.map(Self.station)))
    }

    private mutating func tell(_ event: Pulls.Event) -> [String] {
        pulls.handle(event, now: now, chance: 4_711).map(Self.word)
    }

    static func station(_ number: UInt64) -> Origin {
        Origin(raw: RawIdentifier(high: 5, low: number))
    }

    private static let scope = Scope(raw: RawIdentifier(high: 1, low: 2))
    private static let author = Origin(raw: RawIdentifier(high: 3, low: 4))

    static func holdings(_ length: UInt64) -> Holdings {
        Holdings([
            .init(scope: scope, logs: [.init(origin: author, length: length, root: .zero)])
        ])
    }

    static func opening(_ number: UInt64, held: UInt64) -> Opening {
        Opening(holdings(held), PeerMemory(), peer: station(number))
    }

    /// A station that holds `length` of the log, under receipts.
    static func answer(_ number: UInt64, _ length: UInt64) -> Message {
        let holdings = holdings(length)
        var message = Message(
            origin: station(number), schemaVersion: 1, summary: holdings.summary)
        message.vectors = [
            StatedScope(
                scope: scope,
                logs: [
                    StatedLog(origin: author, length: length, rootHead: 0, receipted: length)
                ])
        ]
        return message
    }

    private static func word(_ effect: Pulls.Effect) -> String {
        switch effect {
        case .gather: "gather"
        case .report(let ticket): "report \(ticket)"
        case .conclude(let station, let outcome, let ticket):
            (["conclude \(station.raw.low) \(outcome.result.rawValue)"]
                + (outcome.detail.isEmpty ? [] : [outcome.detail])
                + (ticket.map { ["for \($0)"] } ?? [])).joined(separator: " ")
        case .visit(let station, let effect): "\(word(effect)) \(station.raw.low)"
        }
    }

    private static func word(_ effect: Visit.Effect) -> String {
        switch effect {
        case .open: "open"
        case .send: "send"
        case .store: "store"
        case .remember: "remember"
        case .release: "release"
        case .giveUp: "giveUp"
        case .conclude: "conclude"
        }
    }
}
