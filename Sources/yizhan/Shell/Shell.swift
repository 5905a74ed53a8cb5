import ArgumentParser
import Commands
import Foundation
import Logging
import Node
import NodeConfiguration
import ServiceRecords
import Synchronization
import Texts

/// A command of ours: parses, calls one function of `Commands`, and hands its report to the printer.
protocol YizhanCommand: AsyncParsableCommand {
    var global: GlobalOptions { get }
    /// Whether it can do its work with a faulty configuration; every other command refuses.
    var toleratesFaults: Bool { get }
    /// What it asks of somebody who is logged in.
    static var admission: Admission { get }
    func perform(_ shell: Shell) async throws -> any Report
}

extension YizhanCommand {
    var toleratesFaults: Bool { false }

    /// Never called: `Shell.run` performs commands, so that every failure is printed in one place.
    mutating func run() async throws {}
}

/// What stands between the process and a command: options, language, printing, exit status.
struct Shell: Sendable {
    let output: OutputFormat
    let language: Language
    let isQuiet: Bool
    let isDryRun: Bool
    let log: Logger
    /// What holds, flags included; or all that is wrong with it.
    let configuration: Result<Configuration, ConfigFaults>
    /// The node's directory as given, else the one of an installed node.
    let directory: URL
    /// Whether somebody named that directory.
    let namesDirectory: Bool
    let sink: Printer.Sink
    private let options: GlobalOptions
    private let admission: Admission
    private let opened = Opened()
    /// Somebody at the door; nil for the command of a process.
    private let visitor: Visitor?
    private var secrets: [String]

    /// Who asks the running node to do something, and for whom it is done.
    struct Visitor: Sendable {
        let home: NodeHome
        let configuration: Configuration
        let log: Logger
        let language: Language
        let secrets: [String]
        let pages: DoorPages
        /// nil for somebody who is about to log in.
        let login: String?
        let token: String?
    }

    init(_ command: any YizhanCommand) {
        let options = command.global
        self.options = options
        admission = type(of: command).admission
        output = options.output
        isQuiet = options.quiet
        isDryRun = options.dryRun
        let named = options.dataDirectory ?? Self.environment["YIZHAN_DATA_DIR"]
        directory = URL(fileURLWithPath: named ?? "/var/lib/yizhan", isDirectory: true)
        namesDirectory = named != nil
        configuration = Self.read(options.config, options, directory)
        let sound = Self.sound(configuration, options)
        language = sound[UIKeys.language]
        log = sound.log
        sink = .process
        visitor = nil
        secrets = []
    }

    /// For somebody at the door: the node's own configuration and home, whatever they say.
    init(_ command: any YizhanCommand, for visitor: Visitor) {
        let options = command.global
        self.options = options
        admission = type(of: command).admission
        self.visitor = visitor
        output = options.output
        language = options.language ?? visitor.language
        isQuiet = options.quiet
        isDryRun = options.dryRun
        log = visitor.log
        configuration = .success(visitor.configuration)
        directory = visitor.home.directory
        namesDirectory = true
        sink = .door(visitor.pages)
        secrets = visitor.secrets
    }

    /// The same shell, with the passwords that a command asked for.
    func knowing(_ secrets: [String]) -> Shell {
        var shell = self
        shell.secrets = secrets
        return shell
    }

    /// A password that was asked for before the command was performed.
    /// - Throws: `Problem` where there is none.
    func secret(_ index: Int) throws -> String {
        guard secrets.indices.contains(index), !secrets[index].isEmpty else {
            throw Problem(
                "password-needed", .usage, .people(.passwordNeeded),
                remedy: .people(.passwordNeededRemedy))
        }
        return secrets[index]
    }

    /// What would hold with another file.
    func configuration(of file: String) -> Result<Configuration, ConfigFaults> {
        Self.read(file, options, directory)
    }

    private static func read(
        _ file: String?, _ options: GlobalOptions, _ directory: URL
    ) -> Result<Configuration, ConfigFaults> {
        Result { () throws(ConfigFaults) in
            var configuration = try Configuration(
                file: file, environment: environment, dataDirectory: directory)
            configuration.lay(options)
            return configuration
        }
    }

    /// What is good enough to say what is wrong.
    private static func sound(
        _ configuration: Result<Configuration, ConfigFaults>, _ options: GlobalOptions
    ) -> Configuration {
        switch configuration {
        case .success(let configuration): return configuration
        case .failure(let faults):
            var sound = faults.sound
            sound.lay(options)
            return sound
        }
    }

    static let environment = ProcessInfo.processInfo.environment

