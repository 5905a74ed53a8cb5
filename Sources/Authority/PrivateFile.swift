public import Foundation

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

    private static func syncFolder(of url: URL) -> Bool {
        let descriptor = open(url.deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return fsync(descriptor) == 0
    }
}
