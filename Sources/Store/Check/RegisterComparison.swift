import Foundation
import GRDB
import SyncCore

/// Compares registers with the same derived anew by what they say: which writes survive, and what is known. What
/// rows they take is the store's own affair, but where all rows are the same nothing else can differ.
struct RegisterComparison {
    private let view: StoreView
    private let renumbering: Renumbering
    private let sides: [DerivedSide: RegisterTable]
    private var db: Database { view.db }

    init(_ view: StoreView, _ renumbering: Renumbering) {
        self.view = view
        self.renumbering = renumbering
        sides = [
            .present: RegisterTable(log: view.log, of: .present),
            .anew: RegisterTable(log: view.log, of: .anew),
        ]
    }

    func run() throws -> DifferingRecords {
        var found = DifferingRecords()
        var standings: [Int64: Standing] = [:]
        for scope in try view.log.scopes() {
            standings[scope.id] = try StandingTable(log: view.log, scope: scope).standing()
        }
        let pairs = try Row.fetchCursor(db, sql: suspects)
        while let pair = try pairs.next() {
            // A hand may have put anything into a cell.
            let (here, there) = (Int64.fromDatabaseValue(pair[0]), Int64.fromDatabaseValue(pair[1]))
            let (shown, given) = (
                try registers(of: here, .present, standings),
                try registers(of: there, .anew, standings)
            )
            if let says = shown.says, says == given.says { continue }
            found.isAny = true
            if let record = shown.record { found.shown.insert(record) }
            if let record = given.record { found.given.insert(record) }
        }
        return found
    }

    /// Records, by their ids on both sides, of which some row differs or that have another id.
    private var suspects: String {
        let parts = [DerivedSide.present, .anew].flatMap { side -> [String] in
            let (here, there) = (side.rawValue, side.other.rawValue)
            let other = renumbering.id("a.entity", of: side)
            // The id among the present records stands first.
            func pair(_ one: String, _ two: String) -> String {
                side == .present ? "\(one), \(two)" : "\(two), \(one)"
            }
            return [
                """
                SELECT \(pair("a.entity", other)) FROM \(here).register a
                LEFT JOIN \(there).register b ON b.entity = \(other) AND b.grp = a.grp AND b.dot = a.dot
                WHERE b.entity IS NULL
                """,
                """
                SELECT \(pair("a.entity", other)) FROM \(here).known a
                LEFT JOIN \(there).known b ON b.entity = \(other) AND b.grp = a.grp
                WHERE b.context IS NOT a.context
                """,
                """
                SELECT \(pair("id", "other")) FROM temp.renumbered WHERE side = '\(here)'
                """,
            ]
        }
        return parts.joined(separator: " UNION ")
    }

    private struct Said {
        /// nil where no record has the id.
        var record: Entity?
        /// nil where the registers cannot be read, or are of nobody.
        var says: [GroupTag: Hash]? = [:]
    }

    private func registers(
        of id: Int64?, _ side: DerivedSide, _ standings: [Int64: Standing]
    ) throws -> Said {
        let record = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT uid, scope FROM \(side.rawValue).entity WHERE id = ?"),
            arguments: [id])
        guard let id, let record, let table = sides[side] else {
            return Said(says: try hasRows(id, side) ? nil : [:])
        }
        var said = Said(record: Data.fromDatabaseValue(record[0]).flatMap { Entity(bytes: $0) })
        table.contexts.standing = Int64.fromDatabaseValue(record[1]).flatMap { standings[$0] }
        do {
            for tag in try table.tags(of: id) { said.says?[tag] = try digest(table.load(id, tag)) }
        } catch StoreError.damaged { said.says = nil }
        return said
    }

    private func hasRows(_ id: Int64?, _ side: DerivedSide) throws -> Bool {
        let name = side.rawValue
        return try Bool.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT EXISTS(SELECT 1 FROM \(name).register WHERE entity = ?1)
                    OR EXISTS(SELECT 1 FROM \(name).known WHERE entity = ?1)
                    """), arguments: [id]) ?? false
    }

    private func digest(_ register: Register) -> Hash {
        var writer = ByteWriter()
        writer.varint(register.surviving.count)
        for leaf in register.surviving.map(\.original).sorted() { writer.hash(leaf) }
        writer.raw(register.known.bytes)
        return Hash.sha256(writer.bytes)
    }
}
