import Foundation
import ServiceRecords
import Store
import SyncCore

/// A node without its daemon: a real store in a directory of its own, made for one figure.
final class BenchNode: RecordingNode {
    let signer: Signer
    let store: Store
    let scope: Scope
    let directory: URL

    var origin: Origin { Origin(publicKey: signer.publicKey) }

    /// - Parameters:
    ///   - number: from which key and randomness follow.
    ///   - authority: the key of the scope's authority; nil for the authority itself.
    init(_ number: UInt64, scope: Scope, authority: [UInt8]? = nil, in directory: URL) throws {
        let randomness = CountingRandomness(number)
        self.scope = scope
        self.directory = directory
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        signer = try Self.signer(number)
        store = try Store(
            in: directory, vaultKey: [UInt8](repeating: 7, count: 32),
            files: MemoryFiles(["origin.key": CountingRandomness(number).bytes(32)]),
            randomness: randomness)
        try store.addScope(
            scope, authorityKey: authority ?? signer.publicKey, code: nil, name: nil)
    }

    func commit<T>(at time: Int64 = 0, _ body: (CommitDoor) throws -> T) throws -> T {
        try store.commit(
            to: scope, by: Store.Author(), at: time, body)
    }

    /// The key of the node with this number.
    static func signer(_ number: UInt64) throws -> Signer {
        try Signer(privateKey: CountingRandomness(number).bytes(32))
    }

    func admit(_ key: [UInt8], to scope: Scope) throws {
        try store.addScope(scope, authorityKey: signer.publicKey, code: nil, name: nil)
        try store.commit(to: scope, by: Store.Author(), at: 0) { door in
            try door.write(.admit(origin: Origin(publicKey: key), publicKey: key))
        }
    }

    /// This node's whole own log from `first` on, as requests of at most `room` bytes.
    func messages(from first: UInt64 = 1, room: Int = 1 << 20) throws -> [[UInt8]] {
        var messages: [[UInt8]] = []
        var next = first
        let last = try length()
        while next <= last {
            let message = try message(next...last, room: room)
            guard let run = message.runs.last else { break }
            messages.append(message.bytes)
            next = run.last + 1
        }
        return messages
    }

    func message(_ sequences: ClosedRange<UInt64>, room: Int = 1 << 22) throws -> Message {
        var outline = Outline(summary: .zero)
        outline.spans = [
            Outline.Span(
                scope: scope, origin: origin, first: sequences.lowerBound,
                last: sequences.upperBound,
                known: VersionVector([(origin, sequences.lowerBound - 1)]))
        ]
        let reader = Peer(key: signer.publicKey, standpoint: .above, scopes: [scope])
        var message = try store.compose(
            outline, to: reader, schemaVersion: Schema.version, room: room, at: 0)
        message.chain = nil
        return message
    }

    func length() throws -> UInt64 {
        let peer = Peer(key: signer.publicKey, standpoint: .below, scopes: [scope])
        return try store.holdings(sharedWith: peer)[scope]?.vector[origin] ?? 0
    }

    /// Takes requests from their bytes on, in one transaction; the number of new changes.
    @discardableResult
    func apply(_ requests: [[UInt8]]) throws -> Int {
        let intakes = try requests.map { bytes in
            let message = try Message(bytes: bytes)
            let sender = Peer(
                key: message.keys.first ?? signer.publicKey, standpoint: .below,
                scopes: Set(message.runs.map(\.scope)))
            return Intake(message, from: sender, at: 0)
        }
        return try store.apply(intakes).reduce(0) { sum, result in
            let report = try result.get()
            guard report.turnedAway.isEmpty else { throw Failure.turnedAway }
            return sum + report.changes
        }
    }

    enum Failure: Error { case turnedAway }
}

/// Numbers that are the same in every run: what is measured must not depend on luck.
final class CountingRandomness: Randomness, @unchecked Sendable {
    private let lock = NSLock()
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    func bytes(_ count: Int) -> [UInt8] {
        lock.withLock { (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 32) } }
    }

    /// SplitMix64 (Steele, Lea, Flood 2014).
    private func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
