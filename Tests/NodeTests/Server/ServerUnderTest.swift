import Logging
import Node
import NodeServer
import Synchronization

/// An answerer made of closures: it echoes and is well unless told otherwise.
struct ScriptedAnswerer: SyncAnswering {
    var sync: @Sendable ([UInt8]) async -> HTTPAnswer = {
        HTTPAnswer(status: 200, contentType: SyncServer.syncContentType, body: $0)
    }
    var enrolment: @Sendable ([UInt8]) async -> HTTPAnswer = {
        HTTPAnswer(status: 202, contentType: SyncServer.enrolmentContentType, body: $0.reversed())
    }
    var attachment: @Sendable ([UInt8]) async -> HTTPAnswer = {
        HTTPAnswer(status: 200, contentType: SyncServer.attachmentContentType, body: $0)
    }
    var isHealthy: @Sendable () async -> Bool = { true }
    var state: @Sendable () async -> Readiness = { .ready }

    func answerSync(_ body: [UInt8], from _: Caller) async -> HTTPAnswer { await sync(body) }
    func answerEnrolment(_ body: [UInt8], from _: Caller) async -> HTTPAnswer {
        await enrolment(body)
    }
    func answerAttachment(_ body: [UInt8], from _: Caller) async -> HTTPAnswer {
        await attachment(body)
    }
    func health() async -> Bool { await isHealthy() }
    func readiness() async -> Readiness { await state() }
}

/// A running server and the task that runs it.
struct ServerUnderTest {
    let port: Int
    let running: Task<Void, any Error>

    /// - Parameter home: who serves; nil: in the clear.
    static func sync(
        _ answering: any SyncAnswering = ScriptedAnswerer(), as home: NodeHome? = nil,
        limits: ServerLimits = ServerLimits()
    ) async throws -> ServerUnderTest {
        let server = try SyncServer(
            address: try ListenAddress("127.0.0.1:0"), answering: answering,
            identity: home?.identityProvider, limits: limits, logger: silent)
        return try await start { try await server.run(onListening: $0) }
    }

    static func console(
        _ answering: ScriptedAnswerer, limits: ServerLimits = .console,
        metrics: NodeMetrics = NodeMetrics(),
        figures: @escaping @Sendable () throws -> String = { "" },
        operations: ConsoleOperations? = nil
    ) async throws -> ServerUnderTest {
        let server = try ConsoleServer(
            address: try ListenAddress("127.0.0.1:0"), answering: answering, limits: limits,
            metrics: metrics, figures: figures, operations: operations, logger: silent)
        return try await start { try await server.run(onListening: $0) }
    }

    /// Cancels the server and waits for it to end, which it must without an error.
    func stop() async throws {
        running.cancel()
        try await running.value
    }

    static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private static func start(
        _ run: @escaping @Sendable (@escaping @Sendable (Int) -> Void) async throws -> Void
    ) async throws -> ServerUnderTest {
        let (ports, port) = AsyncStream<Int>.makeStream()
        let running = Task {
            defer { port.finish() }
            try await run { port.yield($0) }
        }
        for await port in ports { return ServerUnderTest(port: port, running: running) }
        try await running.value
        throw ServerError.ended("before it listened")
    }
}

/// Something that work waits at until the test opens it.
actor Gate {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var arrivals: [CheckedContinuation<Void, Never>] = []

    func pass() async {
        if isOpen { return }
        await withCheckedContinuation {
            waiting.append($0)
            for arrival in arrivals { arrival.resume() }
            arrivals = []
        }
    }

    /// Returns when somebody stands at the gate.
    func arrival() async {
        if waiting.isEmpty { await withCheckedContinuation { arrivals.append($0) } }
    }

    func open() {
        isOpen = true
        for one in waiting { one.resume() }
        waiting = []
    }
}
