import Commands
import CoreFoundation
import Foundation
import Glibc
import Node
import NodeConfiguration
import Texts

/// The way in for whoever does not own the node's directory: through the running node, after a login.
extension Shell {
    /// The exit status, where the node has done the command; nil for whoever opens the store themselves.
    func passThroughDoor(
        _ command: any YizhanCommand, _ arguments: ArraySlice<String>
    ) throws -> Int32? {
        guard !(command is NodeCommand.Init), isStrange || hasSocketAlone else { return nil }
        guard let path = socketPath else {
            // A command that needs no node needs no door either.
            guard command is any DoorCommand else { return nil }
            throw Problem(
                "not-owner", .notPermitted, .people(.notOwner(directory: directory.path)),
                remedy: .people(.notOwnerRemedy))
        }
        guard let command = command as? any DoorCommand else { return nil }
        try command.checkForDoor()
        let file = SessionFile(for: path, environment: ProcessInfo.processInfo.environment)
        let token = file.token()
        guard command.opensSession || token != nil else { throw LoginDesk.noSession }
        let request = DoorRequest(
            token: command.opensSession ? nil : token, arguments: Array(arguments),
            language: language.rawValue, secrets: try command.askSecrets(self),
            directory: namesDirectory ? directory.resolvingSymlinksInPath().path : nil)
        let answer: DoorAnswer
        do { answer = try DoorClient.ask(path: path, request) } catch {
            throw Self.problem(error, path: path)
        }
        if let token = answer.token { try file.keep(token) }
        if command.endsSession { file.forget() }
        try? FileHandle.standardOutput.write(contentsOf: Data(answer.output.utf8))
        try? FileHandle.standardError.write(contentsOf: Data(answer.messages.utf8))
        return answer.exit
    }

    private var socketPath: String? { try? configuration.get()[ListenKeys.people] }

    /// Whether a socket is all that is known of the node: no directory was named, and in that of an
    /// installed node there is none.
    var hasSocketAlone: Bool {
        !namesDirectory && socketPath != nil && !NodeHome.stands(in: directory)
    }

    /// Whether the directory is somebody else's. One that is not there is for the command to speak of.
    var isStrange: Bool {
        var status = stat()
        guard stat(directory.path, &status) == 0 else { return errno == EACCES }
        return status.st_uid != geteuid() && geteuid() != 0
    }

    private static func problem(_ error: ControlError, path: String) -> Problem {
        switch error {
        case .nobodyThere, .unavailable:
            Problem(
                "nobody-at-door", .otherNodeUnreachable, .people(.nobodyAtDoor(path)),
                remedy: .people(.notOwnerRemedy))
        case .timedOut:
            Problem(
                "door-slow", .temporary,
                .people(.doorSlow(seconds: Int(DoorLimits.answering.components.seconds))),
                remedy: .people(.doorSlowRemedy))
        case .tooLong:
            Problem(
                "answer-too-long", .badInput,
                .people(.answerTooLong(mebibytes: DoorLimits.answer >> 20)),
                remedy: .people(.answerTooLongRemedy))
        case .requestTooLong:
            Problem(
                "request-too-long", .usage,
                .people(.requestTooLong(kibibytes: DoorLimits.request >> 10)),
                remedy: .people(.requestTooLongRemedy))
        case .broken, .notASocket:
            Problem("door-failed", .temporary, .people(.doorFailed(path)), remedy: .tryAgain)
        }
    }
}

extension DoorCommand {
    /// Reads the passwords that the command asks for: from the file that was named, or at the terminal,
    /// where nothing is shown of them.
    func askSecrets(_ shell: Shell) throws -> [String] {
        guard !secrets.isEmpty else { return [] }
        if let file = global.passwordFile { return try lines(of: file) }
        guard !global.noInput, isatty(STDIN_FILENO) == 1 else { return [] }
        return try secrets.map { question in
            let first = try ask(question.words, shell)
            if question.isNew, try ask(.askAgain, shell) != first {
                throw Problem("passwords-differ", .badInput, .people(.passwordsDiffer))
            }
            return first
        }
    }

    private func lines(of file: String) throws -> [String] {
        let handle =
            file == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: file)
        guard let data = try handle?.read(upToCount: 4_096) else {
            guard handle != nil else {
                throw Problem("file-missing", .inputNotFound, .record(.fileMissing(file)))
            }
            return []
        }
        return try data.split(separator: 0x0A, omittingEmptySubsequences: false).map(text)
    }

    /// Bytes that are no text must not become another password than was typed.
    private func text(_ bytes: some Collection<UInt8>) throws -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Problem("password-not-text", .badInput, .people(.passwordNotText))
        }
        return text
    }

    private func ask(_ words: PeopleSentence, _ shell: Shell) throws -> String {
        try text(HiddenLine.ask(Sentence.people(words).text(in: shell.language)) ?? [])
    }
}
