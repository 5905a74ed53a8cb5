import CoreFoundation
import Foundation
import Glibc
import SyncCore

/// A file that a check works in, named after the process that made it: one that was killed leaves it
/// behind, and the next check clears it away.
struct Scratch {
    private static let prefix = "check-"
    private static let endings = ["", "-wal", "-shm", "-journal"]

    let url: URL

    init(in directory: URL, suffix: String) {
        url = directory.appendingPathComponent("\(Self.prefix)\(getpid())-\(suffix).sqlite")
    }

    func remove() {
        for ending in Self.endings {
            try? FileManager.default.removeItem(atPath: url.path + ending)
        }
    }

    /// Removes what processes that are no more have left: plain files of just these names, as a data directory may
    /// hold things of other people.
    static func sweep(_ directory: URL) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        for name in names {
            guard let maker = maker(of: name), kill(maker, 0) != 0, errno == ESRCH else { continue }
            let path = directory.appendingPathComponent(name).path
            var status = stat()
            guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
            unlink(path)
        }
    }

    /// The process that has named a file so; nil for a name that is none of ours.
    private static func maker(of name: String) -> Int32? {
        guard name.hasPrefix(prefix),
            let ending = endings.first(where: { name.hasSuffix(".sqlite" + $0) })
        else { return nil }
        let parts = name.dropFirst(prefix.count).dropLast(".sqlite".count + ending.count)
            .split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, Hex.decode(String(parts[1]))?.isEmpty == false,
            let process = Int32(parts[0]), process > 0
        else { return nil }
        return process
    }
}
