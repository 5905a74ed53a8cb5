import Foundation
import Glibc
import Synchronization

/// Says back what it hears, one thread a connection, and keeps what it has heard of each.
final class EchoServer: Sendable {
    let port: UInt16
    private let listener: Int32
    private let kept = Mutex<[[UInt8]]>([])

    init() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.address(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isOpen = withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 64) == 0
                    && getsockname(listener, $0, &length) == 0
            }
        }
        guard isOpen else { throw Unavailable() }
        self.listener = listener
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { [self] in
            while case let socket = accept(listener, nil, nil), socket >= 0 {
                let number = kept.withLock { all in
                    all.append([])
                    return all.count - 1
                }
                Thread.detachNewThread { [self] in serve(socket, number) }
            }
        }
    }

    struct Unavailable: Error {}

    /// What each connection has brought so far.
    var heard: [[UInt8]] { kept.withLock { $0 } }

    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    private func serve(_ socket: Int32, _ number: Int) {
        defer { close(socket) }
        var bytes = [UInt8](repeating: 0, count: 4_096)
        while case let count = recv(socket, &bytes, bytes.count, 0), count > 0 {
            kept.withLock { $0[number] += bytes[..<count] }
            guard send(socket, &bytes, count, Int32(MSG_NOSIGNAL)) == count else { return }
        }
    }

    static func address(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}

/// One who calls: says something, and hears as much as comes.
final class Caller {
    private let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)

    /// nil where nobody lets it in.
    init?(_ port: UInt16) {
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(
            socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = EchoServer.address(port)
        let isConnected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { return nil }
    }

    deinit { close(socket) }

    func say(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// So many bytes, or fewer where the connection ends before.
    func hear(_ count: Int) -> [UInt8] {
        var heard: [UInt8] = []
        var bytes = [UInt8](repeating: 0, count: 4_096)
        while heard.count < count {
            let more = recv(socket, &bytes, min(bytes.count, count - heard.count), 0)
            guard more > 0 else { break }
            heard += bytes[..<more]
        }
        return heard
    }
}
