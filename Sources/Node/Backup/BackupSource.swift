import Authority
import Foundation
import Store
import SyncCore

/// What a backup is made of: a node that is open, or one whose store is of an older version yet.
protocol BackupSource: Sendable {
    var directory: URL { get }
    var keys: KeyFolder { get }
    var clock: any WallClock { get }
    var roleWord: String { get }
    var code: String { get }
    var name: String { get }

    /// The name of the key that opens its backups.
    func backupKeyName() throws -> String
    func copyStore(to url: URL) throws
    func portrait(ofCopyAt url: URL) throws -> StorePortrait
    func noteVerified(at time: Int64) throws
}

extension NodeHome: BackupSource {
    var roleWord: String { role.rawValue }

    func backupKeyName() throws -> String {
        try stationScope().map(KeyFolder.scope) ?? KeyFolder.exchange
    }

    func copyStore(to url: URL) throws { try store.copyFile(to: url) }

    func portrait(ofCopyAt url: URL) throws -> StorePortrait {
        try store.portrait(ofCopyAt: url)
    }

    func noteVerified(at time: Int64) throws { try Backup.noteVerified(store, at: time) }
}

/// A node whose store an older program has written. Nothing of it is altered before a backup stands.
struct OlderNode: BackupSource {
    let directory: URL
    let keys: KeyFolder
    let clock: any WallClock
    let roleWord: String
    let code: String
    let name: String
    private let store: OlderStore

    /// nil for a directory that is no node yet.
    init?(_ store: OlderStore, in directory: URL, clock: any WallClock) throws {
        guard let role = try store.setting("role") else { return nil }
        self.store = store
        self.directory = directory
        self.clock = clock
        keys = KeyFolder(in: directory)
        roleWord = role
        code = try store.setting("code") ?? ""
        name = try store.setting("name") ?? ""
    }

    /// A station holds the key of its own scope and no other; an aggregator has one for itself.
    func backupKeyName() throws -> String {
        guard roleWord == NodeRole.station.rawValue else { return KeyFolder.exchange }
        let names = try store.scopes().map(KeyFolder.scope)
        return names.first { (try? keys.read($0)) != nil } ?? names.first ?? KeyFolder.exchange
    }

    func copyStore(to url: URL) throws { try store.copyFile(to: url) }

    func portrait(ofCopyAt url: URL) throws -> StorePortrait {
        try store.portrait(ofCopyAt: url)
    }

    func noteVerified(at time: Int64) {}
}

/// A store of an older version was not brought up to date, since no backup could be made of it first. It is
/// as it was.
public struct UpgradeRefused: Error, Hashable, Sendable {
    /// no-room, disk, disk-full or backup-not-whole.
    public let word: String
}

extension OlderNode {
    /// - Throws: `UpgradeRefused`, `KeyError`.
    func backUp() throws {
        do { try FolderSafety().backUp(self, copies: 6) } catch let error as SafetyError {
            throw UpgradeRefused(word: error.word)
        } catch let error as StoreError {
            throw UpgradeRefused(word: ErrorWord.of(error))
        }
    }
}
