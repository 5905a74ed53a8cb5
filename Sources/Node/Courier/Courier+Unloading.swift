public import Authority
import ServiceRecords
public import Store
public import SyncCore

/// What became of a bundle that was taken in.
public struct Unloading: Sendable {
    /// The neighbour that made it; nil until a chunk of it was whole.
    public internal(set) var sender: Peer?
    /// Changes that were new, and those of runs that were parked before and have joined now.
    public internal(set) var changes = 0
    public internal(set) var joined = 0
    /// 4,096 each at most.
    public internal(set) var parked: [ParkedRun] = []
    public internal(set) var turnedAway: [Message.TurnedAway] = []
    /// Logs that the sender holds otherwise.
    public internal(set) var differing: [Divergence] = []
    /// This node goes on under a new origin since: it had lost a part of its past.
    public internal(set) var isRenewed = false
    /// Entries that the receipts of the bundle have delivered.
    public internal(set) var delivered = 0
    /// The sender's key is revoked: what it brought is evidence, and it is told that alone.
    public internal(set) var isFromRevoked = false
    /// The level above says, or what it brought does, that this node's key is revoked.
    public internal(set) var isRevoked = false
    /// Who made it came by a join file that another had used, and is admitted by nobody: nothing goes back.
    public internal(set) var isFromUnheard = false
}

/// Why a bundle that opens is not taken: told by its first chunk that does. Nothing was changed.
public enum UnloadingError: Error, Equatable, Sendable {
    /// The sender is no neighbour of this node.
    case stranger(Origin)
    /// It asks to be taken up, and is not.
    case enrolment(EnrolmentAnswer)
    /// This node speaks with the sender no more.
    case suspended(Origin)
}

extension Courier {
    /// So many chunks go into one commit.
    private static let group = 16
    /// So many runs are told of that were parked or turned away: a file can hold millions that nobody wants.
    private static let told = 4_096

    /// Takes in what opens of a bundle, chunk by chunk: each whole or not at all, by the very way that a
    /// message of an exchange takes.
    /// - Throws: `UnloadingError`, `StoreError`. What was taken until then is kept.
    public func unload(_ contents: inout BundleContents) throws -> Unloading {
        let began = home.clock.now
        var unloading = Unloading()
        var stated: [StatedScope] = []
        var summary: Hash?
        let before = try home.store.view { try $0.delivery() }.delivered
        var waiting: [Intake] = []
        while let chunk = contents.next() {
            let peer = try unloading.sender ?? heardSender(of: chunk)
            unloading.sender = peer
            if let origin = chunk.revoked { try hear(origin, isRevokedBy: peer) }
            // One chunk has it; what others say more would be kept in memory, as much as a file can hold.
            if stated.isEmpty {
                stated = chunk.message.vectors.filter { peer.scopes.contains($0.scope) }
            }
            summary = chunk.message.summary
            waiting.append(intake(chunk.message, from: peer))
            if waiting.count == Self.group { try take(&waiting, into: &unloading) }
        }
        try take(&waiting, into: &unloading)
        guard let peer = unloading.sender else { return unloading }
        unloading.isFromRevoked =
            try peer.standpoint == .below && home.store.isRevoked(peer)
        unloading.isFromUnheard = try !home.store.unheard(peer).isEmpty
        let holdsTheSame = try settle(stated, summary, of: peer, into: &unloading)
        if peer.standpoint == .above {
            let after = try home.store.view { try $0.delivery() }.delivered
            unloading.delivered = max(0, after - before)
            unloading.isRevoked = try home.heardRefusal()?.word == .revoked
        }
        try note(unloading, began: began, isAgreed: contents.isWhole && holdsTheSame)
        return unloading
    }

    /// The level above says so itself, and of a name that this node has: one of an old copy changes nothing.
    private func hear(_ origin: Origin, isRevokedBy peer: Peer) throws {
        guard try peer.origin == home.store.upstream()?.origin,
            try home.store.view({ try $0.presentNames() }).contains(origin)
        else { return }
        try home.noteRefusal(.revoked, of: origin)
    }

    private func intake(_ message: Message, from peer: Peer) -> Intake {
        Intake(message, from: peer, at: home.clock.now, isCarried: true)
    }

    /// The neighbour that made a chunk, if it is one that is heard.
    private func heardSender(of chunk: BundleContents.Opened) throws -> Peer {
        let peer = try sender(of: chunk)
        guard try home.store.suspension(of: peer) == nil else {
            throw UnloadingError.suspended(peer.origin)
        }
        return peer
    }

    /// The neighbour that made a chunk. One that was never met is taken up by its join file's secret.
    private func sender(of chunk: BundleContents.Opened) throws -> Peer {
        let (store, message) = (home.store, chunk.message)
        if let peer = try store.peer(message.origin, lineage: message.lineage, at: home.clock.now) {
            return peer
        }
        guard let request = chunk.enrolment, home.role != .station else {
            throw UnloadingError.stranger(message.origin)
        }
        guard request.isSigned, Origin(publicKey: request.publicKey) == message.origin else {
            throw UnloadingError.enrolment(.badSignature)
        }
        do {
            _ = try store.enrol(
                key: request.publicKey, secretHash: request.secretHash, by: home.author,
                at: home.clock.now)
        } catch let error as EnrolmentError {
            guard error == .alreadyUsed(isKept: true) else {
                throw UnloadingError.enrolment(EnrolmentAnswer(error))
            }
        }
        let peer = try store.peer(message.origin, lineage: [], at: home.clock.now)
        guard let peer else {
            throw UnloadingError.stranger(message.origin)
        }
        return peer
    }

