import Foundation

/// The small C program that writes the same rows through plain SQLite, in the same run.
struct Floor {
    struct Answer: Codable {
        let events: Int
        let seconds: Double
        let cpu: Double
        let bytes: Int
        let peakKiB: Int
    }

    let program: URL
    let workload: URL
    let directory: URL

    enum Failure: Error { case failed(Int32) }

    /// - Parameters:
    ///   - skip: events written first, untimed.
    ///   - count: events written and timed, `batch` to a transaction.
    func run(
        batch: Int, log: Bool, indexes: Bool, skip: Int = 0, count: Int
    ) throws -> Answer {
        let database = directory.appendingPathComponent("floor-\(UUID().uuidString).sqlite")
        defer {
            for ending in ["", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: database.path + ending)
            }
        }
        let process = Process()
        process.executableURL = program
        process.arguments = [
            workload.path, database.path, "\(batch)", log ? "1" : "0", indexes ? "1" : "0",
            "\(skip)", "\(count)",
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure.failed(process.terminationStatus)
        }
        return try JSONDecoder().decode(Answer.self, from: bytes)
    }
}
