import Foundation
import Testing

/// The story of a move with real processes and real lines between them: a city, two counties, two stations.
@Suite(.timeLimit(.minutes(10))) struct TransferScriptTests {
    /// The script compares by itself, and ends at the first thing that is not as it should be.
    @Test func `S33, S34 the story of Scripts/transfer is told to its end`() throws {
        let script = Process()
        let root = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in
            url.deletingLastPathComponent()
        }
        script.executableURL = root.appendingPathComponent("Scripts/transfer")
        script.environment = ProcessInfo.processInfo.environment.merging(
            ["YIZHAN_PROGRAM": Program.executable.path], uniquingKeysWith: { $1 })
        let words = Pipe()
        script.standardOutput = words
        script.standardError = words
        try script.run()
        let told = String(
            decoding: words.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        script.waitUntilExit()
        #expect(script.terminationStatus == 0, "\(told.suffix(2_000))")
        // Both variants: A has released, and A never has.
        #expect(told.contains("A closed, B active"))
    }
}
