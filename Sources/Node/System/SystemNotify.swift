import Foundation
import Glibc

/// What a service tells systemd about itself: sd_notify(3), without its library.
///
/// Silent when nobody listens, that is when `NOTIFY_SOCKET` is unset or of a kind we do not know
/// (a path, or `@name` for an abstract socket, are known).
public struct SystemNotify: Sendable {
    private let socketPath: String?
    /// How often the watchdog wants to hear from us, in microseconds; nil when it is off.
    private let watchdogMicroseconds: Int64?

    /// Speaks to whoever started this process.
    public init() { self.init(environment: ProcessInfo.processInfo.environment) }

    /// Speaks to whoever `environment` names.
    public init(environment: [String: String]) {
        let path = environment["NOTIFY_SOCKET"]
        socketPath = path.flatMap { $0.hasPrefix("/") || $0.hasPrefix("@") ? $0 : nil }
        watchdogMicroseconds = Self.watchdog(in: environment)
    }

    /// Half the time after which systemd would restart us (sd_watchdog_enabled(3)); nil when it
    /// does not watch.
    public var watchdogInterval: Duration? {
        watchdogMicroseconds.map { .microseconds($0 / 2) }
    }

    /// Everything is open and listening.
    public func ready() { send("READY=1") }

    /// The service has begun to stop.
    public func stopping() { send("STOPPING=1") }

    /// The node's loop is still turning. To be sent by that loop, never by a timer beside it.
    public func watchdog() { send("WATCHDOG=1") }

    /// One line for `systemctl status`. Nothing from a record.
    public func status(_ line: String) {
        send("STATUS=" + line.replacing("\n", with: " "))
    }
}

extension SystemNotify {
    private static func watchdog(in environment: [String: String]) -> Int64? {
        if let watched = environment["WATCHDOG_PID"], Int32(watched) != getpid() { return nil }
        guard let text = environment["WATCHDOG_USEC"], let interval = Int64(text), interval > 0
        else { return nil }
        return interval
    }

    /// One datagram. A manager that is away or slow must not stop the node: it gets a second, no
    /// more.
    private func send(_ message: String) {
        guard let socketPath, let (address, length) = unixAddress(socketPath),
            let socket = OwnedDescriptor(
                Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0))
        else { return }
        var patience = timeval(tv_sec: 1, tv_usec: 0)
        setsockopt(
            socket.number, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size)
        )
        let bytes = Array(message.utf8)
        _ = withSocketAddress(address) {
            sendto(socket.number, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, length)
        }
    }
}
