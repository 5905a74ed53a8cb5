import Foundation

/// An empty directory under the system's temporary one that goes away with the value.
final class TemporaryPlace: Sendable {
    let path: String

    /// `length` is that of the whole path in bytes, at least 80; nil takes it as it comes.
    init(length: Int? = nil) throws {
        var path = NSTemporaryDirectory()
        if path.last != "/" { path += "/" }
        path += "yizhan-" + UUID().uuidString
        if let length { path += String(repeating: "x", count: max(0, length - path.utf8.count)) }
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        self.path = path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The permission bits of the file `name`.
    func mode(of name: String) throws -> Int? {
        let attributes = try FileManager.default.attributesOfItem(atPath: path + "/" + name)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue
    }

    func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: path + "/" + name)
    }
}
