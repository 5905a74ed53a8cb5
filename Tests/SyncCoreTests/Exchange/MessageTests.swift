import SyncCore
import Testing

/// A message has one spelling; any other body is refused without harm (S13, S22).
@Suite struct MessageTests {
    @Test(arguments: UInt64(0)..<100)
    func aMessageComesBackAsItWas(seed: UInt64) throws {
        var random = Seeded(seed)
        let message = try random.message()
        #expect(try Message(bytes: message.bytes) == message)
        #expect(try Message(bytes: message.bytes).bytes == message.bytes)
    }

    @Test(arguments: UInt64(0)..<60)
    func whateverIsReadAsAMessageHasNoOtherSpelling(seed: UInt64) throws {
        var random = Seeded(seed)
        let bytes = try random.message().bytes
        for _ in 0..<60 {
            let mangled = random.mangled(bytes)
            guard let read = try? Message(bytes: mangled) else { continue }
            #expect(read.bytes == mangled, "\(Hex.encode(mangled))")
        }
    }

    @Test(arguments: UInt64(0)..<8)
    func noPrefixOfAMessageIsAMessage(seed: UInt64) throws {
        var random = Seeded(seed)
        let bytes = try random.message().bytes
        for count in 0..<bytes.count {
            #expect(throws: MessageError.self) { try Message(bytes: Array(bytes[..<count])) }
        }
        #expect(throws: MessageError.self) { try Message(bytes: bytes + [0]) }
    }

    @Test func noiseIsNoMessage() {
        var random = Seeded(5)
        for _ in 0..<2_000 {
            let noise = random.bytes(random.below(200))
            #expect((try? Message(bytes: noise)) == nil)
            #expect((try? Message(bytes: [0x59, 0x5A, 0] + noise)) == nil)
            #expect((try? CanonicalChange(bytes: noise)) == nil)
        }
    }

    static let strangers: [([UInt8], MessageError)] = [
        ([], .notAMessage), ([0x59, 0x5A], .notAMessage),
        (Array("<html><body>请登录</body></html>".utf8), .notAMessage),
        ([0x59, 0x5A, 2, 9, 9], .unsupportedVersion(2)),
        ([0x59, 0x5A, 255], .unsupportedVersion(255)),
        ([0x59, 0x5A, 0], .malformed(.init(.truncated, at: 3))),
        ([0x59, 0x5A, 1], .malformed(.init(.truncated, at: 3))),
    ]

    @Test(arguments: strangers)
    func aStrangersBodyIsToldFromANewerFormat(bytes: [UInt8], expected: MessageError) {
        #expect(throws: expected) { try Message(bytes: bytes) }
    }

    /// A message without sections: what `sections` and what follows are then appended to.
    private static func message(sections: UInt64, _ rest: (inout ByteWriter) -> Void) -> [UInt8] {
        let plain = Message(origin: id(1), schemaVersion: 1, summary: .zero)
        var writer = ByteWriter()
        writer.raw(plain.bytes.dropLast())
        writer.varint(sections)
        rest(&writer)
        return writer.bytes
    }

    private static func probe(_ prefix: [UInt8]) -> (inout ByteWriter) -> Void {
        { writer in
            writer.varint(1)
            writer.blob(prefix)
            writer.hash(.zero)
        }
    }

    private static func frontier(of size: UInt64, peaks: Int) -> (inout ByteWriter) -> Void {
        { writer in
            writer.varint(1)
            writer.identifier(id(1, Scope.self))
            writer.identifier(id(1, Origin.self))
            writer.varint(size)
            for _ in 0..<peaks { writer.hash(.zero) }
        }
    }

    private static func count(_ count: UInt64) -> (inout ByteWriter) -> Void {
        { $0.varint(count) }
    }

    static let impossible: [(String, [UInt8])] = [
        ("a section of nothing", message(sections: 1, count(0))),
        ("4,097 probes", message(sections: 1, count(4_097))),
        ("2^63 probes", message(sections: 1, count(1 << 63))),
        ("2^63 vectors", message(sections: 2, count(1 << 63))),
        ("65,536 vectors that are not there", message(sections: 2, count(65_536))),
        ("1,025 keys", message(sections: 4, count(1_025))),
        ("2^40 runs", message(sections: 8, count(1 << 40))),
        ("4,097 receipts", message(sections: 16, count(4_097))),
        ("no room said aloud", message(sections: 64, count(0))),
        ("no delay said aloud", message(sections: 256, count(0))),
        ("an empty nonce", message(sections: 512, count(0))),
        (
            "a nonce of 65 bytes",
            message(sections: 512) { $0.blob([UInt8](repeating: 1, count: 65)) }
        ),
        ("an unknown section", message(sections: 1 << 10, count(1))),
        ("a bit above the last section", message(sections: 1 << 15, count(1))),
        ("2^63 frontiers", message(sections: 1 << 14, count(1 << 63))),
        ("the frontier of an empty log", message(sections: 1 << 14, frontier(of: 0, peaks: 0))),
        (
            "the frontier of a log that is too long",
            message(sections: 1 << 14, frontier(of: 1 << 40, peaks: 1))
        ),
        ("a peak too few", message(sections: 1 << 14, frontier(of: 7, peaks: 2))),
        ("a peak too many", message(sections: 1 << 14, frontier(of: 7, peaks: 4))),
        ("a nibble of 16", message(sections: 1, probe([16]))),
        ("33 nibbles", message(sections: 1, probe([UInt8](repeating: 0, count: 33)))),
        (
            "a detail that the reason has not",
            message(sections: 32) { writer in
                writer.varint(1)
                writer.identifier(id(1, Scope.self))
                writer.identifier(id(1, Origin.self))
                writer.varint(RunError.brokenRoot.code)
                writer.varint(5)
            }
        ),
        (
            "a reason that nobody knows",
            message(sections: 32) { writer in
                writer.varint(1)
                writer.identifier(id(1, Scope.self))
                writer.identifier(id(1, Origin.self))
                writer.varint(99)
                writer.varint(0)
            }
        ),
    ]

