import Foundation
import Testing

/// The real program, as it was built beside the tests.
struct Program {
    struct Result {
        let exit: Int32
        let output: Data
        let errors: String

        /// `data` of the JSON answer.
        func data() throws -> [String: Any] {
            let json = try JSONSerialization.jsonObject(with: output) as? [String: Any]
            return try #require(json?["data"] as? [String: Any], "\(errors)")
        }
    }

    static let executable: URL = {
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let besideTests = tests.deletingLastPathComponent().appendingPathComponent("yizhan")
        if FileManager.default.isExecutableFile(atPath: besideTests.path) { return besideTests }
        let bundle = URL(fileURLWithPath: CommandLine.arguments[0])
        return bundle.deletingLastPathComponent().appendingPathComponent("yizhan")
    }()

    /// Runs a command to its end; text or, with `-o json`, JSON.
    /// - Parameter yields: whether it takes of the machine only what nobody else wants.
    @discardableResult
    static func run(
        _ arguments: [String], environment: [String: String] = [:], yields: Bool = false
    ) throws -> Result {
        let process = prepare(arguments, environment)
        if yields {
            process.executableURL = URL(fileURLWithPath: "/usr/bin/nice")
            process.arguments = ["-n", "19", executable.path] + arguments
        }
        let output = Pipe()
        let errors = FileManager.default.temporaryDirectory
            .appendingPathComponent("yizhan-stderr-\(UUID().uuidString)")
        _ = FileManager.default.createFile(atPath: errors.path, contents: nil)
        defer { try? FileManager.default.removeItem(at: errors) }
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let words = (try? Data(contentsOf: errors)) ?? Data()
        return Result(
            exit: process.terminationStatus, output: data,
            errors: String(decoding: words, as: UTF8.self))
    }

    static func json(_ arguments: [String]) throws -> [String: Any] {
        try run(arguments + ["-o", "json"]).data()
    }

    /// Starts a command and leaves it running.
    static func start(_ arguments: [String]) throws -> Process {
        let process = prepare(arguments)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    /// Starts `node serve` and returns once it listens, with its address.
    static func serve(_ directory: String, listen: String = "127.0.0.1:0") throws -> (
        process: Process, address: String
    ) {
        let process = prepare([
            "node", "serve", "--data-dir", directory, "--listen", listen, "--lang", "en",
        ])
        let errors = Pipe()
        process.standardOutput = FileHandle.nullDevice
        process.standardError = errors
        try process.run()
        var heard = ""
        while !heard.contains("ready\n") {
            let data = errors.fileHandleForReading.availableData
            try #require(!data.isEmpty, "the daemon ended: \(heard)")
            heard += String(decoding: data, as: UTF8.self)
        }
        errors.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
        let line = heard.split(separator: "\n").first { $0.contains("listening on") }
        return (process, try #require(line?.split(separator: " ").last.map(String.init)))
    }

    /// A command that is not yet started, its variables laid over those of the tests.
    static func prepare(
        _ arguments: [String], _ environment: [String: String] = [:]
    ) -> Process {
        let process = Process()
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.executableURL = executable
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        return process
    }
}

/// A temporary directory that goes away with the value's scope.
final class Folder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory
            .appendingPathComponent("yizhan-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appendingPathComponent(name).path }

    func write(_ name: String, _ text: String) throws -> String {
        try Data(text.utf8).write(to: url.appendingPathComponent(name))
        return path(name)
    }
}
