import GRDB
public import SyncCore

/// What one peer sent, with what that peer may write to.
public struct Intake: Sendable {
    public let sender: Peer
    /// Milliseconds, wall clock.
    public let time: Int64
    private(set) var message: Message
    /// Scopes that are shared since the sender was looked up.
    private var granted: Set<Scope> = []
    /// Whether it came in a bundle, which may be old and continues no exchange.
    let isCarried: Bool
    /// Whether this node may go on under a new origin though nothing proves that it has to.
    let mayGiveWay: Bool

    /// - Parameters:
    ///   - sender: who is known to have sent it; any scope that is not shared with it is foreign.
    ///   - mayGiveWay: not where it has done so in this exchange already: its present origin is too young
    ///     to have been put back.
    public init(
        _ message: Message, from sender: Peer, at time: Int64, isCarried: Bool = false,
        mayGiveWay: Bool = true
    ) {
        self.message = message
        self.sender = sender
        self.time = time
        self.isCarried = isCarried
        self.mayGiveWay = mayGiveWay
    }

    var scopes: Set<Scope> { sender.scopes.union(granted) }

    func granted(_ scopes: Set<Scope>) -> Intake {
        var intake = self
        intake.granted = scopes
        return intake
    }
    /// Public keys that came along for origins never met before.
    var keys: [[UInt8]] { message.keys }
    /// The key of the level above, if the sender is that: only its cosignatures are receipts here.
    var receiptKey: [UInt8]? { sender.standpoint == .above ? sender.key : nil }
}

/// What became of an intake. Listed runs were not taken; everything else is on stable storage.
public struct IntakeReport: Sendable {
    public var turnedAway: [Message.TurnedAway] = []
    /// Changes that were new.
    public var changes = 0
    /// Runs of a bundle that join nothing yet and are kept for when they do.
    public var parked: [ParkedRun] = []
    /// Changes of runs that were parked before and have joined now.
    public var joined = 0
    /// Logs that the sender holds differently, as far as that is known now.
    public var divergence = DivergenceReport()
    /// Set where the chain of nonces did not hold, and so nothing was applied.
    public var apart: Apart?
    /// This node goes on as a new origin since the message was sent.
    public var isRenewed = false

    public init() {}
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
            do { return try together(intakes) } catch StoreError.damaged {
                return try together(intakes, pastDamage: true)
            }
        } catch {
            if intakes.count > 1 { return intakes.flatMap { apply([$0]) } }
            let alone = intakes.flatMap(\.singleRuns)
            if alone.count > 1 { for intake in alone { _ = apply([intake]) } }
            return [.failure(error)]
        }
    }

    /// - Parameter pastDamage: whether what trips over a damaged change is left out. For that a savepoint
    ///   keeps every page that is written under it, which costs four times the writing; so not before
    ///   something has tripped.
    private func together(
        _ intakes: [Intake], pastDamage: Bool = false
    ) throws -> [Result<IntakeReport, any Error>] {
        try append(at: intakes.last?.time ?? 0) { db in
            let guarding = DamageGuard(db: db, writer: writer, isOn: pastDamage)
            return try intakes.map { .success(try take($0, guarding, in: db)) }
        }
    }

    private func take(
        _ intake: Intake, _ guarding: DamageGuard, in db: Database
    ) throws -> IntakeReport {
        var report = IntakeReport()
        let log = writer.log(db)
        let before = try identity.refresh(db).publicKey
        if let apart = try Parting(store: self, log: log, intake: intake).check() {
            report.apart = apart
        } else {
            if !intake.isCarried { try PeerTable(db: db).heed(intake.sender, at: intake.time) }
            try take(intake, log, guarding, into: &report)
        }
        report.isRenewed = try identity.refresh(db).publicKey != before
        // That station was not in contact by whoever has only its file.
        if try SecondUses(log: log).unheard(intake.sender.origin).isEmpty {
            try PeerTable(db: db).noteContact(with: intake.sender.origin, at: intake.time)
        }
        return report
    }

    private func take(
        _ intake: Intake, _ log: LogTable, _ guarding: DamageGuard,
        into report: inout IntakeReport
    ) throws {
        let intake = try SharedScopes(store: self, log: log).granting(intake)
        for run in try authorityFirst(intake.message.runs, log) {
            // What leans on a change that is damaged here has to wait until that is mended.
            let taken = try guarding.run { try take(run, of: intake, in: log) }
            switch taken ?? .failure(.unreadable) {
            case .success(let count): report.changes += count
            case .failure(let error):
                if let parked = try park(run, of: intake, because: error, in: log) {
                    report.parked.append(parked)
                    continue
                }
                report.turnedAway.append(
                    .init(scope: run.scope, origin: run.origin, error: error))
            }
        }
        let joined = try joinParked(intake, log, into: &report)
        try KeptParts(db: log.db).forgetExpired(at: intake.time)
        if try SecondUses(log: log).unheard(intake.sender.origin).isEmpty {
            report.divergence = try Divergences(log: log, intake: intake).find()
        }
        var touched = joined.union(
            intake.message.runs.map(\.scope) + report.divergence.logs.map(\.scope))
        if try !OrphanedLogs.origins(of: self, in: log.db).isEmpty { touched = intake.scopes }
        for scope in touched.intersection(intake.scopes).sorted() {
            guard let row = try log.scope(scope) else { continue }
            try guarding.run {
                try Settlement(store: self, log: log, scope: row, time: intake.time).run()
            }
        }
        for receipt in intake.message.receipts {
            try ReceiptTable(log: log).take(receipt, of: intake)
        }
        if writer.takeAnnounced() {
            try SharedScopes(store: self, log: log).takeUp(touched, from: intake.sender)
        }
        if report.changes > 0 || report.joined > 0 {
            try guarding.run {
                touched.formUnion(
                    try BoundaryDuties(store: self, log: log, time: intake.time).run(in: touched))
                try TransferDuties(store: self, log: log, time: intake.time).run(touched: touched)
            }
        }
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
    func take(
        _ run: Run, of intake: Intake, in log: LogTable
    ) throws -> Result<Int, RunError> {
        let door = RunDoor(log: log, vault: vault, writer: writer)
        let verified: RunDoor.Verified?
        do { verified = try door.verify(run, of: intake) } catch let error as RunError {
            return .failure(error)
        }
        switch verified {
        case nil: return .success(0)
        case .extends(let more):
            if try identity.refresh(log.db).origin == run.origin,
                !PlantedBug.ownLogLongerIgnored.isPlanted
            {
                // A peer holds more of this node's own log than this node.
                try succeed(because: .ownLogLonger, at: intake.time, in: log.db)
            }
            return .success(try door.store(more))
        case .branch(let branch):
            try Repair(store: self, log: log, branch: branch, time: intake.time).run(door)
            return .success(branch.changes.count)
        case .leaves(let leaves):
            try Mending(log: log, vault: vault, erasures: .init(), time: intake.time).put(leaves)
            return try take(run, of: intake, in: log)
        }
    }
}

extension Intake {
    func frontier(before run: Run) -> LogFrontier? {
        message.frontiers.first { $0.precedes(run) }
    }

    /// The same with keys that came along earlier.
    func bringing(_ keys: [[UInt8]]) -> Intake {
        var intake = self
        intake.message.keys += keys
        return intake
    }

    fileprivate var singleRuns: [Intake] {
        message.runs.map { run in
            var alone = self
            alone.message.runs = [run]
            alone.message.receipts = []
            return alone
        }
    }
}
