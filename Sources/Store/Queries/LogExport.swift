import Foundation
import GRDB
public import SyncCore

/// One line of what an outsider gets to check everything that is held (docs/PROTOCOL.md, Export).
public enum ExportLine: Sendable {
    /// The key of an origin whose log follows, or who has signed a receipt.
    case origin(publicKey: [UInt8])
    /// `leaf` is recomputed from the rest.
    case change(CanonicalChange, commitment: Hash, leaf: Hash)
    /// The author's signature over the log that came before; with a proof of consistency where it
    /// reaches beyond what is held.
    case checkpoint(SignedCheckpoint, scope: Scope, origin: Origin, proof: [Hash])
    case receipt(Receipt, scope: Scope, origin: Origin)
}

extension Store {
    /// Gives every log that is held to `sink`, line by line, from one snapshot: first the keys, then
    /// log by log the changes, the checkpoint over them and the receipts. Memory does not grow with
    /// the logs. No personal part is read.
    ///
    /// - Parameter time: wall clock in milliseconds, for the receipts over what is held of others' logs
    ///   in scopes that this node governs. It signs them, and its own log, as what it is now.
    /// - Throws: `StoreError.damaged` rather than give out what does not agree with itself; what the
    ///   sink throws.
    public func exportLogs(at time: Int64, to sink: (ExportLine) throws -> Void) throws {
        try expose(at: time)
        try read { db in
            let log = LogTable(db: db)
            let seal = try CountySeal(log: log, identity: identity)
            try LogExport(log: log, seal: seal, time: time).run(to: sink)
        }
    }
}

private struct LogExport {
    let log: LogTable
    let seal: CountySeal
    let time: Int64
    private var own: Origin { seal.signer.origin }

    func run(to sink: (ExportLine) throws -> Void) throws {
        let logs = try log.scopes().flatMap { scope in
            try log.logs(in: scope.id).map { (scope, $0) }
        }.filter { try log.length($0.1.id) > 0 }
        for key in try keys(of: logs) { try sink(.origin(publicKey: key)) }
        for (scope, row) in logs { try export(row, of: scope, to: sink) }
    }

    private func keys(of logs: [(ScopeRow, LogRow)]) throws -> [[UInt8]] {
        var keys: Set<[UInt8]> = []
        for (scope, row) in logs {
            keys.insert(row.key)
            keys.formUnion(try receipts(on: row, in: scope).map(\.key))
        }
        return keys.sorted { Origin(publicKey: $0) < Origin(publicKey: $1) }
    }

    private func export(
        _ row: LogRow, of scope: ScopeRow, to sink: (ExportLine) throws -> Void
    ) throws {
        let frontier = try changes(of: row, to: sink)
        let (signed, proof) = try signature(over: frontier, of: row, in: scope)
        try sink(.checkpoint(signed, scope: scope.scope, origin: row.origin, proof: proof))
        let tree = LogTree(log.statements, log: row.id)
        for (_, receipt) in try receipts(on: row, in: scope) {
            guard receipt.checkpoint.size <= frontier.size,
                try tree.root(size: receipt.checkpoint.size) == receipt.checkpoint.root
            else { throw StoreError.damaged("receipt") }
            try sink(.receipt(receipt, scope: scope.scope, origin: row.origin))
        }
    }

    /// The tree over what was given out.
    private func changes(
        of row: LogRow, to sink: (ExportLine) throws -> Void
    ) throws -> Frontier {
        var frontier = Frontier()
        try log.forEachChange(of: row.id, 1...Limits.logLength) { found in
            let sequence = frontier.size + 1
            guard LocalDot(log: row.id, sequence: sequence) == found.dot,
                let canonical = found.bytes.flatMap({ try? CanonicalChange(bytes: [UInt8]($0)) }),
                canonical.header.dot == Dot(origin: row.origin, sequence: sequence)
            else { throw StoreError.damaged("change \(row.origin):\(sequence)") }
            let commitment = try log.commitment(at: found.dot) ?? .zero
            let leaf = canonical.leaf(commitment: commitment)
            guard found.leaf == leaf else {
                throw StoreError.damaged("leaf \(row.origin):\(sequence)")
            }
            try sink(.change(canonical, commitment: commitment, leaf: leaf))
            frontier.append(leaf)
        }
        return frontier
    }

    /// Of the own log signed now, of another's the latest that is kept.
    private func signature(
        over held: Frontier, of row: LogRow, in scope: ScopeRow
    ) throws -> (SignedCheckpoint, [Hash]) {
        if let author = try seal.author(of: row) {
            let signed = try author.checkpoint(of: row, in: scope.scope, size: held.size)
            guard signed.checkpoint.root == held.root else { throw StoreError.damaged("subtree") }
            return (signed, [])
        }
        guard let kept = try CheckpointTable(db: log.db).latest(of: row.id),
            MerkleTree.verifyConsistency(
                first: held.size, firstRoot: held.root, second: kept.checkpoint.checkpoint.size,
                secondRoot: kept.checkpoint.checkpoint.root, proof: kept.proof)
        else { throw StoreError.damaged("checkpoint \(row.origin)") }
        return (kept.checkpoint, kept.proof)
    }

    /// Those that were given from above; for a log of a scope that this node governs, its own.
    private func receipts(
        on row: LogRow, in scope: ScopeRow
    ) throws -> [(key: [UInt8], receipt: Receipt)] {
        var receipts = try ReceiptTable(log: log).receipts(of: row.id)
        if try seal.governs(scope), row.origin != own,
            let receipt = try seal.cosigned(row, at: time)
        {
            receipts.append((seal.signer.publicKey, receipt))
        }
        return receipts
    }
}
