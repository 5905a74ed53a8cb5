import ArgumentParser
import Commands
import Foundation
import Logging
import Node
import NodeConfiguration
import Texts

/// The running node's answer to whoever comes to its door: who they are, what they want, and then the
/// command as their own process would have performed it.
struct DoorService: Sendable {
    let home: NodeHome
    let configuration: Configuration
    let log: Logger
    /// Tells the daemon that something was recorded.
    let ring: @Sendable () -> Void

    func answer(_ request: DoorRequest) -> DoorAnswer {
        let pages = DoorPages()
        let language = Language(rawValue: request.language) ?? .zh
        let command: any DoorCommand
        do {
            guard request.isPlausible else { throw ValidationError("not through the door") }
            command = try parsed(request.arguments)
        } catch {
            // What does not parse was refused by the caller's own program already.
            return DoorAnswer(exit: ExitStatus.usage.rawValue, output: "", messages: "")
        }
        let bare = shell(command, request, language, pages, login: nil)
        let printer = Printer(bare)
        let exit: Int32
        do {
            try refuseOther(request.directory)
            exit = try perform(command, request, bare) { login in
                shell(command, request, language, pages, login: login)
            }
        } catch {
            let problem = Problem(error, directory: home.directory)
            printer.print(problem)
            exit = problem.exit.rawValue
        }
        return DoorAnswer(
            exit: exit, output: pages.output, messages: pages.messages, token: pages.token)
    }

    /// Whoever means another node is not to be answered by this one.
    private func refuseOther(_ named: String?) throws {
        guard let named, named != home.directory.resolvingSymlinksInPath().path else { return }
        throw Problem(
            "other-node", .usage, .people(.otherNode(directory: String(named.prefix(200)))),
            remedy: .people(.otherNodeRemedy))
    }

    private func parsed(_ arguments: [String]) throws -> any DoorCommand {
        guard let command = try Yizhan.parseAsRoot(arguments) as? any DoorCommand else {
            throw ValidationError("not through the door")
        }
        return command
    }

    private func perform(
        _ command: any DoorCommand, _ request: DoorRequest, _ bare: Shell,
        as shell: (String) -> Shell
    ) throws -> Int32 {
        try command.checkForDoor()
        if command.opensSession { return try report(command, bare) }
        let place = try bare.place()
        let login = try LoginDesk(place).resume(request.token ?? "")
        defer { ring() }
        return try report(command, shell(login))
    }

    private func report(_ command: any DoorCommand, _ shell: Shell) throws -> Int32 {
        let report = try command.perform(shell)
        let printer = Printer(shell)
        printer.print(report)
        shell.warn(printer)
        return report.exit.rawValue
    }

    private func shell(
        _ command: any DoorCommand, _ request: DoorRequest, _ language: Language,
        _ pages: DoorPages, login: String?
    ) -> Shell {
        Shell(
            command,
            for: Shell.Visitor(
                home: home, configuration: configuration, log: log, language: language,
                secrets: request.secrets, pages: pages, login: login, token: request.token))
    }
}
