public import Authority
public import Foundation
public import Store
public import SyncCore

/// What became of a database file in which SQLite tripped over pages.
public struct FileSalvage: Sendable {
    public let report: SalvageReport
    /// The broken file as it was, kept for thirty days.
    public let kept: URL
}

extension NodeHome {
    /// What SQLite finds wrong with the file and could not be put right, in its own words; empty for nothing.
    public static let brokenFileSetting = "broken-file"

    /// Puts a sound file with everything that can still be read into the place of a broken one, for nodes that
    /// cannot be opened any more, too. The broken one is put aside first. Whoever has the store open goes on
    /// with the new content, and has to ask for a repair where a part of the logs is gone.
    ///
    /// - Returns: nil for a file that is sound; then nothing was done.
    /// - Throws: `SalvageError`, `SafetyError`, `StoreError`, `KeyError`, `HomeError`; the file is as it was.
    public static func salvage(
        in directory: URL, clock: any WallClock = SystemClock(),
        randomness: any Randomness = SystemRandomness(), passphrase: Passphrase = { nil },
        safety: FolderSafety = FolderSafety()
    ) throws -> FileSalvage? {
        try requireStore(in: directory)
        let key = try KeyFolder(in: directory).vaultKey(passphrase)
        let broken = try BrokenStore(in: directory)
        guard try broken.finding() != nil else { return nil }
        let kept = try safety.keep(broken, of: directory, clock: clock)
        do {
            let report = try broken.salvage(
                vaultKey: key, randomness: randomness, at: clock.now)
            return FileSalvage(report: report, kept: kept)
        } catch {
            Self.forgetCopy(kept)
            throw error
        }
    }

    /// The file is as it was: a copy of it at every try would fill the disk.
    fileprivate static func forgetCopy(_ kept: URL) { unlink(kept.path) }

    /// To be called by whoever has this node open when its file was put right.
    /// - Throws: `StoreError`.
    public func noteSalvage(_ report: SalvageReport) throws {
        try store.set(Self.brokenFileSetting, "")
        // What neighbours hold comes with the next exchange.
        if report.isLogTouched { try askItself(.repair) }
    }
}

extension FolderSafety {
    public func salvage(_ home: NodeHome) throws -> SalvageReport? {
        var kept: URL?
        do {
            return try home.store.salvage(at: home.clock.now) {
                kept = try keep($0, of: home.directory, clock: home.clock)
            }
        } catch {
            kept.map(NodeHome.forgetCopy)
            throw error
        }
    }

    /// Copies a broken file as it lies on the disk.
    /// - Throws: `SafetyError`, `StoreError`.
    fileprivate func keep(
        _ broken: BrokenStore, of directory: URL, clock: any WallClock
    ) throws -> URL {
        // The copy, the file that is filled, and what of it is written in one transaction.
        try requireRoom(in: directory, copies: 3)
        let folder = directory.appendingPathComponent(Self.bundles)
        try SafetyError.makeFolder(folder)
        let url = folder.appendingPathComponent(PutAside.brokenFile.name(at: clock))
        let file = try DurableFile(url)
        try broken.copy(file.write)
        try file.finish()
        chmod(url.path, 0o400)
        return url
    }
}
