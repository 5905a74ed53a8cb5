import Foundation
import Glibc
import Synchronization

/// A real HTTP server on the loopback address, good or bad on purpose: one thread a connection,
/// gone when it is no longer held.
final class SmallServer: Sendable {
    /// How a request is answered.
    enum Manner: Sendable {
        /// The request's body comes back after so many milliseconds, with `headers` as further
        /// lines.
        case echo(status: Int = 200, headers: [String] = [], delay: Int = 0)
        /// Announces a megabyte, sends so many bytes of it and closes.
        case cut(after: Int)
        /// Reads the request and says nothing.
        case silence
        /// A body without an end, announced as such by a length or sent in chunks.
        case endless(isAnnounced: Bool)
        /// Headers without an end.
        case endlessHeaders
        /// The body comes back and the connection is closed, unannounced.
        case echoAndClose
        /// Speaks first, and neither HTTP nor TLS.
        case noise
    }

    let port: UInt16
    private let desk = Desk()

    init(_ manner: Manner) throws {
        let (listener, port) = try Loopback.listener()
        self.port = port
        desk.admit(listener)
        Thread.detachNewThread { [desk] in
            while case let socket = accept(listener, nil, nil), socket >= 0 {
                desk.admit(socket)
                Thread.detachNewThread {
                    SmallServer.serve(socket, manner, desk)
                    desk.dismiss(socket)
                }
            }
            desk.dismiss(listener)
        }
    }

    deinit {
        desk.shut()
    }

    var url: String { "http://127.0.0.1:\(port)/v1/sync" }

    /// The connections taken so far.
    var connections: Int { desk.state.withLock { $0.admitted - 1 } }
    /// The lines before the body of the last request, in lower case.
    var lastHead: [String] { desk.state.withLock { $0.lastHead } }
    /// The bytes of all requests so far.
    var requestBytes: Int64 { desk.state.withLock { $0.requestBytes } }
    /// The bytes of all echoes so far.
    var echoBytes: Int64 { desk.state.withLock { $0.echoBytes } }
}

/// What the threads of a server share.
private final class Desk: Sendable {
    struct State {
        var sockets: Set<Int32> = []
        var admitted = 0
        var lastHead: [String] = []
        var requestBytes: Int64 = 0
        var echoBytes: Int64 = 0
    }

    let state = Mutex(State())

    func admit(_ socket: Int32) {
        state.withLock { state in
            state.sockets.insert(socket)
            state.admitted += 1
        }
    }

    func dismiss(_ socket: Int32) {
        state.withLock { state in
            state.sockets.remove(socket)
            close(socket)
        }
    }

    func shut() {
        state.withLock { state in
            for socket in state.sockets { shutdown(socket, Int32(SHUT_RDWR)) }
        }
    }
}

extension SmallServer {
    /// Answers requests on one connection until either side has enough.
    fileprivate static func serve(_ socket: Int32, _ manner: Manner, _ desk: Desk) {
        if case .noise = manner {
            _ = Connection.write(socket, "\u{15}\u{03}\u{03}\r\n\r\n", [])
            return
        }
        while let request = Connection.readRequest(socket) {
            desk.state.withLock { state in
                state.lastHead = request.head
                state.requestBytes += Int64(request.size)
            }
            guard answer(request.body, socket, manner, desk) else { return }
        }
    }

    /// Whether the connection stays.
    private static func answer(
        _ request: [UInt8], _ socket: Int32, _ manner: Manner, _ desk: Desk
    ) -> Bool {
        switch manner {
        case .echo(let status, let headers, let delay):
            usleep(UInt32(delay) * 1000)
            let lines = (["Content-Length: \(request.count)"] + headers).joined(separator: "\r\n")
            let head = "HTTP/1.1 \(status) X\r\n\(lines)\r\n\r\n"
            desk.state.withLock { $0.echoBytes += Int64(head.utf8.count + request.count) }
            return Connection.write(socket, head, request)
        case .cut(let count):
            let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"
            _ = Connection.write(socket, head, [UInt8](repeating: 1, count: count))
            return false
        case .silence:
            return Connection.readRequest(socket) != nil
        case .endless(let isAnnounced):
            let head = isAnnounced ? "Content-Length: 10000000000" : "Transfer-Encoding: chunked"
            _ = Connection.write(socket, "HTTP/1.1 200 OK\r\n\(head)\r\n\r\n", [])
            let piece = isAnnounced ? "" : "1000\r\n"
            let bytes = [UInt8](repeating: 1, count: 0x1000) + (isAnnounced ? [] : [13, 10])
            while Connection.write(socket, piece, bytes) {}
            return false
        case .endlessHeaders:
            _ = Connection.write(socket, "HTTP/1.1 200 OK\r\n", [])
            while Connection.write(socket, "X-More: and more\r\n", []) {}
            return false
        case .echoAndClose:
            let head = "HTTP/1.1 200 OK\r\nContent-Length: \(request.count)\r\n\r\n"
            _ = Connection.write(socket, head, request)
            return false
        case .noise:
            return false
        }
    }
}
