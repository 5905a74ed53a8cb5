import Foundation

/// A database file from whose end bytes are gone: a copy that broke off, or a disk that had no room. SQLite opens
/// none of it; with zeros in their place it is a file with bad pages like any other, and often these held nothing.
///
/// Never to be looked for in a process that has the file open with SQLite: closing any other descriptor of it
/// drops all locks of the process (sqlite.org/howtocorrupt.html, 2.2).
struct ShortFile {
    private let path: String
    private let size: Int
    /// How many bytes are gone.
    let missing: Int

    /// nil for a file of the length that its header says, for one whose last pages still lie in the log beside
    /// it, and for what is no database.
    init?(path: String) {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        guard let header = try? file.read(upToCount: 100), header.count == 100,
            let end = try? file.seekToEnd(), Self.size(of: path + "-wal") == 0
        else { return nil }
        func number(at place: Int, bytes: Int) -> Int {
            header[place..<place + bytes].reduce(0) { $0 << 8 | Int($1) }
        }
        let page = number(at: 16, bytes: 2) == 1 ? 65_536 : number(at: 16, bytes: 2)
        // The length counts where it was written with the last change (SQLite, Database File Format, 1.3.7).
        guard header.starts(with: Data("SQLite format 3\0".utf8)), page >= 512,
            number(at: 24, bytes: 4) == number(at: 92, bytes: 4)
        else { return nil }
        size = page * number(at: 28, bytes: 4)
        missing = size - Int(end)
        self.path = path
        guard missing > 0, missing <= Self.limit else { return nil }
    }

    /// A header that is altered itself may say anything.
    private static let limit = 1 << 30

    private static func size(of path: String) -> Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.size] as? NSNumber)?.intValue ?? 0
    }

    /// Fills the end up with zeros; nothing that is there is altered.
    /// - Throws: where the disk has no room.
    func lengthen() throws {
        guard let file = FileHandle(forWritingAtPath: path) else { return }
        defer { try? file.close() }
        try file.truncate(atOffset: UInt64(size))
        try file.synchronize()
    }
}
