import Compression
import ServiceRecords
import Testing

@testable import Store
@testable import SyncCore

/// A county with the PCs of one township, in one process: real stores and real exchanges, with a
/// line that a test can make bad.
final class World {
    let scope: Scope
    private(set) var county: Replica
    private(set) var stations: [Replica] = []
    private let seed: UInt64
    var line: BadLine

    init(seed: UInt64 = 1, stations count: Int = 2, lossPercent: Int = 0) throws {
        self.seed = seed
        scope = SeededRandomness(seed).identifier()
        county = try Replica(seed: seed &* 1_000, scope: scope)
        line = BadLine(dice: Dice(seed), lossPercent: lossPercent)
        for _ in 0..<count { try invite() }
    }

    /// A PC of the township, taken up by the county unless it is said that it has yet to be.
    @discardableResult
    func invite(isAdmitted: Bool = true) throws -> Replica {
        let station = try Replica(
            seed: seed &* 1_000 &+ UInt64(stations.count) &+ 1, scope: scope,
            authority: county.signer.publicKey)
        try station.store.add(
            Peer(key: county.signer.publicKey, standpoint: .above, scopes: [scope]))
        try county.store.add(station.asPeer)
        if isAdmitted { try county.admit(station.signer.publicKey) }
        stations.append(station)
        return station
    }

    /// One exchange as the daemon and the server would have it.
    @discardableResult
    func exchange(_ station: Replica, room: Int = 1 << 20) throws -> Session.Conclusion {
        try station.exchange(with: county, over: &line, room: room)
    }

    /// The county's disk is put back to what it was.
    func restoreCounty(from place: TemporaryPlace) throws {
        county = try Replica(seed: seed &* 1_000, scope: scope, in: place)
    }

    /// An exchange whose line goes dead after the first answer.
    func cutAfterFirstAnswer(_ station: Replica) throws {
        line.budget = 2
        defer { line.budget = .max }
        #expect(try exchange(station) == .lineFailed)
    }

    /// Everybody speaks with the county until nobody has anything new.
    func settle() throws {
        for _ in 0..<2 { for station in stations { try exchange(station) } }
    }
}

/// A line that swallows some of what is sent over it.
struct BadLine {
    var dice: Dice
    var lossPercent: Int
    /// How many more messages it carries before it goes dead.
    var budget = Int.max

    mutating func carry(_ bytes: [UInt8]) -> [UInt8]? {
        guard budget > 0 else { return nil }
        budget -= 1
        return dice.chance(lossPercent) ? nil : bytes
    }
}

extension Replica {
    fileprivate func exchange(
        with above: Replica, over line: inout BadLine, room: Int
    ) throws -> Session.Conclusion {
        let peer = Peer(key: above.signer.publicKey, standpoint: .above, scopes: [scope])
        var session = Session(
            standpoint: .below, memory: try store.memory(of: above.origin), peer: above.origin)
        var effect = try session.handle(.began(try store.holdings(sharedWith: peer)))
        while true {
            switch effect {
            case .send(let outline):
                let request = try compose(outline, room: room).bytes
                if let body = line.carry(request),
                    let answer = line.carry(try above.answer(body, room: room))
                {
                    effect = try session.handle(.answered(try Message(bytes: answer)))
                } else {
                    effect = try session.handle(.lineFailed)
                }
            case .store(let message):
                let report = try take(message, receiptKey: above.signer.publicKey)
                effect = try session.handle(
                    .stored(
                        try store.holdings(sharedWith: peer), turnedAway: report.turnedAway))
            case .finish(let conclusion):
                try store.remember(session.memory, of: above.origin, at: clock)
                return conclusion
            }
        }
    }

    func compose(_ outline: Outline, room: Int = 1 << 20) throws -> Message {
        var message = try store.compose(
            outline, to: asPeer, schemaVersion: Schema.version, room: room, at: clock)
        // It may go to anybody, in any order: no link of a chain between two.
        message.chain = nil
        return message
    }

    /// Stores what a message brings.
    /// - Parameter receiptKey: of the level above, if the sender is that.
    @discardableResult
    func take(_ message: Message, receiptKey: [UInt8]? = nil) throws -> IntakeReport {
        try store.apply([intake(message, receiptKey: receiptKey)])[0].get()
    }

    func intake(_ message: Message, receiptKey: [UInt8]? = nil) -> Intake {
        let sender =
            receiptKey.map { Peer(key: $0, standpoint: .above, scopes: [scope]) } ?? asPeer
        return Intake(message, from: sender, at: clock)
    }

    private func answer(_ body: [UInt8], room: Int) throws -> [UInt8] {
        let request = try Message(bytes: body)
        let report = try take(request)
        let peer = try store.peer(request.origin) ?? asPeer
        let outline = Responder.outline(
            answering: request, holdings: try store.holdings(sharedWith: peer),
            memory: PeerMemory(), standpoint: .above, turnedAway: report.turnedAway)
        return try compose(outline, room: room).bytes
    }

    /// A message with pieces of the named logs, as this node would relay them.
    func message(_ spans: [Outline.Span], room: Int = 1 << 20) throws -> Message {
        var outline = Outline(summary: .zero)
        outline.spans = spans
        return try compose(outline, room: room)
    }

    /// A message with this piece of one log, row by row.
    func message(
        _ origin: Origin, _ sequences: ClosedRange<UInt64>, room: Int = 1 << 20
    ) throws -> Message {
        let span = Outline.Span(
            scope: scope, origin: origin, first: sequences.lowerBound, last: sequences.upperBound,
            isLiteral: true)
        return try message([span], room: room)
    }

    /// A message with everything of which `vector` lacks something.
    func message(beyond vector: VersionVector) throws -> Message {
        try message(
            try self.vector().entries.filter { $0.length > vector[$0.origin] }.map {
                Outline.Span(
                    scope: scope, origin: $0.origin, first: vector[$0.origin] + 1, last: $0.length)
            })
    }

    /// Takes all that `other` holds, past all exchanges.
    func pull(from other: Replica) throws {
        try take(try other.message(beyond: try vector()))
    }
}

extension Run {
    /// Row by row, if it leans on nothing.
    var literal: Run {
        get throws {
            try unpacked(by: ZstdFrames(), prefix: { _ in [] }, resolve: { _ in nil })
        }
    }
}
