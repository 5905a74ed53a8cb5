import SyncCore
import Testing

/// Notes as a peer might send them. None is believed, none stops us.
@Suite struct MangledNoteTests {
    static let line = "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg="

    /// What stands in the receipt, what stands there instead, and how it is refused.
    static let replacements: [(old: String, new: String, error: NoteError)] = [
        ("\n8\n", "\n08\n", .size), ("\n8\n", "\n+8\n", .size), ("\n8\n", "\n-8\n", .size),
        ("\n8\n", "\n 8\n", .size), ("\n8\n", "\n8 \n", .size), ("\n8\n", "\n8\r\n", .size),
        ("\n8\n", "\n\n", .size), ("\n8\n", "\n0x8\n", .size), ("\n8\n", "\n８\n", .size),
        ("\n8\n", "\n18446744073709551616\n", .size), ("\n8\n", "\n8.0\n", .size),
        (line, "", .root), (line, " " + line, .root), (line, line + " ", .root),
        (line, line + "\r", .root), (line, String(line.dropLast()), .root),
        (line, line.replacing("yg=", with: "yh="), .root), (line, "AAAA" + line, .root),
        (line, line + "\nextension", .lines), (line + "\n", line + "\n\n", .lines),
        ("\n\n", "\n", .lines), ("\n\n", "\n \n", .lines), ("\n\n", "\r\n\r\n", .lines),
        ("— yizhan/0", "- yizhan/0", .signature), ("— yizhan/0", "—yizhan/0", .signature),
        ("— yizhan/0", " — yizhan/0", .signature), ("— yizhan/0", "—  yizhan/0", .signature),
        ("— yizhan/0", "— yizhan/1", .name), ("— \(NoteFixture.aggregatorName)", "— ", .name),
        ("— yizhan/2", "— yiz+han/2", .name), ("7 8UMa", "7  8UMa", .signature),
        ("7 8UMa", "7\t8UMa", .signature), ("7 8UMa", "7 AAAA8UMa", .signature),
        ("7 8UMa", "7 ", .signature), ("gwY=\n", "gwY= \n", .signature),
        ("gwY=\n", "gwZ=\n", .signature), ("Dg==\n", "Dg==\r\n", .signature),
        ("Dg==\n", "Dh==\n", .signature), ("Dg==\n", "Dg==", .lines),
        ("Dg==\n", "Dg==\n\n", .lines), ("Dg==\n", "Dg==\n— a AAAA\n", .lines),
    ]

    @Test(arguments: replacements)
    func everyOtherWritingIsRefused(old: String, new: String, error: NoteError) throws {
        // By bytes: to `String`, CRLF is one character and would hide the newline in it.
        let mangled = replacing(
            Array(old.utf8), with: Array(new.utf8), in: Array(NoteFixture.receiptNote.utf8))
        #expect(mangled != Array(NoteFixture.receiptNote.utf8), "nothing was replaced")
        #expect(throws: error) { try Receipt(note: String(decoding: mangled, as: UTF8.self)) }
    }

    @Test func everyDroppedDoubledOrExchangedLineIsRefused() throws {
        for note in [NoteFixture.signedNote, NoteFixture.receiptNote] {
            let lines = note.split(separator: "\n", omittingEmptySubsequences: false)
            for place in lines.indices.dropLast() {
                var dropped = lines
                dropped.remove(at: place)
                refuse(dropped.joined(separator: "\n"))
                refuse((lines[...place] + lines[place...]).joined(separator: "\n"))
                var exchanged = lines
                exchanged.swapAt(place, place + 1)
                refuse(exchanged.joined(separator: "\n"))
            }
        }
    }

    @Test func everyTruncationIsRefused() {
        let bytes = Array(NoteFixture.receiptNote.utf8)
        for end in bytes.indices {
            let note = String(decoding: bytes[..<end], as: UTF8.self)
            #expect(throws: NoteError.self) { try Receipt(note: note) }
            guard note != NoteFixture.signedNote else { continue }
            #expect(throws: NoteError.self) { try SignedCheckpoint(note: note) }
        }
    }

    @Test func noFlippedBitIsBelieved() throws {
        let bytes = Array(NoteFixture.receiptNote.utf8)
        let (log, aggregator) = (
            try NoteFixture.log().publicKey, try NoteFixture.aggregator().publicKey
        )
        for place in bytes.indices {
            for bit in 0..<8 {
                var flipped = bytes
                flipped[place] ^= 1 << UInt8(bit)
                let note = String(decoding: flipped, as: UTF8.self)
                guard let receipt = try? Receipt(note: note) else { continue }
                #expect(Array(receipt.note.utf8) == flipped, "one value, two texts")
                #expect(!(receipt.isSigned(by: log) && receipt.isCosigned(by: aggregator)))
            }
        }
    }

    @Test func windowsLineEndsAreRefused() {
        refuse(NoteFixture.signedNote.replacing("\n", with: "\r\n"))
        refuse(NoteFixture.receiptNote.replacing("\n", with: "\r\n"))
    }

    @Test func aReceiptIsNotASignedCheckpointNorTheOtherWay() {
        #expect(throws: NoteError.lines) { try SignedCheckpoint(note: NoteFixture.receiptNote) }
        #expect(throws: NoteError.lines) { try Receipt(note: NoteFixture.signedNote) }
        #expect(throws: NoteError.signature) {
            // The log's own signature in the place of the cosignature: eight bytes short.
            let line = NoteFixture.signedNote.split(separator: "\n").last ?? ""
            return try Receipt(note: "\(NoteFixture.signedNote)\(line)\n")
        }
    }

    @Test func aNoteIsBounded() {
        let limit = Checkpoint.noteByteLimit
        let long = String(repeating: "\n", count: limit)
        #expect(throws: NoteError.lines) { try Receipt(note: long) }
        #expect(throws: NoteError.tooLong) { try Receipt(note: long + "\n") }
        #expect(throws: NoteError.tooLong) {
            try SignedCheckpoint(
                note: NoteFixture.signedNote + String(repeating: "—", count: limit))
        }
    }

    private func refuse(_ note: String, location: SourceLocation = #_sourceLocation) {
        if note == NoteFixture.signedNote || note == NoteFixture.receiptNote { return }
        #expect(throws: NoteError.self, sourceLocation: location) {
            try SignedCheckpoint(note: note)
        }
        #expect(throws: NoteError.self, sourceLocation: location) { try Receipt(note: note) }
    }

    /// Replaces the first occurrence; there is one.
    private func replacing(_ old: [UInt8], with new: [UInt8], in text: [UInt8]) -> [UInt8] {
        guard
            let start = text.indices.first(where: { text[$0...].starts(with: old) })
        else { return text }
        return text[..<start] + new + text[(start + old.count)...]
    }
}
