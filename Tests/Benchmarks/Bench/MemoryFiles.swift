import SyncCore
import Synchronization

/// Keys and sidecar in memory.
final class MemoryFiles: NodeFiles {
    private let files: Mutex<[String: [UInt8]]>

    init(_ files: [String: [UInt8]] = [:]) { self.files = Mutex(files) }

    func read(_ name: String) -> [UInt8]? { files.withLock { $0[name] } }

    func replace(_ name: String, with bytes: [UInt8]) { files.withLock { $0[name] = bytes } }

    func remove(_ name: String) { files.withLock { $0[name] = nil } }
}
