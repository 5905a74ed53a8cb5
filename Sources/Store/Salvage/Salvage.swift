import GRDB
public import SyncCore

/// What was brought over from a broken file into a sound one.
public struct SalvageReport: Sendable, Hashable {
    /// A log of somebody else that has a hole: what lies behind comes again from whoever holds it.
    public struct Cut: Sendable, Hashable {
        public let scope: Scope
        public let origin: Origin
        /// Up to which the log is held now.
        public let length: UInt64
        /// Changes behind the hole that wait for what is missing, and join by themselves.
        public let waiting: Int
    }

    /// Pages and rows that made no sense, by table; of what is derived from the logs nothing is counted.
    public var holes: [String: Int] = [:]
    public var rows = 0
    public var cuts: [Cut] = []
    /// What is gone from the ends of own logs and is not known to be held above: origin and sequence, and the
    /// record, where other pages still said it.
    public var lost: [String] = []
    /// Changes of all logs, damaged ones among them.
    public var changes: UInt64 = 0

    /// Whether a part of the logs themselves is gone: they are to be compared, and mended from neighbours.
    public var isLogTouched: Bool {
        !cuts.isEmpty || !Set(holes.keys).isDisjoint(with: Salvage.logTables)
    }
}

/// Why a broken file cannot be put right from itself. It is as it was.
public enum SalvageError: Error, Hashable, Sendable {
    /// A table is gone without which nobody can tell what the rest belongs to.
    case essential(String)
    /// Somebody was writing all the time. Try again.
    case busy
}

/// Fills an empty store with every row of a broken file that can still be read. The logs are taken as they
/// lie; what follows from them is derived anew.
struct Salvage {
    static let logTables: Set<String> = [
        "change", "segment", "packed", "subtree", "personal", "checkpoint", "carried",
    ]
    /// Without these nobody can say who the node is, and which row belongs to whose log.
    private static let essential: Set<String> = [
        "setting", "scope", "log", "own_origin", "peer", "peer_scope",
    ]

    let pages: PageReader
    let fresh: Store
    let db: Database

    private var log: LogTable { fresh.writer.log(db) }

    /// - Parameter time: wall clock, milliseconds.
    func run(at time: Int64) throws -> SalvageReport {
        var report = SalvageReport()
        let triggers = try Triggers(db)
        try triggers.drop()
        // Tables are filled in the order of their names.
        try db.execute(sql: "PRAGMA defer_foreign_keys = ON")
        let words = try copyTables(&report)
        try fresh.checkVaultKey(in: db)
        fresh.writer.forget()
        var reader = TreeReader(pages)
        let gone = LostChanges(pages: pages, log: log, roots: try roots(&reader))
        let present = try OwnOrigins(db: db).presentKey().map { Origin(publicKey: $0) }
        for scope in try log.scopes() {
            for row in try log.logs(in: scope.id) {
                let above = try gone.lengthAbove(of: row)
                let salvage = LogSalvage(
                    log: log, scope: scope, row: row, vault: fresh.vault,
                    isWithoutParts: report.holes["personal"] == nil)
                if let cut = try salvage.run(at: time) { report.cuts.append(cut) }
                if let above {
                    let length = try max(above, log.length(row.id))
                    report.lost += try gone.note(in: row, beyond: length, at: time)
                    // Its key is not here: the node goes on under another name as soon as it is.
                    if row.origin == present, try gone.goesOn(row, beyond: length, words) {
                        try Store.set(LostTails.settingName, row.origin.description, in: db)
                    }
                    try EvidenceTable(log: log).cut(row, to: length, isBranch: false)
                    let view = StoreView(log: log, vault: fresh.vault)
                    try gone.keepRecords(of: view.damages(in: row, of: scope), in: row)
                }
                if report.holes["carried"] != nil { try salvage.noteCarried() }
                report.changes += try log.length(row.id)
            }
        }
        try PastDamage.add(report.lost, in: db)
        try triggers.restore()
        let shape = try TableShape("authority_change", in: db)
        try fresh.rebuild(db, leavingOutDamage: true) { db in
            for word in words where try isHeld(word) { _ = try shape.insert(word, into: db) }
        }
        fresh.writer.forget()
        return report
    }

