import ArgumentParser
import Commands
import Foundation
import Logging
import Node
import NodeConfiguration
import Synchronization
import Texts

/// A command of ours: parses, calls one function of `Commands`, and hands its report to the printer.
protocol YizhanCommand: AsyncParsableCommand {
    var global: GlobalOptions { get }
    /// Whether it can do its work with a faulty configuration; every other command refuses.
    var toleratesFaults: Bool { get }
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
    private let options: GlobalOptions
    private let opened = Opened()

    init(_ options: GlobalOptions) {
        self.options = options
        output = options.output
        isQuiet = options.quiet
        isDryRun = options.dryRun
        let named = options.dataDirectory ?? Self.environment["YIZHAN_DATA_DIR"]
        directory = URL(fileURLWithPath: named ?? "/var/lib/yizhan", isDirectory: true)
        configuration = Self.read(options.config, options, directory)
        let sound = Self.sound(configuration, options)
        language = sound[UIKeys.language]
        log = sound.log
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

    private static let environment = ProcessInfo.processInfo.environment

    /// - Parameter line: what the command line says of lines to other nodes.
    func workplace(_ line: LineOptions? = nil) throws -> Workplace {
        let home: NodeHome
        do { home = try NodeHome(opening: directory) } catch {
            throw Problem(error, directory: directory)
        }
        let printer = Printer(self)
        var configured = try? configuration.get()
        if let line { configured = configured.map(line.laid) }
        let place = Workplace(
            home: home, language: language, isDryRun: isDryRun,
            attachments: configured.map(AttachmentSettings.init) ?? .init(),
            protection: configured?[SecurityKeys.line] ?? .tls,
            progress: { printer.progress($0) })
        opened.places.withLock { $0.append(place) }
        return place
    }

    /// Asks a person at a terminal, after showing what it is about; `--yes` answers for them. nil where
    /// nobody can be asked.
    func confirm(_ question: Sentence, about report: any Report) -> Bool? {
        if options.yes { return true }
        guard !options.noInput, isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else {
            return nil
        }
        let printer = Printer(self)
        printer.ask(report.text(in: language) + "\n" + question.text(in: language))
        return readLine() == "yes"
    }

    private func ring() {
        for place in opened.places.withLock({ $0 }) { place.ringDaemon() }
    }

    private final class Opened: Sendable {
        let places = Mutex<[Workplace]>([])
    }

    /// Parses the arguments, performs the command, prints, and ends the process.
    static func run(_ root: any ParsableCommand.Type) async -> Never {
        umask(0o077)  // Whatever a command writes is its owner's alone.
        let command: any ParsableCommand
        let topic = HelpTopicCommand.request(CommandLine.arguments.dropFirst())
        do { command = try topic ?? root.parseAsRoot() } catch { root.exit(withError: error) }
        guard let ours = command as? any YizhanCommand else {
            do {
                var other = command
                try other.run()
            } catch { root.exit(withError: error) }
            Foundation.exit(0)
        }
        let shell = Shell(ours.global)
        let printer = Printer(shell)
        do {
            if !ours.toleratesFaults { _ = try shell.configuration.get() }
            let report = try await ours.perform(shell)
            shell.ring()
            printer.print(report)
            Foundation.exit(report.exit.rawValue)
        } catch let error as ValidationError {
            root.exit(withError: error)
        } catch {
            let problem = Problem(error, directory: shell.directory)
            printer.print(problem)
            Foundation.exit(problem.exit.rawValue)
        }
    }
}
