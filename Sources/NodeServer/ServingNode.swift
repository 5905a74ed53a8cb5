import Foundation
public import Logging
public import Node
import Synchronization

/// A node that runs: the daemon's loop on its thread, the answering end behind HTTP, the control socket,
/// the system's signals. Ends in order when it is asked to.
public struct ServingNode: Sendable {
    private let home: NodeHome
    private let settings: Settings
    private let log: Logger
    private let metrics = NodeMetrics()

    /// How it runs.
    public struct Settings: Sendable {
        /// Where other nodes may call; nil for a node that only calls.
        public var listen: ListenAddress?
        /// Where health and figures are told; nil for nowhere.
        public var console: ListenAddress?
        /// What can be asked for there besides.
        public var operations: ConsoleOperations?
        /// What is borne from other nodes.
        public var limits = ServerLimits()
        public var schedule = Schedule.Settings()
        /// How it speaks with its level above.
        public var upstream = UpstreamSettings()
        /// When an aggregator calls its stations by itself; never, unless told.
        public var pulls = PullSchedule.Settings()
        public var attachments = AttachmentSettings()
        public var protection = LineProtection.tls

        public init() {}
    }

    public init(home: NodeHome, settings: Settings, log: Logger) {
        self.home = home
        self.settings = settings
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
    /// - Throws: `DirectoryLockError`, `ControlError`, `ServerError`, `SignalsError`, `StoreError`,
    ///   `KeyError.exposed` where others may read the keys and nothing can be done about it.
    public func run(_ notice: @escaping @Sendable (Notice) -> Void) async throws {
        let lock = try DirectoryLock.tryAcquire(directory: home.directory.path)
        defer { lock.release() }
        let enclosed = try home.encloseKeys()
        if enclosed > 0 {
            log.warning("keys were open to other users", metadata: ["files": "\(enclosed)"])
        }
        let systemd = SystemNotify()
        let pulse = Pulse()
        let desk = Desk(home)
        let loop = try DaemonThread(
            home: home, desk: desk, schedule: settings.schedule, upstream: settings.upstream,
            pulls: settings.pulls, attachments: settings.attachments,
            protection: settings.protection, log: log, metrics: metrics
        ) {
            pulse.beat()
            if systemd.watchdogInterval != nil { systemd.watchdog() }
        }
        let mailbox = loop.mailbox
        let service = SyncService(
            home: home, desk: desk, attachments: settings.attachments, log: log, metrics: metrics,
            onRequest: { mailbox.called(by: $0) }, onChange: { mailbox.changed() },
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
        let addresses = [settings.listen, settings.console].compactMap(\.self)
        let missing = Countdown(addresses.count) { notice(.ready) }
        return await withTaskGroup(of: Result<Void, any Error>.self) { group in
            if let listen = settings.listen {
                group.addTask {
                    await Self.catching {
                        try await syncServer(at: listen, service).run {
                            notice(.listening(listen.with(port: $0)))
                            missing.step()
                        }
                    }
                }
            }
            if let console = settings.console {
                group.addTask {
                    await Self.catching {
                        try await consoleServer(at: console, service).run {
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

    private func syncServer(
        at address: ListenAddress, _ service: SyncService
    ) throws -> SyncServer {
        let identity: ServerIdentity.Provider? =
            switch settings.protection {
            case .tls: home.identityProvider
            case .insecure: nil
            }
        return try SyncServer(
            address: address, answering: service, identity: identity, limits: settings.limits,
            metrics: metrics, logger: log)
    }

    private func consoleServer(
        at address: ListenAddress, _ service: SyncService
    ) throws -> ConsoleServer {
        let figures = NodeFigures(
            of: home, counted: metrics, attachments: settings.attachments)
        return try ConsoleServer(
            address: address, answering: service, metrics: metrics,
            figures: { try figures.exposition().text }, operations: settings.operations,
            logger: log)
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
        case .fetch(let item):
            mailbox.fetch(item) { reply.answer(json($0)) }
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
