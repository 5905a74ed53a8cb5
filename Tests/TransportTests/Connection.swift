import Foundation
import Glibc

/// Reading and writing on a blocking socket.
enum Connection {
    struct Request {
        /// Lines in lower case.
        var head: [String]
        var body: [UInt8]
        /// All of it, in bytes.
        var size: Int
    }

    /// The next request; nil when the connection ended first.
    static func readRequest(_ socket: Int32) -> Request? {
        var head: [UInt8] = []
        while !head.suffix(4).elementsEqual([13, 10, 13, 10]) {
            guard let byte = read(socket, count: 1) else { return nil }
            head += byte
        }
        let lines = String(decoding: head, as: UTF8.self).lowercased().split(separator: "\r\n")
        let length = lines.first { $0.hasPrefix("content-length: ") }
        let body = read(socket, count: length.flatMap { Int($0.dropFirst(16)) } ?? 0)
        return body.map {
            Request(head: lines.map(String.init), body: $0, size: head.count + $0.count)
        }
    }

    /// Whether all of it went out.
    static func write(_ socket: Int32, _ head: String, _ body: [UInt8]) -> Bool {
        let bytes = Array(head.utf8) + body
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { bytes in
                send(
                    socket, bytes.baseAddress?.advanced(by: sent), bytes.count - sent,
                    Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    private static func read(_ socket: Int32, count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var held = 0
        while held < count {
            let more = bytes.withUnsafeMutableBytes { bytes in
                recv(socket, bytes.baseAddress?.advanced(by: held), count - held, 0)
            }
            guard more > 0 else { return nil }
            held += more
        }
        return bytes
    }
}

/// Sockets of the loopback address.
enum Loopback {
    struct Unavailable: Error {}

    /// A listening socket on a free port.
    static func listener(backlog: Int32 = 128) throws -> (socket: Int32, port: UInt16) {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = address(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isOpen = withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, length) == 0 && listen(socket, backlog) == 0
                    && getsockname(socket, $0, &length) == 0
            }
        }
        guard isOpen else { throw Unavailable() }
        return (socket, UInt16(bigEndian: address.sin_port))
    }

    /// A port where nobody listens.
    static func closedPort() throws -> UInt16 {
        let (socket, port) = try listener()
        close(socket)
        return port
    }

    /// A port where connecting gets no answer at all: its queue is full and nobody empties it.
    static func deafPort() throws -> UInt16 {
        let (_, port) = try listener(backlog: 0)
        for _ in 0..<3 {
            let caller = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
            var address = address(port: port)
            _ = withUnsafePointer(to: &address) { address in
                address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(caller, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        }
        return port
    }

    private static func address(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }
}
