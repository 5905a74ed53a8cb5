import Synchronization

/// What a running process has counted: exchanges, bytes, requests. Everything begins at zero with the
/// process, as Prometheus' counters do; what follows from the store is read from it when asked
/// (`NodeFigures`).
public final class NodeMetrics: Sendable {
    /// How an exchange that this node began came to an end.
    struct Ending: Hashable, Sendable, Comparable {
        /// "line", "pull", later "bundle".
        let via: String
        let result: String

        static func < (left: Ending, right: Ending) -> Bool {
            (left.via, left.result) < (right.via, right.result)
        }
    }

    struct Answered: Hashable, Sendable, Comparable {
        let route: String
        let code: Int

        static func < (left: Answered, right: Answered) -> Bool {
            (left.route, left.code) < (right.route, right.code)
        }
    }

    struct Counts: Sendable {
        var exchanges: [Ending: UInt64] = [:]
        var exchangeTime = Histogram(bounds: [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900])
        var sent: UInt64 = 0
        var received: UInt64 = 0
        var requests: [Answered: UInt64] = [:]
        var requestTime: [String: Histogram] = [:]
    }

    private static let requestBounds = [
        0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
    ]

    private let counts = Mutex(Counts())

    public init() {}

    /// An exchange that this node began has ended. Its bytes are those of bodies.
    public func exchangeEnded(_ outcome: SyncOutcome, via: String) {
        counts.withLock { counts in
            counts.exchanges[Ending(via: via, result: outcome.result.rawValue), default: 0] += 1
            counts.exchangeTime.observe(Double(outcome.milliseconds) / 1_000)
            counts.sent += UInt64(max(outcome.sent, 0))
            counts.received += UInt64(max(outcome.received, 0))
        }
    }

    /// A message of an exchange that another node began was answered.
    public func messageAnswered(received: Int, sent: Int) {
        counts.withLock { counts in
            counts.sent += UInt64(max(sent, 0))
            counts.received += UInt64(max(received, 0))
        }
    }

    /// A request was answered.
    /// - Parameter route: a path that the node serves, or a fixed word for all others: what a stranger
    ///   asks for is no label.
    public func requestAnswered(route: String, code: Int, after time: Duration) {
        let (seconds, attoseconds) = time.components
        counts.withLock { counts in
            counts.requests[Answered(route: route, code: code), default: 0] += 1
            counts.requestTime[route, default: Histogram(bounds: Self.requestBounds)]
                .observe(Double(seconds) + Double(attoseconds) * 1e-18)
        }
    }

    /// All at one moment.
    var snapshot: Counts { counts.withLock { $0 } }
}
