import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// A county that goes on under a new origin, and a word of its former one that no log of it carries: a
/// station has copied it (protocol §4, I22).
@Suite struct ReinstatementTests {
    let scope = SeededRandomness(1).identifier(Scope.self)
    let county: Replica
    let founder: Signer
    let station: Signer
    /// Whom the lost word admits.
    let stranger: Signer
    /// The founder's log, up to where its branches part.
    private let common: HandLog
    /// The branch that nobody holds any more: two words, the second of which is lost.
    private let branch: HandLog

    init() throws {
        founder = try Replica.signer(11)
        station = try Replica.signer(12)
        stranger = try Replica.signer(13)
        county = try Replica(seed: 14, scope: scope, authority: founder.publicKey)
        var common = HandLog(founder, scope)
        common.admit(station)
        self.common = common
        var branch = common
        branch.admit(try Replica.signer(15))
        branch.admit(stranger)
        self.branch = branch
        let succession = try Succession(naming: county.signer.publicKey, by: founder)
        try county.commit { try $0.write(LineageChange.succeed(succession)) }
        #expect(try county.take(common.message()).turnedAway == [])
    }

    private func isAdmitted() throws -> Bool {
        try county.store.isAdmitted(Origin(publicKey: stranger.publicKey))
    }

    /// What a station writes to have a word said again, and whether it is.
    struct Plea: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let isHeard: Bool
        fileprivate let write: @Sendable (ReinstatementTests, inout HandLog) throws -> Void

        fileprivate init(
            _ name: String, isHeard: Bool = false,
            _ write: @escaping @Sendable (ReinstatementTests, inout HandLog) throws -> Void
        ) {
            (testDescription, self.isHeard, self.write) = (name, isHeard, write)
        }

        static let all: [Plea] = [
            Plea("a copy, and the founder's signature over the branch", isHeard: true) {
                $1.copy($0.word)
                $1.attest($0.word, try $0.branch.proof(of: 3))
            },
            Plea("the same in any order", isHeard: true) {
                $1.attest($0.word, try $0.branch.proof(of: 3))
                $1.copy($0.word)
            },
            Plea("a copy of somebody's copy", isHeard: true) {
                var other = HandLog(try Replica.signer(16), $0.scope)
                other.copy($0.word)
                $1.copy(other.changes[0])
                $1.attest($0.word, try $0.branch.proof(of: 3))
            },
            Plea("a part of what the founder has signed", isHeard: true) {
                var longer = $0.branch
                for _ in 0..<3 { longer.admit(try Replica.signer(17)) }
                $1.copy($0.word)
                $1.attest($0.word, try longer.proof(of: 3, heldTo: 4))
            },
            Plea("a copy alone") { $1.copy($0.word) },
            Plea("a copy, and another key's signature") {
                $1.copy($0.word)
                $1.attest($0.word, try $0.branch.proof(of: 3, signedBy: $0.station))
            },
            Plea("a copy, and the founder's signature over another scope's log") {
                $1.copy($0.word)
                var elsewhere = HandLog($0.founder, SeededRandomness(2).identifier(Scope.self))
                elsewhere.changes = $0.branch.changes
                $1.attest($0.word, try elsewhere.proof(of: 3))
            },
            Plea("a copy, and the founder's signature over a log without it") {
                $1.copy($0.word)
                $1.attest($0.word, try $0.common.proof(of: 1))
            },
            Plea("a copy, and the way of its neighbour") {
                $1.copy($0.word)
                let right = try $0.branch.proof(of: 2)
                $1.attest($0.word, right)
            },
            Plea("a word that the station has made up, under its own signature") {
                var own = HandLog($0.station, $0.scope)
                own.admit($0.stranger)
                $1.copy(own.changes[0])
                $1.attest(own.changes[0], try own.proof(of: 1))
            },
            Plea("a copy of a copy that another scope's founder would have written") {
                var elsewhere = HandLog($0.founder, SeededRandomness(2).identifier(Scope.self))
                elsewhere.admit($0.stranger)
                $1.copy(elsewhere.changes[0])
                $1.attest(elsewhere.changes[0], try elsewhere.proof(of: 1))
            },
        ]
    }

    private var word: Change { branch.changes[2] }

    @Test(arguments: Plea.all)
    func `the county says a word again that its former key has signed, and no other`(
        _ plea: Plea
    ) throws {
        var log = HandLog(station, scope)
        try plea.write(self, &log)
        #expect(try county.take(log.message()).turnedAway == [])
        #expect(try isAdmitted() == plea.isHeard)
        let length = try county.vector()[county.origin]
        // Once, however often it is met, by whomever.
        log.admit(station)
        #expect(try county.take(log.message()).turnedAway == [])
        #expect(try county.vector()[county.origin] == length)
        try county.expectLiveIsRebuilt()
        // And it governs where only the county's logs have arrived.
        let other = try Replica(seed: 18, scope: scope, authority: founder.publicKey)
        try other.pull(from: county)
        #expect(
            try other.store.isAdmitted(Origin(publicKey: stranger.publicKey)) == plea.isHeard)
        #expect(try other.digest() == county.digest())
    }

    /// Whoever has stolen the former key signs a branch today, as long as he likes, and has it brought.
    /// Once that origin is revoked, at whatever position, nothing that was set aside comes back by it: neither
    /// from a station's copies nor from the branch itself.
    @Test(arguments: [false, true])
    func `I22 a stolen former key that is revoked gains no authority by a branch`(
        isBrought: Bool
    ) throws {
        let former = Origin(publicKey: founder.publicKey)
        try county.commit { door in
            try door.write(.revoke(origin: former, length: 100, root: .zero))
        }
        var held = common
        held.admit(try Replica.signer(19))
        #expect(try county.take(held.message()).turnedAway == [])
        if isBrought {
            #expect(try county.take(branch.message()).turnedAway == [])
            #expect(try county.store.view { try $0.setAsideCount() } == 2)
        } else {
            var log = HandLog(station, scope)
            log.copy(word)
            log.attest(word, try branch.proof(of: 3))
            #expect(try county.take(log.message()).turnedAway == [])
        }
        #expect(try !isAdmitted())
        try county.expectLiveIsRebuilt()
    }

    private func otherHeirs() throws -> [Origin?] {
        try county.store.view { try $0.incidents(limit: 100) }.filter { $0.kind == .otherHeir }
            .map(\.successor)
    }

    /// What nothing closes: of two heirs nobody could say which is right. But it is told.
    @Test(arguments: [false, true])
    func `a former key names an heir whose words govern, revoked or not, and the county is told`(
        isRevoked: Bool
    ) throws {
        let former = Origin(publicKey: founder.publicKey)
        if isRevoked {
            try county.commit { door in
                try door.write(.revoke(origin: former, length: 1, root: .zero))
            }
        }
        #expect(try otherHeirs().isEmpty, "of its own origins nothing is told")
        let thief = try Replica.signer(20)
        var rival = HandLog(thief, scope)
        try rival.succeed(founder)
        rival.admit(stranger)
        #expect(try county.take(rival.message()).turnedAway == [])
        #expect(try isAdmitted())
        #expect(try otherHeirs() == [rival.origin])
        // Once.
        rival.admit(station)
        #expect(try county.take(rival.message()).turnedAway == [])
        #expect(try otherHeirs() == [rival.origin])
        // Whoever is not the county is told nothing: it could not say whether it is.
        let other = try Replica(seed: 18, scope: scope, authority: founder.publicKey)
        try other.pull(from: county)
        #expect(try other.store.isAdmitted(Origin(publicKey: stranger.publicKey)))
        #expect(try other.store.view { try $0.incidents(limit: 100) }.isEmpty)
    }

    /// The branch itself arrives, while a station carries its words already.
    @Test func `a word on a branch that is set aside is said again, though others carry it`() throws
    {
        var held = common
        held.admit(try Replica.signer(19))
        #expect(try county.take(held.message()).turnedAway == [])
        var log = HandLog(station, scope)
        for word in branch.changes.dropFirst() { log.copy(word) }
        #expect(try county.take(log.message()).turnedAway == [])
        #expect(try !isAdmitted())
        #expect(try county.take(branch.message()).turnedAway == [])
        #expect(try isAdmitted())
        try county.expectLiveIsRebuilt()
    }
}

