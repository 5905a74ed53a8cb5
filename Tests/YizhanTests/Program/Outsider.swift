import Foundation
import Testing

/// Somebody with a program of their own: Python, its `cryptography`, and docs/PROTOCOL.md.
enum Outsider {
    static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let program = repository.appendingPathComponent("Tests/Outside/verify_export.py").path

    /// `Scripts/test` installs what is needed, and asks for the whole of the tests.
    static let isWanted =
        python != nil || ProcessInfo.processInfo.environment["YIZHAN_ALL_TESTS"] != nil
    static let wanting: Comment = "python3 with cryptography is missing: run Scripts/bootstrap"

    /// The first Python that can check an Ed25519 signature.
    private static let python = python(
        with: "cryptography.hazmat.primitives.asymmetric.ed25519")

    /// `Scripts/bootstrap` makes the last one, where the others lack something.
    static func python(with modules: String) -> String? {
        let own = repository.appendingPathComponent(".build/outside/bin/python3").path
        return ["python3", "/usr/bin/python3", own].first { name in
            (try? run([name, "-c", "import \(modules)"]))?.exit == 0
        }
    }

    /// What the program says of an export, and whether it was content.
    static func check(
        _ file: String, county key: String? = nil
    ) throws -> (isContent: Bool, words: String) {
        let python = try #require(python, wanting)
        let result = try run([python, program, file] + (key.map { [$0] } ?? []))
        return (result.exit == 0, result.words)
    }

    static func run(_ command: [String]) throws -> (exit: Int32, words: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.standardInput = FileHandle.nullDevice
        let words = Pipe()
        process.standardOutput = words
        process.standardError = words
        try process.run()
        let data = words.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }
}
