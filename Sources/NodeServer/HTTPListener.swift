import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import Node
import ServiceLifecycle

/// One Hummingbird application on one address: the part that both servers share.
struct HTTPListener: Sendable {
    let address: ListenAddress
    /// By what names it may be asked; nil for any.
    let hosts: HostList?
    /// nil: in the clear, for this machine alone.
    let identity: ServerIdentity.Provider?
    let limits: ServerLimits
    let metrics: NodeMetrics
    let logger: Logger

    init(
        address: ListenAddress, hosts: HostList? = nil,
        identity: ServerIdentity.Provider? = nil, limits: ServerLimits, metrics: NodeMetrics,
        logger: Logger
    ) throws(ServerError) {
        guard identity != nil || address.isLoopback else { throw .notLoopback(address) }
        self.address = address
        self.hosts = hosts
        self.identity = identity
        self.limits = limits
        self.metrics = metrics
        self.logger = logger
    }

    /// Serves `routes` until the task is cancelled, then ends in good order.
    /// - Parameter words: what is said of a refusal at a path; nil for nothing but its status.
    func run(
        _ routes: [String: Route],
        words: @escaping @Sendable (Refusal, String) -> HTTPAnswer? = { _, _ in nil },
        onListening: @escaping @Sendable (Int) -> Void
    ) async throws(ServerError) {
        let group = serviceGroup(
            for: try application(routes, words: words, onListening: onListening))
        // In a task of its own: cancelling the application would cut off the requests in work.
        let work = Task { try await group.run() }
        let result = await withTaskCancellationHandler {
            await work.result
        } onCancel: {
            Task { await group.triggerGracefulShutdown() }
        }
        if case .failure(let error) = result { try check(error) }
        guard Task.isCancelled else { throw .ended("no reason given") }
        logger.info("server stopped", metadata: ["address": "\(address)"])
    }
}

extension HTTPListener {
    private func application(
        _ routes: [String: Route],
        words: @escaping @Sendable (Refusal, String) -> HTTPAnswer?,
        onListening: @escaping @Sendable (Int) -> Void
    ) throws(ServerError) -> some ApplicationProtocol {
        let handler = RequestHandler(
            routes: routes, hosts: hosts, isSecured: identity != nil, limits: limits,
            metrics: metrics, logger: logger, words: words)
        return Application(
            responder: CallbackResponder(callback: handler.respond), server: try server(),
            configuration: ApplicationConfiguration(
                address: .hostname(address.host, port: address.port),
                availableConnectionsDelegate: .maximum(limits.connections, logger: quietLogger)),
            onServerRunning: { [address, logger] channel in
                let port = channel.localAddress?.port ?? address.port
                logger.info(
                    "server listens", metadata: ["host": "\(address.host)", "port": "\(port)"])
                onListening(port)
            },
            logger: quietLogger)
    }

    private func server() throws(ServerError) -> HTTPServerBuilder {
        let places = AddressPlaces(limits.connectionsPerAddress)
        let plain = HTTPServerBuilder.http1(
            configuration: .init(
                additionalChannelHandlers: [AddressPlaceHandler(places)],
                idleTimeout: TimeAmount(limits.idleTime)))
        guard let identity else { return plain }
        do {
            return try .tls(plain, configuration: ListenerSecurity.configuration(identity))
        } catch {
            logger.error("no key to show", metadata: ["error": "\(type(of: error))"])
            throw .noIdentity
        }
    }

    private func serviceGroup(for application: some ApplicationProtocol) -> ServiceGroup {
        var configuration = ServiceGroupConfiguration(services: [application], logger: quietLogger)
        configuration.maximumGracefulShutdownDuration = limits.stopTime
        return ServiceGroup(configuration: configuration)
    }

    /// For the framework: its own news are not ours to tell, and what goes wrong there it tells with
    /// a stranger's words.
    private var quietLogger: Logger {
        Logger(label: "server") { [logger] _ in ForeignLogHandler(logger) }
    }

    /// After a stop the framework may say that it was stopped; anything else is a reason to tell.
    private func check(_ error: any Error) throws(ServerError) {
        if let error = error as? IOError { throw .cannotListen(address, errno: error.errnoCode) }
        if !Task.isCancelled { throw .ended("\(error)") }
    }
}
