public import Store

/// The first chunk of a backup: whose it is, what is in it, and what has to come out when it is put back.
public struct BackupManifest: Codable, Hashable, Sendable {
    /// A file of the node's directory, in the order in which their bytes follow.
    public struct File: Codable, Hashable, Sendable {
        /// `store.sqlite`, or `keys/…`.
        public let name: String
        public let size: Int
        /// SHA-256, in hexadecimal.
        public let digest: String
    }

    public static let version = 1
    /// Files of a node: a store, and a few keys.
    public static let fileLimit = 4_096

    public let version: Int
    /// Milliseconds since 1970.
    public let time: Int64
    public let role: String
    public let code: String
    public let name: String
    public let files: [File]
    public let portrait: StorePortrait

    /// Whether it names nothing outside of the directory that it is put back into, and no sidecar: with one
    /// that fits, whoever is put back would go on as the old origin.
    var isSound: Bool {
        version == Self.version && files.count <= Self.fileLimit && time >= 0
            && files.first?.name == Store.fileName && files.allSatisfy { $0.size >= 0 }
            && files.dropFirst().allSatisfy { file in
                let parts = file.name.split(separator: "/", omittingEmptySubsequences: false)
                return parts.count == 2 && parts[0] == "keys" && !parts[1].hasPrefix(".")
                    && !parts[1].isEmpty && parts[1] != Backup.sidecar && file.size <= 1 << 20
            }
            && Set(files.map(\.name)).count == files.count
    }
}
