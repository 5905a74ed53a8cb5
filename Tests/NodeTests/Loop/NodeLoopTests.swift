import SyncCore
import Testing

@testable import Node

/// The daemon's decisions, one event after the other, without a disk or a line.
@Suite struct NodeLoopTests {
    @Test func `an exchange is opened, sent, stored, remembered and concluded`() throws {
        var script = Script()
        #expect(script.say(.demanded(ticket: 1)) == ["open"])
        #expect(script.say(.opened(Script.opening(3))) == ["send"])
        #expect(script.node.deadline == .max)
        #expect(script.say(.answered(Script.answer(3))) == ["store"])
        #expect(
            script.say(.stored(Script.holdings(3), turnedAway: [])) == [
                "remember 3", "conclude agreed [1]",
            ])
        #expect((720_000...1_080_000).contains(script.node.deadline))
    }

    @Test func `a node that is not enrolled asks to be first`() {
        var script = Script(isEnrolled: false)
        #expect(script.say(.woke) == ["enrol"])
        #expect(script.say(.enrolled) == ["open"])
        script.finish(1)
        #expect(script.say(.demanded(ticket: 1)) == ["open"], "once is enough")
    }

    @Test func `whoever asks during an exchange waits for the next one`() {
        var script = Script()
        #expect(script.say(.demanded(ticket: 1)) == ["open"])
        #expect(script.say(.demanded(ticket: 2)) == [])
        #expect(script.finish(1) == ["remember 1", "conclude agreed [1]"])
        #expect(script.node.deadline <= script.now)
        #expect(script.say(.woke) == ["open"])
        #expect(script.finish(1) == ["remember 1", "conclude agreed [2]"])
    }

    @Test func `what is recorded during an exchange goes soon after it`() {
        var script = Script()
        _ = script.say(.woke)
        _ = script.say(.opened(Script.opening(1)))
        #expect(script.say(.changed) == [])
        _ = script.say(.answered(Script.answer(1)))
        _ = script.say(.stored(Script.holdings(1), turnedAway: []))
        #expect(script.node.deadline == script.now + 300)
        script.now += 300
        #expect(script.say(.woke) == ["open"])
        script.finish(2)
        #expect(script.node.deadline >= script.now + 720_000, "nothing new since")
    }

    @Test func `outside its hours a node does nothing by itself, and what a person asks`() {
        var script = Script()
        script.hold = Node.Hold(reason: .window, milliseconds: 300_000)
        #expect(script.say(.woke) == [])
        #expect(script.say(.changed) == [])
        #expect(script.node.deadline == 300_000)
        #expect(script.say(.demanded(ticket: 1)) == ["open"])
        #expect(script.finish(1) == ["remember 1", "conclude agreed [1]"])
        #expect(script.say(.woke) == [])
    }

    @Test func `a wall clock that is set is noticed within ten minutes`() {
        var script = Script()
        script.hold = Node.Hold(reason: .budget, milliseconds: 80_000_000)
        _ = script.say(.woke)
        #expect(script.node.deadline == 600_000)
    }

    @Test func `when its hours begin it calls within minutes, not at once`() {
        var script = Script()
        script.hold = Node.Hold(reason: .window, milliseconds: 1)
        _ = script.say(.woke)
        script.hold = nil
        script.now = 1
        #expect(script.say(.woke) == [])
        #expect(script.node.deadline == 1 + 4_711)
        script.now = script.node.deadline
        #expect(script.say(.woke) == ["open"])
    }

    @Test func `an exchange whose time is over ends between two messages, and is no failure`() {
        var script = Script()
        _ = script.say(.woke)
        #expect(script.say(.opened(Script.opening(3))) == ["send"])
        #expect(script.say(.answered(Script.answer(1))) == ["store"])
        script.hold = Node.Hold(reason: .budget, milliseconds: 1_000)
        #expect(
            script.say(.stored(Script.holdings(3), turnedAway: [])) == [
                "remember 1", "conclude held []",
            ])
        script.hold = nil
        script.now = 1_000
        _ = script.say(.woke)
        script.now = script.node.deadline
        #expect(script.say(.woke) == ["open"], "no pause as after a failure")
    }

    @Test func `an exchange that a person waits for goes on beyond its time`() {
        var script = Script()
        script.hold = Node.Hold(reason: .budget, milliseconds: 1_000)
        _ = script.say(.demanded(ticket: 1))
        _ = script.say(.opened(Script.opening(3)))
        _ = script.say(.answered(Script.answer(1)))
        #expect(script.say(.stored(Script.holdings(3), turnedAway: [])) == ["send"])
    }

    @Test func `S16 an exchange that is cut after an answer is taken up again soon`() {
        var script = Script()
        for _ in 0..<8 {
            script.now = script.node.deadline
            _ = script.say(.woke)
            _ = script.say(.failed(SyncOutcome(.unreachable)))
        }
        #expect(script.node.deadline - script.now > 600_000)
        script.now = script.node.deadline
        _ = script.say(.woke)
        _ = script.say(.opened(Script.opening(3)))
        _ = script.say(.answered(Script.answer(1)))
        #expect(script.say(.stored(Script.holdings(3), turnedAway: [])) == ["send"])
        _ = script.say(.failed(SyncOutcome(.unreachable)))
        #expect((4_000...6_000).contains(script.node.deadline - script.now))
    }

    @Test func `a wake before the time does nothing, a change does`() {
        var script = Script()
        _ = script.say(.woke)
        script.finish(1)
        script.now += 1_000
        #expect(script.say(.woke) == [])
        #expect(script.say(.changed) == [], "it settles first")
        script.now += 300
        #expect(script.say(.woke) == ["open"])
    }

    @Test(
        arguments: [
            .unreachable, .notOurs, .unknownHere, .versionMismatch, .storeFailed, .enrolmentRefused,
            .suspended,
        ] as [SyncOutcome.Result])
    func `a failure is told at once and tried again by itself`(result: SyncOutcome.Result) {
        for stage in 0..<3 {
            var script = Script()
            _ = script.say(.demanded(ticket: 9))
            if stage > 0 { _ = script.say(.opened(Script.opening(1))) }
            if stage > 1 { _ = script.say(.answered(Script.answer(1))) }
            let effects = script.say(.failed(SyncOutcome(result)))
            #expect(effects.last == "conclude \(result.rawValue) [9]")
            let isCut = stage > 1 && result == .unreachable
            #expect(
                (isCut ? 4_000...6_000 : 12_000...18_000).contains(script.node.deadline))
            script.now = script.node.deadline
            // A county that does not know us is shown the join file again.
            let next = result == .unknownHere ? "enrol" : "open"
            #expect(script.say(.woke) == [next], "S19")
        }
    }

    @Test func `I6 what the other side said it holds is kept when the line dies`() {
        var script = Script()
        _ = script.say(.woke)
        let before = PeerMemory([Script.scope: VersionVector([(Script.origin, UInt64(3))])])
        _ = script.say(.opened(Script.opening(3, before)))
        _ = script.say(.answered(Script.answer(1)))
        #expect(script.say(.stored(Script.holdings(3), turnedAway: [])) == ["send"])
        #expect(
            script.say(.failed(SyncOutcome(.unreachable))) == [
                "remember 1", "conclude unreachable []",
            ])
    }

    @Test func `a line that brought nothing is no contact to remember`() {
        var script = Script()
        _ = script.say(.woke)
        _ = script.say(.opened(Script.opening(3)))
        #expect(script.say(.failed(SyncOutcome(.unreachable))) == ["conclude unreachable []"])
    }

    @Test func `a time to come back is kept, whoever says it`() {
        for isMessage in [false, true] {
            var script = Script()
            _ = script.say(.demanded(ticket: 1))
            _ = script.say(.opened(Script.opening(1)))
            var busy = Script.answer(1)
            busy.retryAfter = 240
            let effects = script.say(isMessage ? .answered(busy) : .busy(seconds: 240))
            #expect(effects.last == "conclude busy [1]")
            let time = script.node.deadline
            #expect((240_000...288_000).contains(time))
            script.now = 1_000
            #expect(script.say(.changed) == [])
            #expect((240_000...time).contains(script.node.deadline), "a change waits for it")
        }
    }

    @Test func `a wait that is named with a fault is kept, too`() {
        var script = Script()
        _ = script.say(.demanded(ticket: 1))
        _ = script.say(.opened(Script.opening(1)))
        var fault = SyncOutcome(.otherFailed)
        fault.wait = 240
        #expect(script.say(.failed(fault)) == ["conclude otherFailed [1]"])
        #expect((240_000...288_000).contains(script.node.deadline))
    }

    @Test func `busy without a time is a failure like others`() {
        var script = Script()
        _ = script.say(.demanded(ticket: 1))
        #expect(script.say(.busy(seconds: 0)) == ["conclude busy [1]"])
        #expect((12_000...18_000).contains(script.node.deadline))
    }

    @Test func `a stop answers all who wait, and whoever asks later`() {
        var script = Script()
        _ = script.say(.demanded(ticket: 1))
        _ = script.say(.demanded(ticket: 2))
        #expect(script.say(.stopped) == ["conclude stopped [1, 2]"])
        #expect(script.node.deadline == .max)
        #expect(script.say(.opened(Script.opening(1))) == [])
        #expect(script.say(.failed(SyncOutcome(.unreachable))) == [])
        #expect(script.say(.woke) == [])
        #expect(script.say(.demanded(ticket: 3)) == ["conclude stopped [3]"])
    }

    @Test func `without a level above nothing is ever begun`() {
        var script = Script(hasUpstream: false)
        #expect(script.node.deadline == .max)
        #expect(script.say(.woke) == [])
        #expect(script.say(.changed) == [])
        #expect(script.say(.demanded(ticket: 4)) == ["conclude noUpstream [4]"])
    }

    @Test func `what comes after its exchange is passed over`() {
        var script = Script()
        _ = script.say(.woke)
        script.finish(1)
        let late: [Node.Event] = [
            .enrolled, .opened(Script.opening(1)), .answered(Script.answer(1)),
            .stored(Script.holdings(1), turnedAway: []), .failed(SyncOutcome(.unreachable)),
            .busy(seconds: 9),
        ]
        let deadline = script.node.deadline
        for event in late { #expect(script.say(event) == []) }
        #expect(script.node.deadline == deadline)
    }

    @Test func `another node's answer ends the exchange, and nothing of it is remembered`() {
        var script = Script()
        _ = script.say(.demanded(ticket: 1))
        _ = script.say(.opened(Script.opening(3)))
        var answer = Script.answer(1)
        answer.origin = Script.origin
        #expect(script.say(.answered(answer)) == ["conclude notOurs [1]"])
    }

    @Test func `while the level above is being answered, whoever asks waits a moment`() {
        var script = Script()
        #expect(script.say(.demanded(ticket: 1)) == ["open"])
        #expect(script.say(.occupied) == [])
        #expect(script.node.deadline == 300)
        script.now = 300
        #expect(script.say(.woke) == ["open"])
        #expect(script.finish(1) == ["remember 1", "conclude agreed [1]"])
        #expect(script.say(.occupied) == [], "too late to matter")
    }

    @Test func `an answer out of turn ends the exchange and nothing else`() {
        var script = Script()
        _ = script.say(.demanded(ticket: 1))
        _ = script.say(.opened(Script.opening(1)))
        _ = script.say(.answered(Script.answer(1)))
        #expect(
            script.say(.answered(Script.answer(1))) == ["remember 1", "conclude notOurs [1]"])
    }
}

