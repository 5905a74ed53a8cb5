import CoreFoundation
import Crypto
import Foundation
import Glibc
import SyncCore

/// An open file of sealed blocks.
final class AttachmentFile {
    let blocks: SealedBlocks
    private let descriptor: CInt
    /// Blocks that are there from the beginning.
    private(set) var whole: Int

    /// Opens what is there.
    /// - Throws: `missing` when there is no such file, `damaged` when it is none of ours.
    init(opening path: String, under master: SymmetricKey, toWrite: Bool = false)
        throws(AttachmentError)
    {
        let flags = (toWrite ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
        descriptor = open(path, flags)
        guard descriptor >= 0 else {
            // A link or a folder in its place is as good as nothing.
            throw [ENOENT, ENOTDIR, ELOOP, EISDIR].contains(errno)
                ? .missing : .disk(errno: errno)
        }
        do throws(AttachmentError) {
            // So is a pipe.
            guard try Self.status(descriptor).st_mode & S_IFMT == S_IFREG else {
                throw AttachmentError.missing
            }
            let header = try Self.read(descriptor, SealedBlocks.headerBytes, at: 0)
            guard let blocks = SealedBlocks(header: header, under: master) else {
                throw AttachmentError.damaged
            }
            self.blocks = blocks
            whole = blocks.wholeBlocks(in: Int(try Self.status(descriptor).st_size))
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// Makes an empty one in the place of whatever is there.
    /// - Parameter write: a seam: no test can make a disk that has room for a name and for no byte.
    init(
        making path: String, total: UInt64, seed: [UInt8], under master: SymmetricKey,
        write: (CInt, [UInt8], Int) throws(AttachmentError) -> Void = AttachmentFile.write
    ) throws(AttachmentError) {
        unlink(path)
        descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .of(errno) }
        blocks = SealedBlocks(total: total, seed: seed, under: master)
        whole = 0
        // Not closed here: everything stands, so `deinit` runs, and a second close could hit another file.
        do throws(AttachmentError) { try write(descriptor, blocks.header, 0) } catch {
            unlink(path)
            throw error
        }
    }

    deinit { close(descriptor) }

    /// Bytes of the attachment that are there from the beginning.
    var held: UInt64 { blocks.plainCount(before: whole) }

    var isWhole: Bool { whole == blocks.blockCount }

    /// The same of one that was not compared with its name: its last block does not count, so that it
    /// comes again, and with it the comparison.
    var heldUnverified: UInt64 { blocks.plainCount(before: min(whole, blocks.blockCount - 1)) }

    /// Appends whole blocks, each under a nonce of its own. On failure the file ends where it did.
    func append(_ plain: [UInt8], randomness: any Randomness) throws(AttachmentError) {
        let before = whole
        do throws(AttachmentError) {
            // Where a write was torn, the next block begins over it.
            guard ftruncate(descriptor, blocks.position(of: whole)) == 0 else {
                throw AttachmentError.of(errno)
            }
            var start = 0
            while start < plain.count {
                let count = blocks.plainCount(of: whole)
                guard count > 0, plain.count - start >= count else {
                    throw AttachmentError.outOfLine
                }
                guard
                    let sealed = try? blocks.seal(
                        plain[start..<start + count], block: whole, nonce: randomness.bytes(12))
                else { throw AttachmentError.damaged }
                try Self.write(descriptor, [UInt8](sealed), at: blocks.position(of: whole))
                start += count
                whole += 1
            }
            guard fdatasync(descriptor) == 0 else { throw AttachmentError.of(errno) }
        } catch {
            whole = before
            ftruncate(descriptor, blocks.position(of: before))
            throw error
        }
    }

    func read(block: Int) throws(AttachmentError) -> [UInt8] {
        let sealed = try Self.read(
            descriptor, blocks.sealedCount(of: block), at: blocks.position(of: block))
        return try blocks.open(sealed, block: block)
    }

    /// Keeps only so many blocks.
    func cut(to count: Int) {
        whole = min(whole, count)
        ftruncate(descriptor, blocks.position(of: whole))
    }

    func sync() throws(AttachmentError) {
        guard fsync(descriptor) == 0 else { throw .of(errno) }
    }
}

extension AttachmentFile {
    private static func status(_ descriptor: CInt) throws(AttachmentError) -> stat {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .disk(errno: errno) }
        return status
    }

    /// - Throws: `damaged` where the file ends earlier.
    private static func read(
        _ descriptor: CInt, _ count: Int, at position: Int
    ) throws(AttachmentError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = bytes.withUnsafeMutableBytes {
                pread(
                    descriptor, $0.baseAddress?.advanced(by: filled), count - filled,
                    position + filled)
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw .disk(errno: errno) }
            guard got > 0 else { throw .damaged }
            filled += got
        }
        return bytes
    }

    static func write(
        _ descriptor: CInt, _ bytes: [UInt8], at position: Int
    ) throws(AttachmentError) {
        var written = 0
        while written < bytes.count {
            let put = bytes.withUnsafeBytes {
                pwrite(
                    descriptor, $0.baseAddress?.advanced(by: written), bytes.count - written,
                    position + written)
            }
            if put < 0, errno == EINTR { continue }
            guard put > 0 else { throw .of(errno) }
            written += put
        }
    }
}

extension AttachmentError {
    static func of(_ number: CInt) -> AttachmentError {
        switch number {
        case ENOSPC, EDQUOT, EFBIG: .full
        default: .disk(errno: number)
        }
    }
}
