import Foundation
import GRDB
public import SyncCore

extension Store {
    /// What shows others that a statement was made in a scope: signed by this node where it stands in its
    /// own log, else by whoever has signed the log that it stands in.
    ///
    /// nil where it is not here, or nobody has signed so far, or its author's admission is not at hand.
    /// - Throws: `StoreError`.
    public func warrant(of statement: Entity, in scope: Scope, at time: Int64) throws -> Warrant? {
        // What is signed must not be used again with other bytes (I2).
        try expose(at: time)
        return try read { db in
            let log = LogTable(db: db)
            guard let row = try log.scope(scope),
                let founder = try log.log(row.authority, in: row.id)
            else { return nil }
            let maker = WarrantMaker(
                log: log, scope: row, seal: try CountySeal(log: log, identity: identity))
            let standing = try StandingTable(log: log, scope: row).standing()
            let held = try TransferTable(log: log, scope: row).held(by: standing)
                .first { $0.statement.id == statement }
            guard let held, let part = try maker.part(held.dot) else { return nil }
            var admission: RecordProof.Part?
            if part.publicKey != founder.key {
                admission = try maker.admission(of: Origin(publicKey: part.publicKey), founder)
                guard admission != nil else { return nil }
            }
            return Warrant(change: part, admission: admission, founderKey: founder.key)
        }
    }
}

extension StoreView {
    /// What whoever opened a scope has signed for of one log in it, as last heard here; nil for nothing, or
    /// where that key has been changed since.
    public func founderReceipt(on origin: Origin, in scope: Scope) throws -> Receipt? {
        guard let row = try log.scope(scope), let founder = try log.log(row.authority, in: row.id),
            let author = try log.log(origin, in: row.id)
        else { return nil }
        return try ReceiptTable(log: log).receipts(of: author.id)
            .filter { $0.key == founder.key }.map(\.receipt)
            .max { $0.checkpoint.size < $1.checkpoint.size }
    }
}

private struct WarrantMaker {
    let log: LogTable
    let scope: ScopeRow
    let seal: CountySeal

    /// A change with its way to what its log's own key has signed.
    func part(_ dot: LocalDot) throws -> RecordProof.Part? {
        let row = try log.log(dot.log)
        guard let signed = try signed(row), dot.sequence <= signed.checkpoint.size,
            let change = try log.canonical(at: dot)
        else { return nil }
        let path = try LogTree(log.statements, log: row.id)
            .inclusionProof(index: dot.sequence - 1, size: signed.checkpoint.size)
        return RecordProof.Part(
            publicKey: row.key, word: .own(signed),
            changes: [
                .init(change, commitment: try log.commitment(at: dot) ?? .zero, path: path)
            ])
    }

    private func signed(_ row: LogRow) throws -> SignedCheckpoint? {
        if let author = try seal.author(of: row) {
            return try author.checkpoint(of: row, in: scope.scope, size: log.length(row.id))
        }
        guard let kept = try CheckpointTable(db: log.db).latest(of: row.id),
            kept.checkpoint.checkpoint.size == kept.joined
        else { return nil }
        return kept.checkpoint
    }

    /// The word by which the scope's founder has admitted an origin.
    func admission(of origin: Origin, _ founder: LogRow) throws -> RecordProof.Part? {
        for change in try StandingTable(log: log, scope: scope).changes() {
            guard change.dot.origin == founder.origin,
                case .authority(.admit(origin, _)) = change.content
            else { continue }
            return try part(LocalDot(log: founder.id, sequence: change.dot.sequence))
        }
        return nil
    }
}