/// A node with a clock that stands still, and its effects in words.
private struct Script {
    var node: Node
    var now: Int64 = 0

    init(hasUpstream: Bool = true, isEnrolled: Bool = true) {
        node = Node(
            hasUpstream: hasUpstream, isEnrolled: isEnrolled, schedule: Schedule(now: 0))
    }

    /// Why nothing may be sent of itself.
    var hold: Node.Hold?

    mutating func say(_ event: Node.Event) -> [String] {
        node.handle(event, now: now, chance: 4_711, hold: hold).map(Self.word)
    }

    /// Brings an opened exchange to a good end.
    @discardableResult
    mutating func finish(_ length: UInt64) -> [String] {
        _ = say(.opened(Self.opening(length)))
        _ = say(.answered(Self.answer(length)))
        return say(.stored(Self.holdings(length), turnedAway: []))
    }

    static let scope = Scope(raw: RawIdentifier(high: 1, low: 2))
    static let origin = Origin(raw: RawIdentifier(high: 3, low: 4))

    /// Holding `length` changes of one log, receipted.
    static func holdings(_ length: UInt64) -> Holdings {
        Holdings([
            .init(
                scope: scope,
                logs: [.init(origin: origin, length: length, root: .zero, receipted: length)])
        ])
    }

    static func opening(_ length: UInt64, _ memory: PeerMemory = PeerMemory()) -> Opening {
        Opening(holdings(length), memory, peer: Origin(raw: RawIdentifier(high: 9, low: 9)))
    }

    /// A peer that holds `length` of it.
    static func answer(_ length: UInt64) -> Message {
        let holdings = holdings(length)
        var message = Message(
            origin: Origin(raw: RawIdentifier(high: 9, low: 9)), schemaVersion: 1,
            summary: holdings.summary)
        message.vectors = holdings.scopes.map(StatedScope.init)
        return message
    }

    private static func word(_ effect: Node.Effect) -> String {
        switch effect {
        case .enrol: "enrol"
        case .open: "open"
        case .send: "send"
        case .store: "store"
        case .remember(let memory): "remember \(memory[scope]?[origin] ?? 0)"
        case .conclude(let outcome, let tickets): "conclude \(outcome.result.rawValue) \(tickets)"
        }
    }
}
