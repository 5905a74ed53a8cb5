import CoreFoundation
import Foundation
import Glibc

/// Whether somebody else on this machine may read or replace the keys, and the way back: folders that were
/// copied, from a stick say, come with whatever modes the stick gave them.
extension KeyFolder {
    private static let others: mode_t = 0o077

    /// What is open to others of the folder and of the files in it: paths, the folder first.
    public func exposed() -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let files = names.sorted().map { folder.appendingPathComponent($0).path }
        return ([folder.path] + files).filter { path in
            var status = stat()
            return lstat(path, &status) == 0 && status.st_mode & Self.others != 0
                && status.st_mode & S_IFMT != S_IFLNK
        }
    }

    /// Takes everybody's rights but the owner's away.
    /// - Returns: what was open and is not any more.
    /// - Throws: `KeyError.exposed` for the first that cannot be closed, because it is another's say.
    public func enclose() throws(KeyError) -> [String] {
        let paths = exposed()
        for path in paths {
            var status = stat()
            guard lstat(path, &status) == 0,
                chmod(path, status.st_mode & ~S_IFMT & ~Self.others) == 0
            else { throw .exposed(path) }
        }
        // A disk without modes of its own says yes and changes nothing.
        if let open = exposed().first { throw .exposed(open) }
        return paths
    }
}
