import Foundation
import GRDB
import ServiceRecords
import SyncCore

/// Compares what tables show of a few records with their registers, and registers with the changes of the
/// logs: as much at a time as the caller likes, and nothing is derived for it. Reads one snapshot.
///
/// It says no more than the whole check, and less: which change counts it takes from the table of those
/// that do not, and what searches and approvals rest on it does not look at (`Store.check`).
struct RecordCheck {
    /// A table, and the record of which it says something else than what it rests on; nil where the record
    /// has no name any more.
    struct Mismatch: Hashable {
        let table: String
        let record: Entity?
    }

    private let view: StoreView
    private var db: Database { view.db }

    init(view: StoreView) { self.view = view }

    /// Compares the records with local ids beyond `place` that come next.
    /// - Returns: where to go on; nil behind the last.
    func compare(after place: Int64?, count: Int) throws -> (found: [Mismatch], next: Int64?) {
        let records = try Row.fetchAll(
            db,
            sql: """
                SELECT entity.id, uid, scope.id FROM entity JOIN scope USING(scope)
                WHERE entity.id > ? ORDER BY entity.id LIMIT ?
                """, arguments: [place ?? .min, count])
        let last = try records.count < count ? nil : records.last.map { try $0.cell(0) as Int64 }
        var rows = try Rows(db, after: place ?? .min, through: last ?? .max)
        var found: [Mismatch] = []
        let registers = try registersByScope()
        for record in records {
            guard let uid = Entity(bytes: record.bytes(1)),
                let scope = Scope(bytes: record.bytes(2)), let registers = registers[scope]
            else { continue }
            do {
                found += try compare(record.cell(0), registers, &rows).map {
                    Mismatch(table: $0, record: uid)
                }
            } catch StoreError.damaged {
                // Of which change, those find who look at the log.
                try rows.forget(record.cell(0))
            }
        }
        found += rows.tables.map { Mismatch(table: $0, record: nil) }
        return (found, last)
    }

    private func registersByScope() throws -> [Scope: RegisterTable] {
        var all: [Scope: RegisterTable] = [:]
        for scope in try view.log.scopes() {
            let registers = RegisterTable(log: view.log)
            registers.contexts.standing = try StandingTable(log: view.log, scope: scope).standing()
            all[scope.scope] = registers
        }
        return all
    }

    /// The tables in which a record stands otherwise than its registers have it.
    private func compare(
        _ id: Int64, _ registers: RegisterTable, _ rows: inout Rows
    ) throws -> [String] {
        var found: [String] = []
        let tags = try registers.tags(of: id)
        for tag in tags.sorted(by: { $0.code < $1.code }) {
            let survivors = try registers.survivors(id, tag)
            let differs = try survivors.count > 1 ? disagree(survivors, tag) : nil
            if rows.takeConflict(id, tag) != differs { found.append("conflict") }
            guard let table = TypedTable.find(tag) else { continue }
            let shown = RegisterTable.shown(of: survivors)
            let row = rows.take(id, of: table)
            guard row != nil || shown != nil else { continue }
            guard let row, let shown, Int64.fromDatabaseValue(row["dot"]) == shown.dot.value,
                table.shows(
                    shown.change.fields(of: tag.group), in: row, of: id, { try? view.entity($0) })
            else {
                found.append(table.name)
                continue
            }
        }
        let entities = EntityTable(db: db, scope: 0)
        let isEdited = try VoidTable(registers: registers, entities: entities).isEdited(id)
        if rows.takeVoided(id) != isEdited { found.append("voided") }
        return found
    }

    /// Whether siblings differ in what every holder sees; how far they agree beyond that rests on which
    /// personal parts were held when they came.
    private func disagree(_ siblings: [RegisterTable.Stored], _ tag: GroupTag) throws -> Bool {
        try ConflictTable(db: db, vault: view.vault).agreement(of: siblings, tag) == .differs
    }

