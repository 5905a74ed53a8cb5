import GRDB
public import SyncCore

/// What a node can find out about itself without a line, in a moment, and without altering anything.
public struct Condition: Sendable, Hashable {
    /// What the sidecar says of the database.
    public enum Memory: Sendable, Hashable {
        case whole
        /// No sidecar, or one that is mangled: the next write begins a new origin.
        case unknown
        /// The database holds less than has left the machine, or something else.
        case behind
    }

    /// Own origins whose private key does not lie beside the database.
    public var missingKeys: [Origin] = []
    public var memory = Memory.whole
    /// Every commit is on stable storage when it returns.
    public var isDurable = true
    /// What SQLite finds wrong with the file, its first words.
    public var damage: String?
    public var crowded: [CrowdedScope] = []
    public var waiting: [WaitingOrigin] = []
    public var awaitingAdmission: [ScopeCard] = []
    public var receipts: [AffectedReceipt] = []
    /// Changes of branches set aside that no log carries.
    public var uncarried = 0
    /// Milliseconds: it was as late as this once, by a county's receipt.
    public var latestTime: Int64?
}

extension Store {
    /// - Throws: `StoreError`.
    public func condition() throws -> Condition {
        let level = try synchronousLevel()
        return try read { db in
            var condition = Condition()
            let view = StoreView(db: db, vault: vault)
            condition.isDurable = level >= 2
            condition.damage = try BrokenStore.words(db, by: "quick_check")
            condition.missingKeys = try view.ownOrigins().filter {
                (try? identity.signer(of: $0)) == nil
            }
            condition.memory = try memory(view)
            condition.crowded = try view.crowdedScopes()
            condition.waiting = try view.waitingOrigins()
            condition.awaitingAdmission = try view.scopesAwaitingAdmission()
            condition.receipts = try view.affectedReceipts()
            condition.uncarried = try view.log.scopes().reduce(0) {
                $0
                    + (try EvidenceTable(log: view.log).uncarried(in: $1.id, vault: vault)
                        .count { !$0.change.isLineage })
            }
            condition.latestTime = try Int64.fetchOne(
                db, sql: "SELECT max(\(ReceiptTable.time())) FROM receipt"
            )
            .map { $0.multipliedReportingOverflow(by: 1_000).partialValue }
            return condition
        }
    }

    private func memory(_ view: StoreView) throws -> Condition.Memory {
        // No version that SQLite counts: the files are compared, whatever was known before.
        switch try identity.memory(view.log, version: .min) {
        case .whole: .whole
        case .lost(nil): .unknown
        case .lost: .behind
        }
    }
}
