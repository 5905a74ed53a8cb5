import SyncCore
import Testing

/// The framing of a bundle: what is found in bytes that were cut, altered, mixed or made up (S13, S22).
@Suite struct BundleFramingTests {
    private static let header = BundleHeader(
        recipient: [UInt8](repeating: 7, count: 32), encapsulatedKey: Array(0..<32))
    private static let frames = (0..<5).map { number in
        BundleFrame(
            number: UInt32(number), isLast: number == 4,
            sealed: [UInt8](repeating: UInt8(number) &+ 0x59, count: 16 + 37 * number))
    }
    private static let body = frames.flatMap { $0.bytes(in: header) }

    private func findings(
        _ bytes: [UInt8], piece: Int, of header: BundleHeader = BundleFramingTests.header
    ) -> [BundleScanner.Finding] {
        var scanner = BundleScanner(header)
        var found: [BundleScanner.Finding] = []
        for start in stride(from: 0, to: bytes.count, by: piece) {
            scanner.feed(bytes[start..<min(start + piece, bytes.count)])
            while let next = scanner.next(isAtEnd: false) { found.append(next) }
        }
        while let next = scanner.next(isAtEnd: true) { found.append(next) }
        return found
    }

    private func frames(_ findings: [BundleScanner.Finding]) -> [BundleFrame] {
        findings.compactMap { if case .frame(let frame) = $0 { frame } else { nil } }
    }

    @Test func `a header says what it was made of`() throws {
        let bytes = Self.header.bytes
        #expect(bytes.count == BundleHeader.byteCount)
        #expect(try BundleHeader(bytes: bytes + [1, 2, 3]) == Self.header)
    }

    @Test func `a header with any bit altered, or cut anywhere, is no header of this bundle`() {
        let bytes = Self.header.bytes
        for bit in 0..<8 * bytes.count {
            var altered = bytes
            altered[bit / 8] ^= 1 << (bit % 8)
            #expect(throws: BundleError.self, "bit \(bit)") { try BundleHeader(bytes: altered) }
        }
        for count in 0..<bytes.count {
            #expect(throws: BundleError.self) { try BundleHeader(bytes: Array(bytes[..<count])) }
        }
    }

    @Test func `a newer version is told from damage`() throws {
        var plain = Array(Self.header.bytes[..<43])
        plain[2] = 9
        let newer = plain + Hash.sha256(plain).bytes.prefix(4)
        #expect(throws: BundleError.tooNew(9)) { try BundleHeader(bytes: newer) }
    }

    @Test(arguments: [1, 2, 13, 14, 15, 64, 10_000])
    func `frames are found in whatever pieces the file is read`(piece: Int) {
        #expect(findings(Self.body, piece: piece) == Self.frames.map { .frame($0) })
    }

    @Test func `an altered bit costs its own frame at most, and hides no other`() {
        for bit in 0..<8 * Self.body.count {
            var altered = Self.body
            altered[bit / 8] ^= 1 << (bit % 8)
            let found = frames(findings(altered, piece: 50))
            let kept = Self.frames.filter(found.contains)
            #expect(kept.count == 4, "bit \(bit)")
        }
    }

    @Test func `of a torn file every frame before the tear is found, and the tear is told`() {
        var ends: [Int] = []
        for frame in Self.frames {
            ends.append((ends.last ?? 0) + frame.bytes(in: Self.header).count)
        }
        for count in 0...Self.body.count {
            let found = findings(Array(Self.body[..<count]), piece: 64)
            let whole = ends.count { $0 <= count }
            #expect(frames(found) == Array(Self.frames[..<whole]), "\(count) bytes")
            #expect(found.count == whole + (count == 0 || ends.contains(count) ? 0 : 1))
        }
    }

    @Test func `the frames of another bundle are no frames of this one`() {
        let other = BundleHeader(
            recipient: [UInt8](repeating: 7, count: 32), encapsulatedKey: Array(1..<33))
        let mixed = Self.frames[2].bytes(in: other) + Self.body
        #expect(frames(findings(mixed, piece: 99)) == Self.frames)
    }

    /// A length that lies is a damaged head: nothing is allocated for it.
    @Test func `S22 S49 a frame that claims too much is passed over`() {
        let lying = BundleFrame(
            number: 0, isLast: false,
            sealed: [UInt8](repeating: 0, count: BundleFrame.plainBytes + BundleFrame.tagBytes + 1))
        let bytes = lying.bytes(in: Self.header) + Self.body
        #expect(frames(findings(bytes, piece: 1 << 16)) == Self.frames)
    }

    /// How many chunks there are is one more than the greatest number.
    @Test func `S22 a number that cannot be counted on from is no number of a frame`() {
        let sealed = [UInt8](repeating: 0, count: 20)
        let frames = [UInt32.max - 1, .max].map {
            BundleFrame(number: $0, isLast: true, sealed: sealed)
        }
        for (frame, found) in zip(frames, [[frames[0]], []]) {
            #expect(self.frames(findings(frame.bytes(in: Self.header), piece: 64)) == found)
        }
    }

    @Test func `a nonce is used for one place only`() {
        let nonces = (0..<300).flatMap { number in
            [true, false].map { BundleFrame.nonce(number: number, isLast: $0) }
        }
        #expect(Set(nonces).count == nonces.count)
        #expect(nonces.allSatisfy { $0.count == 12 })
    }
}
