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
        /// Origin and sequence, or the name of a table.
        public let place: String
    }

    public var changes = 0
    public var findings: [Finding] = []
    /// State digest per scope.
    public var digests: [Scope: DigestSum] = [:]
    public var isSound: Bool { findings.isEmpty }
}

extension Store {
    /// Recomputes leaves from stored bytes, opens every personal part, compares roots with signatures
    /// and receipts, and derives the tables again to compare them. All of it in a copy, so that the
    /// node goes on recording meanwhile and the check sees one moment.
    ///
    /// - Parameter directory: where the copy may stand; it is removed again.
    public func check(scratch directory: URL) throws -> CheckReport {
        Scratch.sweep(directory)
        let scratch = Scratch(in: directory, suffix: Hex.encode(randomness.bytes(8)))
        defer { scratch.remove() }
        return try StoreError.mapping {
            let copy = try DatabaseQueue(path: scratch.url.path)
            try pool.backup(to: copy)
            return try copy.writeWithoutTransaction { db in try check(db) }
        }
    }

    private func check(_ db: Database) throws -> CheckReport {
        var report = CheckReport()
        let view = StoreView(db: db, vault: vault)
        for text in try String.fetchAll(db, sql: "PRAGMA quick_check") where text != "ok" {
            report.findings.append(.init(what: .file, place: text))
        }
        try LogCheck(view: view).run(into: &report)
        do { try compareTables(view, with: &report) } catch StoreError.damaged(let what) {
            // A log that cannot be read gives no tables; which change it is was found above.
            report.findings.append(.init(what: .tables, place: what))
        }
        return report
    }

    /// - Throws: `StoreError.damaged` where something is so broken that nothing can be derived.
    private func compareTables(_ view: StoreView, with report: inout CheckReport) throws {
        let db = view.db
        for scope in try view.log.scopes() {
            report.digests[scope.scope] = try view.stateDigest(of: scope.scope)
        }
        let found = try view.tableDigests()
        try db.inTransaction {
            try DerivedTables.create(db)
            for scope in try view.log.scopes() {
                var projector = try Projector(log: view.log, scope: scope, vault: vault)
                try projector.rederive()
            }
            return .commit
        }
        let derived = try view.tableDigests()
        for table in found.keys.sorted() where found[table] != derived[table] {
            report.findings.append(.init(what: .tables, place: table))
        }
    }
}

/// Compares every change with what was written down about it.
private struct LogCheck {
    let view: StoreView

    func run(into report: inout CheckReport) throws {
        for scope in try view.log.scopes() {
            for row in try view.log.logs(in: scope.id) {
                try check(row, of: scope, into: &report)
            }
        }
    }

    private func check(
        _ row: LogRow, of scope: ScopeRow, into report: inout CheckReport
    ) throws {
        let length = try view.log.length(row.id)
        var frontier = Frontier()
        var block = Frontier()
        var roots: [UInt64: Hash] = [:]
        let wanted = try signedSizes(row)
        for sequence in 0..<length {
            let dot = LocalDot(log: row.id, sequence: sequence + 1)
            let leaf = check(dot, row, scope, into: &report)
            frontier.append(leaf ?? .zero)
            block.append(leaf ?? .zero)
            if block.size == LogTree.blockSize {
                try check(block, endingAt: dot, row, into: &report)
                block = Frontier()
            }
            if wanted.contains(frontier.size) { roots[frontier.size] = frontier.root }
            report.changes += 1
        }
        try checkSignatures(row, length: length, roots: roots, into: &report)
    }

    /// The hash that was kept for a block of changes, by which roots and proofs are made.
    private func check(
        _ block: Frontier, endingAt dot: LocalDot, _ row: LogRow, into report: inout CheckReport
    ) throws {
        let index = dot.sequence / LogTree.blockSize - 1
        let kept = try LogTree(db: view.db, log: row.id).hash(
            level: LogTree.blockLevel, index: index)
        if kept != block.root {
            report.findings.append(.init(what: .root, place: "\(row.origin):\(dot.sequence)"))
        }
    }

    /// The leaf as its bytes give it; nil when they give none.
    private func check(
        _ dot: LocalDot, _ row: LogRow, _ scope: ScopeRow, into report: inout CheckReport
    ) -> Hash? {
        let place = "\(row.origin):\(dot.sequence)"
        guard let canonical = try? view.log.canonical(at: dot),
            canonical.header.scope == scope.scope, canonical.header.origin == row.origin,
            canonical.header.sequence == dot.sequence
        else {
            report.findings.append(.init(what: .leaf, place: place))
            return nil
        }
        guard let content = try? view.vault.content(at: dot, in: view.db) else {
            report.findings.append(.init(what: .personalPart, place: place))
            return nil
        }
        let leaf = canonical.leaf(commitment: content.commitment)
        if (try? view.log.leaf(at: dot)) != leaf {
            report.findings.append(.init(what: .leaf, place: place))
        }
        return leaf
    }

    private func signedSizes(_ row: LogRow) throws -> Set<UInt64> {
        let checkpoint = try CheckpointTable(db: view.db).latest(of: row.id)
        return Set(
            [checkpoint?.checkpoint.checkpoint.size].compactMap(\.self)
                + (try receipts(row).map(\.checkpoint.size)))
    }

    private func receipts(_ row: LogRow) throws -> [Receipt] {
        try String.fetchAll(
            view.db, sql: "SELECT note FROM receipt WHERE log = ?", arguments: [row.id]
        ).map { note in
            guard let receipt = try? Receipt(note: note) else {
                throw StoreError.damaged("receipt")
            }
            return receipt
        }
    }

    private func checkSignatures(
        _ row: LogRow, length: UInt64, roots: [UInt64: Hash], into report: inout CheckReport
    ) throws {
        if let kept = try CheckpointTable(db: view.db).latest(of: row.id) {
            let signed = kept.checkpoint.checkpoint
            let isCut = kept.joined > length
            let isOther = roots[signed.size].map { $0 != signed.root } ?? false
            if isCut || isOther || !kept.checkpoint.isSigned(by: row.key) {
                report.findings.append(.init(what: .root, place: "\(row.origin)"))
            }
        }
        for receipt in try receipts(row)
        where roots[receipt.checkpoint.size] != receipt.checkpoint.root {
            report.findings.append(.init(what: .receipt, place: "\(row.origin)"))
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
        digests["alias"] = try digest(sql: "SELECT * FROM alias", references: [])
        return digests
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
                    writer.text("\(value)")
                }
            }
            sum.add(Hash.sha256(writer.bytes))
        }
        return sum
    }
}
