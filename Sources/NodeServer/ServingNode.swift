import Foundation
public import Logging
public import Node
import Synchronization

/// A node that runs: the daemon's loop on its thread, the answering end behind HTTP, the control socket,
/// the system's signals. Ends in order when it is asked to.
public struct ServingNode: Sendable {
    private let home: NodeHome
    private let listen: ListenAddress?
    private let console: ListenAddress?
    private let pulls: PullSchedule.Settings
    private let log: Logger

    /// - Parameters:
    ///   - listen: where other nodes may call; nil for a node that only calls.
    ///   - console: where health is told; nil for nowhere.
    ///   - pulls: when an aggregator calls its stations by itself; never, unless told.
    public init(
        home: NodeHome, listen: ListenAddress?, console: ListenAddress?,
        pulls: PullSchedule.Settings = .init(), log: Logger
    ) {
        self.home = home
        self.listen = listen
        self.console = console
        self.pulls = pulls
        self.log = log
    }

    /// What happens while it runs, for whoever started it.
    public enum Notice: Sendable {
        case listening(ListenAddress)
        case consoleListening(ListenAddress)
        case ready
        case stopping
    }

    /// Runs until SIGTERM or SIGINT. The data directory is locked meanwhile.
    /// - Throws: `DirectoryLockError`, `ControlError`, `ServerError`, `SignalsError`, `StoreError`.
    public func run(_ notice: @escaping @Sendable (Notice) -> Void) async throws {
        let lock = try DirectoryLock.tryAcquire(directory: home.directory.path)
        defer { lock.release() }
        let systemd = SystemNotify()
        let pulse = Pulse()
        let desk = Desk(home)
        let loop = try DaemonThread(home: home, desk: desk, pulls: pulls, log: log) {
            pulse.beat()
            if systemd.watchdogInterval != nil { systemd.watchdog() }
        }
        let mailbox = loop.mailbox
        let service = SyncService(
            home: home, desk: desk, log: log, onChange: { mailbox.changed() },
            isLoopTurning: { pulse.isRecent })
        let control = try ControlSocket(directory: home.directory.path)
        control.serve { request, reply in Self.answer(request, reply, mailbox) }
        let (signals, signal) = AsyncStream<Void>.makeStream()
        try TerminationSignals.watch { _ in signal.yield() }
        let result = await serve(service, until: signals) { one in
            if case .ready = one { systemd.ready() }
            if case .stopping = one { systemd.stopping() }
            notice(one)
        }
        control.close()
        loop.stop()
        service.close()
        try result.get()
    }

    /// Both servers until a signal; then they finish what they have in hand.
    private func serve(
        _ service: SyncService, until signals: AsyncStream<Void>,
        _ notice: @escaping @Sendable (Notice) -> Void
    ) async -> Result<Void, any Error> {
        let missing = Countdown([listen, console].compactMap(\.self).count) { notice(.ready) }
        return await withTaskGroup(of: Result<Void, any Error>.self) { group in
            if let listen {
                group.addTask {
                    await Self.catching {
                        try await SyncServer(address: listen, answering: service, logger: log).run {
                            notice(.listening(listen.with(port: $0)))
                            missing.step()
                        }
                    }
                }
            }
            if let console {
                group.addTask {
                    await Self.catching {
                        try await ConsoleServer(address: console, answering: service, logger: log)
                            .run {
                                notice(.consoleListening(console.with(port: $0)))
                                missing.step()
                            }
                    }
                }
            }
            group.addTask {
                for await _ in signals { break }
                notice(.stopping)
                return .success(())
            }
            let first = await group.next() ?? .success(())
            group.cancelAll()
            return first
        }
    }

    private static func catching(
        _ body: () async throws -> Void
    ) async -> Result<Void, any Error> {
        do { return .success(try await body()) } catch { return .failure(error) }
    }

    private static func answer(
        _ request: ControlRequest, _ reply: ControlReply, _ mailbox: Daemon.Mailbox
    ) {
        switch request {
        case .ping: reply.answer("pong")
        case .changed:
            mailbox.changed()
            reply.answer("ok")
        case .sync:
            mailbox.sync { reply.answer(json($0)) }
        case .pull(let order):
            mailbox.pull(order) { reply.answer(json($0)) }
        }
    }

    private static func json(_ answer: some Encodable) -> String {
        String(decoding: (try? JSONEncoder().encode(answer)) ?? Data(), as: UTF8.self)
    }
}

/// When the loop last turned.
private final class Pulse: Sendable {
    /// The loop turns every two seconds; an exchange's store work may take some.
    private static let patience = Duration.seconds(60)

    private let last = Mutex(ContinuousClock.now)

    func beat() { last.withLock { $0 = .now } }

    var isRecent: Bool { last.withLock { $0 }.duration(to: .now) < Self.patience }
}

/// Calls `done` after so many steps; at once for none.
private final class Countdown: Sendable {
    private let left: Mutex<Int>
    private let done: @Sendable () -> Void

    init(_ count: Int, _ done: @escaping @Sendable () -> Void) {
        left = Mutex(count)
        self.done = done
        if count == 0 { done() }
    }

    func step() {
        let isDone = left.withLock { left in
            left -= 1
            return left == 0
        }
        if isDone { done() }
    }
}
