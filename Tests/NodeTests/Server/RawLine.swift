import Foundation
import Glibc

/// One TCP connection to this machine that says exactly what a test wants said. Blocks its thread,
/// fifteen seconds at most for each step.
final class RawLine: Sendable {
    private let descriptor: Int32
    private let port: Int

    /// Nil when nobody listens on `port`. `receiveBuffer` bytes, when given, are all that the
    /// system takes in before the test reads. `source`: the loopback address that it comes from.
    init?(port: Int, receiveBuffer: Int32? = nil, from source: String? = nil) {
        self.port = port
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var patience = timeval(tv_sec: 15, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
        if var receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, 4)
        }
        if let source {
            var own = sockaddr_in()
            own.sin_family = sa_family_t(AF_INET)
            inet_pton(AF_INET, source, &own.sin_addr)
            let bound = withUnsafePointer(to: &own) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            if bound != 0 { return nil }
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if connected != 0 { return nil }
    }

    deinit { close(descriptor) }

    /// False when the peer has closed.
    @discardableResult
    func say(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    @discardableResult
    func say(_ text: String) -> Bool { say(Array(text.utf8)) }

    func sayNoMore() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Up to `limit` bytes; empty when the peer has closed, nil when it said nothing for
    /// fifteen seconds.
    func hear(_ limit: Int = 65536) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = recv(descriptor, &bytes, limit, 0)
        if count < 0 { return errno == ECONNRESET ? [] : nil }
        return Array(bytes.prefix(count))
    }

    /// Now, nothing having been said.
    var isOpen: Bool {
        var byte: UInt8 = 0
        return recv(descriptor, &byte, 1, Int32(MSG_DONTWAIT)) < 0 && errno == EAGAIN
    }

    /// The peer closes within fifteen seconds, saying nothing more.
    var isClosedByPeer: Bool { hear().map(\.isEmpty) ?? false }
}

/// What came back for a request.
struct RawAnswer: Equatable {
    var status: Int
    /// Names in small letters.
    var headers: [String: String]
    var body: [UInt8]
}

extension RawLine {
    /// Asks with a body of a stated length and reads the answer, whose length must be stated too.
    func ask(
        _ method: String = "POST", _ path: String, type: String? = nil, body: [UInt8] = []
    ) -> RawAnswer? {
        say(
            RawLine.head(
                method, path, type: type, length: body.count, host: "127.0.0.1:\(port)"))
        say(body)
        return answer()
    }

    static func head(
        _ method: String, _ path: String, type: String?, length: Int?, host: String = "test"
    ) -> String {
        var lines = ["\(method) \(path) HTTP/1.1", "Host: \(host)"]
        if let type { lines.append("Content-Type: \(type)") }
        if let length { lines.append("Content-Length: \(length)") }
        return lines.joined(separator: "\r\n") + "\r\n\r\n"
    }

    /// Nil when the connection ends before the answer does. `pause` is made after each piece.
    func answer(pieces: Int = 65536, pause: Duration = .zero) -> RawAnswer? {
        var bytes: [UInt8] = []
        while true {
            if let answer = RawAnswer(complete: bytes) { return answer }
            guard let piece = hear(pieces), !piece.isEmpty else { return nil }
            bytes += piece
            if pause > .zero { usleep(UInt32(pause / .microseconds(1))) }
        }
    }
}

extension RawAnswer {
    /// Nil while bytes are missing.
    fileprivate init?(complete bytes: [UInt8]) {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(
            separatedBy: "\r\n")
        let words = lines[0].split(separator: " ")
        guard words.count >= 2, let status = Int(words[1]) else { return nil }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            headers[line[..<colon].lowercased()] = value
        }
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        guard bytes.count - end.upperBound >= length else { return nil }
        self.init(
            status: status, headers: headers, body: Array(bytes[end.upperBound...].prefix(length)))
    }
}

/// Runs `body` on a thread of its own: a test that blocks must not take one from the server under
/// test.
func onOwnThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws
    -> Value
{
    try await withTaskExecutorPreference(OwnThread()) { try body() }
}

private final class OwnThread: TaskExecutor {
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        Thread { job.runSynchronously(on: self.asUnownedTaskExecutor()) }.start()
    }
}
