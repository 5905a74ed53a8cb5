import Foundation

extension NodeHome {
    /// Room for us on the disk of the data directory; nil where the system does not say.
    public var freeBytes: Int64? { FreeSpace.bytes(at: directory) }
}

enum FreeSpace {
    /// Room for us on the disk of a directory; nil where the system does not say.
    static func bytes(at directory: URL) -> Int64? {
        var system = statvfs()
        guard statvfs(directory.path, &system) == 0 else { return nil }
        let (bytes, overflow) = Int64(clamping: system.f_bavail)
            .multipliedReportingOverflow(by: Int64(clamping: system.f_frsize))
        return overflow ? .max : bytes
    }
}
