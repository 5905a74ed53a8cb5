import Foundation
import Glibc
import Synchronization

/// A proxy on the loopback address: HTTP, which takes requests whole or by CONNECT, and SOCKS 5 (RFC 1928,
/// 1929). It resolves no names: whoever is asked for, `target` is called.
final class SmallProxy: Sendable {
    struct Seen: Sendable {
        /// First lines of requests, and hosts that were asked for by name.
        var asked: [String] = []
        var credentials: [String] = []
        var connections = 0
    }

    let port: UInt16
    private let target: UInt16
    private let wanted: String?
    private let listener: Int32
    private let seen = Mutex(Seen())

    /// - Parameter wanted: the `USER:PASSWORD` without which nobody is let through; nil: everybody is.
    init(to target: UInt16, wanted: String? = nil) throws {
        (listener, port) = try Loopback.listener()
        self.target = target
        self.wanted = wanted
        Thread.detachNewThread { [self] in
            while case let socket = accept(listener, nil, nil), socket >= 0 {
                seen.withLock { $0.connections += 1 }
                Thread.detachNewThread { [self] in
                    serve(socket)
                    close(socket)
                }
            }
        }
    }

    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    var what: Seen { seen.withLock { $0 } }

    private func serve(_ caller: Int32) {
        guard let first = Self.read(caller, 1) else { return }
        if first == [5] { socks(caller) } else { http(caller, begun: first) }
    }

    private func socks(_ caller: Int32) {
        guard let count = Self.read(caller, 1)?[0], let methods = Self.read(caller, Int(count))
        else { return }
        let method: UInt8 = wanted == nil ? 0 : 2
        guard methods.contains(method) else {
            Self.write(caller, [5, 0xFF])
            return
        }
        Self.write(caller, [5, method])
        if method == 2 {
            guard let name = Self.text(caller, skipping: 1), let password = Self.text(caller) else {
                return
            }
            let given = "\(name):\(password)"
            seen.withLock { $0.credentials.append(given) }
            Self.write(caller, [1, given == wanted ? 0 : 1])
            guard given == wanted else { return }
        }
        // Only names are let through, of which the third byte says so.
        guard let head = Self.read(caller, 4), head[3] == 3 || head[3] == 1 else { return }
        let host =
            head[3] == 3
            ? Self.text(caller)
            : Self.read(caller, 4)?.map { String($0) }.joined(separator: ".")
        guard let host, Self.read(caller, 2) != nil else { return }
        seen.withLock { $0.asked.append(host) }
        guard let far = Self.call(target) else {
            Self.write(caller, [5, 5, 0, 1, 0, 0, 0, 0, 0, 0])
            return
        }
        Self.write(caller, [5, 0, 0, 1, 0, 0, 0, 0, 0, 0])
        Self.relay(caller, far)
    }

    /// One request after the other, each to a connection of its own.
    private func http(_ caller: Int32, begun: [UInt8]) {
        var begun = begun
        while true {
            var head = begun
            begun = []
            while !head.suffix(4).elementsEqual([13, 10, 13, 10]) {
                guard let byte = Self.read(caller, 1) else { return }
                head += byte
            }
            var lines = String(decoding: head, as: UTF8.self).components(separatedBy: "\r\n")
            seen.withLock { $0.asked.append(lines[0]) }
            let secret = lines.first { $0.hasPrefix("Proxy-Authorization: Basic ") }
                .flatMap { Data(base64Encoded: String($0.dropFirst(27))) }
                .map { String(decoding: $0, as: UTF8.self) }
            if let secret { seen.withLock { $0.credentials.append(secret) } }
            let length = lines.first { $0.lowercased().hasPrefix("content-length: ") }
                .flatMap { Int($0.dropFirst(16)) }
            guard let body = Self.read(caller, length ?? 0) else { return }
            guard wanted == nil || secret == wanted else {
                Self.write(
                    caller,
                    Array(
                        "HTTP/1.1 407 X\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n"
                            .utf8))
                continue
            }
            guard let far = Self.call(target) else {
                Self.write(caller, Array("HTTP/1.1 502 X\r\nContent-Length: 0\r\n\r\n".utf8))
                continue
            }
            if lines[0].hasPrefix("CONNECT ") {
                Self.write(caller, Array("HTTP/1.1 200 X\r\n\r\n".utf8))
                return Self.relay(caller, far)
            }
            lines[0] = lines[0].replacing(/http:\/\/[^\/]*/, with: "")
            lines.removeAll { $0.hasPrefix("Proxy-") }
            Self.write(far, Array(lines.joined(separator: "\r\n").utf8) + body)
            shutdown(far, Int32(SHUT_WR))
            Self.pump(far, caller)
            close(far)
        }
    }

    private static func relay(_ caller: Int32, _ far: Int32) {
        let back = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            pump(far, caller)
            shutdown(caller, Int32(SHUT_WR))
            back.signal()
        }
        pump(caller, far)
        shutdown(far, Int32(SHUT_WR))
        back.wait()
        close(far)
    }

    private static func pump(_ from: Int32, _ to: Int32) {
        var bytes = [UInt8](repeating: 0, count: 16_384)
        while case let count = recv(from, &bytes, bytes.count, 0), count > 0 {
            write(to, Array(bytes[..<count]))
        }
    }

    /// A text behind its length in one byte.
    private static func text(_ socket: Int32, skipping: Int = 0) -> String? {
        guard read(socket, skipping) != nil, let count = read(socket, 1)?[0],
            let bytes = read(socket, Int(count))
        else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func read(_ socket: Int32, _ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var held = 0
        while held < count {
            let more = bytes.withUnsafeMutableBytes {
                recv(socket, $0.baseAddress?.advanced(by: held), count - held, 0)
            }
            guard more > 0 else { return nil }
            held += more
        }
        return bytes
    }

    @discardableResult
    private static func write(_ socket: Int32, _ bytes: [UInt8]) -> Bool {
        Connection.write(socket, "", bytes)
    }

    private static func call(_ port: UInt16) -> Int32? {
        let far = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let isConnected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(far, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else {
            close(far)
            return nil
        }
        return far
    }
}
