import Authority
import Foundation
import Node
import Store
import SyncCore
import Testing

/// A stick that was torn, bent, mixed up or forged: what is whole of it opens, and nothing else (S13).
@Suite struct BundleDamageTests {
    /// A bundle of about 64 KiB in sixteen chunks.
    struct Sample {
        let bytes: [UInt8]
        /// Where each chunk begins, and where the last one ends.
        let places: [Int]
        let messages: [Message]
        let header: BundleHeader
        let opener: BundleOpener

        init(signedBy author: Signer? = nil) throws {
            let privateKey = [UInt8](repeating: 3, count: 32)
            let sealer = try BundleSealer(recipient: ExchangeKey.publicKey(of: privateKey))
            let signer = try Signer(privateKey: [UInt8](repeating: 1, count: 32))
            var bytes = sealer.header.bytes
            var places = [bytes.count]
            messages = (0..<16).map { number in
                var message = Message(origin: signer.origin, schemaVersion: 1, summary: .zero)
                message.keys =
                    [signer.publicKey]
                    + (0..<124).map { [UInt8](repeating: UInt8(number ^ $0), count: 32) }
                return message
            }
            for (number, message) in messages.enumerated() {
                let (number, isLast) = (UInt32(number), number == messages.count - 1)
                let chunk = try BundleChunk(
                    message: message.bytes, number: number, isLast: isLast, in: sealer.header,
                    signer: author ?? signer)
                bytes += try sealer.seal(chunk.bytes, number: number, isLast: isLast)
                places.append(bytes.count)
            }
            self.bytes = bytes
            self.places = places
            header = sealer.header
            opener = try BundleOpener(sealer.header, privateKey: privateKey)
        }

        /// What opens of altered bytes; nil where the header is none.
        func contents(of bytes: [UInt8]) throws -> (opened: [Message], contents: BundleContents)? {
            guard let header = try? BundleHeader(bytes: bytes),
                let opener = try? BundleOpener(
                    header, privateKey: [UInt8](repeating: 3, count: 32))
            else { return nil }
            var contents = BundleContents(
                header, opener: opener, bytes: bytes[BundleHeader.byteCount...])
            var opened: [Message] = []
            while let next = contents.next() { opened.append(next.message) }
            return (opened, contents)
        }
    }

    /// One in so many places; every one under `Scripts/soak-bundle`.
    private static let step =
        ProcessInfo.processInfo.environment["YIZHAN_SOAK"] == nil ? 4_001 : 1

    @Test func `the whole opens`() throws {
        let sample = try Sample()
        let (opened, contents) = try #require(try sample.contents(of: sample.bytes))
        #expect((60_000...68_000).contains(sample.bytes.count))
        #expect(opened == sample.messages)
        #expect(contents.isWhole && contents.missing.numbers.isEmpty)
    }

    @Test func `whichever bit is flipped, its chunk is not taken and every other one is`() throws {
        let sample = try Sample()
        let bits = 8 * sample.bytes.count
        for bit in stride(from: 0, to: bits, by: Self.step) {
            var bytes = sample.bytes
            bytes[bit / 8] ^= 1 << (bit % 8)
            guard bit / 8 >= BundleHeader.byteCount else {
                #expect(try sample.contents(of: bytes) == nil, "bit \(bit)")
                continue
            }
            let (opened, contents) = try #require(try sample.contents(of: bytes))
            let hit = try #require(sample.places.lastIndex { $0 <= bit / 8 })
            var others = sample.messages
            others.remove(at: hit)
            #expect(opened == others, "bit \(bit)")
            #expect(!contents.isWhole)
            #expect(contents.missing.numbers == (hit == 15 ? [] : [UInt32(hit)]))
        }
    }

    @Test func `wherever it is cut, the chunks before are taken, and that the rest lacks is told`()
        throws
    {
        let sample = try Sample()
        for count in stride(from: 0, to: sample.bytes.count, by: max(1, Self.step / 8)) {
            let found = try sample.contents(of: Array(sample.bytes[..<count]))
            guard count >= BundleHeader.byteCount else {
                #expect(found == nil)
                continue
            }
            let (opened, contents) = try #require(found)
            let whole = sample.places.dropFirst().count { $0 <= count }
            #expect(opened == Array(sample.messages[..<whole]), "\(count) bytes")
            #expect(contents.missing.isTorn && !contents.isWhole)
        }
    }

    @Test func `a bundle is of one sender: a chunk that another has signed is none of it`() throws {
        let privateKey = [UInt8](repeating: 3, count: 32)
        let sealer = try BundleSealer(recipient: ExchangeKey.publicKey(of: privateKey))
        var bytes = sealer.header.bytes
        var messages: [Message] = []
        for number in 0..<4 {
            let signer = try Signer(privateKey: [UInt8](repeating: number == 2 ? 8 : 9, count: 32))
            var message = Message(origin: signer.origin, schemaVersion: 1, summary: .zero)
            message.keys = [signer.publicKey]
            let place = (number: UInt32(number), isLast: number == 3)
            let chunk = try BundleChunk(
                message: message.bytes, number: place.number, isLast: place.isLast,
                in: sealer.header, signer: signer)
            bytes += try sealer.seal(chunk.bytes, number: place.number, isLast: place.isLast)
            messages.append(message)
        }
        let opener = try BundleOpener(sealer.header, privateKey: privateKey)
        var contents = BundleContents(
            sealer.header, opener: opener, bytes: bytes[BundleHeader.byteCount...])
        var opened: [Message] = []
        while let next = contents.next() { opened.append(next.message) }
        messages.remove(at: 2)
        #expect(opened == messages && contents.damaged == 1)
        #expect(contents.missing.numbers == [2])
    }

    private struct ReadFailed: Error {}

