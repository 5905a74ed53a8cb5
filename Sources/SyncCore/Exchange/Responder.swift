/// The other end of an exchange: what to say to a request once its runs have been stored. A function
/// of values; the daemon's server and the simulation both call it.
public enum Responder {
    /// Of more scopes than that which the peer may hold or not, parts are compared, not vectors.
    fileprivate static let fewScopes = 16

    /// - Parameters:
    ///   - request: whose runs have been stored or turned away by now.
    ///   - holdings: what is held of the scopes shared with the sender, after that.
    ///   - memory: what the sender was last known to hold; empty when that is not known.
    ///   - turnedAway: the runs of the request that were not taken.
    public static func outline(
        answering request: Message, holdings: Holdings, memory: PeerMemory,
        standpoint: Standpoint, turnedAway: [Message.TurnedAway]
    ) -> Outline {
        var outline = Outline(summary: holdings.summary)
        outline.turnedAway = turnedAway
        for stated in request.vectors {
            guard let holding = holdings[stated.scope] else {
                outline.turnAway(stated)
                continue
            }
            if standpoint == .above { outline.wish(for: holding, statedAs: stated) }
            guard !stated.agrees(with: holding) else { continue }
            outline.vectors.append(StatedScope(holding))
            outline.send(holding, beyond: stated.vector)
        }
        if request.probes.isEmpty, request.summary != holdings.summary {
            outline.addMoved(holdings, since: memory, besides: request.vectors)
        }
        let reply = Search.reply(to: request.probes, from: holdings)
        outline.probes += reply.probes
        outline.vectors += reply.vectors
        return outline
    }

    /// The first step of an exchange that another one keeps waiting.
    public static func busy(origin: Origin, schemaVersion: UInt64, seconds: UInt64) -> Message {
        var message = Message(origin: origin, schemaVersion: schemaVersion, summary: .zero)
        message.retryAfter = seconds
        return message
    }
}

extension Outline {
    /// "Forbidden" and "unknown" are one answer (I19), given once for the scope.
    fileprivate mutating func turnAway(_ stated: StatedScope) {
        guard let origin = stated.logs.first?.origin else { return }
        turnedAway.append(.init(scope: stated.scope, origin: origin, error: .foreignScope))
    }

    fileprivate mutating func wish(
        for holding: Holdings.ScopeHolding, statedAs stated: StatedScope
    ) {
        for log in stated.logs {
            let held = holding.logs.first { $0.origin == log.origin }?.length ?? 0
            guard held > 0, log.receipted < min(held, log.length),
                receipts.count < Self.receiptLimit
            else { continue }
            receipts.append(ReceiptWish(scope: holding.scope, origin: log.origin))
        }
    }

    /// What moved here since the peer was last known; where it said nothing at all, also what it is
    /// not known to hold.
    fileprivate mutating func addMoved(
        _ holdings: Holdings, since memory: PeerMemory, besides stated: [StatedScope]
    ) {
        let isStated = Set(stated.map(\.scope))
        for holding in holdings.scopes where !isStated.contains(holding.scope) {
            guard let theirs = memory[holding.scope], theirs != holding.vector else { continue }
            vectors.append(StatedScope(holding))
            send(holding, beyond: theirs)
        }
        guard stated.isEmpty else { return }
        let unknown = holdings.scopes.filter { memory[$0.scope] == nil }
        if unknown.count > Responder.fewScopes {
            probes = Search.parts(of: holdings)
        } else {
            vectors += unknown.map(StatedScope.init)
        }
    }
}
