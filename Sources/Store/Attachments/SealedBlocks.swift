import Crypto
import Foundation
import SyncCore

/// How the bytes of one attachment lie on the disk: a header, then blocks that are sealed each for
/// itself, so that no more than one of them is ever in memory and a part of a file can grow.
///
///     header: "YZATT1" ‖ two zero bytes ‖ seed16 ‖ u64 total
///     block:  nonce12 ‖ AES-256-GCM of up to 16,384 bytes ‖ tag16
///
/// The key of a file follows from the vault's and the seed; total and the number of the block are
/// authenticated along. So blocks can be neither exchanged, nor left out, nor cut off unseen.
struct SealedBlocks: Sendable {
    static let headerBytes = 32
    static let blockBytes = AttachmentLimits.block
    private static let nonceBytes = 12
    private static let overhead = nonceBytes + 16
    private static let magic = Array("YZATT1".utf8) + [0, 0]

    /// Bytes of the attachment.
    let total: UInt64
    private let seed: [UInt8]
    private let key: SymmetricKey

    /// A new file.
    init(total: UInt64, seed: [UInt8], under master: SymmetricKey) {
        self.total = total
        self.seed = seed
        key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: master, salt: seed, info: Data("yizhan attachment file".utf8),
            outputByteCount: 32)
    }

    /// A file that is there; nil for a header that is none of ours.
    init?(header: [UInt8], under master: SymmetricKey) {
        guard header.count == Self.headerBytes, header.starts(with: Self.magic) else { return nil }
        let total = header[24...].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard (1...AttachmentLimits.size).contains(total) else { return nil }
        self.init(total: total, seed: Array(header[8..<24]), under: master)
    }

    var header: [UInt8] {
        var writer = ByteWriter(reserving: Self.headerBytes)
        writer.raw(Self.magic)
        writer.raw(seed)
        writer.bigEndian(total)
        return writer.bytes
    }

    var blockCount: Int { (Int(total) + Self.blockBytes - 1) / Self.blockBytes }

    /// Bytes of the attachment in a block.
    func plainCount(of block: Int) -> Int {
        min(Self.blockBytes, Int(total) - block * Self.blockBytes)
    }

    func sealedCount(of block: Int) -> Int { plainCount(of: block) + Self.overhead }

    /// Where a block begins in the file; that of the one behind the last is the file's length.
    func position(of block: Int) -> Int {
        let plain = min(block * Self.blockBytes, Int(total))
        return Self.headerBytes + plain + block * Self.overhead
    }

    /// Bytes of the file of an attachment that has so many.
    static func fileBytes(of total: UInt64) -> Int {
        let blocks = (Int(total) + blockBytes - 1) / blockBytes
        return headerBytes + Int(total) + blocks * overhead
    }

    /// Bytes of the attachment that lie in blocks before this one.
    func plainCount(before block: Int) -> UInt64 {
        min(UInt64(block * Self.blockBytes), total)
    }

    /// How many blocks are whole in a file that has so many bytes.
    func wholeBlocks(in fileBytes: Int) -> Int {
        if fileBytes >= position(of: blockCount) { return blockCount }
        return max(0, fileBytes - Self.headerBytes) / (Self.blockBytes + Self.overhead)
    }

    func seal(_ plain: ArraySlice<UInt8>, block: Int, nonce: [UInt8]) throws -> Data {
        let box = try AES.GCM.seal(
            plain, using: key, nonce: AES.GCM.Nonce(data: nonce), authenticating: place(block))
        guard let combined = box.combined else { throw AttachmentError.damaged }
        return combined
    }

    /// - Throws: `AttachmentError.damaged` for anything that was not sealed here as this block.
    func open(_ sealed: [UInt8], block: Int) throws(AttachmentError) -> [UInt8] {
        guard let box = try? AES.GCM.SealedBox(combined: sealed),
            let plain = try? AES.GCM.open(box, using: key, authenticating: place(block)),
            plain.count == plainCount(of: block)
        else { throw .damaged }
        return [UInt8](plain)
    }

    private func place(_ block: Int) -> [UInt8] {
        var writer = ByteWriter(reserving: 16)
        writer.bigEndian(total)
        writer.bigEndian(UInt64(block))
        return writer.bytes
    }
}
