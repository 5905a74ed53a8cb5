/// The other end of an exchange: what to say to a request once its runs have been stored. A function
/// of values; the daemon's server and the simulation both call it.
///
/// From above it signs for what a request says to lack receipts. From below it says what lacks them,
/// and the next request brings them.
public enum Responder {
    /// Of more scopes than that which the peer may hold or not, parts are compared, not vectors.
    fileprivate static let fewScopes = 16
    /// As many that were announced are asked for at a time, by 18 bytes each.
    fileprivate static let awaitedScopes = 64

    /// - Parameters:
    ///   - request: whose runs have been stored or turned away by now.
    ///   - holdings: what is held of the scopes shared with the sender, after that.
    ///   - memory: what the sender was last known to hold; empty when that is not known.
    ///   - standpoint: where the node stands that answers.
    ///   - turnedAway: the runs of the request that were not taken.
    ///   - divergence: what is known of logs that differ from the sender's.
    public static func outline(
        answering request: Message, holdings: Holdings, memory: PeerMemory,
        standpoint: Standpoint, turnedAway: [Message.TurnedAway],
        divergence: DivergenceReport = DivergenceReport()
    ) -> Outline {
        var outline = Outline(summary: holdings.summary)
        outline.turnedAway = turnedAway.filter { !divergence.explains($0) }
        outline.branches = divergence.probes
        let blocked = Blocked(request, divergence)
        let literal = request.unreadable
        for stated in request.vectors {
            guard let holding = holdings[stated.scope] else {
                outline.turnAway(stated)
                continue
            }
            if standpoint == .above { outline.wish(for: holding, statedAs: stated) }
            guard !stated.agrees(with: holding) else { continue }
            outline.vectors.append(StatedScope(holding))
            outline.send(
                holding, beyond: stated.vector, without: blocked.logs(of: stated.scope),
                divergent: divergence.logs, literally: literal[stated.scope, default: []])
        }
        if request.probes.isEmpty, request.summary != holdings.summary {
            outline.addMoved(holdings, since: memory, besides: request.vectors, blocked, literal)
        }
        outline.askForAwaited(holdings)
        outline.giveAgain(request.turnedAway, of: holdings, blocked, literal)
        let reply = Search.reply(to: request.probes, from: holdings)
        outline.probes += reply.probes
        outline.vectors += reply.vectors
        if standpoint == .below { outline.addLackingReceipts(holdings) }
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

    /// What moved here since the peer was last known; where it said nothing at all, also what it is
    /// not known to hold.
    fileprivate mutating func addMoved(
        _ holdings: Holdings, since memory: PeerMemory, besides stated: [StatedScope],
        _ blocked: Blocked, _ literal: [Scope: Set<Origin>]
    ) {
        let isStated = Set(stated.map(\.scope))
        for holding in holdings.scopes where !isStated.contains(holding.scope) {
            guard let theirs = memory[holding.scope], theirs != holding.vector else { continue }
            vectors.append(StatedScope(holding))
            send(
                holding, beyond: theirs, without: blocked.logs(of: holding.scope),
                literally: literal[holding.scope, default: []])
        }
        guard stated.isEmpty else { return }
        let unknown = holdings.scopes.filter { memory[$0.scope] == nil }
        if unknown.count > Responder.fewScopes {
            probes = Search.parts(of: holdings)
        } else {
            vectors += unknown.map(StatedScope.init)
        }
    }

    /// A scope that was opened because it was announced, and of which nothing has come: it moves no
    /// summary, so it has to be asked for.
    fileprivate mutating func askForAwaited(_ holdings: Holdings) {
        let isStated = Set(vectors.map(\.scope))
        vectors += holdings.scopes.filter { $0.isAwaited && !isStated.contains($0.scope) }
            .prefix(Responder.awaitedScopes).map(StatedScope.init)
    }

    /// What a request asks for again: it names a gap where none has to be, and gets the log from there on.
    fileprivate mutating func giveAgain(
        _ turnedAway: [Message.TurnedAway], of holdings: Holdings, _ blocked: Blocked,
        _ literal: [Scope: Set<Origin>]
    ) {
        for turned in turnedAway {
            guard case .gap(let first) = turned.error, first > 0,
                let log = holdings[turned.scope]?[turned.origin],
                first <= log.length, spans.count < Self.spanLimit,
                !blocked.logs(of: turned.scope).contains(turned.origin)
            else { continue }
            giveAgain(
                log, in: turned.scope, from: first,
                isLiteral: literal[turned.scope]?.contains(turned.origin) ?? false)
        }
    }

    /// An aggregator that has these logs signs for them in its next request.
    fileprivate mutating func addLackingReceipts(_ holdings: Holdings) {
        let isStated = Set(vectors.map(\.scope))
        vectors += holdings.scopes
            .filter { $0.lacksReceipts && !isStated.contains($0.scope) }.map(StatedScope.init)
    }
}

extension Message {
    /// The logs whose columns the sender could not read.
    fileprivate var unreadable: [Scope: Set<Origin>] {
        Dictionary(grouping: turnedAway.filter { $0.error == .unreadable }, by: \.scope)
            .mapValues { Set($0.map(\.origin)) }
    }
}

/// The logs of which the sender has just turned something away for a reason that lasts: to send it
/// again would be in vain.
private struct Blocked {
    private let origins: [Scope: [Origin]]

    init(_ request: Message, _ divergence: DivergenceReport) {
        let lasting = request.turnedAway.filter {
            $0.error.isLasting && !divergence.explains($0)
        }
        origins = Dictionary(grouping: lasting, by: \.scope).mapValues { $0.map(\.origin) }
    }

    func logs(of scope: Scope) -> Set<Origin> { Set(origins[scope, default: []]) }
}
