import Commands
import Foundation
import Node
import Synchronization
import Texts

/// Where the demonstration plays: a temporary directory, and this very program started again for every
/// command, as a person would type it.
final class DemoStage: Sendable {
    let directory: URL
    private let program: URL
    private let language: Language
    private let running = Mutex<[Process]>([])

    init(language: Language) throws {
        self.language = language
        program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("yizhan-demo-\(ProcessInfo.processInfo.processIdentifier)")
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
    }

    func say(_ sentence: Sentence) {
        write("\n\(sentence.text(in: language))\n")
    }

    /// A node's or a file's place on the stage.
    func path(_ name: String) -> String { directory.appendingPathComponent(name).path }

    /// Runs a command to its end, shows it as typed, and reads `data` of its JSON answer.
    func run<Answer: Decodable>(
        _ arguments: [String], expecting exit: ExitStatus = .done, as answer: Answer.Type
    ) throws -> Answer {
        let result = try finish(arguments + ["-o", "json"], shownAs: arguments)
        guard result.exit == exit.rawValue else {
            throw DemoFailure(command: arguments, exit: result.exit, words: result.errors)
        }
        return try JSONDecoder().decode(Envelope<Answer>.self, from: result.output).data
    }

    /// Runs a command whose answer does not matter; its exit status does.
    func run(_ arguments: [String], expecting exit: ExitStatus = .done) throws {
        _ = try run(arguments, expectingOneOf: [exit])
    }

    /// The same, where it may end in more than one way.
    func run(_ arguments: [String], expectingOneOf exits: [ExitStatus]) throws -> ExitStatus {
        let result = try finish(arguments, shownAs: arguments)
        guard let exit = ExitStatus(rawValue: result.exit), exits.contains(exit) else {
            throw DemoFailure(command: arguments, exit: result.exit, words: result.errors)
        }
        write(String(decoding: result.output, as: UTF8.self))
        return exit
    }

    /// Starts a daemon and returns when it says what it listens on; the address after `word`.
    func start(_ arguments: [String], awaiting word: String) throws -> (Process, String) {
        let process = process(arguments + ["--lang", "en"])
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        running.withLock { $0.append(process) }
        show(arguments)
        var heard = ""
        while !heard.contains("ready\n") {
            let data = errors.fileHandleForReading.availableData
            guard !data.isEmpty else {
                throw DemoFailure(command: arguments, exit: -1, words: heard)
            }
            heard += String(decoding: data, as: UTF8.self)
        }
        // Whatever it says later is read away, or it would block on a full pipe.
        errors.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
        let line = heard.split(separator: "\n").first { $0.contains(word) } ?? ""
        return (process, line.split(separator: " ").last.map(String.init) ?? "")
    }

    /// Ends a daemon as systemd would.
    func stop(_ process: Process) {
        process.terminate()
        process.waitUntilExit()
        running.withLock { all in all.removeAll { $0 === process } }
    }

    /// Ends what runs and removes the directory.
    func clear() {
        for process in running.withLock({ $0 }) { stop(process) }
        try? FileManager.default.removeItem(at: directory)
    }

    private func finish(
        _ arguments: [String], shownAs shown: [String]
    ) throws -> (exit: Int32, output: Data, errors: String) {
        show(shown)
        let process = process(arguments + ["--lang", language.rawValue, "--no-input"])
        let output = Pipe()
        let errors = URL(fileURLWithPath: path("stderr"))
        _ = FileManager.default.createFile(atPath: errors.path, contents: nil)
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let words = (try? Data(contentsOf: errors)) ?? Data()
        return (process.terminationStatus, data, String(decoding: words, as: UTF8.self))
    }

    private func process(_ arguments: [String]) -> Process {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.environment = Self.environment
        return process
    }

    /// The stage has nodes of its own: what an installed one is told does not hold for them.
    private static let environment: [String: String] = {
        var environment = ProcessInfo.processInfo.environment
            .filter { !$0.key.hasPrefix("YIZHAN_") }
        environment["YIZHAN_CONFIG"] = "/dev/null"
        return environment
    }()

    private func show(_ arguments: [String]) {
        let words = arguments.map {
            $0.replacingOccurrences(of: directory.path + "/", with: "")
        }
        write("$ yizhan \(words.joined(separator: " "))\n")
    }

    /// Unbuffered, so that the story and its end come in order.
    private func write(_ text: String) {
        try? FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    }
}

private struct Envelope<Content: Decodable>: Decodable {
    let data: Content
}

/// A step of the story went otherwise than it should.
struct DemoFailure: Error, CustomStringConvertible {
    let command: [String]
    let exit: Int32
    let words: String

    var description: String {
        "yizhan \(command.joined(separator: " ")) → \(exit)\n\(words)"
    }
}

/// Waits for Ctrl-C or the system's wish to end.
enum Interruption {
    static func wait() async {
        let (signals, signal) = AsyncStream<Void>.makeStream()
        guard (try? TerminationSignals.watch { _ in signal.yield() }) != nil else { return }
        for await _ in signals { return }
    }
}
