package import Store
package import SyncCore

extension Store {
    /// Opens the store on a virtual disk as it would be opened in a directory.
    package convenience init(
        on disk: VirtualDisk, fileName: String = Store.fileName, vaultKey: [UInt8],
        randomness: any Randomness
    ) throws {
        try self.init(
            path: disk.path(for: fileName), vaultKey: vaultKey, files: DiskFiles(disk),
            randomness: randomness)
    }
}

/// Keys and sidecar on a virtual disk, beside the database.
package struct DiskFiles: NodeFiles {
    private let disk: VirtualDisk

    package init(_ disk: VirtualDisk) { self.disk = disk }

    package func read(_ name: String) throws -> [UInt8]? {
        guard disk.isOn else { throw VirtualDisk.Failure.io }
        return disk.read("keys-\(name)")
    }

    package func replace(_ name: String, with bytes: [UInt8]) throws {
        guard disk.isOn else { throw VirtualDisk.Failure.io }
        try disk.replace("keys-\(name)", with: bytes)
    }

    package func remove(_ name: String) throws {
        guard disk.isOn else { throw VirtualDisk.Failure.io }
        if disk.size(of: "keys-\(name)") != nil { try disk.delete("keys-\(name)") }
    }
}

extension DiskImage {
    /// A disk with a store that was just made, and closed again: to begin with it saves the migrations.
    /// - Parameter prepare: what else to do with the fresh store; scopes and settings, say.
    package static func freshStore(
        vaultKey: [UInt8], randomness: any Randomness, _ prepare: (Store) throws -> Void = { _ in }
    ) throws -> DiskImage {
        let disk = VirtualDisk(seed: 0)
        do {
            let store = try Store(on: disk, vaultKey: vaultKey, randomness: randomness)
            try prepare(store)
            try store.checkpointFile()
        }
        return disk.snapshot()
    }
}
