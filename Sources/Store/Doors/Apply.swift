import GRDB
public import SyncCore

/// What one peer sent, with what that peer may write to.
public struct Intake: Sendable {
    public let sender: Origin
    /// The scopes that are shared with the sender; any other is foreign.
    public let scopes: Set<Scope>
    public let runs: [Run]
    public let receipts: [Receipt]
    /// Public keys that came along for origins never met before.
    public let keys: [[UInt8]]
    /// The key of the level above, if the sender is that: only its cosignatures are receipts here.
    public let receiptKey: [UInt8]?
    /// This node's own origin.
    public let receiver: Origin
    /// Milliseconds, wall clock.
    public let time: Int64

    public init(
        _ message: Message, scopes: Set<Scope>, receiptKey: [UInt8]?, receiver: Origin,
        time: Int64
    ) {
        sender = message.origin
        self.scopes = scopes
        runs = message.runs
        receipts = message.receipts
        keys = message.keys
        self.receiptKey = receiptKey
        self.receiver = receiver
        self.time = time
    }
}

/// What became of an intake. Listed runs were not taken; everything else is on stable storage.
public struct IntakeReport: Sendable {
    public var turnedAway: [Message.TurnedAway] = []
    /// Changes that were new.
    public var changes = 0
}

extension Store {
    /// The door for what peers send: the intakes of many peers in one transaction. A run is verified to
    /// its signature before anything of it is written, so a bad one fails alone and leaves nothing (I13).
    /// When this returns, all that is not listed as turned away is durable; nothing may be acknowledged
    /// before.
    ///
    /// An error of the store fails the group; each intake is then tried alone, and each run of one.
    /// - Returns: one result per intake, in order. A failure is the store's: that peer has to come
    ///   again, and runs of it that went well alone are kept.
    public func apply(_ intakes: [Intake]) -> [Result<IntakeReport, any Error>] {
        do {
            return try write { db in try intakes.map { .success(try take($0, in: db)) } }
        } catch {
            if intakes.count > 1 { return intakes.flatMap { apply([$0]) } }
            let alone = intakes.flatMap(\.singleRuns)
            if alone.count > 1 { for intake in alone { _ = apply([intake]) } }
            return [.failure(error)]
        }
    }

    private func take(_ intake: Intake, in db: Database) throws -> IntakeReport {
        var report = IntakeReport()
        let log = writer.log(db)
        for run in try authorityFirst(intake.runs, log) {
            switch try take(run, of: intake, in: log) {
            case .success(let count): report.changes += count
            case .failure(let error):
                report.turnedAway.append(
                    .init(scope: run.scope, origin: run.origin, error: error))
            }
        }
        for receipt in intake.receipts {
            try ReceiptTable(log: log).take(receipt, of: intake)
        }
        try PeerTable(db: db).noteContact(with: intake.sender, at: intake.time)
        return report
    }

    /// A preference only, never a condition (I7): with the authority's word first, fewer scopes have
    /// to be derived anew.
    private func authorityFirst(_ runs: [Run], _ log: LogTable) throws -> [Run] {
        guard runs.count > 1 else { return runs }
        let authorities = Dictionary(
            try log.scopes().map { ($0.scope, $0.authority) }, uniquingKeysWith: { $1 })
        return runs.filter { authorities[$0.scope] == $0.origin }
            + runs.filter { authorities[$0.scope] != $0.origin }
    }

    /// The number of new changes, or what is wrong with the run. Errors of the store are thrown.
    private func take(
        _ run: Run, of intake: Intake, in log: LogTable
    ) throws -> Result<Int, RunError> {
        let door = RunDoor(log: log, vault: vault, writer: writer)
        let verified: RunDoor.Verified?
        do { verified = try door.verify(run, of: intake) } catch let error as RunError {
            return .failure(error)
        }
        return .success(try verified.map(door.store) ?? 0)
    }
}

extension Intake {
    fileprivate var singleRuns: [Intake] { runs.map { Intake(self, only: $0) } }

    private init(_ whole: Intake, only run: Run) {
        sender = whole.sender
        scopes = whole.scopes
        runs = [run]
        receipts = []
        keys = whole.keys
        receiptKey = whole.receiptKey
        receiver = whole.receiver
        time = whole.time
    }
}