    @Test func `where the disk gives nothing back, the chunks beside it are taken`() throws {
        let sample = try Sample()
        let pieceBytes = 1_000
        for bad in stride(from: BundleHeader.byteCount, to: sample.bytes.count, by: 3 * pieceBytes)
        {
            let reader = BundleReader(size: sample.bytes.count, pieceBytes: pieceBytes) {
                guard $0 != bad else { throw ReadFailed() }
                return Array(sample.bytes[$0..<$0 + $1])
            }
            var contents = BundleContents(sample.header, opener: sample.opener, reader)
            var opened: [Message] = []
            while let next = contents.next() { opened.append(next.message) }
            let whole = sample.messages.indices.filter {
                sample.places[$0 + 1] <= bad || sample.places[$0] >= bad + pieceBytes
            }
            #expect(opened == whole.map { sample.messages[$0] }, "from \(bad)")
            #expect(!contents.isWhole && whole.count >= 14)
        }
    }

    @Test func `a stick that is gone is not asked for ever`() throws {
        let sample = try Sample()
        var asked = 0
        let reader = BundleReader(size: 1 << 40) { offset, _ in
            asked += 1
            guard offset == BundleHeader.byteCount else { throw ReadFailed() }
            return Array(sample.bytes[offset..<sample.bytes.count - 1_000])
        }
        var contents = BundleContents(sample.header, opener: sample.opener, reader)
        var opened = 0
        while contents.next() != nil { opened += 1 }
        #expect(opened == 15 && asked == 17)
        #expect(contents.missing.isTorn)
    }

    @Test func `cut between two chunks it is torn all the same`() throws {
        let sample = try Sample()
        let bytes = Array(sample.bytes[..<sample.places[15]])
        let (opened, contents) = try #require(try sample.contents(of: bytes))
        #expect(opened.count == 15 && contents.damaged == 0)
        #expect(contents.missing.isTorn && !contents.isWhole)
    }

    @Test func `the order of chunks and a second copy of one do not matter`() throws {
        let sample = try Sample()
        let chunks = zip(sample.places, sample.places.dropFirst()).map {
            Array(sample.bytes[$0..<$1])
        }
        let mixed = sample.header.bytes + (chunks.reversed() + chunks[3...5]).flatMap(\.self)
        let (opened, contents) = try #require(try sample.contents(of: mixed))
        #expect(opened == sample.messages.reversed())
        #expect(contents.isWhole)
    }

    @Test func `chunks of another bundle for the same recipient do not open in this one`() throws {
        let (sample, other) = (try Sample(), try Sample())
        var bytes = sample.bytes
        bytes.replaceSubrange(
            sample.places[2]..<sample.places[3],
            with: other.bytes[other.places[2]..<other.places[3]])
        let (opened, contents) = try #require(try sample.contents(of: bytes))
        #expect(opened.count == 15 && contents.missing.numbers == [2])
    }

    @Test func `another key than the sender's own signs for nobody`() throws {
        let stranger = try Signer(privateKey: [UInt8](repeating: 9, count: 32))
        let sample = try Sample(signedBy: stranger)
        let (opened, contents) = try #require(try sample.contents(of: sample.bytes))
        #expect(opened.isEmpty && contents.damaged == 16)
    }

    @Test func `another recipient's key opens nothing`() throws {
        let sample = try Sample()
        let opener = try BundleOpener(
            sample.header, privateKey: [UInt8](repeating: 4, count: 32))
        var contents = BundleContents(
            sample.header, opener: opener, bytes: sample.bytes[BundleHeader.byteCount...])
        #expect(contents.next() == nil)
        #expect(contents.whole == 0)
    }

    /// A message that is too new is noted before anybody is known to have signed it.
    @Test(arguments: [.max, .max - 1, 1 << 31] as [UInt32], [true, false])
    func `S22 whatever number a chunk claims, the others are taken and what is missing is told`(
        number: UInt32, isLast: Bool
    ) throws {
        let privateKey = [UInt8](repeating: 3, count: 32)
        let sealer = try BundleSealer(recipient: ExchangeKey.publicKey(of: privateKey))
        let newer = [UInt8](repeating: 0, count: 65) + [0x59, 0x5A, 9]
        let bytes =
            sealer.header.bytes + (try sealer.seal(newer, number: number, isLast: isLast))
        let opener = try BundleOpener(sealer.header, privateKey: privateKey)
        var contents = BundleContents(
            sealer.header, opener: opener, bytes: bytes[BundleHeader.byteCount...])
        #expect(contents.next() == nil)
        #expect(!contents.isWhole)
        #expect(contents.missing.isTorn == (!isLast || number == .max))
        #expect(contents.missing.numbers.count == (number == .max ? 0 : 100))
    }

    /// Only its recipient, and its sender, could make such a file: a chunk in the place of another.
    @Test func `a chunk that was sealed anew under another number is not its sender's`() throws {
        let privateKey = [UInt8](repeating: 3, count: 32)
        let sealer = try BundleSealer(recipient: ExchangeKey.publicKey(of: privateKey))
        let signer = try Signer(privateKey: [UInt8](repeating: 1, count: 32))
        var message = Message(origin: signer.origin, schemaVersion: 1, summary: .zero)
        message.keys = [signer.publicKey]
        let chunk = try BundleChunk(
            message: message.bytes, number: 0, isLast: true, in: sealer.header, signer: signer)
        let bytes = sealer.header.bytes + (try sealer.seal(chunk.bytes, number: 1, isLast: true))
        let opener = try BundleOpener(sealer.header, privateKey: privateKey)
        var contents = BundleContents(
            sealer.header, opener: opener, bytes: bytes[BundleHeader.byteCount...])
        #expect(contents.next() == nil)
        #expect(contents.damaged == 1)
    }
}
