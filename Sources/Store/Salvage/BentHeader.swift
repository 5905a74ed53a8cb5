import SyncCore

/// The first hundred bytes of a database file that SQLite does not open. Nearly all of them are the same in every
/// file of ours, and the rest only has to agree with the file (SQLite, Database File Format, 1.3).
///
/// To be looked for only where SQLite has refused the file: as long as the first page lies in the write-ahead log,
/// as it does before the first checkpoint, what stands here counts for nothing and may be anything.
struct BentHeader {
    static let bytes = 100
    /// In front of the words about what was found.
    static let finding = "header"
    private static let pageBytes = 4_096

    private let path: String
    /// As it lies on the disk.
    let found: [UInt8]
    private let mended: [UInt8]

    /// nil for a header that is as it should be, and for a file that is shorter than a page.
    /// - Parameter path: what SQLite opens.
    /// - Throws: `StoreError.disk`.
    init?(path: String) throws {
        let file = try RawFile(path)
        defer { file.close() }
        guard let size = file.size, size >= Self.pageBytes, let found = file.read(Self.bytes) else {
            return nil
        }
        let mended = Self.mended(found, pages: size / Self.pageBytes)
        guard mended != found else { return nil }
        self.path = path
        self.found = found
        self.mended = mended
    }

    /// - Throws: `StoreError.disk`.
    func mend() throws { try write(mended) }

    /// For a file that does not open in spite of it: nobody has written to it meanwhile.
    /// - Throws: `StoreError.disk`.
    func putBack() throws { try write(found) }

    private func write(_ bytes: [UInt8]) throws {
        let file = try RawFile(path)
        defer { file.close() }
        try file.write(bytes)
    }

    /// Name, page size, WAL, no reserved bytes, fractions; the format of the schema; no vacuum, UTF-8; nothing of
    /// an application or of the future.
    private static let constants: [(place: Int, bytes: [UInt8])] = [
        (0, Array("SQLite format 3\0".utf8) + [0x10, 0, 2, 2, 0, 64, 32, 32]),
        (44, [0, 0, 0, 4] + [UInt8](repeating: 0, count: 8) + [0, 0, 0, 1]),
        (60, [UInt8](repeating: 0, count: 32)),
    ]

    private static func mended(_ header: [UInt8], pages: Int) -> [UInt8] {
        var header = header
        for constant in constants {
            header.replaceSubrange(
                constant.place..<constant.place + constant.bytes.count, with: constant.bytes)
        }
        let counted = header[28..<32].reduce(0) { $0 << 8 | Int($1) }
        if counted > pages, header[24..<28] == header[92..<96] {
            // A count of pages that was not written with the last change does not count.
            header[95] ^= 1
        }
        return header
    }
}
