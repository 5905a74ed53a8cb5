// Which of them `stat` belongs to differs with the order in which a compiler meets them.
import CoreFoundation
import Foundation
import Glibc

/// What the system says of a file: its kind and who may do what with it.
struct FileStatus {
    private let mode: mode_t

    /// nil where the system does not tell.
    init?(of descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        mode = status.st_mode
    }

    /// Of what stands under a name in a folder, be it a link; nil where nothing does.
    init?(of name: String, in folder: Int32) {
        var status = stat()
        guard fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
        mode = status.st_mode
    }

    var isFile: Bool { mode & S_IFMT == S_IFREG }
    var isSocket: Bool { mode & S_IFMT == S_IFSOCK }
    /// Its owner's alone.
    var isPrivate: Bool { mode & 0o077 == 0 }
}
