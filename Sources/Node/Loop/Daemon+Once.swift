public import Logging
public import Store
import Synchronization
import Transport

/// What a process does that was started for one thing: where no daemon runs, or beside none.
extension Daemon {
    /// One exchange by the real line: `sync now` where no daemon runs. The caller holds the lock.
    /// - Throws: `StoreError`, `KeyError`, `LineFailure`.
    public static func exchangeOnce(
        _ home: NodeHome, upstream: UpstreamSettings = .init(),
        attachments: AttachmentSettings = .init(), protection: LineProtection = .tls, log: Logger
    ) throws -> SyncOutcome {
        try Daemon(
            home: home, transport: CurlTransport(), upstream: upstream, attachments: attachments,
            protection: protection, log: log
        ).exchangeOnce()
    }

    /// One round of visits by the real line: `pull` where no daemon runs. The caller holds the lock.
    /// - Throws: `StoreError`, `KeyError`, `LineFailure`.
    public static func pullOnce(
        _ order: PullOrder, of home: NodeHome, attachments: AttachmentSettings = .init(),
        protection: LineProtection = .tls, log: Logger
    ) throws -> [PullOutcome] {
        let desk = Desk(home)
        defer { desk.close() }
        return try Daemon(
            home: home, transport: CurlTransport(), desk: desk, attachments: attachments,
            protection: protection, log: log
        ).pullOnce(order)
    }

    /// One attachment by the real line: `attachment fetch` where no daemon runs. The caller holds the lock.
    /// - Throws: `StoreError`, `KeyError`, `LineFailure`.
    public static func fetchOnce(
        _ item: AttachmentItem, of home: NodeHome, upstream: UpstreamSettings = .init(),
        attachments: AttachmentSettings = .init(), protection: LineProtection = .tls, log: Logger
    ) throws -> AttachmentOutcome {
        let desk = Desk(home)
        defer { desk.close() }
        return try Daemon(
            home: home, transport: CurlTransport(), desk: desk, upstream: upstream,
            attachments: attachments, protection: protection, log: log
        ).fetchOnce(item)
    }

    /// One exchange from now, and the attachments after it, then return.
    public func exchangeOnce() -> SyncOutcome {
        var outcome = until { answer in demand(answer) }
        for _ in 0..<Self.resyncExchanges where isExchangeOwed && outcome.isContact {
            outcome = until { answer in demand(answer) }
        }
        finishLanes()
        return outcome
    }

    /// One attachment, after an exchange from now; then return.
    public func fetchOnce(_ item: AttachmentItem) -> AttachmentOutcome {
        if (try? home.store.upstream()) == nil { rest() }
        defer { closeLanes() }
        return until { answer in demand(item, answer) }
    }

    /// How long attachments may take at the end of a process that was to do one thing. Milliseconds.
    private static let laneTime: Int64 = 600_000

    private func finishLanes() {
        let end = transport.now + Self.laneTime
        while !areLanesIdle, transport.now < end { turn(until: end) }
        closeLanes()
    }

    /// Nothing begins by itself with the level above.
    private func rest() {
        node = Node(hasUpstream: false, isEnrolled: true, schedule: Schedule(now: transport.now))
    }

    /// One round of visits from now, and nothing else; then return.
    public func pullOnce(_ order: PullOrder) -> [PullOutcome] {
        rest()
        let outcomes = until { answer in demand(order, answer) }
        finishLanes()
        return outcomes
    }

    /// Turns until an answer has come.
    private func until<Answer: Sendable>(
        _ ask: (@escaping @Sendable (Answer) -> Void) -> Void
    ) -> Answer {
        let result = Mutex<Answer?>(nil)
        ask { answer in result.withLock { $0 = answer } }
        while true {
            if let answer = result.withLock({ $0 }) { return answer }
            turn()
        }
    }
}
