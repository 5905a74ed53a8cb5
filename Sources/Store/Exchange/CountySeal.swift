import Foundation
import GRDB
import SyncCore

/// What is signed about a log, as far as that is known or can be done here: a node signs its own log, a
/// county cosigns what it holds of the others, a station shows the receipt that it was given.
struct CountySeal {
    let log: LogTable
    let signer: Signer
    /// Keeps the keys of what this node was: it signs for those logs, too.
    let identity: Identity
    private var own: Origin { signer.origin }

    /// Signs as what this node is now.
    init(log: LogTable, identity: Identity) throws {
        self.init(log: log, signer: try identity.refresh(log.db), identity: identity)
    }

    private init(log: LogTable, signer: Signer, identity: Identity) {
        self.log = log
        self.signer = signer
        self.identity = identity
    }

    /// What the county says of a log; nil where that is nothing, or not about what is held here.
    /// - Parameter time: wall clock in milliseconds, for a county's receipt.
    func word(on row: LogRow, in scope: ScopeRow, at time: Int64) throws -> CountyWord? {
        guard try !governs(scope) else {
            guard row.origin == own else {
                return try cosigned(row, at: time).map(CountyWord.receipt)
            }
            return .own(try checkpoint(of: row, in: scope.scope, size: log.length(row.id)))
        }
        let above = try PeerTable(db: log.db).upstream()?.origin ?? scope.authority
        guard row.origin == above else { return try given(row).map(CountyWord.receipt) }
        return try joined(row).map(CountyWord.own)
    }

    /// Whether this node is the authority of a scope, as the origin that opened it or as its heir.
    func governs(_ scope: ScopeRow) throws -> Bool {
        guard scope.authority != own else { return true }
        guard try OwnOrigins(db: log.db).contains(scope.authority) else { return false }
        return try StandingTable(log: log, scope: scope).standing().authorities.contains(own)
    }

    /// The own log as far as `size`.
    func checkpoint(of row: LogRow, in scope: Scope, size: UInt64) throws -> SignedCheckpoint {
        let checkpoint = try Checkpoint(
            name: Checkpoint.name(scope: scope, origin: row.origin), size: size,
            root: LogTree(log.statements, log: row.id).root(size: size))
        return try SignedCheckpoint(signing: checkpoint, with: signer)
    }

    /// The cosignature over what is held of another's log: the receipt. None where the author's
    /// checkpoint reaches beyond what is held.
    func cosigned(_ row: LogRow, at time: Int64) throws -> Receipt? {
        guard let signed = try joined(row) else { return nil }
        let cosignature = try Cosignature(
            cosigning: signed.checkpoint, name: Checkpoint.cosignerName(own),
            time: UInt64(max(time, 0) / 1_000), with: signer)
        return Receipt(signed: signed, cosignature: cosignature)
    }

    /// The same with the key of a log's author, if that is or was this node.
    func author(of row: LogRow) throws -> CountySeal? {
        guard try OwnOrigins(db: log.db).contains(row.origin) else { return nil }
        return try identity.signer(of: row.origin).map {
            CountySeal(log: log, signer: $0, identity: identity)
        }
    }

    /// The author's latest checkpoint; nil where it reaches beyond what is held. What this node wrote
    /// under an earlier origin it signs afresh.
    private func joined(_ row: LogRow) throws -> SignedCheckpoint? {
        if row.origin != own, let author = try author(of: row),
            let scope = try log.scopes().first(where: { $0.id == row.scope })
        {
            return try author.checkpoint(of: row, in: scope.scope, size: log.length(row.id))
        }
        guard let kept = try CheckpointTable(db: log.db).latest(of: row.id),
            kept.checkpoint.checkpoint.size <= kept.joined
        else { return nil }
        return kept.checkpoint
    }

    /// The receipt of the level above, unless that node has since been known to hold less.
    private func given(_ row: LogRow) throws -> Receipt? {
        guard let upstream = try PeerTable(db: log.db).upstream(),
            let receipt = try ReceiptTable(log: log).receipts(of: row.id)
                .first(where: { $0.key == upstream.key })?.receipt,
            receipt.checkpoint.size <= (try log.length(row.id))
        else { return nil }
        let held = try PeerTable(db: log.db).length(of: row.id, at: upstream.origin)
        return receipt.checkpoint.size <= held ?? receipt.checkpoint.size ? receipt : nil
    }
}

extension ReceiptTable {
    /// Every receipt that is kept of a log, with the key of its cosigner, in order of cosigners.
    func receipts(of log: Int64) throws -> [(key: [UInt8], receipt: Receipt)] {
        try Row.fetchAll(
            self.log.db,
            sql: """
                SELECT key, note FROM receipt JOIN peer ON peer.origin = cosigner
                WHERE log = ? ORDER BY cosigner
                """, arguments: [log]
        ).map { row in
            guard let receipt = try? Receipt(note: row.cell(1)) else {
                throw StoreError.damaged("receipt")
            }
            return try (row.blob(0), receipt)
        }
    }
}
