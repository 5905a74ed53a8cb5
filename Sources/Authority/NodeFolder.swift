import Foundation
public import SyncCore

/// A node's small files, keys and sidecar, in the folder of its keys.
public struct NodeFolder: NodeFiles {
    private let folder: URL

    public init(_ keys: KeyFolder) { folder = keys.folder }

    public func read(_ name: String) throws -> [UInt8]? {
        let url = folder.appendingPathComponent(name)
        guard FileManager.default.fileExists(atPath: url.path) else { return nil }
        guard let data = try? Data(contentsOf: url) else { throw KeyError.disk(url.path) }
        return [UInt8](data)
    }

    public func replace(_ name: String, with bytes: [UInt8]) throws {
        let url = folder.appendingPathComponent(name)
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch { throw KeyError.disk(folder.path) }
        guard PrivateFile.replace(url, contents: bytes) else { throw KeyError.disk(url.path) }
    }

    public func remove(_ name: String) throws {
        let url = folder.appendingPathComponent(name)
        guard FileManager.default.fileExists(atPath: url.path) else { return }
        do { try FileManager.default.removeItem(at: url) } catch { throw KeyError.disk(url.path) }
    }
}
