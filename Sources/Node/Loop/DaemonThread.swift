import Foundation
public import Logging
import Synchronization
import Transport

/// The thread on which a daemon lives with its transport, which no other thread may touch.
public final class DaemonThread: Sendable {
    public let mailbox: Daemon.Mailbox
    private let over: DispatchSemaphore

    /// Starts the loop; returns when it turns.
    /// - Throws: `StoreError`, `KeyError`, `LineFailure` when it cannot.
    public init(
        home: NodeHome, desk: Desk, schedule: Schedule.Settings = .init(),
        upstream: UpstreamSettings = .init(), pulls: PullSchedule.Settings = .init(),
        attachments: AttachmentSettings = .init(), protection: LineProtection = .tls, log: Logger,
        metrics: NodeMetrics = NodeMetrics(), heartbeat: @escaping @Sendable () -> Void = {}
    ) throws {
        let over = DispatchSemaphore(value: 0)
        let started = DispatchSemaphore(value: 0)
        let handoff = Handoff()
        let thread = Thread {
            do {
                let daemon = try Daemon(
                    home: home, transport: CurlTransport(), desk: desk, schedule: schedule,
                    upstream: upstream, pulls: pulls, attachments: attachments,
                    protection: protection, log: log, metrics: metrics, heartbeat: heartbeat)
                handoff.put(.success(daemon.mailbox))
                started.signal()
                daemon.run()
            } catch {
                handoff.put(.failure(error))
                started.signal()
            }
            over.signal()
        }
        thread.name = "daemon"
        thread.start()
        started.wait()
        mailbox = try handoff.take().get()
        self.over = over
    }

    /// Ends the loop and waits for it.
    public func stop() {
        mailbox.stop()
        over.wait()
    }
}

/// Carries the mailbox from the new thread to the one that started it.
private final class Handoff: Sendable {
    private let value = Mutex<Result<Daemon.Mailbox, any Error>>(.failure(CancellationError()))

    func put(_ new: Result<Daemon.Mailbox, any Error>) { value.withLock { $0 = new } }
    func take() -> Result<Daemon.Mailbox, any Error> { value.withLock { $0 } }
}
