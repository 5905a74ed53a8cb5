import Glibc
import Synchronization

/// An open file of the system that is closed exactly once, at the latest when nobody holds it any
/// more.
final class OwnedDescriptor: Sendable {
    private let held: Mutex<Int32>

    /// Takes over `number`; nil when it is the −1 of a failed call, and `errno` still says why.
    init?(_ number: Int32) {
        guard number >= 0 else { return nil }
        held = Mutex(number)
    }

    deinit { close() }

    /// The descriptor, or −1 after `close()`: the system refuses that with EBADF.
    var number: Int32 { held.withLock { $0 } }

    /// Keeps it from programs that this process starts, where the call that opened it could not.
    func closeOnExec() { _ = fcntl(number, F_SETFD, FD_CLOEXEC) }

    func close() {
        held.withLock { number in
            if number >= 0 { _ = Glibc.close(number) }
            number = -1
        }
    }
}

/// The two ends of a pipe(2); nil when the system gives none, and `errno` says why.
func openPipe() -> (read: OwnedDescriptor, write: OwnedDescriptor)? {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0, let read = OwnedDescriptor(ends[0]),
        let write = OwnedDescriptor(ends[1])
    else { return nil }
    read.closeOnExec()
    write.closeOnExec()
    return (read, write)
}

/// A moment on the monotonic clock until which a call may wait.
struct Deadline {
    private let end: ContinuousClock.Instant

    init(after wait: Duration) { end = .now.advanced(by: wait) }

    var hasPassed: Bool { end <= .now }

    /// For poll(2): what is left in milliseconds, rounded up, and zero once it has passed.
    var pollTimeout: Int32 {
        let left = ContinuousClock.now.duration(to: end)
        guard left > .zero else { return 0 }
        let (seconds, attoseconds) = left.components
        guard seconds < 1_000_000 else { return 1_000_000_000 }
        return Int32(seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }

    /// Waits for `events` on `descriptor`; false when the deadline passed first.
    func waits(for events: Int32, on descriptor: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        while true {
            switch poll(&entry, 1, pollTimeout) {
            case 1...: return true
            case 0: if hasPassed { return false }
            default: if errno != EINTR { return true }  // The call that follows meets the error.
            }
        }
    }
}

/// `address` with `path` in it, and the length that bind(2) and connect(2) want to hear; nil when
/// the path is longer than the 107 bytes that fit. A leading `@` means Linux' abstract names.
func unixAddress(_ path: String) -> (address: sockaddr_un, length: socklen_t)? {
    var bytes = Array(path.utf8)
    let isAbstract = bytes.first == UInt8(ascii: "@")
    if isAbstract { bytes[0] = 0 }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    guard !bytes.isEmpty, bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
        return nil
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let header = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
    return (address, socklen_t(header + bytes.count + (isAbstract ? 0 : 1)))
}

/// Hands `address` to a call that wants a `sockaddr`.
func withSocketAddress<Result>(
    _ address: sockaddr_un, _ body: (UnsafePointer<sockaddr>) -> Result
) -> Result {
    withUnsafePointer(to: address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
    }
}
