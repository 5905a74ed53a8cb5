import Glibc
import Synchronization

/// Plain sockets of the loopback address, none of which ever blocks.
enum Sockets {
    /// A segment of a real line; the loopback's own would not fit into the small buffers.
    private static let segment: Int32 = 1_460
    /// What either end has in the kernel's hands: a deep buffer would hide the line.
    private static let buffer: Int32 = 16 << 10

    static func make() throws(BadLineError) -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let socket = socket(AF_INET, kind, 0)
        guard socket >= 0 else { throw BadLineError(errno: errno) }
        set(socket, Int32(IPPROTO_TCP), TCP_MAXSEG, segment)
        set(socket, SOL_SOCKET, SO_RCVBUF, buffer)
        return socket
    }

    static func set(_ socket: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
        var value = value
        setsockopt(socket, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    /// It never blocks, and no program that is started inherits it.
    static func tame(_ descriptor: Int32) {
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    /// The next caller; nil when none waits.
    static func accepted(from listener: Int32) -> Int32? {
        let caller = accept(listener, nil, nil)
        guard caller >= 0 else { return nil }
        tame(caller)
        set(caller, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        return caller
    }

    /// Ends a connection in the middle of a word: the other end sees a reset.
    static func reset(_ socket: Int32) {
        var none = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &none, socklen_t(MemoryLayout<linger>.size))
        Glibc.close(socket)
    }

    /// Begins to connect; the failure shows when it is written to.
    static func connecting(to port: UInt16) throws(BadLineError) -> Int32 {
        let socket = try make()
        set(socket, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        _ = withAddress(port) { connect(socket, $0, $1) }
        return socket
    }

    static func withAddress<T>(
        _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> T
    ) -> T {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}

/// A port that stays ours while nobody listens on it: callers are refused meanwhile, as on a dead line.
struct ReservedPort {
    let port: UInt16
    private let holder: Int32

    init() throws(BadLineError) {
        let holder = try Sockets.make()
        Sockets.set(holder, SOL_SOCKET, SO_REUSEPORT, 1)
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = Sockets.withAddress(0) { bind(holder, $0, $1) } == 0
        let isNamed = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(holder, $0, &length) == 0
            }
        }
        guard isBound, isNamed else {
            Glibc.close(holder)
            throw BadLineError(errno: errno)
        }
        self.holder = holder
        port = UInt16(bigEndian: address.sin_port)
    }

    /// nil while the machine has no descriptor for it.
    func listener() -> Int32? {
        guard let socket = try? Sockets.make() else { return nil }
        Sockets.set(socket, SOL_SOCKET, SO_REUSEPORT, 1)
        guard Sockets.withAddress(port, { bind(socket, $0, $1) }) == 0, listen(socket, 128) == 0
        else {
            Glibc.close(socket)
            return nil
        }
        return socket
    }

    func release() { Glibc.close(holder) }
}

/// Ends a wait in `poll` from another thread.
final class Bell: Sendable {
    let hears: Int32
    private let rings: Int32

    init() throws(BadLineError) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw BadLineError(errno: errno) }
        for end in ends { Sockets.tame(end) }
        hears = ends[0]
        rings = ends[1]
    }

    deinit {
        close(hears)
        close(rings)
    }

    func ring() {
        var byte: UInt8 = 1
        _ = write(rings, &byte, 1)
    }

    func silence() {
        var bytes = [UInt8](repeating: 0, count: 64)
        while read(hears, &bytes, bytes.count) > 0 {}
    }
}