    private func take(_ intakes: inout [Intake], into unloading: inout Unloading) throws {
        guard !intakes.isEmpty else { return }
        for result in home.store.apply(intakes) {
            let report = try result.get()
            unloading.changes += report.changes
            unloading.joined += report.joined
            unloading.parked += report.parked.prefix(Self.told - unloading.parked.count)
            unloading.turnedAway += report.turnedAway.prefix(
                Self.told - unloading.turnedAway.count)
            unloading.isRenewed = unloading.isRenewed || report.isRenewed
        }
        intakes = []
    }

    /// Compares what the sender states with what is held after all of it, and writes down what the next
    /// bundle for it has to begin with.
    /// - Returns: whether both hold the same, as far as the sender says.
    private func settle(
        _ stated: [StatedScope], _ summary: Hash?, of peer: Peer, into unloading: inout Unloading
    ) throws -> Bool {
        let store = home.store
        if unloading.isFromUnheard { return false }
        if unloading.isFromRevoked {
            if let scope = try store.meeting(with: peer) { try noteLast(scope, peer.origin) }
            return false
        }
        if !stated.isEmpty {
            var word = Message(
                origin: peer.origin, schemaVersion: Schema.version, summary: summary ?? .zero)
            word.vectors = stated
            let report = try store.apply([intake(word, from: peer)])[0].get()
            unloading.differing = report.divergence.logs
            unloading.joined += report.joined
            try store.noteCarried(stated, of: peer, divergence: report.divergence)
        }
        if let scope = try store.meeting(with: peer) { try noteLast(scope) }
        let shared = try store.holdings(sharedWith: peer).scopes.filter { held in
            stated.contains { $0.scope == held.scope }
        }
        let holdsTheSame = Holdings(shared).summary == summary
        guard peer.standpoint == .above else { return holdsTheSame }
        try home.forgetSuspension()
        // It is for every PC of the station: it says nothing of whose key is revoked.
        try home.forgetNotKnown()
        if try home.joinSecret() != nil, try store.isAdmitted(home.origin) {
            try home.forgetJoinSecret()
        }
        let trouble = SyncOutcome.words(unloading.turnedAway.filter(\.error.isLasting))
        if holdsTheSame || !trouble.isEmpty { try home.setTrouble(trouble) }
        return holdsTheSame
    }

    private static let lastScope = "bundle-last-scope"

    private func noteLast(_ scope: Scope, _ revoked: Origin? = nil) throws {
        let words = [scope.description] + [revoked?.description].compactMap(\.self)
        try home.store.set(Self.lastScope, words.joined(separator: " "))
    }

    /// The scope of the bundle that was taken in last, and who made it where that one's key is revoked; nil
    /// before the first.
    private func last() throws -> (scope: Scope, revoked: Origin?)? {
        let words = (try home.store.setting(Self.lastScope) ?? "").split(separator: " ")
        guard let scope = words.first.flatMap({ Scope(hex: String($0)) }) else { return nil }
        return (scope, words.dropFirst().first.flatMap { Origin(hex: String($0)) })
    }

    /// For whom the bundle is that goes back to who made the last one; nil where none was taken in.
    /// - Parameter station: makes it for all PCs of a station.
    public func answer(
        station: (Scope) throws -> Destination
    ) throws -> Destination? {
        guard let last = try last() else { return nil }
        return try last.revoked.map { try revoked($0, of: last.scope) } ?? station(last.scope)
    }

    /// The same of one that was taken in just now; nil where the level above made it.
    public func answer(to unloading: Unloading) throws -> Destination? {
        guard let sender = unloading.sender, sender.standpoint == .below,
            !unloading.isFromUnheard, let scope = sender.scopes.first
        else { return nil }
        return try unloading.isFromRevoked ? revoked(sender.origin, of: scope) : station(scope)
    }

    private func note(_ unloading: Unloading, began: Int64, isAgreed: Bool) throws {
        let result: SyncOutcome.Result =
            !unloading.differing.isEmpty ? .differs : isAgreed ? .agreed : .partly
        try home.store.note(
            ExchangeRow(
                began: began, peer: unloading.sender?.origin, via: .bundle,
                result: result.rawValue,
                detail: SyncOutcome.words(unloading.turnedAway), roundTrips: 0, sent: 0,
                received: 0, milliseconds: max(0, home.clock.now - began)))
    }
}

extension EnrolmentAnswer {
    fileprivate init(_ error: EnrolmentError) {
        self =
            switch error {
            case .unknownSecret: .unknownSecret
            case .expired: .expired
            case .alreadyUsed: .alreadyUsed
            case .revokedKey: .notAdmitted
            }
    }
}