    @Test(arguments: impossible)
    func anImpossibleMessageIsRefused(name: String, bytes: [UInt8]) {
        let error = #expect(throws: MessageError.self) { try Message(bytes: bytes) }
        guard case .malformed? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    /// A run of 2^63 changes, one that begins at 2^63, and one that ends beyond the longest log.
    @Test(
        arguments: [(1, 1 << 63), (1 << 63, 1), (Limits.logLength, 1), (0, 1), (1, 0)]
            as [(UInt64, UInt64)])
    func aRunHasItsPlaceInALog(first: UInt64, count: UInt64) {
        let bytes = Self.message(sections: 8) { writer in
            writer.varint(1)
            writer.byte(0)
            writer.identifier(id(1, Scope.self))
            writer.identifier(id(1, Origin.self))
            writer.varint(first)
            writer.varint(count)
            writer.raw([UInt8](repeating: 0, count: 200))
        }
        let error = #expect(throws: MessageError.self) { try Message(bytes: bytes) }
        guard case .malformed(let malformed)? = error else { return }
        #expect(malformed.reason == .outOfRange)
    }

    /// A message with one run that begins at 1 and claims `count` rows; `rest` is what follows.
    private static func run(claiming count: Int, _ rest: [UInt8]) -> [UInt8] {
        message(sections: 8) { writer in
            writer.varint(1)
            writer.byte(0)
            writer.identifier(id(1, Scope.self))
            writer.identifier(id(1, Origin.self))
            writer.varint(1)
            writer.varint(count)
            writer.raw(rest)
        }
    }

    /// No memory is taken for rows that cannot be there: the count itself is refused.
    @Test(arguments: [1, 10, 4_096, Limits.runChanges])
    func aRunHasTheBytesForItsRows(count: Int) throws {
        let place = Self.run(claiming: count, []).count
        let needed = count * Limits.rowBytes
        let tooFew = Self.run(claiming: count, [UInt8](repeating: 0, count: needed - 1))
        #expect(throws: MessageError.malformed(.init(.truncated, at: place))) {
            try Message(bytes: tooFew)
        }
        // Just enough: the empty rows are read, and an empty note, as a text, is none.
        let enough = Self.run(claiming: count, [UInt8](repeating: 0, count: needed))
        #expect(throws: MessageError.malformed(.init(.notText, at: place + 2 * count + 1))) {
            try Message(bytes: enough)
        }
    }

    @Test func noRowIsShorterThanThatIsAskedFor() {
        let header = Header(
            scope: id(1), origin: id(1), sequence: 1, time: 0, context: Context(), actor: nil,
            kind: 0, entity: nil)
        let smallest = CanonicalChange(header: header, open: .groups([])).bytes
        #expect(smallest.count >= Limits.rowBytes)
        #expect(Limits.rowBytes > 0)
    }

    /// Zero bytes stand for no personal part at all: said of a withheld one, they would be a second
    /// spelling of the same leaf.
    @Test(arguments: [(Hash.zero, false), (Hash.sha256([]), true)])
    func aWithheldPartHasACommitment(commitment: Hash, isValid: Bool) throws {
        var random = Seeded(7)
        let run = try random.literalRun()
        let rows = run.rows.map {
            Run.Row(canonical: $0.canonical, personal: .withheld(commitment))
        }
        var message = Message(origin: id(1), schemaVersion: 1, summary: .zero)
        message.runs = [
            Run(
                scope: run.scope, origin: run.origin, first: run.first, rows: rows,
                checkpoint: run.checkpoint, proof: run.proof)
        ]
        guard !isValid else {
            #expect(try Message(bytes: message.bytes) == message)
            return
        }
        let error = #expect(throws: MessageError.self) { try Message(bytes: message.bytes) }
        guard case .malformed(let malformed)? = error else { return }
        #expect(malformed.reason == .unknownForm)
    }

    @Test func aMessageEndsAtItsLimit() {
        var message = Message(origin: id(1), schemaVersion: 1, summary: .zero)
        message.room = 1
        let padding = [UInt8](repeating: 0, count: Limits.messageBytes)
        #expect(throws: MessageError.malformed(.init(.tooMany, at: 0))) {
            try Message(bytes: message.bytes + padding)
        }
    }

    /// Eight mebibytes of the smallest vectors: read, or refused, in reasonable time.
    @Test(.timeLimit(.minutes(1))) func aLargeMessageOfSmallPiecesIsRead() throws {
        var message = Message(origin: id(1), schemaVersion: 1, summary: .zero)
        message.vectors = (0..<UInt64(Limits.scopeCount)).map {
            StatedScope(
                scope: id($0),
                logs: (1...3).map {
                    StatedLog(origin: id($0), length: 1, rootHead: 0, receipted: 0)
                })
        }
        #expect(message.bytes.count < Limits.messageBytes)
        #expect(try Message(bytes: message.bytes) == message)
    }
}
