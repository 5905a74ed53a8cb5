import Commands
import Foundation
import Logging
import Node
import NodeConfiguration
import NodeServer
import Synchronization
import Texts

/// The running node's answer to pages and programs: who they are, what they want, and then the action that
/// the command of that name performs, under their name.
struct APIService: Sendable {
    let home: NodeHome
    let configuration: Configuration
    let log: Logger
    private let logins = OneByOne()

    init(home: NodeHome, configuration: Configuration, log: Logger) {
        self.home = home
        self.configuration = configuration
        self.log = log
    }

    /// Everything in the table, for the console's listener.
    var operations: ConsoleOperations {
        let all = APIOperation.all.map { operation in
            let answer = { @Sendable (request: RoutedRequest) async -> HTTPAnswer in
                await onOwnThread { self.answer(request, by: operation) }
            }
            return operation.changes
                ? ConsoleOperations.Operation.changing(operation.path, answer)
                : ConsoleOperations.Operation.reading(operation.path, answer)
        }
        return ConsoleOperations(root: APIOperation.root, all) { refusal in
            HTTPAnswer(refusal.problem, status: refusal.status)
        }
    }

    /// Takes its time.
    func answer(_ request: RoutedRequest, by operation: APIOperation) -> HTTPAnswer {
        do {
            return HTTPAnswer(try report(request, by: operation))
        } catch {
            let problem = Problem(error, directory: home.directory)
            return HTTPAnswer(problem, status: HTTPStatus.of(problem))
        }
    }

    private func report(
        _ request: RoutedRequest, by operation: APIOperation
    ) throws -> any Report {
        let bare = place(for: nil)
        try bare.requirePeople()
        let (token, login) = try who(request, asks: operation, at: bare)
        let input = try operation.input(of: request)
        let theirs = place(for: login, isDryRun: input.flag("dryRun"))
        try theirs.admit(operation.admission)
        defer { if operation.changes { theirs.ringDaemon() } }
        return try operation.perform(input, APIVisit(place: theirs, token: token, service: self))
    }

    private func who(
        _ request: RoutedRequest, asks operation: APIOperation, at place: Workplace
    ) throws -> (token: String, login: String?) {
        if case .anybody = operation.admission { return ("", nil) }
        guard let token = BearerToken(request.authorizations) else { throw Self.noSession }
        do { return (token.text, try LoginDesk(place).resume(token.text)) } catch let problem
            as Problem where problem.code == LoginDesk.noSession.code
        { throw Self.noSession }
    }

    private func place(for login: String?, isDryRun: Bool = false) -> Workplace {
        Workplace(
            home: home, language: .en, isDryRun: isDryRun, login: login,
            attachments: AttachmentSettings(configuration),
            protection: configuration[SecurityKeys.line])
    }

    /// A password costs 128 MiB to look at: one at a time, whoever asks.
    func login(_ login: String, password: String, at place: Workplace) throws -> SessionOpened {
        let session = try logins.run { try LoginDesk(place).login(login, password: password) }
        return SessionOpened(login: session.login, token: session.token)
    }

    /// The same as the command line says, with what to do here.
    private static let noSession = Problem(
        LoginDesk.noSession.code, LoginDesk.noSession.exit, LoginDesk.noSession.message,
        remedy: .api(.logIn))
}

extension APIOperation {
    fileprivate func input(of request: RoutedRequest) throws(Problem) -> OperationInput {
        if changes { return try OperationInput(body: request.body, fields: fields) }
        return try OperationInput(query: request.query, fields: fields)
    }
}

/// Work that is done one piece after another.
private final class OneByOne: Sendable {
    private let turn = Mutex(())

    func run<T: Sendable>(_ body: () throws -> T) throws -> T {
        try turn.withLock { _ in try body() }
    }
}

/// Runs `body` on a thread of its own: a command blocks, and must not take one from those that serve.
private func onOwnThread<Value: Sendable>(
    _ body: @escaping @Sendable () -> Value
) async -> Value {
    await withCheckedContinuation { continuation in
        let thread = Thread { continuation.resume(returning: body()) }
        thread.name = "api"
        thread.stackSize = 8 << 20
        thread.start()
    }
}
