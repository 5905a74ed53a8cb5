/// Reading the lines of a note, byte by byte: a Swift `Character` would take CRLF for one newline.
enum NoteText {
    /// The lines of a note, which is three lines, an empty one and `signatures` signature lines,
    /// each ended by a newline. The empty ones are left out.
    static func lines(
        of note: String, signatures: Int
    ) throws(NoteError) -> (body: [ArraySlice<UInt8>], signatures: [ArraySlice<UInt8>]) {
        guard note.utf8.count <= Checkpoint.noteByteLimit else { throw .tooLong }
        let lines = Array(note.utf8).split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.count == 4 + signatures + 1, lines[3].isEmpty, lines[4 + signatures].isEmpty
        else { throw .lines }
        return (Array(lines[..<3]), Array(lines[4..<(4 + signatures)]))
    }

    /// The name of a log or of a cosigner.
    ///
    /// ASCII only, where C2SP allows all but Unicode spaces: equal names are then equal bytes.
    static func name(_ bytes: some Collection<UInt8>) throws(NoteError) -> String {
        let isName =
            !bytes.isEmpty && bytes.count <= Checkpoint.nameByteLimit
            && bytes.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "+") }
        guard isName else { throw .name }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A decimal in its shortest form; nil for anything else, or beyond 64 bits.
    static func decimal(_ bytes: some Collection<UInt8>) -> UInt64? {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let value = UInt64(text), String(value).utf8.elementsEqual(bytes) else { return nil }
        return value
    }
}

extension FixedWidthInteger {
    /// The bytes, the most significant first.
    package var bigEndianBytes: [UInt8] { withUnsafeBytes(of: bigEndian) { Array($0) } }

    /// The number whose bytes these are, the most significant first; there are no more than fit.
    init(bigEndianBytes bytes: some Sequence<UInt8>) {
        self = bytes.reduce(0) { $0 << 8 | Self($1) }
    }
}
