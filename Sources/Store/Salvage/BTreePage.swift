/// One page of a tree, and what of it makes sense (SQLite, Database File Format, section 1.6). Nothing is
/// taken on trust: any bytes give some page, or none.
struct BTreePage {
    enum Kind: UInt8 {
        case indexInterior = 2
        case tableInterior = 5
        case indexLeaf = 10
        case tableLeaf = 13

        var isTable: Bool { self == .tableInterior || self == .tableLeaf }
        var isInterior: Bool { self == .indexInterior || self == .tableInterior }
    }

    /// A record as it begins on this page.
    struct Payload {
        /// Of all of it, in bytes.
        let size: Int
        let local: ArraySlice<UInt8>
        /// Where it goes on; nil where it is whole.
        let next: UInt32?
    }

    struct Cell {
        /// nil in an index.
        var rowid: Int64?
        var payload: Payload
    }

    let kind: Kind
    /// Of an interior page.
    private(set) var children: [UInt32] = []
    private(set) var cells: [Cell] = []
    /// Cells that make no sense.
    private(set) var lost = 0

    /// - Parameters:
    ///   - number: the first page of a file begins a hundred bytes later.
    ///   - usable: bytes of the page that content may use.
    init?(_ bytes: [UInt8], number: UInt32, usable: Int) {
        let start = number == 1 ? 100 : 0
        guard usable <= bytes.count, start + 12 <= usable, let kind = Kind(rawValue: bytes[start])
        else { return nil }
        self.kind = kind
        var reader = CellReader(bytes, at: start + 3, end: usable)
        guard let count = reader.integer(bytes: 2) else { return nil }
        reader.place = start + 8
        if kind.isInterior {
            guard let last = reader.integer(bytes: 4) else { return nil }
            children.append(UInt32(last))
        }
        guard reader.place + 2 * Int(count) <= usable else { return nil }
        for _ in 0..<count {
            guard let place = reader.integer(bytes: 2) else { return nil }
            var cell = CellReader(bytes, at: Int(place), end: usable)
            read(&cell)
        }
    }

    private mutating func read(_ reader: inout CellReader) {
        if kind.isInterior {
            guard let child = reader.integer(bytes: 4) else { return lost += 1 }
            children.append(UInt32(child))
            if kind.isTable { return }
        }
        guard let size = reader.varint(), size >= 1, size <= Int64(Int32.max) else {
            return lost += 1
        }
        var rowid: Int64?
        if kind.isTable {
            guard let number = reader.varint() else { return lost += 1 }
            rowid = number
        }
        guard let payload = payload(of: Int(size), &reader) else { return lost += 1 }
        cells.append(Cell(rowid: rowid, payload: payload))
    }

    /// How much of a record lies here (section 1.6, Cell Payload Overflow Pages).
    private func payload(of size: Int, _ reader: inout CellReader) -> Payload? {
        let usable = reader.end
        let most = kind.isTable ? usable - 35 : (usable - 12) * 64 / 255 - 23
        guard size > most else {
            return reader.bytes(size).map { Payload(size: size, local: $0, next: nil) }
        }
        let least = (usable - 12) * 32 / 255 - 23
        let even = least + (size - least) % (usable - 4)
        guard let local = reader.bytes(even <= most ? even : least),
            let next = reader.integer(bytes: 4)
        else { return nil }
        return Payload(size: size, local: local, next: UInt32(next))
    }
}

/// Reads the numbers of which pages and records are made, and never past their end.
struct CellReader {
    private let content: [UInt8]
    var place: Int
    let end: Int

    init(_ content: [UInt8], at place: Int, end: Int) {
        self.content = content
        self.place = place
        self.end = min(end, content.count)
    }

    mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, place >= 0, place <= end, count <= end - place else { return nil }
        defer { place += count }
        return content[place..<place + count]
    }

    /// Big-endian, without a sign; at most four bytes.
    mutating func integer(bytes count: Int) -> UInt64? {
        bytes(count)?.reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Seven bits a byte, the highest first, all eight of a ninth.
    mutating func varint() -> Int64? {
        var value: UInt64 = 0
        for index in 0..<9 {
            guard let byte = bytes(1)?.first else { return nil }
            if index == 8 { return Int64(bitPattern: value << 8 | UInt64(byte)) }
            value = value << 7 | UInt64(byte & 0x7f)
            if byte < 0x80 { break }
        }
        return Int64(bitPattern: value)
    }
}
