import SyncCore

/// Reads the rows of trees as far as their pages make sense, and afterwards those of pages to which no tree
/// leads any more.
struct TreeReader {
    let pages: PageReader
    private var visited: Set<UInt32> = []

    init(_ pages: PageReader) { self.pages = pages }

    /// Every row that can be reached from a root.
    /// - Parameters:
    ///   - isTable: whether rows have ids; the others lie in the pages of an index.
    ///   - take: whether a row makes sense.
    /// - Returns: the number of pages and rows that do not.
    mutating func forEachRow(
        from root: UInt32, isTable: Bool, _ take: (StoredRecord) throws -> Bool
    ) rethrows -> Int {
        var holes = 0
        var waiting = [root]
        while let number = waiting.popLast() {
            guard visited.insert(number).inserted, let page = page(number),
                page.kind.isTable == isTable
            else {
                holes += 1
                continue
            }
            holes += page.lost
            waiting += page.children
            for cell in page.cells {
                guard let record = record(of: cell), try take(record) else {
                    holes += 1
                    continue
                }
            }
        }
        return holes
    }

    /// The rows of leaves that nothing has led to, page by page. What has been freed is none: it was overwritten.
    mutating func forEachOrphan(
        _ body: (_ isTable: Bool, [StoredRecord]) throws -> Void
    ) rethrows {
        guard pages.count >= 2 else { return }
        for number in 2...pages.count where !visited.contains(number) {
            guard let page = page(number), !page.kind.isInterior else { continue }
            let records = page.cells.compactMap(record)
            if !records.isEmpty { try body(page.kind.isTable, records) }
        }
    }

    private func page(_ number: UInt32) -> BTreePage? {
        pages.page(number).flatMap { BTreePage($0, number: number, usable: pages.usable) }
    }

    /// More than any row of ours comes to: what says that it is longer is no row.
    private static let longest = 2 * Limits.messageBytes

    /// nil for one whose pages do not hold together.
    private func record(of cell: BTreePage.Cell) -> StoredRecord? {
        guard cell.payload.size <= Self.longest else { return nil }
        var bytes = Array(cell.payload.local)
        var next = cell.payload.next
        // A chain that comes back to itself ends with the size.
        while bytes.count < cell.payload.size {
            guard let number = next, let page = pages.page(number) else { return nil }
            var reader = CellReader(page, at: 0, end: pages.usable)
            let rest = min(cell.payload.size - bytes.count, pages.usable - 4)
            guard let following = reader.integer(bytes: 4), let part = reader.bytes(rest) else {
                return nil
            }
            bytes += part
            next = UInt32(following)
        }
        return StoredRecord(bytes, rowid: cell.rowid)
    }
}
