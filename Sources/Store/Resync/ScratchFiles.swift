import SyncCore
import Synchronization

/// Keys that nobody else ever sees, of a store that nobody ever speaks for.
final class ScratchFiles: NodeFiles {
    private let files: Mutex<[String: [UInt8]]>

    init(_ randomness: any Randomness) {
        files = Mutex([Identity.firstKey: randomness.bytes(32)])
    }

    func read(_ name: String) -> [UInt8]? { files.withLock { $0[name] } }
    func replace(_ name: String, with bytes: [UInt8]) { files.withLock { $0[name] = bytes } }
    func remove(_ name: String) { files.withLock { $0[name] = nil } }
}