    // MARK: Tables

    /// - Returns: the words about who counts that stand beside their logs: derived, and held twice because
    ///   of just this.
    private func copyTables(_ report: inout SalvageReport) throws -> [StoredRecord] {
        var reader = TreeReader(pages)
        let roots = try roots(&reader)
        let shapes = try shapes()
        let words = try TableShape("authority_change", in: db)
        var kept: [StoredRecord] = []
        for shape in shapes + [words] {
            let isWords = shape.name == words.name
            if !isWords { try db.execute(sql: "DELETE FROM \(shape.name)") }
            guard let root = roots[shape.name] else { continue }
            let holes = try reader.forEachRow(from: root, isTable: shape.hasRowids) { record in
                guard shape.fits(record), Self.isPlausible(record, in: shape) else { return false }
                if isWords {
                    kept.append(record)
                    return true
                }
                report.rows += 1
                return try shape.insert(record, into: db)
            }
            if holes > 0, !isWords { report.holes[shape.name] = holes }
        }
        let broken = shapes.filter { report.holes[$0.name] != nil }
        try reader.forEachOrphan { isTable, records in
            // Of the tables that miss a page, the one whose rows these can be; where that is not clear,
            // nothing is guessed.
            let fitting = broken.filter { shape in
                shape.hasRowids == isTable && records.allSatisfy(shape.fits)
            }
            guard fitting.count == 1 else { return }
            for record in records where try fitting[0].insert(record, into: db) { report.rows += 1 }
        }
        if let lost = report.holes.keys.sorted().first(where: Self.essential.contains) {
            throw SalvageError.essential(lost)
        }
        guard try OwnOrigins(db: db).presentKey() != nil else {
            throw SalvageError.essential("own_origin")
        }
        return kept
    }

    /// Scopes and logs are numbered in turn; a number that dots have no room for is none.
    static let numbers: ClosedRange<Int64> = 1...(1 << 20)

    private static func isPlausible(_ record: StoredRecord, in shape: TableShape) -> Bool {
        guard ["scope", "log"].contains(shape.name), let number = record.rowid else { return true }
        return numbers.contains(number)
    }

    /// Where the trees of the tables begin.
    private func roots(_ reader: inout TreeReader) throws -> [String: UInt32] {
        var roots: [String: UInt32] = [:]
        let holes = reader.forEachRow(from: 1, isTable: true) { record in
            guard record.values.count == 5, let name = String.fromDatabaseValue(record.values[1]),
                let root = UInt32.fromDatabaseValue(record.values[3])
            else { return false }
            if String.fromDatabaseValue(record.values[0]) == "table" { roots[name] = root }
            return true
        }
        // What the rest of the file is, nobody could say.
        guard holes == 0 else { throw SalvageError.essential("sqlite_schema") }
        return roots
    }

    /// Of everything that is not derived.
    private func shapes() throws -> [TableShape] {
        try String.fetchAll(
            db,
            sql: """
                SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
                AND name <> 'grdb_migrations' ORDER BY name
                """
        )
        .filter { !DerivedTables.allNames.contains($0) }
        .map { try TableShape($0, in: db) }
    }

    // MARK: What follows

    private func isHeld(_ word: StoredRecord) throws -> Bool {
        guard let dot = word.rowid.map(LocalDot.init(value:)) else { return false }
        return try log.leaf(at: dot) != nil
    }
}

/// The triggers that guard the logs of a store, out of the way while it is filled.
private struct Triggers {
    private let db: Database
    private let all: [(name: String, sql: String)]

    init(_ db: Database) throws {
        self.db = db
        all = try Row.fetchAll(
            db, sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
        ).map { try ($0.cell(0), $0.cell(1)) }
    }

    func drop() throws {
        for trigger in all { try db.execute(sql: "DROP TRIGGER \(trigger.name)") }
    }
    func restore() throws { for trigger in all { try db.execute(sql: trigger.sql) } }
}
