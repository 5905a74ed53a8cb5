public import Foundation
import ServiceRecords
public import Store
public import SyncCore

/// Safety bundles and backups in folders of the data directory, kept for thirty days.
public struct FolderSafety: SafetyNet {
    public static let bundles = "safety"
    public static let backups = "backups"
    /// Milliseconds.
    static let keeping: Int64 = 30 * 86_400_000

    private let free: @Sendable (URL) -> Int64?

    public init() { self.init { FreeSpace.bytes(at: $0) } }

    /// - Parameter free: bytes that are left on the disk of a directory; nil where that is not known.
    package init(free: @escaping @Sendable (URL) -> Int64?) { self.free = free }

    public func catchUndelivered(of home: NodeHome) throws -> String? {
        guard try home.store.view({ try $0.delivery() }).pending > 0 else { return nil }
        let courier = Courier(home)
        guard let destination = try courier.above() else { throw SafetyError("no-bundle-key") }
        let folder = home.directory.appendingPathComponent(Self.bundles)
        try requireRoom(in: home.directory, copies: 1)
        try SafetyError.makeFolder(folder)
        let url = folder.appendingPathComponent(PutAside.bundle.name(at: home.clock))
        let file = try DurableFile(url)
        let bundle = try courier.load(for: destination) { try file.write($0) }
        guard !bundle.isCut else { throw SafetyError.damaged }
        try file.finish()
        return url.path
    }

    public func backUp(_ home: NodeHome) throws -> String? {
        // A copy, the sealed file, and what is unpacked to be compared; the store that is filled beside.
        try backUp(home, copies: 4).path
    }

    /// - Parameter copies: of the store, for which there has to be room.
    @discardableResult
    func backUp(_ source: some BackupSource, copies: Int64) throws -> URL {
        let folder = source.directory.appendingPathComponent(Self.backups)
        try requireRoom(in: source.directory, copies: copies)
        try SafetyError.makeFolder(folder)
        sweep(folder, before: source.clock.now - Self.keeping)
        let url = folder.appendingPathComponent(PutAside.backup.name(at: source.clock))
        do { try Backup(of: source).write(to: url) } catch is BackupError {
            throw SafetyError("backup-not-whole")
        }
        chmod(url.path, 0o400)
        return url
    }

    public func check(_ home: NodeHome, _ narrowing: Narrowing) throws -> CheckReport {
        try home.store.check(scratch: home.directory, of: narrowing)
    }

    /// What was put aside of its own accord shows what has been erased since. What is not delivered is put
    /// aside anew before the old file goes.
    public func forgetErased(of home: NodeHome) throws {
        for url in PutAside.files(in: home.directory.appendingPathComponent(Self.backups)) {
            try remove(url)
        }
        let old = PutAside.files(in: home.directory.appendingPathComponent(Self.bundles))
        guard !old.isEmpty else { return }
        _ = try catchUndelivered(of: home)
        for url in old { try remove(url) }
    }

    /// Another process may have been quicker.
    private func remove(_ url: URL) throws {
        guard unlink(url.path) == 0 || errno == ENOENT else { throw SafetyError.disk }
    }

    public func sweep(_ home: NodeHome) {
        for name in [Self.bundles, Self.backups] {
            sweep(
                home.directory.appendingPathComponent(name),
                before: home.clock.now - Self.keeping)
        }
    }

    /// The names of everything that was put aside of its own accord, the latest last.
    public static func kept(_ home: NodeHome) -> [URL] {
        [bundles, backups].flatMap { name in
            PutAside.files(in: home.directory.appendingPathComponent(name))
        }
    }

    func requireRoom(in directory: URL, copies: Int64) throws {
        let size = Self.storeBytes(in: directory)
        guard let free = free(directory) else { return }
        guard free / copies > size + 1 << 20 else { throw SafetyError.noRoom }
    }

    static func storeBytes(in directory: URL) -> Int64 {
        ["", "-wal"].reduce(0) { sum, ending in
            let path = directory.appendingPathComponent(Store.fileName).path + ending
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            return sum + ((attributes?[.size] as? NSNumber)?.int64Value ?? 0)
        }
    }

    private func sweep(_ folder: URL, before limit: Int64) {
        for url in PutAside.files(in: folder) {
            let attributes = try? FileManager.default.attributesOfItem(atPath: url.path)
            guard let date = attributes?[.modificationDate] as? Date,
                Int64(date.timeIntervalSince1970 * 1_000) < limit
            else { continue }
            try? remove(url)
        }
    }
}