/// A log that is written and signed by hand.
private struct HandLog {
    let signer: Signer
    let scope: Scope
    var changes: [Change] = []

    var origin: Origin { Origin(publicKey: signer.publicKey) }

    init(_ signer: Signer, _ scope: Scope) {
        self.signer = signer
        self.scope = scope
    }

    mutating func admit(_ other: Signer) {
        let key = other.publicKey
        let word = AuthorityChange.admit(origin: Origin(publicKey: key), publicKey: key)
        append(word.kind, word.open)
    }

    mutating func succeed(_ predecessor: Signer) throws {
        let word = LineageChange.succeed(
            try Succession(naming: signer.publicKey, by: predecessor))
        append(word.kind, word.open)
    }

    mutating func copy(_ change: Change) { append(SystemKind.copy, .wrapped(change.canonical)) }

    mutating func attest(_ change: Change, _ proof: Attestation.Proof) {
        append(
            SystemKind.attest,
            Attestation(dot: change.dot, leaf: change.leaf, proof: proof).open)
    }

    private mutating func append(_ kind: KindNumber, _ open: OpenPart) {
        let header = Header(
            scope: scope, origin: origin, sequence: UInt64(changes.count + 1), time: 0,
            context: Context(), actor: nil, kind: kind, entity: nil)
        changes.append(Change(CanonicalChange(header: header, open: open), personal: .none))
    }

    private func signed(by other: Signer? = nil) throws -> SignedCheckpoint {
        let tree = LeafList(changes.map(\.leaf))
        let checkpoint = try Checkpoint(
            name: Checkpoint.name(scope: scope, origin: origin), size: tree.size,
            root: try tree.root(size: tree.size))
        return try SignedCheckpoint(signing: checkpoint, with: other ?? signer)
    }

    /// - Parameter size: how much of the log is held by whoever shows it; nil for all.
    func proof(
        of sequence: UInt64, heldTo size: UInt64? = nil, signedBy other: Signer? = nil
    ) throws -> Attestation.Proof {
        let tree = LeafList(changes.map(\.leaf))
        let size = size ?? tree.size
        return Attestation.Proof(
            try signed(by: other), size: size, root: try tree.root(size: size),
            path: try tree.inclusionProof(index: sequence - 1, size: size),
            growth: try tree.consistencyProof(from: size, to: tree.size))
    }

    func message() throws -> Message {
        var message = Message(origin: origin, schemaVersion: Schema.version, summary: .zero)
        message.keys = [signer.publicKey]
        message.runs = [
            Run(
                scope: scope, origin: origin, first: 1,
                rows: changes.map {
                    Run.Row(canonical: $0.canonical.bytes, personal: $0.personal)
                }, checkpoint: try signed(), proof: [])
        ]
        return message
    }
}
