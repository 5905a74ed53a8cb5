import CoreFoundation
import Foundation
import Glibc
public import SyncCore

/// What adding a file gives: the name under which its bytes lie here, and what there is to say of them.
public struct AddedAttachment: Sendable, Hashable {
    public let name: Hash
    public let salt: [UInt8]
    public let size: UInt64
    /// The first bytes, by which its type is told.
    public let head: [UInt8]
}

extension AttachmentFolder {
    private static let headBytes = 16

    /// A file that may be added, open, with its length.
    private final class Source {
        let descriptor: CInt
        let size: UInt64

        init(_ path: String, limit: UInt64) throws(AttachmentError) {
            descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
            guard descriptor >= 0 else { throw .unreadable }
            var status = stat()
            let isFile = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
            size = isFile ? UInt64(clamping: status.st_size) : 0
            guard isFile else { throw .unreadable }
            guard size > 0, size <= min(limit, AttachmentLimits.size) else { throw .size(size) }
        }

        deinit { close(descriptor) }

        /// All bytes in pieces of a block.
        func forEach(
            _ body: ([UInt8]) throws(AttachmentError) -> Void
        ) throws(AttachmentError) {
            var left = Int(size)
            while left > 0 {
                let piece = try piece(min(left, SealedBlocks.blockBytes))
                left -= piece.count
                try body(piece)
            }
            guard try piece(1).isEmpty else { throw .changing }
        }

        private func piece(_ count: Int) throws(AttachmentError) -> [UInt8] {
            var bytes = [UInt8](repeating: 0, count: count)
            var filled = 0
            while filled < count {
                let got = bytes.withUnsafeMutableBytes {
                    Foundation.read(
                        descriptor, $0.baseAddress?.advanced(by: filled), count - filled)
                }
                if got < 0, errno == EINTR { continue }
                guard got >= 0 else { throw .unreadable }
                if got == 0 { break }
                filled += got
            }
            guard filled == count || count == 1 else { throw .changing }
            return Array(bytes.prefix(filled))
        }
    }

    /// Whether a file could be added now; its length.
    /// - Throws: `unreadable`, `size`, `full`. Nothing was written.
    public func check(_ path: String, limit: UInt64) throws(AttachmentError) -> UInt64 {
        let source = try Source(path, limit: limit)
        try keepFree(Int(source.size))
        return source.size
    }

    /// The name that a file's bytes have under a salt.
    public func name(
        of path: String, salt: [UInt8], limit: UInt64
    ) throws(AttachmentError) -> Hash {
        let source = try Source(path, limit: limit)
        var name = AttachmentName(salt: salt)
        try source.forEach { (piece) throws(AttachmentError) in name.update(piece) }
        return name.finalize()
    }

    /// Takes the bytes of a file, under a new salt unless one is given: a file that was lost has its name by
    /// that. They are here, on stable storage, when it returns; the
    /// record that names them comes after, so that no record is ever without them for want of a disk.
    /// - Throws: `AttachmentError`; nothing is left then.
    public func add(
        _ path: String, to scope: Scope, under salt: [UInt8]? = nil, limit: UInt64
    ) throws(AttachmentError) -> AddedAttachment {
        let source = try Source(path, limit: limit)
        try keepFree(Int(source.size))
        try makeFolder(of: scope)
        let lock = try AddLock(folder(of: scope))
        defer { lock.release() }
        let salt = salt ?? randomness.bytes(AttachmentName.saltBytes)
        let draft = folder(of: scope).appendingPathComponent(AddLock.draftName).path
        let file = try AttachmentFile(
            making: draft, total: source.size, seed: randomness.bytes(16), under: master)
        var isPlaced = false
        defer { if !isPlaced { unlink(draft) } }
        var name = AttachmentName(salt: salt)
        var head: [UInt8] = []
        var waiting: [UInt8] = []
        try source.forEach { (piece) throws(AttachmentError) in
            if head.isEmpty { head = Array(piece.prefix(Self.headBytes)) }
            name.update(piece)
            waiting += piece
            // Synced a piece at a time, not a block at a time.
            guard waiting.count >= AttachmentLimits.piece else { return }
            try file.append(waiting, randomness: randomness)
            waiting.removeAll(keepingCapacity: true)
        }
        if !waiting.isEmpty { try file.append(waiting, randomness: randomness) }
        try file.sync()
        let added = AddedAttachment(
            name: name.finalize(), salt: salt, size: source.size, head: head)
        try place(draft, as: AttachmentKey(scope: scope, name: added.name))
        isPlaced = true
        return added
    }
}

/// One at a time adds to a scope; what somebody left who was killed is written over by the next.
private struct AddLock {
    static let draftName = "adding.new"
    private let descriptor: CInt

    init(_ folder: URL) throws(AttachmentError) {
        descriptor = open(
            folder.appendingPathComponent("adding.lock").path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .of(errno) }
        guard flock(descriptor, LOCK_EX) == 0 else {
            close(descriptor)
            throw .of(errno)
        }
    }

    func release() { close(descriptor) }
}
