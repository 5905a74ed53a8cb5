import ArgumentParser
import Commands
import Foundation
import Logging
import Node
import Synchronization
import Texts

/// A command of ours: parses, calls one function of `Commands`, and hands its report to the printer.
protocol YizhanCommand: AsyncParsableCommand {
    var global: GlobalOptions { get }
    func perform(_ shell: Shell) async throws -> any Report
}

extension YizhanCommand {
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
    private let dataDirectory: String?
    private let opened = Opened()

    init(_ options: GlobalOptions) {
        let environment = ProcessInfo.processInfo.environment
        output = options.output
        language =
            options.language ?? environment["YIZHAN_LANG"].flatMap(Language.init(rawValue:)) ?? .zh
        isQuiet = options.quiet
        isDryRun = options.dryRun
        var log = Logger(label: "yizhan") { StreamLogHandler.standardError(label: $0) }
        log.logLevel = options.verbose ? .debug : .notice
        self.log = log
        dataDirectory = options.dataDirectory ?? environment["YIZHAN_DATA_DIR"]
    }

    /// The node's directory as given, else the one of an installed node.
    var directory: URL {
        URL(fileURLWithPath: dataDirectory ?? "/var/lib/yizhan", isDirectory: true)
    }

    func workplace() throws -> Workplace {
        let home: NodeHome
        do { home = try NodeHome(opening: directory) } catch {
            throw Problem(error, directory: directory)
        }
        let printer = Printer(self)
        let place = Workplace(
            home: home, language: language, isDryRun: isDryRun,
            progress: { printer.progress($0) })
        opened.places.withLock { $0.append(place) }
        return place
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
