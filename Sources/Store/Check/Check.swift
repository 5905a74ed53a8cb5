public import Foundation
import GRDB
import ServiceRecords
public import SyncCore

/// What a check of the whole store found. Empty lists mean: everything agrees.
public struct CheckReport: Sendable, Hashable {
    /// One place where the store contradicts itself.
    public struct Finding: Sendable, Hashable {
        public enum What: String, Sendable {
            /// SQLite itself finds the file damaged.
            case file
            /// A change does not give the leaf that was written down for it, or stands elsewhere.
            case leaf
            /// A personal part does not open, or not to its commitment.
            case personalPart
            /// A log has another root than its author signed.
            case root
            /// A receipt covers something else than what is here.
            case receipt
            /// The tables are not what the logs say.
            case tables
        }

        public let what: What
        /// Origin and sequence, of a root the first and the last between which it lies; or the name of a table.
        public let place: String
        /// The first records that differ, of a table; the one that a change writes, where that is known.
        public var records: [Differing] = []
        /// Nothing is there, where something has to be.
        public var isMissing = false

        /// More are not named.
        public static let recordLimit = 20

        /// What is found where: the rest are particulars.
        public static func == (left: Self, right: Self) -> Bool {
            left.what == right.what && left.place == right.place
        }

        public func hash(into hasher: inout Hasher) {
            hasher.combine(what)
            hasher.combine(place)
        }
    }

    /// A record of which a table shows something else than the logs give.
    public struct Differing: Sendable, Hashable {
        public let entity: Entity
        /// What showing it as the logs have it would do.
        public let effect: PendingWrite.Effect
    }

    public var changes = 0
    public var findings: [Finding] = []
    /// State digest per scope.
    public var digests: [Scope: DigestSum] = [:]
    public var isSound: Bool { findings.isEmpty }

    public init() {}
}

extension Store {
    /// Recomputes leaves from stored bytes, opens every personal part, compares roots with signatures
    /// and receipts, and derives the tables again to compare them. All of it in a copy, so that the
    /// node goes on recording meanwhile and the check sees one moment.
    ///
    /// - Parameters:
    ///   - directory: where the copy may stand; it is removed again.
    ///   - narrowing: of which records tables are compared; logs are compared whole.
    public func check(
        scratch directory: URL, of narrowing: Narrowing = .none
    ) throws -> CheckReport {
        Scratch.sweep(directory)
        let scratch = Scratch(in: directory, suffix: Hex.encode(randomness.bytes(8)))
        defer { scratch.remove() }
        return try StoreError.mapping {
            let copy = try DatabaseQueue(path: scratch.url.path)
            try pool.backup(to: copy)
            return try copy.writeWithoutTransaction { db in
                let view = StoreView(db: db, vault: vault)
                var report = try checkFile(view, by: "quick_check")
                try compareTables(
                    view, of: narrowing, emptying: DerivedTables.create, with: &report)
                return report
            }
        }
    }

    /// The same where the store stands, in a transaction that is rolled back, with SQLite's thorough
    /// `integrity_check`: for stores that are small and used by nobody else.
    /// - Parameters:
    ///   - comparesTables: whether the tables are derived anew; the dearest part by far.
    ///   - narrowing: of which records they are compared.
    ///   - body: what else is asked of the same moment.
    package func checkInPlace(
        comparingTables comparesTables: Bool, of narrowing: Narrowing = .none,
        _ body: (StoreView) throws -> Void
    ) throws -> CheckReport {
        try StoreError.mapping {
            try pool.writeWithoutTransaction { db in
                let view = StoreView(db: db, vault: vault)
                try body(view)
                var report = try checkFile(view, by: "integrity_check")
                if comparesTables {
                    try compareTables(
                        view, of: narrowing, emptying: DerivedTables.empty, with: &report)
                }
                return report
            }
        }
    }

    /// The first half of a check, without a copy: leaves recomputed from the stored bytes, roots compared
    /// with blocks, signatures and receipts. No state digests, no tables.
    public func verifyLogs() throws -> CheckReport {
        try view { view in
            var report = CheckReport()
            try LogCheck(view: view).run(into: &report)
            return report
        }
    }

    /// - Parameter pragma: by which SQLite looks at the file.
    private func checkFile(_ view: StoreView, by pragma: String) throws -> CheckReport {
        var report = CheckReport()
        for text in try String.fetchAll(view.db, sql: "PRAGMA \(pragma)") where text != "ok" {
            report.findings.append(.init(what: .file, place: text))
        }
        try LogCheck(view: view).run(into: &report)
        return report
    }

    /// Adds state digests, and what differs from what the logs give.
    /// - Parameter empty: makes room for what is derived anew.
    private func compareTables(
        _ view: StoreView, of narrowing: Narrowing, emptying empty: (Database) throws -> Void,
        with report: inout CheckReport
    ) throws {
        do {
            try deriveTables(view, of: narrowing, emptying: empty, with: &report)
        } catch StoreError.damaged(let what) {
            // A log that cannot be read gives no tables; which change it is was found above.
            report.findings.append(.init(what: .tables, place: what))
        }
    }

