import CoreFoundation
import Foundation
import Glibc
import Synchronization

/// Where other users of this machine reach the node: a Unix socket that anybody may open (mode 0666),
/// in a folder that says who gets that far. Whoever comes in has to log in; what they ask is done by the
/// node, under their name.
public final class DoorSocket: Sendable {
    private let path: String
    private let listener: OwnedDescriptor
    /// Of the socket that was made here: another one in its place is somebody else's.
    private let inode: ino_t
    private let callers = Mutex(0)
    private let isOpen = Mutex(true)
    private let longest: Int

    /// A socket that a dead node left in the place is removed; anything else is left alone.
    public convenience init(path: String) throws(ControlError) {
        try self.init(path: path, longest: DoorLimits.answer)
    }

    /// - Parameter longest: bytes of an answer.
    init(path: String, longest: Int) throws(ControlError) {
        self.path = path
        self.longest = longest
        var status = stat()
        if lstat(path, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket }
            // Whoever took a living node's place would be told its people's passwords.
            guard !Self.isAnswered(path) else { throw .unavailable(errno: EADDRINUSE) }
            unlink(path)
        }
        let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue
        guard let (address, length) = unixAddress(path) else {
            throw .unavailable(errno: ENAMETOOLONG)
        }
        guard let listener = OwnedDescriptor(socket(AF_UNIX, Int32(kind), 0)),
            withSocketAddress(address, { bind(listener.number, $0, length) }) == 0,
            chmod(path, 0o666) == 0, listen(listener.number, 64) == 0
        else { throw .unavailable(errno: errno) }
        self.listener = listener
        inode = lstat(path, &status) == 0 ? status.st_ino : 0
    }

    private static func isAnswered(_ path: String) -> Bool {
        let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue
        guard let (address, length) = unixAddress(path),
            let caller = OwnedDescriptor(socket(AF_UNIX, Int32(kind), 0))
        else { return false }
        defer { caller.close() }
        return withSocketAddress(address, { connect(caller.number, $0, length) }) == 0
    }

    deinit { close() }

    /// Starts a thread that takes callers in, and one for each of them; `answer` may take its time.
    public func serve(_ answer: @escaping @Sendable (DoorRequest) -> DoorAnswer) {
        let thread = Thread { [self] in
            while isOpen.withLock({ $0 }) {
                guard let caller = OwnedDescriptor(accept(listener.number, nil, nil)) else {
                    if errno == EMFILE || errno == ENFILE { usleep(50_000) }
                    if errno == EBADF || errno == EINVAL { return }
                    continue
                }
                caller.closeOnExec()
                take(caller, answer)
            }
        }
        thread.name = "door"
        thread.start()
    }

    /// Removes the socket, and waits a little for those who are inside: they get their answer.
    public func close() {
        let wasOpen = isOpen.withLock { isOpen in
            defer { isOpen = false }
            return isOpen
        }
        guard wasOpen else { return }
        var status = stat()
        if lstat(path, &status) == 0, status.st_ino == inode { unlink(path) }
        shutdown(listener.number, Int32(SHUT_RDWR))
        listener.close()
        let deadline = Deadline(after: DoorLimits.patience)
        while callers.withLock({ $0 }) > 0, !deadline.hasPassed { usleep(10_000) }
    }

    private func take(
        _ caller: OwnedDescriptor, _ answer: @escaping @Sendable (DoorRequest) -> DoorAnswer
    ) {
        let isRoom = callers.withLock { callers in
            guard callers < DoorLimits.callers else { return false }
            callers += 1
            return true
        }
        guard isRoom else { return caller.close() }
        let thread = Thread { [self] in
            defer { callers.withLock { $0 -= 1 } }
            talk(with: caller, answer)
        }
        thread.name = "door caller"
        thread.stackSize = 8 << 20
        thread.start()
    }

    private func talk(
        with caller: OwnedDescriptor, _ answer: @Sendable (DoorRequest) -> DoorAnswer
    ) {
        let patience = Deadline(after: DoorLimits.patience)
        guard
            case .success(let line) = readLine(
                from: caller, limit: DoorLimits.request, until: patience),
            let request = try? JSONDecoder().decode(DoorRequest.self, from: Data(line.utf8))
        else { return }
        let answer = answer(request)
        guard var bytes = answer.line() else { return }
        if bytes.count > longest { bytes = Self.tooLong(answer).line() ?? [] }
        Self.send(bytes, to: caller, until: Deadline(after: DoorLimits.patience))
    }

    /// Instead of the answer: who asked must not take it for a broken line.
    private static func tooLong(_ answer: DoorAnswer) -> DoorAnswer {
        var short = DoorAnswer(exit: answer.exit, output: "", messages: "", token: answer.token)
        short.isTooLong = true
        return short
    }

    fileprivate static func send(
        _ bytes: [UInt8], to peer: OwnedDescriptor, until deadline: Deadline
    ) {
        var sent = 0
        while sent < bytes.count, deadline.waits(for: POLLOUT, on: peer.number) {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(
                    peer.number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
            }
            if count < 0, errno == EAGAIN || errno == EINTR { continue }
            guard count > 0 else { return }
            sent += count
        }
    }
}

/// The way to a node from outside.
public enum DoorClient {
    /// - Throws: `ControlError`; `nobodyThere` where no node listens, `timedOut` after
    ///   `DoorLimits.answering`.
    public static func ask(path: String, _ request: DoorRequest) throws(ControlError) -> DoorAnswer
    {
        try ask(path: path, request, answering: DoorLimits.answering)
    }

    static func ask(
        path: String, _ request: DoorRequest, answering: Duration
    ) throws(ControlError) -> DoorAnswer {
        let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue
        guard let (address, length) = unixAddress(path) else {
            throw .unavailable(errno: ENAMETOOLONG)
        }
        guard let connection = OwnedDescriptor(socket(AF_UNIX, Int32(kind), 0)) else {
            throw .unavailable(errno: errno)
        }
        guard withSocketAddress(address, { connect(connection.number, $0, length) }) == 0 else {
            throw errno == ENOENT || errno == ECONNREFUSED
                ? .nobodyThere : .unavailable(errno: errno)
        }
        guard let bytes = request.line() else { throw .broken }
        guard bytes.count <= DoorLimits.request else { throw .requestTooLong }
        DoorSocket.send(bytes, to: connection, until: Deadline(after: DoorLimits.patience))
        let answered = try readAll(of: connection, until: Deadline(after: answering))
        guard let answer = try? JSONDecoder().decode(DoorAnswer.self, from: Data(answered)) else {
            throw .broken
        }
        guard answer.isTooLong != true else { throw .tooLong }
        return answer
    }

    private static func readAll(
        of connection: OwnedDescriptor, until deadline: Deadline
    ) throws(ControlError) -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        while deadline.waits(for: POLLIN, on: connection.number) {
            let count = recv(connection.number, &piece, piece.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .broken }
            guard count > 0 else { return bytes }
            bytes += piece.prefix(count)
            guard bytes.count <= DoorLimits.answer else { throw .tooLong }
        }
        throw .timedOut
    }
}
