public import Store
public import SyncCore

/// Comparing, without altering anything.
extension Resync {
    /// - Parameter outcome: of an exchange with the level above, which has compared every log by its root,
    ///   and found the first difference of those whose roots differ.
    func verify(_ card: InstructionCard, after outcome: SyncOutcome?) throws -> Step {
        let check = try home.check(Narrowing(card.instruction), pulse: pulse)
        let talk = outcome.flatMap { $0.isContact ? $0 : nil }
        let parted = talk?.divergences ?? []
        let isOtherThere = talk.map { $0.result != .agreed } ?? false
        let (digest, vector, differences) = try store.view { view in
            // Where a change cannot be read there is no state to speak of.
            (
                try? view.stateDigest(of: card.scope)?.hex, try view.heldVector(of: card.scope),
                try parted.compactMap { try view.firstDifference(in: $0) }
            )
        }
        var figures = [
            ResyncChange.Report.Figure("changes", Int64(check.changes)),
            .init("findings", Int64(check.findings.count)),
        ]
        if talk != nil {
            let compared = try store.upstream().map { peer in
                try store.holdings(sharedWith: peer).scopes.reduce(0) { $0 + $1.logs.count }
            }
            figures.append(.init("compared", Int64(compared ?? 0)))
            figures.append(.init("parted", Int64(parted.count)))
        }
        let elsewhere = isOtherThere ? (parted.isEmpty ? talk?.detail ?? "" : "fork") : ""
        // What is not here any more, no comparison finds; a repair tells it, too.
        let past = check.isSound ? try store.pastDamage() : PastDamage()
        if !check.findings.contains(where: { $0.what == .leaf || $0.what == .personalPart }) {
            try noteAlone([])
        }
        return try report(
            card, check.isSound && !isOtherThere && past.lost == 0 ? .done : .differs,
            reason: check.suspicion?.rawValue ?? (past.lost > 0 ? PastDamage.word : elsewhere),
            figures: figures + past.figures,
            places: past.places + differences + check.findings.flatMap(\.names),
            digest: digest.flatMap { Hex.decode($0) } ?? [], vector: vector)
    }
}

extension StoreView {
    /// The first change in which both sides differ, and the record that it writes here.
    fileprivate func firstDifference(in log: Divergence) throws -> String? {
        guard let point = log.point else { return nil }
        let record = try record(of: log.scope, log.origin, at: point + 1)
        return "\(log.origin):\(point + 1)" + (record.map { ":\($0)" } ?? "")
    }
}

/// What has probably happened, in a fixed word, from what a check found.
public enum Suspicion: String, Sendable, CaseIterable {
    /// Bytes have changed by themselves: the disk.
    case bitRot = "bit-rot"
    /// The logs are whole, and tables say something else: somebody has written past the program.
    case editedTable = "edited-table"
    /// A table and an index of it do not fit: the disk has put an old page back.
    case oldPage = "old-page"
    /// The end of a log of this node's own is missing.
    case lostTail = "lost-tail"
    /// A log is not what its author signed, and agrees with itself: somebody has written past the program.
    case otherLog = "other-log"
    /// SQLite itself finds the file damaged.
    case brokenFile = "broken-file"
    /// The file of an attachment is not what it was, or the disk does not give it.
    case alteredAttachment = "altered-attachment"
    /// The file of an attachment is gone from the disk.
    case missingAttachment = "missing-attachment"

    /// The mildest level that can mend it; nil where none can begin before the file is put right
    /// (`NodeHome.salvage`).
    public var remedy: ResyncLevel? {
        switch self {
        case .bitRot, .lostTail, .alteredAttachment, .missingAttachment: .repair
        case .editedTable, .oldPage: .rebuild
        case .otherLog: .refetch
        case .brokenFile: nil
        }
    }
}

extension CheckReport {
    /// nil where everything agrees. The worst of several.
    public var suspicion: Suspicion? {
        let found = Set(findings.map(\.what))
        if found.contains(.file) { return .brokenFile }
        if !found.isDisjoint(with: [.leaf, .personalPart, .key]) { return .bitRot }
        if found.contains(.tail) { return .lostTail }
        if found.contains(.index) { return .oldPage }
        if found.contains(.root) || found.contains(.receipt) {
            return .otherLog
        }
        if found.contains(.tables) { return .editedTable }
        let flaws = Set(findings.compactMap(\.flaw))
        guard !flaws.isEmpty else { return nil }
        return flaws == [.missing] ? .missingAttachment : .alteredAttachment
    }
}

extension CheckReport.Finding {
    /// The place, and for a table the first records that differ, by id; likewise those that name a file.
    public var names: [String] {
        records.isEmpty ? [place] : records.map { "\(place):\($0.entity)" }
    }
}
