import Authority
import Crypto
public import Foundation
import Store
import SyncCore

/// Opens a backup with the key that it is sealed to. Bounded by one chunk, whatever the file claims.
public struct BackupReader {
    /// Longer than any manifest of ours.
    private static let manifestBytes = 4 << 20

    private let handle: FileHandle
    private let opener: BundleOpener
    private var scanner: BundleScanner
    private var number: UInt32 = 0
    private var isAtEnd = false
    private var hasEnded = false
    private var buffer: [UInt8] = []

    /// - Parameter key: X25519, 32 private bytes.
    /// - Throws: `BackupError`.
    public init(_ url: URL, key: [UInt8]) throws {
        guard let handle = FileHandle(forReadingAtPath: url.path) else {
            throw BackupError.notABackup
        }
        self.handle = handle
        let count = Backup.magic.count + BundleHeader.byteCount
        let opening = [UInt8]((try? handle.read(upToCount: count)) ?? Data())
        guard opening.starts(with: Backup.magic) else { throw BackupError.notABackup }
        let bytes = Array(opening.dropFirst(Backup.magic.count))
        guard let header = try? BundleHeader(bytes: bytes) else { throw BackupError.damaged }
        guard let publicKey = try? ExchangeKey.publicKey(of: key),
            BundleHeader.keyID(of: publicKey) == header.keyID,
            let opener = try? BundleOpener(header, privateKey: key)
        else { throw BackupError.wrongKey }
        self.opener = opener
        scanner = BundleScanner(header)
    }

    /// Writes every file of the backup into a directory, keys readable by their owner alone.
    /// - Throws: `BackupError`, `SafetyError`; what was written by then is left for the caller to remove.
    public mutating func extract(to directory: URL) throws -> BackupManifest {
        let manifest = try self.manifest()
        try SafetyError.makeFolder(directory.appendingPathComponent("keys"))
        for file in manifest.files { try extract(file, to: directory) }
        guard try nextChunk() == nil, buffer.isEmpty else { throw BackupError.damaged }
        return manifest
    }

    /// What the backup says of itself.
    /// - Throws: `BackupError`.
    public mutating func manifest() throws -> BackupManifest {
        let size = try take(4).reduce(0) { $0 << 8 | Int($1) }
        guard size <= Self.manifestBytes else { throw BackupError.damaged }
        let bytes = try take(size)
        guard let manifest = try? JSONDecoder().decode(BackupManifest.self, from: Data(bytes)),
            manifest.isSound
        else { throw BackupError.damaged }
        return manifest
    }

    private mutating func extract(_ file: BackupManifest.File, to directory: URL) throws {
        let output = try DurableFile(directory.appendingPathComponent(file.name))
        var hasher = SHA256()
        var left = file.size
        while left > 0 {
            let piece = try take(min(left, Backup.chunkBytes))
            hasher.update(data: piece)
            try output.write(piece)
            left -= piece.count
        }
        guard Hex.encode([UInt8](hasher.finalize())) == file.digest else {
            throw BackupError.damaged
        }
        try output.finish()
    }

    private mutating func take(_ count: Int) throws -> [UInt8] {
        while buffer.count < count {
            guard let chunk = try nextChunk() else { throw BackupError.damaged }
            buffer += chunk
        }
        defer { buffer.removeFirst(count) }
        return Array(buffer.prefix(count))
    }

    /// nil behind the last. Every chunk has to be there, in order.
    private mutating func nextChunk() throws -> [UInt8]? {
        if hasEnded { return nil }
        while true {
            switch scanner.next(isAtEnd: isAtEnd) {
            case .frame(let frame):
                guard frame.number == number, let plain = opener.open(frame) else {
                    throw BackupError.damaged
                }
                number += 1
                hasEnded = frame.isLast
                return plain
            case .damage: throw BackupError.damaged
            case nil:
                guard !isAtEnd else { throw BackupError.damaged }
                let piece = (try? handle.read(upToCount: Backup.chunkBytes)) ?? Data()
                isAtEnd = piece.isEmpty
                scanner.feed(piece)
            }
        }
    }
}
