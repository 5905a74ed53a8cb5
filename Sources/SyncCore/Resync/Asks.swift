/// What the other end of an exchange asks for again in its answers, though both hold it, and from where it
/// was last given: a log that is asked for twice from one place is given once.
struct Asks: Sendable {
    private struct Ask: Sendable {
        let scope: Scope
        let origin: Origin
        let first: UInt64
    }

    /// To be given in the next request.
    private var open: [Ask] = []
    private var given: [Scope: [Origin: UInt64]] = [:]

    var isEmpty: Bool { open.isEmpty }

    /// Takes note of an answer.
    /// - Parameters:
    ///   - outline: what it answers.
    ///   - isBarred: whether a log is not to be sent, for another reason.
    /// - Returns: the words that turn away what was sent; the rest asks.
    mutating func note(
        _ answer: Message, to outline: Outline, held: Holdings,
        isBarred: (Scope, Origin) -> Bool
    ) -> [Message.TurnedAway] {
        open = []
        var turnedAway: [Message.TurnedAway] = []
        for word in answer.turnedAway {
            let isSent = outline.spans.contains {
                $0.scope == word.scope && $0.origin == word.origin
            }
            if isSent || !word.error.mayAsk { turnedAway.append(word) }
            guard case .gap(let first) = word.error, first > 0,
                let log = held[word.scope]?[word.origin], first <= log.length,
                first > given[word.scope]?[word.origin] ?? 0, !isBarred(word.scope, word.origin)
            else { continue }
            open.append(Ask(scope: word.scope, origin: word.origin, first: first))
        }
        return turnedAway
    }

    /// Adds what is asked for, in place of whatever else of the same logs would go.
    mutating func give(
        in outline: inout Outline, of holdings: Holdings, literally literal: [Scope: Set<Origin>]
    ) {
        for ask in open {
            guard let log = holdings[ask.scope]?[ask.origin] else { continue }
            let isGone = outline.spans.contains {
                $0.scope == ask.scope && $0.origin == ask.origin && $0.first == ask.first
            }
            if !isGone {
                outline.giveAgain(
                    log, in: ask.scope, from: ask.first,
                    isLiteral: literal[ask.scope]?.contains(ask.origin) ?? false)
            }
            given[ask.scope, default: [:]][ask.origin] = ask.first
        }
        open = []
    }
}

extension Holdings.ScopeHolding {
    /// The log of an origin; nil where nothing of it is held.
    subscript(origin: Origin) -> Holdings.Log? { logs.first { $0.origin == origin } }
}

extension RunError {
    /// Whether it may be said of a log of which nothing was sent.
    fileprivate var mayAsk: Bool {
        switch self {
        case .gap, .unreadable: true
        case .foreignScope, .unknownOrigin, .brokenRoot, .badCheckpoint, .malformed, .ownLog,
            .tooManyOrigins:
            false
        }
    }
}

extension Outline {
    /// Sends a log from `first` on, in place of whatever else of it would have gone. Nothing of it leans on
    /// what the other one may hold damaged.
    mutating func giveAgain(
        _ log: Holdings.Log, in scope: Scope, from first: UInt64, isLiteral: Bool
    ) {
        spans.removeAll { $0.scope == scope && $0.origin == log.origin }
        guard spans.count < Self.spanLimit else { return }
        spans.append(
            Span(
                scope: scope, origin: log.origin, first: first, last: log.length,
                known: VersionVector([(log.origin, first - 1)]), isLiteral: isLiteral))
    }
}
