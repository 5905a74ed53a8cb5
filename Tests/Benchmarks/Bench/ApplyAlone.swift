import Foundation
import SyncCore

/// A county that receives requests from a file in a process of its own.
enum ApplyAlone {
    enum Failure: Error { case failed(Int32) }

    static func peakKiB(of requests: URL, in directory: URL) throws -> Int {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["apply-alone", requests.path, directory.path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0,
            let peak = String(decoding: bytes, as: UTF8.self).split(separator: " ").first.flatMap({
                Int($0)
            })
        else { throw Failure.failed(process.terminationStatus) }
        return peak
    }

    static func run(_ requests: URL, in directory: URL) throws {
        let place = directory.appendingPathComponent("alone-\(UUID().uuidString)")
        let county = try BenchNode(
            1, scope: Scope(raw: RawIdentifier(high: 0x5C0B, low: 1)), in: place)
        try county.admit(
            BenchNode.signer(2).publicKey, to: Scope(raw: RawIdentifier(high: 0x5C0B, low: 2)))
        let cost = try Cost.of { try RequestFile.forEach(in: requests) { try county.apply([$0]) } }
        print(Peak.kiB, cost.cpu, cost.seconds)
    }
}
