import ArgumentParser
import Commands
import Foundation
import Logging
import Node
import NodeConfiguration
import NodeServer
import Texts

struct NodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "node", abstract: "Make, run and describe this node.",
        subcommands: [Init.self, Join.self, Serve.self, Info.self, Doctor.self])

    struct Init: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a node: an aggregator by role, or a station from its join file.")

        @Option(help: "county, city or province.") var role: NodeRole?
        @Option(help: "Its administrative code.") var code: String?
        @Option(help: "Its name.") var name: String?
        @Option(help: "A station's join file.", completion: .file(extensions: ["json"]))
        var join: String?
        @OptionGroup var global: GlobalOptions

        func validate() throws {
            try global.refuseDryRun()
            if join != nil {
                guard role == nil, code == nil, name == nil else {
                    throw ValidationError("--join says all; leave out --role, --code and --name")
                }
            } else {
                guard let role, role != .station, code != nil, name != nil else {
                    throw ValidationError("give --join FILE, or --role county --code … --name …")
                }
            }
        }

        func perform(_ shell: Shell) throws -> any Report {
            if let join {
                return try NodeCommands.join(
                    file: URL(fileURLWithPath: join), in: shell.directory,
                    passphrase: shell.passphrase())
            }
            return try NodeCommands.create(
                in: shell.directory, role: role ?? .county, code: code ?? "", name: name ?? "")
        }
    }

    struct Join: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put this county under its city, by the city's join file.")
        @Argument(help: "The join file.", completion: .file(extensions: ["json"])) var file: String
        @OptionGroup var global: GlobalOptions

        func validate() throws { try global.refuseDryRun() }

        func perform(_ shell: Shell) throws -> any Report {
            try NodeCommands.join(shell.workplace(), file: URL(fileURLWithPath: file))
        }
    }

    struct Info: YizhanCommand {
        static let configuration = CommandConfiguration(abstract: "Who this node is.")
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try NodeCommands.info(shell.workplace())
        }
    }

    struct Doctor: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "What is wrong here, and what befell this node; exit 1 if something waits.")
        @Flag(help: "All incidents, not only those of the last thirty days.") var all = false
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try DoctorCommands.examine(shell.workplace(), all: all)
        }
    }

    struct Serve: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run this node until it is told to stop.")

        @Option(help: "HOST:PORT for other nodes; a county's default is 127.0.0.1:8420.")
        var listen: String?
        @Option(
            help:
                "HOST:PORT of this machine for /healthz, /readyz, /metrics and the API; none unless given."
        )
        var console: String?
        @OptionGroup var line: LineOptions
        @OptionGroup var global: GlobalOptions

        func validate() throws { try global.refuseDryRun() }

        func perform(_ shell: Shell) async throws -> any Report {
            let configuration = try flagsLaid(over: shell.configuration.get())
            let place = try shell.placeOnSoundFile(line)
            place.warnOfLine()
            var settings = try ServingNode.Settings(configuration, role: place.home.role)
            settings.operations =
                APIService(home: place.home, configuration: configuration, log: shell.log)
                .operations
            let node = ServingNode(home: place.home, settings: settings, log: shell.log)
            let door = try ServedDoor(configuration, at: place, log: shell.log)
            defer { door?.close() }
            do {
                try await node.run { notice in
                    place.progress(notice.sentence)
                    if case .ready = notice { door?.open() }
                }
            } catch { throw Self.problem(error) }
            return Nothing()
        }

        private func flagsLaid(over configuration: Configuration) throws -> Configuration {
            var configuration = line.laid(over: configuration)
            if let listen {
                configuration.set(
                    ListenKeys.sync, to: .at(try Self.address(listen)), flag: "--listen")
            }
            if let console {
                let address = try Self.address(console)
                guard address.isLoopback else {
                    throw Problem(
                        "not-loopback", .configuration, .node(.notLoopback("\(address)")),
                        remedy: .node(.consoleRemedy))
                }
                configuration.set(ListenKeys.console, to: .at(address), flag: "--console")
            }
            return configuration
        }

        private static func address(_ text: String) throws -> ListenAddress {
            let address: ListenAddress
            do { address = try ListenAddress(text) } catch {
                throw Problem(
                    "bad-address", .usage, .node(.badAddress(text)),
                    remedy: .node(.badAddressRemedy))
            }
            return address
        }

        private static func problem(_ error: any Error) -> Problem {
            switch error {
            case let error as ServerError:
                switch error {
                case .notLoopback(let address):
                    Problem(
                        "not-loopback", .configuration, .node(.notLoopback("\(address)")),
                        remedy: .node(.notLoopbackRemedy))
                case .cannotListen(let address, _):
                    Problem(
                        "cannot-listen", .temporary, .node(.cannotListen("\(address)")),
                        remedy: .node(.cannotListenRemedy))
                case .noIdentity:
                    Problem(
                        "key-missing", .configuration, .keyMissing("origin.key"), remedy: .keyRemedy
                    )
                case .ended(let what): Problem("bug", .bug, .unexpected(what), remedy: .reportBug)
                }
            case DirectoryLockError.unavailable(let number):
                Problem(
                    "disk", .disk, .diskFailed("node.lock: errno \(number)"),
                    remedy: .diskRemedy)
            case let error as ControlError:
                Problem("disk", .disk, .diskFailed("node.sock: \(error)"), remedy: .diskRemedy)
            case is DirectoryLockError:
                Problem(
                    "already-running", .temporary, .node(.alreadyRunning),
                    remedy: .node(.alreadyRunningRemedy))
            default: Problem(error)
            }
        }
    }
}

extension ServingNode.Notice {
    fileprivate var sentence: Sentence {
        switch self {
        case .listening(let address): .node(.listening("\(address)"))
        case .consoleListening(let address): .node(.consoleListening("\(address)"))
        case .ready: .node(.ready)
        case .stopping: .node(.stopping)
        }
    }
}

/// A command that has nothing to say when it ends well.
struct Nothing: Report {
    static let kind = "Nothing"
    func text(in language: Language) -> String { "" }
}
