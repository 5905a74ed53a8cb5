public import Foundation
import GRDB
public import SyncCore

/// What a check of the whole store found. Empty lists mean: everything agrees.
public struct CheckReport: Sendable, Hashable {
    /// One place where the store contradicts itself.
    public struct Finding: Sendable, Hashable {
        public enum What: String, Sendable {
            /// SQLite itself finds the file damaged.
            case file
            /// An index does not hold what its table holds.
            case index
            /// A change does not give the leaf that was written down for it, or stands elsewhere.
            case leaf
            /// What stands beside a log as its author's key is another one.
            case key
            /// A personal part does not open, or not to its commitment.
            case personalPart
            /// Something was derived from a change beyond the end of an own log.
            case tail
            /// A log has another root than its author signed.
            case root
            /// A receipt covers something else than what is here.
            case receipt
            /// The tables are not what the logs say.
            case tables
            /// The file of an attachment is altered, missing, or cannot be read.
            case attachment
        }

        public let what: What
        /// Origin and sequence, of a root the first and the last between which it lies; or the name of a table,
        /// with that of its index; of an attachment what is wrong with its file, and how the file's name begins.
        public let place: String
        /// The first records that differ, of a table; the one that a change writes, where that is known.
        public var records: [Differing] = []

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
            let copy = try DatabaseQueue(
                path: scratch.url.path, configuration: Self.configuration)
            // Nobody reads the copy after a power cut. What is derived anew is written in no order, and each page that
            // has no room in memory is written several times.
            try copy.writeWithoutTransaction {
                try $0.execute(sql: "PRAGMA synchronous = OFF; PRAGMA temp.cache_size = -16000")
            }
            try pool.backup(to: copy)
            return try copy.writeWithoutTransaction { db in
                let view = StoreView(db: db, vault: vault)
                var report = try checkFile(view, by: "quick_check")
                try compareTables(view, of: narrowing, with: &report)
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
                    try compareTables(view, of: narrowing, with: &report)
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
        if report.isSound {
            report.findings += try IndexComparison.run(view.db).map {
                .init(what: .index, place: $0.place)
            }
        }
        try LogCheck(view: view).run(into: &report)
        return report
    }

    /// Adds state digests, and what differs from what the logs give.
    private func compareTables(
        _ view: StoreView, of narrowing: Narrowing, with report: inout CheckReport
    ) throws {
        for scope in try view.log.scopes() {
            try report.noting {
                $0.digests[scope.scope] = try view.stateDigest(of: scope.scope)
            }
        }
        let meant = try NarrowedRecords(narrowing, in: view)
        try view.db.inTransaction {
            try report.noting { report in
                try deriveAnew(view)
                try compare(view, meant, with: &report)
            }
            return .rollback
        }
    }

    /// Derives all tables into temporary ones, which hide the present ones until they are rolled back.
    /// - Throws: `StoreError.damaged` where something is so broken that nothing can be derived.
    func deriveAnew(_ view: StoreView) throws {
        try DerivedTables.createAnew(view.db)
        let cache = WriterCache()
        for scope in try view.log.scopes() {
            let projector = try Projector(log: view.log, scope: scope, vault: vault, cache: cache)
            try projector.rederive(fromScratch: true)
        }
    }

    private func compare(
        _ view: StoreView, _ meant: NarrowedRecords, with report: inout CheckReport
    ) throws {
        let renumbering = try Renumbering(view.db)
        var found = ["register": try RegisterComparison(view, renumbering).run()]
        let tables = TableComparison.all + (renumbering.isEmpty ? [] : [.records])
        for comparison in tables {
            found[comparison.table] = try comparison.run(view.db, renumbering)
        }
        for (table, differing) in found.sorted(by: { $0.key < $1.key }) where differing.isAny {
            let all = differing.shown.union(differing.given)
            let concerned = all.filter(meant.contains)
            // A difference that is of no record is named in any case.
            guard all.isEmpty || !concerned.isEmpty else { continue }
            let records = concerned.sorted().prefix(CheckReport.Finding.recordLimit)
            report.findings.append(
                .init(
                    what: .tables, place: table,
                    records: records.map { .init(entity: $0, effect: differing.effect(on: $0)) }))
        }
    }
}

extension CheckReport {
    /// A log that cannot be read gives no tables, and no digest; which change it is was found before.
    fileprivate mutating func noting(_ body: (inout CheckReport) throws -> Void) throws {
        do { try body(&self) } catch StoreError.damaged(let what) {
            let finding = Finding(what: .tables, place: what)
            if !findings.contains(finding) { findings.append(finding) }
        }
    }
}
