import Store
import SyncCore

/// What is asked for again of a neighbour in an exchange, and what is made of what it gives: what an
/// instruction wants, and personal parts that are missing here.
struct AskingAgain: Sendable {
    let home: NodeHome

    func wants(from peer: Peer) throws -> [Want] {
        let wants = try Resync(home).wants(from: peer)
        // A store that is being filled has its parts with the rest.
        return try wants.isEmpty
            ? home.store.missingParts(from: peer, at: home.clock.now) : wants
    }

    /// Whether anything is asked for still, so that what was begun is to go on.
    func isOpen(toward peer: Peer) throws -> Bool {
        if try Resync(home).isAsking(of: peer) { return true }
        return try !home.store.missingParts(from: peer, at: home.clock.now).isEmpty
    }

    /// Takes in what was given again, after the exchange has accepted the message that brought it.
    /// - Returns: whether personal parts have come.
    @discardableResult
    func take(_ runs: [Run], from peer: Peer) throws -> Bool {
        guard !runs.isEmpty else { return false }
        let now = home.clock.now
        try Resync(home).take(runs, from: peer)
        return try home.store.takeParts(runs, from: peer, at: now) > 0
    }

    /// A neighbour was asked for all of it, and has given what it has.
    func end(with peer: Peer) throws {
        if peer.standpoint == .below { try Resync(home).noteAsked(peer) }
    }
}
