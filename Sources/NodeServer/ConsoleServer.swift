public import Logging
public import Node

/// The node's face for the machine's own watchers, `GET /healthz`, `GET /readyz`, `GET /metrics`; and for
/// pages and programs, where it is given operations.
///
/// An address of its own, so that what is for people and monitors never stands open to the line; and
/// names of its own, so that no page of somebody else's can ask in a visitor's browser (S48).
public struct ConsoleServer: Sendable {
    private let listener: HTTPListener
    private let answering: any SyncAnswering
    private let figures: @Sendable () throws -> String
    private let operations: ConsoleOperations?
    private let logger: Logger

    /// Only a loopback address is taken.
    /// - Parameters:
    ///   - metrics: where requests are counted.
    ///   - figures: what `GET /metrics` answers, in the form of `Exposition`.
    ///   - operations: what else can be asked for.
    public init(
        address: ListenAddress, answering: any SyncAnswering, limits: ServerLimits = .console,
        metrics: NodeMetrics = NodeMetrics(),
        figures: @escaping @Sendable () throws -> String = { "" },
        operations: ConsoleOperations? = nil, logger: Logger
    ) throws(ServerError) {
        self.listener = try HTTPListener(
            address: address, hosts: HostList(address), limits: limits, metrics: metrics,
            logger: logger)
        self.answering = answering
        self.figures = figures
        self.operations = operations
        self.logger = logger
    }

    /// As `SyncServer.run`.
    public func run(onListening: @escaping @Sendable (Int) -> Void) async throws(ServerError) {
        let (answering, operations) = (answering, operations)
        let own = [
            "/healthz": Route(method: "GET", content: .ignored) { _ in
                await answering.health() ? .text(200, "ok") : .text(503, "unhealthy")
            },
            "/readyz": Route(method: "GET", content: .ignored) { _ in
                switch await answering.readiness() {
                case .ready: .text(200, "ready")
                case .notReady(let reason): .text(503, reason)
                }
            },
            "/metrics": Route(method: "GET", content: .ignored) { _ in exposition() },
        ]
        try await listener.run(
            own.merging(operations?.routes ?? [:]) { own, _ in own },
            words: { operations?.answer(to: $0, at: $1) }, onListening: onListening)
    }

    private func exposition() -> HTTPAnswer {
        do {
            return HTTPAnswer(
                status: 200, contentType: Exposition.contentType, body: Array(try figures().utf8))
        } catch {
            logger.error("no figures", metadata: ["error": "\(type(of: error))"])
            return .text(503, "store")
        }
    }
}

extension ServerLimits {
    /// For the console: a node whose loop says nothing for five seconds is not healthy.
    public static var console: ServerLimits {
        var limits = ServerLimits()
        limits.bodyBytes = 64 << 10
        limits.answerTime = .seconds(5)
        limits.requests = 32
        limits.connections = 64
        return limits
    }
}

extension HTTPAnswer {
    fileprivate static func text(_ status: Int, _ line: String) -> HTTPAnswer {
        HTTPAnswer(
            status: status, contentType: "text/plain; charset=utf-8",
            body: Array((line + "\n").utf8))
    }
}
