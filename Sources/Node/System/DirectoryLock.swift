import Glibc

/// The right to be the one process that works on a data directory: flock(2) on its file
/// `node.lock`.
///
/// The lock belongs to the open file, so it goes with the process however that ends, and a second
/// holder is kept out even within one process. The file itself stays: removing it would let two
/// processes lock two files of the same name. It holds the process id of the last holder, for
/// people to read.
public final class DirectoryLock: Sendable {
    public static let fileName = "node.lock"

    private let file: OwnedDescriptor

    private init(_ file: OwnedDescriptor) { self.file = file }

    /// Takes the lock, or throws at once when somebody holds it.
    public static func tryAcquire(directory: String) throws(DirectoryLockError) -> DirectoryLock {
        try acquire(directory: directory, timeout: .zero)
    }

    /// Takes the lock, waiting for its holder no longer than `timeout`. Blocks the thread.
    public static func acquire(
        directory: String, timeout: Duration
    ) throws(DirectoryLockError) -> DirectoryLock {
        let path = directory + "/" + fileName
        guard
            let file = OwnedDescriptor(open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600))
        else { throw .unavailable(errno: errno) }
        let deadline = Deadline(after: timeout)
        while flock(file.number, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else { throw .unavailable(errno: errno) }
            if deadline.hasPassed { throw .held(by: holder(of: file)) }
            usleep(20_000)  // flock(2) knows no timeout of its own.
        }
        writeHolder(to: file)
        return DirectoryLock(file)
    }

    /// Lets the next one in. Also happens when the value goes away or the process ends.
    public func release() { file.close() }
}

/// Why a data directory could not be locked. Nothing was changed.
public enum DirectoryLockError: Error, Hashable {
    /// Another process works here: stop it, or ask it through its control socket.
    /// The process id is a hint for people; nil when it could not be read.
    case held(by: Int32?)
    /// The lock file cannot be opened or locked: the directory is missing, read-only or not ours.
    case unavailable(errno: Int32)
}

extension DirectoryLock {
    private static func holder(of file: OwnedDescriptor) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(file.number, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return Int32(String(decoding: bytes.prefix(count).prefix { $0 != 0x0A }, as: UTF8.self))
    }

    /// A failure to write is of no consequence: the lock is held all the same.
    private static func writeHolder(to file: OwnedDescriptor) {
        let text = Array("\(getpid())\n".utf8)
        if ftruncate(file.number, 0) == 0 { _ = pwrite(file.number, text, text.count, 0) }
    }
}