    /// The node, for whoever works here: the user who is logged in, else the node itself.
    /// - Parameter line: what the command line says of lines to other nodes.
    /// - Throws: `Problem`; 77 where none of the user's roles allows the command.
    func workplace(_ line: LineOptions? = nil) throws -> Workplace {
        let place = try theirs(line)
        try place.admit(admission)
        return place
    }

    private func theirs(_ line: LineOptions?) throws -> Workplace {
        let place = try place(for: visitor?.login, line: line)
        guard visitor == nil, let token = sessionFile.token() else { return place }
        return try self.place(for: LoginDesk(place).resume(token), line: line)
    }

    /// The node, whoever is logged in.
    func place(for login: String? = nil, line: LineOptions? = nil) throws -> Workplace {
        let home: NodeHome
        do {
            home = try visitor?.home ?? NodeHome(opening: directory, passphrase: passphrase())
        } catch {
            // Of what makes a node or is one, it is better said that there is none.
            if isStrange || hasSocketAlone && admission != .anybody {
                throw Problem("not-owner", .notPermitted, .people(.notThroughDoor))
            }
            throw Problem(error, directory: directory)
        }
        let printer = Printer(self)
        var configured = try? configuration.get()
        if let line { configured = configured.map(line.laid) }
        let place = Workplace(
            home: home, language: language, isDryRun: isDryRun, login: login,
            attachments: configured.map(AttachmentSettings.init) ?? .init(),
            protection: configured?[SecurityKeys.line] ?? .tls,
            progress: { printer.progress($0) })
        opened.places.withLock { $0.append(place) }
        return place
    }

    /// Where the caller's own shell keeps the token of their session.
    private var sessionFile: SessionFile {
        SessionFile(for: directory.standardizedFileURL.path, environment: Self.environment)
    }

    /// The token of whoever is logged in.
    var token: String? { visitor.map(\.token) ?? sessionFile.token() }

    func keep(token: String) throws {
        guard let visitor else { return try sessionFile.keep(token) }
        visitor.pages.token = token
    }

    func forgetToken() { if visitor == nil { sessionFile.forget() } }

    /// Asks a person at a terminal, after showing what it is about; `--yes` answers for them. nil where
    /// nobody can be asked.
    func confirm(_ question: Sentence, about report: any Report) -> Bool? {
        if options.yes { return true }
        guard asksPeople else { return nil }
        let printer = Printer(self)
        printer.ask(report.text(in: language) + "\n" + question.text(in: language))
        return readLine() == "yes"
    }

    /// Whether somebody sits there who can be asked.
    var asksPeople: Bool {
        visitor == nil && !options.noInput && isatty(STDIN_FILENO) == 1
            && isatty(STDERR_FILENO) == 1
    }

    func ring() {
        for place in opened.places.withLock({ $0 }) { place.ringDaemon() }
    }

    /// Says to whoever has recorded something what they have to know about that at once.
    func warn(_ printer: Printer) {
        guard admission == .act(.record) else { return }
        opened.places.withLock { $0 }.last?.recordedInVain.map(printer.progress)
    }

    /// Lets go of the node: whoever closes a store last takes the log beside it away.
    func close() { opened.places.withLock { $0 = [] } }

    private final class Opened: Sendable {
        let places = Mutex<[Workplace]>([])
    }

    /// Parses the arguments, performs the command, prints, and ends the process.
    static func run(_ root: any ParsableCommand.Type) async -> Never {
        umask(0o077)  // Whatever a command writes is its owner's alone.
        let command: any ParsableCommand
        let topic = HelpTopicCommand.request(CommandLine.arguments.dropFirst())
        do { command = try topic ?? root.parseAsRoot() } catch { end(error, of: root) }
        guard let ours = command as? any YizhanCommand else {
            do {
                var other = command
                try other.run()
            } catch { end(error, of: root) }
            Foundation.exit(0)
        }
        let shell = Shell(ours)
        let printer = Printer(shell)
        do {
            if !ours.toleratesFaults { _ = try shell.configuration.get() }
            if let exit = try shell.passThroughDoor(ours, CommandLine.arguments.dropFirst()) {
                Foundation.exit(exit)
            }
            let secrets = try (ours as? any DoorCommand)?.askSecrets(shell) ?? []
            let working = shell.knowing(secrets)
            let report = try await ours.perform(working)
            working.ring()
            printer.print(report)
            working.warn(printer)
            working.close()
            Foundation.exit(report.exit.rawValue)
        } catch let error as ValidationError {
            end(error, of: root)
        } catch {
            let problem = Problem(error, directory: shell.directory)
            printer.print(problem)
            shell.close()
            Foundation.exit(problem.exit.rawValue)
        }
    }
}
