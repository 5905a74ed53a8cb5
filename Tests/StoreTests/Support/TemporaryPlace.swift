import Foundation

/// An empty directory under the system's temporary one that goes away with the value.
final class TemporaryPlace: Sendable {
    let url: URL
    /// Beside the database: keys and sidecar of whoever lives here.
    let nodeFiles = MemoryFiles()

    init() throws {
        url = FileManager.default.temporaryDirectory
            .appendingPathComponent("yizhan-" + UUID().uuidString, isDirectory: true)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    var files: [URL] {
        get throws {
            try FileManager.default.contentsOfDirectory(
                at: url, includingPropertiesForKeys: nil)
        }
    }
}
