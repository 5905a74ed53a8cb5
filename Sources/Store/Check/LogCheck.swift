import GRDB
import SyncCore

/// Compares every change with what was written down about it: bytes with their place and leaf, personal
/// parts with their commitment, leaves with every kept and every signed root.
struct LogCheck {
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
        let wanted = try signedSizes(row)
        let blocks = LogTree(view.log.statements, log: row.id)
        var frontier = Frontier()
        var roots: [UInt64: Hash] = [:]
        func take(_ leaf: Hash) {
            let block = frontier.append(leaf, completing: LogTree.blockLevel)
            if let block, (try? blocks.keptBlock(endingAt: frontier.size)) != block {
                report.findings.append(
                    .init(what: .root, place: "\(row.origin):\(frontier.size)"))
            }
            if wanted.contains(frontier.size) { roots[frontier.size] = frontier.root }
            report.changes += 1
        }
        try forEachChange(of: row, through: length) { columns in
            let dot = columns.dot(0)
            fill(upTo: dot.sequence - 1)
            take(leaf(at: dot, columns, row, scope, into: &report) ?? .zero)
        }
        fill(upTo: length)
        try checkSignatures(row, length: length, roots: roots, into: &report)

        /// A row that is missing is a leaf that cannot be right.
        func fill(upTo size: UInt64) {
            while frontier.size < size {
                report.findings.append(
                    .init(what: .leaf, place: "\(row.origin):\(frontier.size + 1)"))
                take(.zero)
            }
        }
    }

    private func forEachChange(
        of row: LogRow, through length: UInt64, _ body: (Columns) throws -> Void
    ) throws {
        let statement = Prepared(
            view.db,
            """
            SELECT change.dot, leaf, bytes, commitment, sealed
            FROM change LEFT JOIN personal ON personal.dot = change.dot
            WHERE change.dot BETWEEN ? AND ? ORDER BY change.dot
            """)
        try statement.forEach(
            {
                $0.dot(1, LocalDot(log: row.id, sequence: 1))
                $0.dot(2, LocalDot(log: row.id, sequence: length))
            }, body)
    }

    /// The leaf as its bytes give it; nil when they give none. That they are a change at all follows from
    /// the root, which somebody has signed who wrote one.
    private func leaf(
        at dot: LocalDot, _ columns: Columns, _ row: LogRow, _ scope: ScopeRow,
        into report: inout CheckReport
    ) -> Hash? {
        func place() -> String { "\(row.origin):\(dot.sequence)" }
        let opening = Header.opening(
            scope: scope.scope, origin: row.origin, sequence: dot.sequence)
        guard columns.withBytes(2, { $0.starts(with: opening) }) else {
            report.findings.append(.init(what: .leaf, place: place()))
            return nil
        }
        guard let commitment = commitment(columns) else {
            report.findings.append(.init(what: .personalPart, place: place()))
            return nil
        }
        let leaf = columns.withBytes(2) { MerkleTree.leaf($0, commitment: commitment) }
        if columns.hash(1) != leaf { report.findings.append(.init(what: .leaf, place: place())) }
        return leaf
    }

    /// Zero where no part was written; nil for a part that does not open to its commitment.
    private func commitment(_ columns: Columns) -> Hash? {
        if columns.isNull(3) { return .zero }
        guard let commitment = columns.hash(3) else { return nil }
        if columns.isNull(4) { return commitment }
        let part = try? view.vault.open(columns.bytes(4), commitment: commitment)
        return part?.commitment == commitment ? commitment : nil
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
