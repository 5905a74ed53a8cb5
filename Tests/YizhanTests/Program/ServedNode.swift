import Foundation
import Glibc
import Testing

/// A running `node serve` whose every word to stderr is kept in a file.
final class ServedNode {
    let process: Process
    let errors: URL
    /// Where it listens for other nodes, and its console; empty where it has none.
    private(set) var address = ""
    private(set) var console = ""

    /// Returns once it is ready.
    init(
        _ arguments: [String], errors: String, environment: [String: String] = [:]
    ) throws {
        self.errors = URL(fileURLWithPath: errors)
        process = Program.prepare(
            ["node", "serve", "--lang", "en"] + arguments, environment)
        _ = FileManager.default.createFile(atPath: errors, contents: nil)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: self.errors)
        try process.run()
        let deadline = Date().addingTimeInterval(30)
        while !words.contains("\nready\n") && !words.hasPrefix("ready\n") {
            try #require(process.isRunning && Date() < deadline, "\(words)")
            usleep(20_000)
        }
        address = place(after: "listening on ")
        console = place(after: "console on ")
    }

    var words: String { (try? String(contentsOf: errors, encoding: .utf8)) ?? "" }

    /// Ends it in order; what it has said is complete then.
    func stop() {
        guard process.isRunning else { return }
        process.terminate()
        process.waitUntilExit()
    }

    private func place(after word: String) -> String {
        words.split(separator: "\n").first { $0.hasPrefix(word) }
            .map { String($0.dropFirst(word.count)) } ?? ""
    }
}

/// One request said to a server byte by byte, and what came back: one whole answer, or less where the
/// server closed or fell silent.
enum RawRequest {
    @discardableResult
    static func say(
        _ bytes: [UInt8], to address: String, patience milliseconds: Int = 2_000
    ) throws -> Data {
        let port = try #require(address.split(separator: ":").last.flatMap { UInt16($0) })
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var patience = timeval(
            tv_sec: milliseconds / 1_000, tv_usec: milliseconds % 1_000 * 1_000)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = port.bigEndian
        place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &place) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(connected == 0)
        _ = bytes.withUnsafeBytes {
            send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        var answer = Data()
        var piece = [UInt8](repeating: 0, count: 65_536)
        while case let count = recv(descriptor, &piece, piece.count, 0), count > 0 {
            answer += piece[..<count]
            if isWhole(answer) { break }
        }
        return answer
    }

    private static func isWhole(_ answer: Data) -> Bool {
        let parts = String(decoding: answer, as: UTF8.self).components(separatedBy: "\r\n\r\n")
        let length = parts[0].lowercased().firstMatch(of: /content-length: (\d+)/)
        guard parts.count > 1, let length = length.flatMap({ Int($0.1) }) else { return false }
        return parts.dropFirst().joined(separator: "\r\n\r\n").utf8.count >= length
    }

    /// A request with `Connection: close`, so that the answer ends.
    static func ask(
        _ method: String, _ path: String, of address: String, type: String? = nil,
        body: [UInt8] = [], header: String? = nil
    ) throws -> (status: Int, body: String) {
        var lines = ["\(method) \(path) HTTP/1.1", "Host: \(address)", "Connection: close"]
        if let type { lines += ["Content-Type: \(type)", "Content-Length: \(body.count)"] }
        if let header { lines.append(header) }
        let head = lines.joined(separator: "\r\n") + "\r\n\r\n"
        let answer = String(decoding: try say(Array(head.utf8) + body, to: address), as: UTF8.self)
        let status = answer.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        let content = answer.components(separatedBy: "\r\n\r\n").dropFirst()
        return (status ?? 0, content.joined(separator: "\r\n\r\n"))
    }
}
