import Foundation
import GRDB
import ServiceRecords
import SyncCore

@testable import Store

/// What must be nowhere in a node's files any more, as it stood before: the sealed bytes of parts, their
/// salts and what they said.
struct Remains {
    let parts: [PersonalPart]
    let sealed: [[UInt8]]
    let texts: [String]

    /// Of everything that is held of some records.
    init(of records: Set<Entity>, at replica: Replica, texts: [String]) throws {
        let all = try replica.store.read { db in
            let log = LogTable(db: db)
            return try Row.fetchAll(
                db, sql: "SELECT dot, commitment, sealed FROM personal WHERE sealed IS NOT NULL"
            ).compactMap { row -> (PersonalPart, [UInt8])? in
                guard let canonical = try log.canonical(at: row[0] as LocalDot),
                    let commitment = Hash(bytes: row[1] as Data)
                else { return nil }
                let sealed = [UInt8](row[2] as Data)
                let part = try replica.store.vault.open(sealed, commitment: commitment)
                let change = Change(canonical, personal: .held(part))
                return records.contains(Concerned.record(of: change)) ? (part, sealed) : nil
            }
        }
        (parts, sealed, self.texts) = (all.map(\.0), all.map(\.1), texts)
    }

    /// Eight bytes in a row of what looks random: met by no accident, and in any remnant of a page that
    /// holds fifteen of them.
    private var pieces: Set<UInt64> {
        Set(
            (sealed + parts.map(\.salt)).flatMap { bytes in
                stride(from: 0, through: bytes.count - 8, by: 8).map { start in
                    bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) }
                }
            })
    }

    /// What of it some bytes hold.
    func found(in data: Data) -> [String] {
        var found: [String] = []
        let pieces = pieces
        data.withUnsafeBytes { bytes in
            var window: UInt64 = 0
            for (place, byte) in bytes.enumerated() {
                window = window << 8 | UInt64(byte)
                if place >= 7, pieces.contains(window) { found.append("sealed part or salt") }
            }
            let plain =
                parts.map { ("payload", $0.payload) }
                + texts.flatMap { text in
                    [Data(text.utf8), text.data(using: .utf16LittleEndian) ?? Data()].map {
                        (text, [UInt8]($0))
                    }
                }
            for (name, needle) in plain where bytes.holds(needle) { found.append(name) }
        }
        return Array(Set(found)).sorted()
    }

    /// The same over all files of a node, folders below included.
    func found(at place: TemporaryPlace) throws -> [String] {
        let paths = FileManager.default.subpaths(atPath: place.url.path) ?? []
        return try paths.flatMap { path -> [String] in
            let url = place.url.appendingPathComponent(path)
            guard try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else {
                return []
            }
            return found(in: try Data(contentsOf: url)).map { "\(path): \($0)" }
        }
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func holds(_ needle: [UInt8]) -> Bool {
        guard let start = baseAddress, let head = needle.first else { return needle.isEmpty }
        var place = 0
        while count - place >= needle.count,
            let found = memchr(start + place, Int32(head), count - place - needle.count + 1)
        {
            if memcmp(found, needle, needle.count) == 0 { return true }
            place = UnsafeRawPointer(found) - start + 1
        }
        return false
    }
}
