import Compression
import SyncCore
import Testing

@Suite struct ZstdFramesTests {
    private let packer = ZstdFrames()

    /// Two columns that share no byte, with their seam.
    private static let columns: (bytes: [UInt8], seams: [Int]) = {
        let low = (0..<4_000).map { UInt8($0 * $0 % 16) }
        let high = (0..<4_000).map { UInt8(240 + $0 * $0 * $0 % 7) }
        return (low + high, [4_000])
    }()

    @Test("What was packed comes back", arguments: [Int32.min, 1, 3, 19, .max])
    func roundTrip(level: Int32) throws {
        let (bytes, seams) = Self.columns
        let packer = ZstdFrames(level: level)
        let frame = try #require(packer.pack(bytes, seams: seams, after: []))
        #expect(frame.count < bytes.count / 2)
        #expect(try packer.unpack(frame, to: bytes.count, after: []) == bytes)
    }

    @Test("A table of its own for each column pays")
    func seams() throws {
        let (bytes, seams) = Self.columns
        let apart = try #require(packer.pack(bytes, seams: seams, after: []))
        let together = try #require(packer.pack(bytes, seams: [], after: []))
        #expect(apart.count < together.count)
    }

    @Test("Behind a prefix that says the same, nearly nothing is left; without it nothing is read")
    func prefix() throws {
        let (bytes, seams) = Self.columns
        let frame = try #require(packer.pack(bytes, seams: seams, after: bytes))
        #expect(frame.count < 64)
        #expect(try packer.unpack(frame, to: bytes.count, after: bytes) == bytes)
        let other = Array(bytes.reversed())
        #expect((try? packer.unpack(frame, to: bytes.count, after: other)) != bytes)
        #expect(throws: BatchError.damaged) {
            try packer.unpack(frame, to: bytes.count, after: [])
        }
    }

    @Test("What becomes no smaller stays as it is")
    func noise() {
        var state: UInt64 = 9
        let noise = (0..<2_000).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1
            return UInt8(truncatingIfNeeded: state >> 33)
        }
        #expect(packer.pack(noise, seams: [], after: []) == nil)
    }

    @Test("S22: a frame that grows to more than was said is refused, and one that gives less")
    func bomb() throws {
        let zeros = [UInt8](repeating: 0, count: 64 << 20)
        let bomb = try #require(packer.pack(zeros, seams: [], after: []))
        #expect(bomb.count < 16 << 10)
        for count in [1, 4_096, (64 << 20) - 1, (64 << 20) + 1] {
            #expect(throws: BatchError.damaged) { try packer.unpack(bomb, to: count, after: []) }
        }
    }

    @Test("Two frames, a cut one and one with something behind it are damaged")
    func others() throws {
        let (bytes, seams) = Self.columns
        let frame = try #require(packer.pack(bytes, seams: seams, after: []))
        for damaged in [frame + frame, frame + [0], Array(frame.dropLast()), [], [0x28, 0xB5]] {
            #expect(throws: BatchError.damaged) {
                try packer.unpack(damaged, to: bytes.count, after: [])
            }
        }
    }
}
