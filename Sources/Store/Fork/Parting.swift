import Foundation
import GRDB
import SyncCore

/// What is to be done after a message that did not continue the last exchange.
public enum Apart: Hashable, Sendable {
    /// This node was put back or cloned; it goes on under a new origin, and the exchange begins anew.
    case renewed
    /// The other has to be shown what is held of it.
    case show
}

/// Checks that a message continues the last exchange between the two origins. Where it does not, one of
/// the two was put back to an earlier state, or lives twice: whoever is shown to hold less than it once
/// signed goes on under a new origin, and without such proof the lower one does.
struct Parting {
    let store: Store
    let log: LogTable
    let intake: Intake

    private var message: Message { intake.message }
    private var db: Database { log.db }

    /// nil where the message may be applied.
    func check() throws -> Apart? {
        let own = try store.identity.refresh(db).origin
        guard let word = message.chain else {
            // A bundle continues nothing; what it proves of a lost memory it proves all the same.
            if intake.isCarried, try provesLoss(of: own) {
                try store.succeed(because: .apart, at: intake.time, in: db)
            }
            return nil
        }
        guard word.recipient == own else {
            // Meant for what this node was; it learns from the answer who is here now.
            return try OwnOrigins(db: db).contains(word.recipient) ? .show : try decide(own)
        }
        if message.isApart { return try decide(own) }
        let chain = ChainTable(db: db, own: own, randomness: store.randomness)
        return try chain.accept(word, from: message.origin) ? nil : try decide(own)
    }

    private func decide(_ own: Origin) throws -> Apart {
        guard try provesLoss(of: own) || message.isApart && isOnMe() else { return .show }
        try store.succeed(because: .apart, at: intake.time, in: db)
        return .renewed
    }

    /// Without proof against either the lower one goes on under a new origin.
    private func isOnMe() throws -> Bool {
        try intake.mayGiveWay && intake.sender.standpoint == .above
            && Proofs(log: log).ofLoss(at: intake).isEmpty
            && PeerTable(db: db).successions(after: message.origin).isEmpty
    }

    /// Whether the message shows a checkpoint that this node signed and does not hold, or a receipt of
    /// this node over what it does not hold.
    private func provesLoss(of own: Origin) throws -> Bool {
        if message.lineage.contains(where: { $0.predecessor == own }) { return true }
        for signed in message.shown where try isMissing(signed.checkpoint, author: own) {
            guard let key = store.identity.present?.publicKey, signed.isSigned(by: key) else {
                continue
            }
            return true
        }
        for receipt in message.receipts {
            guard receipt.cosignature.name == Checkpoint.cosignerName(own),
                let key = store.identity.present?.publicKey, receipt.isCosigned(by: key),
                try isMissing(receipt.checkpoint, author: nil)
            else { continue }
            return true
        }
        return false
    }

    /// Whether less is held of the log than a checkpoint covers, or something else.
    /// - Parameter author: of the log; nil for any.
    private func isMissing(_ checkpoint: Checkpoint, author: Origin?) throws -> Bool {
        guard let name = LogName(checkpoint.name), intake.scopes.contains(name.scope),
            author.map({ $0 == name.origin }) ?? true, let scope = try log.scope(name.scope)
        else { return false }
        guard let row = try log.log(name.origin, in: scope.id),
            try log.length(row.id) >= checkpoint.size
        else { return true }
        let root = try LogTree(log.statements, log: row.id).root(size: checkpoint.size)
        return try root != checkpoint.root
            && log.givenRoot(of: row.id, size: checkpoint.size) != checkpoint.root
    }
}

/// What a node can show of what a peer once signed.
struct Proofs {
    let log: LogTable
    private var db: Database { log.db }

    /// Receipts of the sender over more than it states to hold.
    func ofLoss(at intake: Intake) throws -> [Receipt] {
        var proofs: [Receipt] = []
        for scope in intake.scopes.sorted() {
            guard let row = try log.scope(scope) else { continue }
            let stated = intake.message.vectors.first { $0.scope == scope }
            for log in try log.logs(in: row.id) {
                guard
                    let receipt = try receipt(of: log.id, by: intake.sender.origin)
                else { continue }
                let their = stated?.logs.first { $0.origin == log.origin }
                let isLess = receipt.checkpoint.size > their?.length ?? 0
                let isOther =
                    receipt.checkpoint.size == their?.length
                    && receipt.checkpoint.root.prefix8 != their?.rootHead
                if isLess || isOther { proofs.append(receipt) }
            }
        }
        return proofs
    }

    private func receipt(of log: Int64, by cosigner: Origin) throws -> Receipt? {
        try String.fetchOne(
            db.cachedStatement(sql: "SELECT note FROM receipt WHERE log = ? AND cosigner = ?"),
            arguments: [log, cosigner.databaseBytes]
        ).flatMap { try? Receipt(note: $0) }
    }

    /// The latest checkpoints of an origin that are held here, over the scopes shared with it.
    func checkpoints(of origin: Origin, in scopes: Set<Scope>) throws -> [SignedCheckpoint] {
        try scopes.sorted().compactMap { scope in
            guard let row = try log.scope(scope).flatMap({ try log.log(origin, in: $0.id) }) else {
                return nil
            }
            return try CheckpointTable(db: db).latest(of: row.id)?.checkpoint
        }
    }
}

/// The scope and origin that a checkpoint's first line names.
struct LogName {
    let scope: Scope
    let origin: Origin

    init?(_ name: String) {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "yizhan", let scope = Scope(hex: parts[1]),
            let origin = Origin(hex: parts[2])
        else { return nil }
        self.scope = scope
        self.origin = origin
    }
}
