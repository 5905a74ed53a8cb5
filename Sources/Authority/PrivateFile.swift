import CoreFoundation
public import Foundation
import Glibc

/// Files that only their owner may read, written whole and durably or not at all.
public enum PrivateFile {
    /// Creates `url` with mode 0600 and syncs it; false if it exists or the disk fails.
    public static func create(_ url: URL, contents: [UInt8]) -> Bool {
        let descriptor = open(url.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return false }
        var written = 0
        while written < contents.count {
            let count = contents[written...].withUnsafeBytes {
                write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            written += count
        }
        let isDurable = written == contents.count && fsync(descriptor) == 0
        close(descriptor)
        if !isDurable { unlink(url.path) }
        return isDurable && syncFolder(of: url)
    }

    /// Puts `contents` in the place of what `url` held: whoever reads it finds the old or the new, also
    /// after a power cut. False if the disk fails; the old then stands.
    public static func replace(_ url: URL, contents: [UInt8]) -> Bool {
        let fresh = url.appendingPathExtension("new")
        unlink(fresh.path)
        guard create(fresh, contents: contents) else { return false }
        guard rename(fresh.path, url.path) == 0 else {
            unlink(fresh.path)
            return false
        }
        return syncFolder(of: url)
    }

    /// Overwrites `url` once and removes it. A disk that writes elsewhere keeps what it had. Under its name
    /// it is whole or gone, whenever the power fails.
    public static func remove(_ url: URL) -> Bool {
        let doomed = url.appendingPathExtension("gone")
        guard rename(url.path, doomed.path) == 0, syncFolder(of: url) else { return false }
        return wipe(doomed)
    }

    /// What a `remove` has left that was cut off; true where nothing is left.
    public static func finishRemoval(of url: URL) -> Bool {
        let doomed = url.appendingPathExtension("gone")
        return access(doomed.path, F_OK) != 0 || wipe(doomed)
    }

    private static func wipe(_ url: URL) -> Bool {
        let descriptor = open(url.path, O_WRONLY | O_CLOEXEC)
        if descriptor >= 0 {
            var status = stat()
            if fstat(descriptor, &status) == 0, (1...4_096).contains(status.st_size) {
                let zeros = [UInt8](repeating: 0, count: Int(status.st_size))
                _ = zeros.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
                _ = fsync(descriptor)
            }
            close(descriptor)
        }
        return unlink(url.path) == 0 && syncFolder(of: url)
    }

    private static func syncFolder(of url: URL) -> Bool {
        let descriptor = open(url.deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return fsync(descriptor) == 0
    }
}