    /// - Throws: `StoreError.damaged` where something is so broken that nothing can be derived.
    private func deriveTables(
        _ view: StoreView, of narrowing: Narrowing, emptying empty: (Database) throws -> Void,
        with report: inout CheckReport
    ) throws {
        let db = view.db
        let meant = try NarrowedRecords(narrowing, in: view)
        for scope in try view.log.scopes() {
            report.digests[scope.scope] = try view.stateDigest(of: scope.scope)
        }
        let found = try view.tableDigests()
        let cache = WriterCache()
        var derived: [String: DigestSum] = [:]
        var rows: [String: [Hash: Entity]] = [:]
        try db.inTransaction {
            try empty(db)
            for scope in try view.log.scopes() {
                let projector = try Projector(
                    log: view.log, scope: scope, vault: vault, cache: cache)
                try projector.rederive(fromScratch: true)
            }
            derived = try view.tableDigests()
            for table in found.keys where found[table] != derived[table] {
                rows[table] = try view.rowsByRecord(of: table)
            }
            return .rollback
        }
        for table in found.keys.sorted() where found[table] != derived[table] {
            let before = try view.rowsByRecord(of: table)
            let after = rows[table, default: [:]]
            let shown = Set(before.filter { after[$0.key] == nil }.values)
            let given = Set(after.filter { before[$0.key] == nil }.values)
            let all = shown.union(given)
            let concerned = all.filter(meant.contains)
            // A difference that is of no record is named in any case.
            guard all.isEmpty || !concerned.isEmpty else { continue }
            let differing = concerned.sorted().map { entity in
                CheckReport.Differing(
                    entity: entity,
                    effect: !shown.contains(entity)
                        ? .adds : given.contains(entity) ? .changes : .hides)
            }
            report.findings.append(
                .init(
                    what: .tables, place: table,
                    records: Array(differing.prefix(CheckReport.Finding.recordLimit))))
        }
    }
}

extension StoreView {
    /// The local digest: one sum over the rows of each derived table, told by what records are rather
    /// than by their local numbers.
    func tableDigests() throws -> [String: DigestSum] {
        var digests: [String: DigestSum] = [:]
        for table in TypedTable.all {
            let references = Set(
                table.group.openFields.filter { $0.content == .reference }.map(\.name))
            digests[table.name] = try digest(
                sql: "SELECT * FROM \(table.name)", references: references.union(["id"]))
        }
        digests["register"] = try registerDigest()
        digests["conflict"] = try digest(sql: "SELECT * FROM conflict", references: ["entity"])
        digests["voided"] = try digest(sql: "SELECT * FROM voided", references: ["entity"])
        digests["token"] = try digest(sql: "SELECT * FROM token", references: ["entity"])
        digests["excluded"] = try digest(sql: "SELECT * FROM excluded", references: [])
        digests["dismissed"] = try digest(sql: "SELECT * FROM dismissed", references: [])
        for table in ["authority_change", "erasure_word", "hidden", "unerased"]
            + TransferTable.names
        {
            digests[table] = try digest(sql: "SELECT * FROM \(table)", references: [])
        }
        digests["alias"] = try digest(sql: "SELECT * FROM alias", references: [])
        return digests
    }

    /// The records to which the rows of a table belong, by what is in the row; nothing of a table whose rows
    /// are of no record.
    func rowsByRecord(of name: String) throws -> [Hash: Entity] {
        var owner = "id"
        if ["register", "conflict", "voided", "token"].contains(name) {
            owner = "entity"
        } else if !TypedTable.all.contains(where: { $0.name == name }) {
            return [:]
        }
        var records: [Hash: Entity] = [:]
        let rows = try Row.fetchCursor(db, sql: "SELECT * FROM \(name)")
        while let row = try rows.next() {
            guard let id = Int64.fromDatabaseValue(row[owner]), let entity = try? entity(id) else {
                continue
            }
            var writer = ByteWriter()
            writer.identifier(entity)
            for (name, value) in row where name != owner { writer.text("\(name) \(value.spelled)") }
            records[Hash.sha256(writer.bytes)] = entity
        }
        return records
    }

    private func digest(sql: String, references: Set<String>) throws -> DigestSum {
        var sum = DigestSum()
        let rows = try Row.fetchCursor(db, sql: sql)
        while let row = try rows.next() {
            var writer = ByteWriter()
            for (name, value) in row {
                if references.contains(name), let id = Int64.fromDatabaseValue(value) {
                    if let entity = try? entity(id) { writer.identifier(entity) }
                } else {
                    writer.text(value.spelled)
                }
            }
            sum.add(Hash.sha256(writer.bytes))
        }
        return sum
    }
}

extension DatabaseValue {
    /// All of it: bytes are described by their number alone.
    fileprivate var spelled: String {
        if case .blob(let data) = storage { Hex.encode([UInt8](data)) } else { "\(self)" }
    }
}
