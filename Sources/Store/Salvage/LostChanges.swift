import Foundation
import GRDB
import SyncCore

/// What is gone from own logs. A hole in the middle of a log shows by itself; that a log went on, and what was
/// written in either, shows only by what was derived from it, and lies on other pages of the broken file.
struct LostChanges {
    let pages: PageReader
    let log: LogTable
    /// Where the trees of the broken file begin.
    let roots: [String: UInt32]

    private var db: Database { log.db }

    /// How far an own log is known to be held by the level above; nil for a log of somebody else. To be asked
    /// before anything of the log is cut.
    func lengthAbove(of row: LogRow) throws -> UInt64? {
        guard try OwnOrigins(db: db).contains(row.origin) else { return nil }
        return try log.lengthAbove(ofOwn: row)
    }

    /// Notes what there was beyond a length, for people.
    /// - Returns: origin and sequence of each change, and the record that it wrote, where that is known.
    func note(in row: LogRow, beyond length: UInt64, at time: Int64) throws -> [String] {
        let range = Self.range(of: row, beyond: length)
        return try Self.note(
            records(where: range.contains), of: row, beyond: length, at: time, in: db)
    }

    /// Whether there was anything beyond a length of a log, if only an instruction or a word about who counts.
    /// - Parameter words: rows of `authority_change`.
    func goesOn(_ row: LogRow, beyond length: UInt64, _ words: [StoredRecord]) throws -> Bool {
        let range = Self.range(of: row, beyond: length)
        var dots = Set(try records(where: range.contains).keys)
        dots.formUnion(words.compactMap(\.rowid).filter(range.contains))
        try forEachRow(of: "resync_word") { word in
            if let dot = word.first?.int, range.contains(dot) { dots.insert(dot) }
        }
        return !dots.isEmpty
    }

    private static func range(of row: LogRow, beyond length: UInt64) -> Range<Int64> {
        let first = LocalDot(log: row.id, sequence: length + 1).value
        return first..<max(first, LocalDot(log: row.id &+ 1, sequence: 0).value)
    }

    /// Notes what was there beyond a length, for people.
    /// - Parameter lost: by local dot.
    static func note(
        _ lost: [Int64: Entity?], of row: LogRow, beyond length: UInt64, at time: Int64,
        in db: Database
    ) throws -> [String] {
        guard !lost.isEmpty else { return [] }
        try IncidentTable(db: db).note(
            .unreadable, at: time, scope: row.scope, origin: row.origin, point: length,
            count: lost.count)
        return lost.sorted { $0.key < $1.key }.map { value, record in
            let place = "\(row.origin):\(LocalDot(value: value).sequence)"
            return place + (record.map { ":\($0)" } ?? "")
        }
    }

    /// Keeps which records the damaged changes of an own log wrote, for whoever names them when they turn out to
    /// be lost: the tables that are derived anew are silent about these.
    func keepRecords(of damages: [Damage], in row: LogRow) throws {
        let dots = Set(damages.map { LocalDot(log: row.id, sequence: $0.sequence).value })
        guard !dots.isEmpty else { return }
        var kept = DamagedRecords(try Store.setting(DamagedRecords.settingName, in: db) ?? "")
        for (dot, record) in try records(where: dots.contains) {
            if let record { kept.note(record, at: LocalDot(value: dot)) }
        }
        try Store.set(DamagedRecords.settingName, kept.text, in: db)
    }

    /// By local dot.
    private func records(where isMeant: (Int64) -> Bool) throws -> [Int64: Entity?] {
        var found: [Int64: Entity?] = [:]
        var writes: [Int64: [Int64]] = [:]
        try forEachRow(of: "personal") { row in
            if let dot = row.first?.int, isMeant(dot) { found[dot] = .some(nil) }
        }
        try forEachRow(of: "register") { row in
            guard row.count == 3, let entity = row[0].int, let dot = row[2].int,
                isMeant(dot)
            else { return }
            found[dot] = .some(nil)
            writes[entity, default: []].append(dot)
        }
        try forEachRow(of: "entity") { row in
            guard row.count == 4, let id = row[0].int,
                let record = Data.fromDatabaseValue(row[2]).flatMap({ Entity(bytes: $0) })
            else { return }
            for dot in writes[id, default: []] + (isMeant(id) ? [id] : []) {
                found[dot] = record
            }
        }
        return found
    }

    private func forEachRow(of table: String, _ body: ([DatabaseValue]) -> Void) throws {
        guard let root = roots[table] else { return }
        let shape = try TableShape(table, in: db)
        var reader = TreeReader(pages)
        _ = reader.forEachRow(from: root, isTable: shape.hasRowids) { record in
            guard shape.fits(record) else { return false }
            body(shape.values(of: record))
            return true
        }
    }
}

extension DatabaseValue {
    fileprivate var int: Int64? { Int64.fromDatabaseValue(self) }
}
