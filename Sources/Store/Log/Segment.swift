import Compression
import Foundation
import SyncCore

/// Changes of one log that follow each other, packed together: how the older part of a log rests
/// (docs/STORE.md, Segments).
///
/// Leans on nothing but itself: not on what is derived, not on another log, not on the changes before.
struct Segment {
    /// Changes that are packed together, at most.
    static let changes = 512
    /// Of their canonical bytes, about: reading one change unpacks them all.
    static let bytes = 512 << 10
    /// What no segment of ours comes to, with the lengths that stand before the changes.
    private static let unpackedBytes = bytes + Limits.changeBytes + 8 * changes

    private enum Form {
        static let stored: UInt8 = 0
        static let zstd: UInt8 = 1
    }

    let first: LocalDot
    private let bytes: [UInt8]
    /// Where each change begins, and where the last one ends.
    private let places: [Int]

    /// The leading changes that fit into one segment, packed; at least one.
    static func packing(_ changes: [[UInt8]]) -> (count: Int, bytes: [UInt8]) {
        var size = 0
        let taken = changes.prefix(Self.changes).prefix { change in
            defer { size += change.count }
            return size < Self.bytes
        }
        var content = ByteWriter(reserving: 2 * size)
        for change in taken { content.varint(change.count) }
        for change in taken { content.raw(change) }
        let packed = ZstdFrames(level: 1).pack(content.bytes, seams: [], after: [])
        var writer = ByteWriter(reserving: content.bytes.count)
        writer.byte(packed == nil ? Form.stored : Form.zstd)
        writer.varint(content.bytes.count)
        writer.raw(packed ?? content.bytes)
        return (taken.count, writer.bytes)
    }

    /// - Throws: `StoreError.damaged` for anything that `packing` does not write.
    init(at first: LocalDot, count: Int, unpacking packed: [UInt8]) throws {
        do { try self.init(at: first, count: count, content: Self.content(of: packed)) } catch {
            throw StoreError.damaged("segment \(first.value)")
        }
    }

    /// The segment with whichever number of changes it opens.
    /// - Parameter likely: numbers that are tried first.
    static func recounted(
        at first: LocalDot, unpacking packed: [UInt8], likely: [Int]
    ) -> Segment? {
        guard let content = try? content(of: packed) else { return nil }
        return (likely + Array(1...changes)).lazy.compactMap {
            try? Segment(at: first, count: $0, content: content)
        }.first
    }

    private static func content(of packed: [UInt8]) throws -> [UInt8] {
        var reader = ByteReader(packed)
        let form = try reader.byte()
        let size = try reader.varint(in: 1...unpackedBytes)
        let frame = try reader.raw(packed.count - reader.position)
        let content =
            form == Form.zstd ? try ZstdFrames().unpack(frame, to: size, after: []) : frame
        guard form <= Form.zstd, content.count == size else { throw BatchError.damaged }
        return content
    }

    private init(at first: LocalDot, count: Int, content: [UInt8]) throws {
        guard (1...Self.changes).contains(count) else { throw BatchError.damaged }
        var lengths = ByteReader(content)
        var ends: [Int] = []
        var end = 0
        for _ in 0..<count {
            end += try lengths.varint(in: 1...Limits.changeBytes)
            ends.append(end)
        }
        guard lengths.position + end == content.count else { throw BatchError.damaged }
        bytes = content
        places = [lengths.position] + ends.map { lengths.position + $0 }
        self.first = first
    }

    var count: Int { places.count - 1 }

    func dot(_ index: Int) -> LocalDot { LocalDot(value: first.value + Int64(index)) }

    func contains(_ dot: LocalDot) -> Bool {
        dot >= first && dot.value - first.value < Int64(count)
    }

    /// The canonical bytes of a change that the segment contains.
    subscript(dot: LocalDot) -> ArraySlice<UInt8> {
        let index = Int(dot.value - first.value)
        return bytes[places[index]..<places[index + 1]]
    }

    func withBytes<T>(
        of dot: LocalDot, _ body: (UnsafeRawBufferPointer) throws -> T
    ) rethrows -> T {
        try self[dot].withUnsafeBytes(body)
    }

    /// The changes in whose bytes some others stand.
    func dots(containing part: [UInt8]) -> [LocalDot] {
        (0..<count).map(dot).filter { withBytes(of: $0) { $0.contains(part) } }
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func contains(_ part: [UInt8]) -> Bool {
        guard let start = baseAddress, let head = part.first else { return part.isEmpty }
        var place = 0
        while count - place >= part.count,
            let found = memchr(start + place, Int32(head), count - place - part.count + 1)
        {
            if memcmp(found, part, part.count) == 0 { return true }
            place = UnsafeRawPointer(found) - start + 1
        }
        return false
    }
}
