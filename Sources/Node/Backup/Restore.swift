public import Authority
public import Foundation
import Store
public import SyncCore

extension NodeHome {
    /// Makes a node of a backup, in a place where there is none. It goes on as a new origin: what was
    /// written after the backup and left the machine would be written again under the same numbers.
    ///
    /// - Parameter key: X25519, 32 private bytes.
    /// - Throws: `BackupError`, `SafetyError`, `HomeError`, `StoreError`, `KeyError`; nothing is left then.
    public static func restore(
        _ backup: URL, key: [UInt8], to directory: URL, clock: any WallClock = SystemClock(),
        passphrase: @escaping Passphrase = { nil }
    ) throws -> (home: NodeHome, manifest: BackupManifest) {
        let found = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        guard found.isEmpty else { throw BackupError.occupied }
        var reader = try BackupReader(backup, key: key)
        try SafetyError.makeFolder(directory)
        do {
            let manifest = try reader.extract(to: directory)
            let home = try NodeHome(
                opening: directory, clock: clock, randomness: SystemRandomness(),
                passphrase: passphrase, isBackedUp: true)
            try home.store.renew(at: clock.now)
            return (home, manifest)
        } catch {
            for name in ["keys", Store.fileName, "\(Store.fileName)-wal", "\(Store.fileName)-shm"] {
                try? FileManager.default.removeItem(at: directory.appendingPathComponent(name))
            }
            throw error
        }
    }
}