    /// The rows of a range of records; whoever compares one takes it out, and what is left belongs to nobody.
    private struct Rows {
        private var typed: [String: [Int64: Row]] = [:]
        private var conflicts: [Int64: [GroupTag: Bool]] = [:]
        private var voided: [Int64: Bool] = [:]

        init(_ db: Database, after first: Int64, through last: Int64) throws {
            func fetch(_ table: String, by column: String) throws -> [Row] {
                try Row.fetchAll(
                    db.cachedStatement(
                        sql: "SELECT * FROM \(table) WHERE \(column) > ? AND \(column) <= ?"),
                    arguments: [first, last])
            }
            for table in TypedTable.all {
                for row in try fetch(table.name, by: "id") {
                    typed[table.name, default: [:]][try row.cell("id")] = row
                }
            }
            for row in try fetch("conflict", by: "entity") {
                // A hand may have put anything into a cell: that is a row of nobody.
                let tag = Int64.fromDatabaseValue(row["grp"]).map(GroupTag.init(code:))
                conflicts[Int64.fromDatabaseValue(row["entity"]) ?? 0, default: [:]][
                    tag ?? GroupTag(code: -1)] =
                    Int64.fromDatabaseValue(row["agreement"]) == Agreement.differs.rawValue
            }
            for row in try fetch("voided", by: "entity") {
                voided[try row.cell("entity")] = Int64.fromDatabaseValue(row["is_edited"]) == 1
            }
        }

        mutating func take(_ id: Int64, of table: TypedTable) -> Row? {
            typed[table.name]?.removeValue(forKey: id)
        }

        /// Whether siblings are said to differ; nil where there are said to be none.
        mutating func takeConflict(_ id: Int64, _ tag: GroupTag) -> Bool? {
            conflicts[id]?.removeValue(forKey: tag)
        }

        mutating func takeVoided(_ id: Int64) -> Bool? { voided.removeValue(forKey: id) }

        mutating func forget(_ id: Int64) {
            for table in typed.keys { typed[table]?[id] = nil }
            conflicts[id] = nil
            voided[id] = nil
        }

        /// In which rows are left.
        var tables: [String] {
            typed.filter { !$0.value.isEmpty }.keys.sorted()
                + (conflicts.values.contains { !$0.isEmpty } ? ["conflict"] : [])
                + (voided.isEmpty ? [] : ["voided"])
        }
    }
}

/// Compares registers with changes of one log.
struct RegisterCheck {
    private let view: StoreView
    private let registers: RegisterTable
    private let entities: EntityTable

    init(view: StoreView, scope: ScopeRow) throws {
        self.view = view
        registers = RegisterTable(log: view.log)
        registers.contexts.standing = try StandingTable(log: view.log, scope: scope).standing()
        entities = EntityTable(db: view.db, scope: scope.id)
    }

    /// Whether every register that a change wrote has it among its surviving writes, or has seen it
    /// replaced; nil where all do, or the change does not count.
    func mismatch(of dot: LocalDot) throws -> RecordCheck.Mismatch? {
        let placed = try view.log.placed(at: dot)
        guard !SystemKind.range.contains(placed.original.kind),
            placed.header.kind != SystemKind.hop, try !isExcluded(dot)
        else { return nil }
        guard let id = try entities.find(placed.entity) else {
            return RecordCheck.Mismatch(table: "entity", record: placed.entity)
        }
        let dots = try registers.aliases.dots(of: placed.originalLeaf).union([placed.dot])
        for tag in placed.tags {
            let register = try registers.load(id, tag)
            guard
                register.surviving.contains(where: { $0.original == placed.originalLeaf })
                    || dots.contains(where: register.known.covers)
            else { return RecordCheck.Mismatch(table: "register", record: placed.entity) }
        }
        return nil
    }

    private func isExcluded(_ dot: LocalDot) throws -> Bool {
        try Bool.fetchOne(
            view.db.cachedStatement(sql: "SELECT EXISTS(SELECT 1 FROM excluded WHERE dot = ?)"),
            arguments: [dot]) ?? false
    }
}
