import Foundation

/// A file that a check works in, named after the process that made it: one that was killed leaves it
/// behind, and the next check clears it away.
struct Scratch {
    private static let prefix = "check-"

    let url: URL

    init(in directory: URL, suffix: String) {
        url = directory.appendingPathComponent("\(Self.prefix)\(getpid())-\(suffix).sqlite")
    }

    func remove() {
        for ending in ["", "-wal", "-shm", "-journal"] {
            try? FileManager.default.removeItem(atPath: url.path + ending)
        }
    }

    /// Removes what processes that are no more have left.
    static func sweep(_ directory: URL) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        for name in names where name.hasPrefix(prefix) {
            let maker = name.dropFirst(prefix.count).prefix { $0 != "-" }
            guard let process = Int32(maker), kill(process, 0) != 0, errno == ESRCH else {
                continue
            }
            try? FileManager.default.removeItem(at: directory.appendingPathComponent(name))
        }
    }
}
