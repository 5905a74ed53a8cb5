import Foundation

/// Programs of other makers, as an outsider has them.
enum Outsider {
    /// What OpenSSL's client prints on both its outputs when it says `request` to a server on this machine.
    static func openssl(
        _ request: String, to port: Int, _ options: [String] = []
    ) async throws -> String {
        try await run(
            ["openssl", "s_client", "-connect", "127.0.0.1:\(port)", "-ign_eof"] + options,
            input: Data(request.utf8))
    }

    /// The status with which a server on this machine answers curl; 0 for none.
    static func curl(
        _ body: [UInt8], as type: String, to route: String, at port: Int, _ options: [String] = []
    ) async throws -> Int {
        let words = try await run(
            [
                "curl", "--silent", "--insecure", "--http1.1", "--max-time", "60", "--output",
                "/dev/null", "--write-out", "%{http_code}", "--header", "Content-Type: \(type)",
                "--data-binary", "@-",
            ] + options + ["https://127.0.0.1:\(port)\(route)"], input: Data(body))
        return Int(words) ?? 0
    }

    private static func run(_ arguments: [String], input: Data) async throws -> String {
        try await onThread {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = arguments
            let (into, from) = (Pipe(), Pipe())
            process.standardInput = into
            process.standardOutput = from
            process.standardError = from
            try process.run()
            // A program that has ended reads no more.
            signal(SIGPIPE, SIG_IGN)
            try? into.fileHandleForWriting.write(contentsOf: input)
            try? into.fileHandleForWriting.close()
            let words = from.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return String(decoding: words, as: UTF8.self)
        }
    }
}
