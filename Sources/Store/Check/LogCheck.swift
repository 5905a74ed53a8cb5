import GRDB
import SyncCore

/// Compares every change with what was written down about it: bytes with their place and leaf, personal
/// parts with their commitment, leaves with every kept and every signed root.
struct LogCheck {
    private let view: StoreView
    private let parts: Prepared

    init(view: StoreView) {
        self.view = view
        parts = Prepared(
            view.db, "SELECT dot, commitment, sealed FROM personal WHERE dot BETWEEN ? AND ?")
    }

    func run(into report: inout CheckReport) throws {
        for scope in try view.log.scopes() {
            for row in try view.log.logs(in: scope.id) {
                try check(row, of: scope, into: &report)
            }
        }
        try checkTails(into: &report)
    }

    /// Own logs that went on, by what was derived from them. Those of others come again.
    private func checkTails(into report: inout CheckReport) throws {
        let tails = LostTails(log: view.log)
        for row in try tails.find(of: OwnOrigins(db: view.db).all(), isThorough: true) {
            let lost = try tails.records(in: row, beyond: view.log.length(row.id))
            report.findings += lost.sorted { $0.key < $1.key }.map { dot, record in
                .init(
                    what: .tail, place: "\(row.origin):\(LocalDot(value: dot).sequence)",
                    records: record.map { [.init(entity: $0, effect: .changes)] } ?? [])
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
        while frontier.size < length {
            let first = frontier.size + 1
            let last = min(first + LogTree.blockSize - 1, length)
            var block: Hash?
            try forEachLeaf(of: row, first...last, scope, into: &report) { leaf in
                block = frontier.append(leaf, completing: LogTree.blockLevel)
                if wanted.contains(frontier.size) { roots[frontier.size] = frontier.root }
            }
            // Behind a gap nothing can be verified: no root covers what follows.
            guard frontier.size == last else {
                let place = "\(row.origin):\(frontier.size + 1)"
                report.findings.append(.init(what: .leaf, place: place))
                return
            }
            if let block, (try? blocks.keptBlock(endingAt: last)) != block {
                let place = Self.place(row, first...last)
                report.findings.append(.init(what: .root, place: place))
            }
        }
        report.changes += Int(clamping: length)
        // By another key no signature is right.
        guard !LogKeys.isAltered(row) else {
            return report.findings.append(.init(what: .key, place: "\(row.origin)"))
        }
        try checkSignatures(row, length: length, roots: roots, into: &report)
    }

    /// Gives the leaves of a block in order, as their bytes give them, up to the first gap; zero for one
    /// that they give none for.
    private func forEachLeaf(
        of row: LogRow, _ sequences: ClosedRange<UInt64>, _ scope: ScopeRow,
        into report: inout CheckReport, _ body: (Hash) -> Void
    ) throws {
        let commitments = try commitments(of: row, sequences)
        var next = sequences.lowerBound
        try view.log.forEachChange(of: row.id, sequences) { change in
            let dot = change.dot
            guard dot.sequence == next else { return }
            next += 1
            switch Self.leaf(change, row, scope, commitments[dot] ?? .some(.zero)) {
            case .success(let leaf): body(leaf)
            case .failure(let fault):
                let place = "\(row.origin):\(dot.sequence)"
                let record = try view.record(writtenAt: dot)
                report.findings.append(
                    .init(
                        what: fault.what, place: place,
                        records: record.map { [.init(entity: $0, effect: .changes)] } ?? []))
                body(fault.leaf)
            }
        }
    }

    /// What is wrong with a change, and the leaf that its bytes give all the same.
    private struct Fault: Error {
        let what: CheckReport.Finding.What
        var leaf = Hash.zero
    }

    /// That the bytes are a change at all follows from the root, which somebody has signed who wrote one.
    /// - Parameter commitment: nil for a personal part that does not open.
    private static func leaf(
        _ change: LogTable.Resting, _ row: LogRow, _ scope: ScopeRow, _ commitment: Hash?
    ) -> Result<Hash, Fault> {
        let opening = Header.opening(
            scope: scope.scope, origin: row.origin, sequence: change.dot.sequence)
        guard let bytes = change.bytes, bytes.starts(with: opening) else {
            return .failure(Fault(what: .leaf))
        }
        guard let commitment else { return .failure(Fault(what: .personalPart)) }
        let leaf = MerkleTree.leaf(bytes, commitment: commitment)
        return change.leaf == leaf ? .success(leaf) : .failure(Fault(what: .leaf, leaf: leaf))
    }

    /// The commitments of a block's personal parts; nil for one that does not open to what stands beside
    /// it.
    private func commitments(
        of row: LogRow, _ sequences: ClosedRange<UInt64>
    ) throws -> [LocalDot: Hash?] {
        var commitments: [LocalDot: Hash?] = [:]
        try parts.forEach {
            $0.dot(1, LocalDot(log: row.id, sequence: sequences.lowerBound))
            $0.dot(2, LocalDot(log: row.id, sequence: sequences.upperBound))
        } _: { columns in
            let commitment = columns.hash(1)
            let isOpen =
                columns.isNull(2)
                || commitment.map {
                    (try? view.vault.open(columns.bytes(2), commitment: $0))?.commitment == $0
                } ?? false
            commitments[columns.dot(0)] = .some(isOpen ? commitment : nil)
        }
        return commitments
    }

    private func signedSizes(_ row: LogRow) throws -> Set<UInt64> {
        let checkpoint = try CheckpointTable(db: view.db).latest(of: row.id)
        return Set(
            [checkpoint?.checkpoint.checkpoint.size].compactMap(\.self)
                + (try ReceiptTable(log: view.log).receipts(of: row.id).map {
                    $0.receipt.checkpoint.size
                }))
    }

    private static func place(_ row: LogRow, _ sequences: ClosedRange<UInt64>) -> String {
        sequences.count == 1
            ? "\(row.origin):\(sequences.lowerBound)"
            : "\(row.origin):\(sequences.lowerBound)-\(sequences.upperBound)"
    }

    /// Where the first change lies that is not what was signed: behind the longest signed length that has its
    /// root, and within the shortest that has another.
    private static func place(
        _ row: LogRow, between signed: [Checkpoint], _ roots: [UInt64: Hash]
    ) -> String {
        let wrong = signed.filter { checkpoint in
            roots[checkpoint.size].map { $0 != checkpoint.root } ?? false
        }.map(\.size).min()
        guard let wrong else { return "\(row.origin)" }
        let right = signed.filter { $0.size < wrong && roots[$0.size] == $0.root }.map(\.size).max()
        return place(row, (right ?? 0) + 1...wrong)
    }

    private func checkSignatures(
        _ row: LogRow, length: UInt64, roots: [UInt64: Hash], into report: inout CheckReport
    ) throws {
        let receipts = try ReceiptTable(log: view.log).receipts(of: row.id)
        let latest = try CheckpointTable(db: view.db).latest(of: row.id)
        let place = Self.place(
            row,
            between: [latest?.checkpoint.checkpoint].compactMap(\.self)
                + receipts.map(\.receipt.checkpoint), roots)
        if let kept = latest {
            let signed = kept.checkpoint.checkpoint
            let isCut = kept.joined > length
            let isOther = roots[signed.size].map { $0 != signed.root } ?? false
            if isCut || isOther || !kept.checkpoint.isSigned(by: row.key) {
                report.findings.append(.init(what: .root, place: place))
            }
        }
        for (key, receipt) in receipts {
            let isOfThisLog = roots[receipt.checkpoint.size] == receipt.checkpoint.root
            if !isOfThisLog || !receipt.isSigned(by: row.key) || !receipt.isCosigned(by: key) {
                report.findings.append(.init(what: .receipt, place: place))
            }
        }
    }
}
