import GRDB
import GRDBSQLite

/// A database beside the store's own, on the same disk, whatever that is to SQLite.
struct SiblingFile {
    /// What SQLite opens.
    let path: String
    private let vfs: String?

    /// - Parameter path: of the store: a file, or a URI of one that another VFS has.
    init(of path: String, suffix: String) {
        let parts = path.split(separator: "?", maxSplits: 1)
        guard path.hasPrefix("file:"), let file = parts.first else {
            self.path = path + suffix
            vfs = nil
            return
        }
        let query = parts.dropFirst().first.map { "?\($0)" } ?? ""
        self.path = file + suffix + query
        vfs = query.split(separator: "=").last.map(String.init)
    }

    private var name: String {
        guard path.hasPrefix("file:") else { return path }
        return String(path.dropFirst(5).prefix { $0 != "?" })
    }

    var exists: Bool {
        var result: Int32 = 0
        guard let vfs = sqlite3_vfs_find(vfs), let access = vfs.pointee.xAccess,
            access(vfs, name, SQLITE_ACCESS_EXISTS, &result) == SQLITE_OK
        else { return false }
        return result != 0
    }

    /// Takes the file away, and what SQLite keeps beside it. Nobody may have it open.
    func remove() {
        guard let vfs = sqlite3_vfs_find(vfs), let delete = vfs.pointee.xDelete else { return }
        for ending in ["-journal", "-wal", "-shm", ""] { _ = delete(vfs, name + ending, 1) }
    }
}
