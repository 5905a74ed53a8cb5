import Testing

@testable import SyncCore

/// What comes from a line is refused in words or read; it never ends the reader, nor fills its memory.
@Suite struct BatchDamageTests {
    /// Reads a batch to its end. True if it said why not; what it gives is never more than a batch may hold.
    private func isRefused(_ bytes: [UInt8], _ log: SampleLog) -> Bool {
        do throws(BatchError) {
            let batch = try Batch(bytes: bytes)
            let rows = try batch.rows(packer: StoredFrames(), resolve: log.resolve)
            #expect(rows.count == batch.count)
            let size = rows.reduce(0) { $0 + $1.canonical.count }
            #expect(size <= Limits.inflated(bytes.count))
            return false
        } catch { return true }
    }

    @Test("No beginning of a batch is one", arguments: UInt64(0)..<7)
    func truncations(seed: UInt64) {
        let log = SampleLog(seed: seed, count: 4)
        let bytes = Batch(log).bytes
        #expect(!isRefused(bytes, log))
        for count in bytes.indices { #expect(isRefused(Array(bytes[..<count]), log)) }
        #expect(isRefused(bytes + [0], log))
    }

    @Test("A flipped bit is found, or gives other changes; hardly ever the same", arguments: 0..<7)
    func flips(seed: Int) throws {
        let log = SampleLog(seed: UInt64(seed), count: 5)
        let bytes = Batch(log).bytes
        var (refused, same) = (0, 0)
        for bit in stride(from: seed, to: 8 * bytes.count, by: 7) {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            if isRefused(flipped, log) {
                refused += 1
            } else if let batch = try? Batch(bytes: flipped),
                try batch.rows(packer: StoredFrames(), resolve: log.resolve) == log.rows
            {
                // Where batches of the same changes differ: a prefix that is not needed, a unit of nothing.
                same += 1
            }
        }
        #expect(refused > 0)
        #expect(same * 10 < 8 * bytes.count / 7)
    }

    @Test("Anything at all is refused or read", arguments: UInt64(0)..<60)
    func mangled(seed: UInt64) {
        var random = Seeded(seed)
        let log = SampleLog(seed: seed % 20, count: 1 + random.below(20))
        let bytes = Batch(log).bytes
        for _ in 0..<20 { _ = isRefused(random.mangled(bytes), log) }
    }

    @Test("Another version is told from damage")
    func version() {
        let log = SampleLog(seed: 1, count: 1)
        var bytes = Batch(log).bytes
        bytes[0] = 2
        #expect(throws: BatchError.unsupportedVersion(2)) { try Batch(bytes: bytes) }
        #expect(throws: BatchError.self) { try Batch(bytes: []) }
    }

    /// A head with these numbers, and an open frame of so many columns in so many bytes.
    private static func head(
        first: UInt64 = 1, count: UInt64 = 1, bytes: UInt64 = 100, prefix: UInt64 = 0,
        columns: UInt64 = 1, isPacked: Bool = false
    ) -> [UInt8] {
        var writer = ByteWriter()
        writer.byte(Batch.version)
        writer.raw([UInt8](repeating: 0, count: 32))
        for number in [first, count, bytes, prefix] { writer.varint(number) }
        writer.byte(isPacked ? 1 : 0)
        writer.varint(columns)
        if isPacked { writer.varint(1) }
        writer.raw([0, 0])
        return writer.bytes
    }

    static let claims: [[UInt8]] = [
        head(count: 1 << 63), head(count: 65_537), head(count: 0), head(first: 0),
        head(first: 1 << 40), head(first: Limits.logLength, count: 2), head(bytes: .max),
        head(bytes: 8 << 20), head(bytes: 200_000), head(prefix: 1),
        head(columns: .max), head(columns: 200_000, isPacked: true), head(columns: 16 << 20),
    ]

    @Test("A head that claims too much is refused before anything is unpacked", arguments: claims)
    func heads(claim: [UInt8]) {
        #expect(throws: BatchError.self) { try Batch(bytes: claim) }
    }

    /// The batch with these open columns of one change, or of more.
    private static func batch(
        _ columns: [UInt8], count: Int = 1, byteCount: Int = 60_000
    ) -> [UInt8] {
        var writer = ByteWriter()
        writer.byte(Batch.version)
        writer.raw([UInt8](repeating: 0, count: 32))
        writer.varint(UInt64(1))
        writer.varint(count)
        writer.varint(byteCount)
        writer.varint(UInt64(0))
        writer.byte(0)
        writer.blob(columns)
        writer.byte(0)
        return writer.bytes
    }

    /// Logs none; one shape of kind 40 with one group of one field in this form; every change has it;
    /// time 0, in front of all before it; no actors and no records; then `columns`.
    private static func columns(form: UInt8, _ columns: [UInt8]) -> [UInt8] {
        [0, 1, 0, 40, 1, 10, 1, form, 0, 0, 0, 0, 0, 0] + columns
    }

    private static func constant(_ number: Int64) -> [UInt8] {
        var writer = ByteWriter()
        writer.varint(UInt64(0))
        writer.signed(number)
        return writer.bytes
    }

    static let bombs: [(columns: [UInt8], count: Int)] = [
        // Lists of a thousand lists of a thousand lists.
        (
            columns(
                form: 8,
                constant(1_024) + constant(8) + constant(1_024) + constant(8)
                    + constant(1_024) + constant(8) + constant(1_024) + constant(0)), 65_536
        ),
        (columns(form: 8, constant(1_024) + constant(0)), 65_536),
        (columns(form: 8, constant(-1)), 1), (columns(form: 8, constant(1_025)), 1),
        // More texts than bytes, of more bytes than are announced.
        (columns(form: 4, [0] + constant(60_000) + [0]), 65_536),
        (columns(form: 4, [0] + constant(.max) + [0]), 2),
        (columns(form: 4, [1] + constant(1) + constant(59_999) + [0]), 65_536),
        // An alphabet of everything; places that are not in it.
        (columns(form: 4, [0] + constant(3) + [1, 0xFF, 0xFF, 0x03] + constant(0x4E00)), 1),
        (columns(form: 4, [0] + constant(3) + [1, 1] + constant(0x4E00) + [1] + constant(1)), 1),
        (columns(form: 4, [0] + constant(3) + [1, 1] + constant(0xD800) + [1] + constant(0)), 1),
        // Records in a log that is not named; of the change itself; of one that comes later.
        (columns(form: 6, [0] + constant(2) + [0] + constant(1)), 1),
        (columns(form: 6, [0] + constant(1) + [0] + constant(1)), 1),
        (columns(form: 6, [0] + constant(1) + [1] + constant(-1)), 2),
        (columns(form: 6, [0] + constant(0) + constant(0)), 1),
        // Numbers that follow a column that is not there.
        (columns(form: 3, [3, 0, 0, 0]), 1), (columns(form: 3, [3, 7, 0, 0]), 1),
        (columns(form: 3, [0xFF, 0x0F]), 1),
    ]

    @Test("Columns that claim too much are refused before it is allocated", arguments: bombs)
    func columnBombs(bomb: (columns: [UInt8], count: Int)) throws {
        let batch = try Batch(bytes: Self.batch(bomb.columns, count: bomb.count))
        #expect(throws: BatchError.self) { try batch.rows(packer: StoredFrames()) }
    }

    @Test(
        "Numbers are bounded by the bytes that they are said to come to, however few columns take")
    func numbersOfNothing() throws {
        // A shape of twenty integers, each a constant: 1.3 million numbers in sixty bytes.
        let fields = [UInt8](repeating: 3, count: 20)
        let columns =
            [0, 1, 0, 40, 1, 10, 20] + fields + [0, 0, 0, 0, 0, 0]
            + (0..<20).flatMap { _ in Self.constant(5) }
        let bytes = Self.batch(columns, count: 65_536, byteCount: 0)
        let batch = try Batch(bytes: bytes)
        let error = #expect(throws: BatchError.self) { try batch.rows(packer: StoredFrames()) }
        guard case .malformed(let malformed)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(malformed.reason == .tooMany)
    }

    @Test("What is read of a message is bounded by what its batches take, not by what they say")
    func saidToBeNothing() throws {
        let batch = try Batch(bytes: Self.batch([0], count: 65_536, byteCount: 0))
        #expect(batch.unpackedByteCount >= 40 * 65_536)
    }

    @Test("The columns that the bombs are made of are otherwise in order")
    func columnsInOrder() throws {
        let change = CanonicalChange(
            header: Header(
                scope: id(0), origin: id(0), sequence: 1, time: 0, context: Context(), actor: nil,
                kind: 40, entity: nil),
            open: .groups([.init(10, Fields([0: .int(5)]))]))
        var bytes = Self.batch(Self.columns(form: 3, Self.constant(5)))
        // 60,000 bytes are announced.
        let place = try #require(bytes.firstIndex(of: 0xE0))
        bytes.replaceSubrange(place..<place + 3, with: [UInt8(change.bytes.count)])
        let rows = try Batch(bytes: bytes).rows(packer: StoredFrames())
        #expect(rows.map(\.canonical) == [change.bytes])
    }

    @Test("Changes that are all alike are cut so that a reader believes them")
    func alike() throws {
        let writer = try Writer(1)
        let rows = (0..<6_000).map { before in
            let context = Context([(writer.origin, UInt64(before))])
            let change = writer.change(UInt64(before + 1), in: id(1), context: context)
            return Run.Row(canonical: change.canonical.bytes, personal: .none)
        }
        let batch = Batch(
            rows, scope: id(1), origin: writer.origin, first: 1, packer: StoredFrames())
        #expect(batch.count < rows.count)
        let read = try Batch(bytes: batch.bytes)
        #expect(try read.rows(packer: StoredFrames()) == Array(rows.prefix(batch.count)))
    }
}
