import Authority
import Crypto
public import Foundation
import ServiceRecords
public import Store
import SyncCore

/// A copy of a node in one sealed file: its store, and the keys without which nothing of it can be read or
/// gone on with. The sidecar is left out: whoever puts a backup back has lost memory, and goes on as a
/// new origin.
///
/// It is sealed to a key that lies elsewhere as well: a station's to its scope's, which the county keeps;
/// an aggregator's to its own exchange key, which is written out for a safe (decision 0032).
public struct Backup: Sendable {
    static let magic = Array("YZBACKUP1\n".utf8)
    static let chunkBytes = 64 << 10
    /// How far the logs have been shown; of the node's files the one that is left out.
    static let sidecar = "sidecar"

    let source: any BackupSource

    public init(_ home: NodeHome) { self.init(of: home) }

    init(of source: any BackupSource) { self.source = source }

    /// The name of the key that opens the backups of this node.
    /// - Throws: `StoreError`.
    public func keyName() throws -> String { try source.backupKeyName() }

    /// Writes a backup, reads it back and compares.
    /// - Throws: `BackupError`, `SafetyError`, `StoreError`, `KeyError`; no file is left then.
    @discardableResult
    public func write(to url: URL) throws -> BackupManifest {
        let scratch = try BackupScratch(in: source.directory)
        defer { scratch.remove() }
        let copy = scratch.url.appendingPathComponent(Store.fileName)
        try source.copyStore(to: copy)
        let files = [(Store.fileName, copy)] + keyFiles()
        let manifest = BackupManifest(
            version: BackupManifest.version, time: source.clock.now, role: source.roleWord,
            code: source.code, name: source.name,
            files: try files.map { name, url in try Self.describe(url, as: name) },
            portrait: try source.portrait(ofCopyAt: copy))
        try seal(manifest, files.map(\.1), into: url)
        do {
            try verify(url)
        } catch {
            try? FileManager.default.removeItem(at: url)
            throw error
        }
        try source.noteVerified(at: source.clock.now)
        return manifest
    }

    /// Milliseconds since 1970 of the last backup that was read back and was whole; nil for none.
    public static func lastVerified(_ store: Store) throws -> Int64? {
        try store.setting(verifiedName).flatMap { Int64($0) }
    }

    static func noteVerified(_ store: Store, at time: Int64) throws {
        try store.set(verifiedName, "\(time)")
    }

    private static let verifiedName = "backup-verified"

    /// Opens a backup of this node in a scratch place, and compares what comes out with what it says.
    /// - Throws: `BackupError`, `StoreError`, `KeyError`.
    @discardableResult
    public func verify(_ url: URL) throws -> BackupManifest {
        let scratch = try BackupScratch(in: source.directory)
        defer { scratch.remove() }
        var reader = try BackupReader(url, key: source.keys.read(keyName()))
        let manifest = try reader.extract(to: scratch.url)
        let file = scratch.url.appendingPathComponent(Store.fileName)
        let portrait: StorePortrait
        do { portrait = try source.portrait(ofCopyAt: file) } catch StoreError.damaged {
            throw BackupError.differs
        }
        guard portrait == manifest.portrait else { throw BackupError.differs }
        return manifest
    }

    private func keyFiles() -> [(String, URL)] {
        let folder = source.keys.folder
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { !$0.hasPrefix(".") && !$0.hasSuffix(".new") && $0 != Self.sidecar }
            .sorted().map { ("keys/\($0)", folder.appendingPathComponent($0)) }
    }

    private static func describe(_ url: URL, as name: String) throws -> BackupManifest.File {
        var hasher = SHA256()
        var size = 0
        try forEachPiece(of: url) { piece in
            hasher.update(data: piece)
            size += piece.count
        }
        return .init(name: name, size: size, digest: Hex.encode([UInt8](hasher.finalize())))
    }

    static func forEachPiece(of url: URL, _ body: (Data) throws -> Void) throws {
        guard let handle = FileHandle(forReadingAtPath: url.path) else { throw SafetyError.disk }
        defer { try? handle.close() }
        while true {
            let piece: Data?
            do { piece = try handle.read(upToCount: chunkBytes) } catch { throw SafetyError.disk }
            guard let piece, !piece.isEmpty else { return }
            try body(piece)
        }
    }

    private func seal(_ manifest: BackupManifest, _ files: [URL], into url: URL) throws {
        let key = try ExchangeKey.publicKey(of: source.keys.read(keyName()))
        let sealer = try BundleSealer(recipient: key)
        let file = try DurableFile(url)
        try file.write(Self.magic + sealer.header.bytes)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let opening = [UInt8](try encoder.encode(manifest))
        var number: UInt32 = 0
        // The last chunk says that it is that: one is held back until the next is there.
        var waiting: [UInt8]?
        func pass(_ next: [UInt8]?) throws {
            if let waiting {
                try file.write(sealer.seal(waiting, number: number, isLast: next == nil))
                number += 1
            }
            waiting = next
        }
        try pass(UInt32(clamping: opening.count).bigEndianBytes)
        for start in stride(from: 0, to: opening.count, by: Self.chunkBytes) {
            try pass(Array(opening[start..<min(start + Self.chunkBytes, opening.count)]))
        }
        for source in files { try Self.forEachPiece(of: source) { try pass([UInt8]($0)) } }
        try pass(nil)
        try file.finish()
    }
}

/// Why a file is no backup that could be put back.
public enum BackupError: Error, Hashable, Sendable {
    case notABackup
    /// It does not open with this key: another node's, or another key.
    case wrongKey
    /// It is torn or damaged.
    case damaged
    /// It opens, and does not give what it says.
    case differs
    /// Something is there already.
    case occupied
}

/// A folder that a backup is made or tried in; removed again, and what killed processes have left with it.
struct BackupScratch {
    private static let prefix = "backup-scratch-"
    let url: URL

    init(in directory: URL) throws {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        for name in names {
            guard let maker = Self.maker(of: name), kill(maker, 0) != 0, errno == ESRCH else {
                continue
            }
            try? FileManager.default.removeItem(at: directory.appendingPathComponent(name))
        }
        url = directory.appendingPathComponent("\(Self.prefix)\(getpid())-\(UUID().uuidString)")
        try SafetyError.makeFolder(url)
    }

    func remove() { try? FileManager.default.removeItem(at: url) }

    /// The process that has named a folder so; nil for a name that is none of ours.
    private static func maker(of name: String) -> Int32? {
        guard name.hasPrefix(prefix) else { return nil }
        let parts = name.dropFirst(prefix.count).split(separator: "-", maxSplits: 1)
        guard parts.count == 2, UUID(uuidString: String(parts[1])) != nil,
            let process = Int32(parts[0]), process > 0
        else { return nil }
        return process
    }
}
