internal import CZstd
public import SyncCore

/// Packs frames by zstd (RFC 8878), a block for each stretch of bytes of one kind: literals of a block
/// share one table, and a column of volunteers has another than one of texts.
public struct ZstdFrames: FramePacker {
    /// 1 is quickest, 19 smallest; columns leave little between the two.
    public let level: Int32
    /// A block for less costs more than a table of its own gains; of little, that is tried out.
    private static let blockBytes = [256, 1 << 10, 1 << 20]
    private static let littleBytes = 64 << 10

    public init(level: Int32 = 3) { self.level = min(max(level, 1), 19) }

    public func pack(_ bytes: [UInt8], seams: [Int], after prefix: [UInt8]) -> [UInt8]? {
        guard let context = ZSTD_createCCtx() else { return nil }
        defer { ZSTD_freeCCtx(context) }
        let tries = bytes.count < Self.littleBytes && !seams.isEmpty ? Self.blockBytes.count : 1
        let packed = Self.blockBytes.prefix(tries).compactMap {
            pack(bytes, in: Self.blocks(of: bytes.count, seams, atLeast: $0), prefix, by: context)
        }
        return packed.min { $0.count < $1.count }
    }

    /// Where blocks end.
    private static func blocks(of count: Int, _ seams: [Int], atLeast least: Int) -> [Int] {
        var ends: [Int] = []
        for seam in seams where seam - (ends.last ?? 0) >= least && count - seam >= least {
            ends.append(seam)
        }
        return ends + [count]
    }

    /// nil if it would not become smaller, or if zstd finds no memory.
    private func pack(
        _ bytes: [UInt8], in blocks: [Int], _ prefix: [UInt8], by context: OpaquePointer
    ) -> [UInt8]? {
        let packed = [UInt8](unsafeUninitializedCapacity: bytes.count) { buffer, count in
            count = prefix.withUnsafeBytes { prefix in
                guard begin(bytes.count, prefix, in: context) else { return 0 }
                var output = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
                let isDone = bytes.withUnsafeBytes { bytes in
                    var input = ZSTD_inBuffer(src: bytes.baseAddress, size: 0, pos: 0)
                    return blocks.allSatisfy { end in
                        input.size = end
                        let mode = end == bytes.count ? ZSTD_e_end : ZSTD_e_flush
                        return ZSTD_compressStream2(context, &output, &input, mode) == 0
                    }
                }
                return isDone ? output.pos : 0
            }
        }
        return packed.isEmpty || packed.count >= bytes.count ? nil : packed
    }

    /// Size and checksum are the batch's own affair.
    private func begin(
        _ count: Int, _ prefix: UnsafeRawBufferPointer, in context: OpaquePointer
    ) -> Bool {
        let settings = [
            (ZSTD_c_compressionLevel, level), (ZSTD_c_contentSizeFlag, 0),
            (ZSTD_c_checksumFlag, 0), (ZSTD_c_dictIDFlag, 0),
        ]
        let answers =
            [ZSTD_CCtx_reset(context, ZSTD_reset_session_and_parameters)]
            + settings.map { ZSTD_CCtx_setParameter(context, $0, $1) } + [
                ZSTD_CCtx_setPledgedSrcSize(context, UInt64(count)),
                ZSTD_CCtx_refPrefix(context, prefix.baseAddress, prefix.count),
            ]
        return answers.allSatisfy { ZSTD_isError($0) == 0 }
    }

    public func unpack(
        _ frame: [UInt8], to count: Int, after prefix: [UInt8]
    ) throws(BatchError) -> [UInt8] {
        // One frame and nothing behind it: others would be skipped, or added.
        guard ZSTD_findFrameCompressedSize(frame, frame.count) == frame.count,
            let context = ZSTD_createDCtx()
        else { throw .damaged }
        defer { ZSTD_freeDCtx(context) }
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
            let result = prefix.withUnsafeBytes { prefix in
                ZSTD_isError(ZSTD_DCtx_refPrefix(context, prefix.baseAddress, prefix.count)) == 0
                    ? ZSTD_decompressDCtx(
                        context, buffer.baseAddress, buffer.count, frame, frame.count)
                    : Int.max
            }
            written = ZSTD_isError(result) == 0 && result <= buffer.count ? result : 0
        }
        guard bytes.count == count else { throw .damaged }
        return bytes
    }
}
