import Crypto

/// The hash tree over a log: RFC 6962 §2.1, RFC 9162 §2.1, with SHA-256.
///
/// A tree of n leaves splits at the greatest power of two below n, so the parts on the left never
/// change again while the log grows.
public enum MerkleTree {
    /// The root of the tree without leaves: SHA-256 of nothing.
    public static let emptyRoot = Hash.sha256([])

    /// The hash of the leaf whose content is the pieces one after the other: SHA-256(0x00 ‖ …).
    public static func leaf(_ pieces: [UInt8]...) -> Hash {
        var sha = leafStart
        for piece in pieces { piece.withUnsafeBytes { sha.update(bufferPointer: $0) } }
        return Hash(sha.finalize())
    }

    /// The hash of the leaf whose content ends with a commitment.
    static func leaf(_ content: [UInt8], commitment: Hash) -> Hash {
        content.withUnsafeBytes { leaf($0, commitment: commitment) }
    }

    /// The same of content that lies in memory, in a row of the store say.
    public static func leaf(_ content: UnsafeRawBufferPointer, commitment: Hash) -> Hash {
        var sha = leafStart
        sha.update(bufferPointer: content)
        commitment.withBigEndianWords { sha.update(bufferPointer: $0) }
        return Hash(sha.finalize())
    }

    /// The hash of the leaf whose content is the pieces one after the other, where they lie.
    public static func leaf(_ pieces: UnsafeRawBufferPointer...) -> Hash {
        var sha = leafStart
        for piece in pieces { sha.update(bufferPointer: piece) }
        return Hash(sha.finalize())
    }

    /// The hash over two neighbouring subtrees: SHA-256(0x01 ‖ left ‖ right).
    public static func node(_ left: Hash, _ right: Hash) -> Hash {
        withUnsafeTemporaryAllocation(byteCount: 1 + 2 * Hash.byteCount, alignment: 1) { buffer in
            buffer[0] = 0x01
            left.store(into: UnsafeMutableRawBufferPointer(rebasing: buffer[1...]))
            right.store(
                into: UnsafeMutableRawBufferPointer(rebasing: buffer[(1 + Hash.byteCount)...]))
            var sha = SHA256()
            sha.update(bufferPointer: UnsafeRawBufferPointer(buffer))
            return Hash(sha.finalize())
        }
    }

    /// The greatest power of two below `count`: where a tree of that many leaves splits.
    /// `count` is at least 2.
    static func split(_ count: UInt64) -> UInt64 {
        1 << (UInt64.bitWidth - 1 - (count - 1).leadingZeroBitCount)
    }

    private static var leafStart: SHA256 {
        var sha = SHA256()
        withUnsafeBytes(of: 0x00 as UInt8) { sha.update(bufferPointer: $0) }
        return sha
    }
}
