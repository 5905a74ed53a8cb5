import GRDB
public import SyncCore

extension Store {
    /// What is held of the scopes shared with `peer`, in one snapshot.
    public func holdings(sharedWith peer: Peer) throws -> Holdings {
        try read { db in
            let log = LogTable(db: db)
            return Holdings(
                try peer.scopes.sorted().compactMap { scope in
                    try log.scope(scope).map { try holding($0, peer: peer, log) }
                })
        }
    }

    private func holding(
        _ scope: ScopeRow, peer: Peer, _ log: LogTable
    ) throws -> Holdings.ScopeHolding {
        let receipts = ReceiptTable(log: log)
        let logs = try log.logs(in: scope.id).map { row in
            let length = try log.length(row.id)
            let receipted =
                row.origin == peer.origin
                ? length : try receipts.covered(row.id, by: peer.origin)?.size ?? 0
            return Holdings.Log(
                origin: row.origin, length: length,
                root: try LogTree(db: log.db, log: row.id).root(size: length),
                receipted: receipted)
        }
        return Holdings.ScopeHolding(scope: scope.scope, logs: logs)
    }

    /// Fills an outline with bytes: runs as far as `room` reaches, receipts freshly cosigned.
    ///
    /// - Parameters:
    ///   - room: bytes that the peer is ready to read; the message stays near it, and says so when
    ///     it left something out.
    ///   - time: wall clock in milliseconds, for the receipts.
    public func compose(
        _ outline: Outline, as signer: Signer, schemaVersion: UInt64, room: Int, at time: Int64
    ) throws -> Message {
        let origin = Origin(publicKey: signer.publicKey)
        var message = Message(
            origin: origin, schemaVersion: schemaVersion, summary: outline.summary)
        message.probes = outline.probes
        message.vectors = outline.vectors
        message.turnedAway = outline.turnedAway
        message.room = UInt64(Limits.messageBytes / 2)
        try read { db in
            let composer = Composer(log: LogTable(db: db), vault: vault, signer: signer)
            try composer.addRuns(outline.spans, room: room, to: &message)
            message.receipts = try outline.receipts.compactMap {
                try composer.receipt($0, at: time)
            }
        }
        return message
    }
}

/// Turns spans of logs into runs.
private struct Composer {
    let log: LogTable
    let vault: PersonalVault
    let signer: Signer

    /// Own log first: what was typed here is what exists nowhere else.
    func addRuns(_ spans: [Outline.Span], room: Int, to message: inout Message) throws {
        let own = Origin(publicKey: signer.publicKey)
        let ordered = spans.filter { $0.origin == own } + spans.filter { $0.origin != own }
        var left = room
        for span in ordered {
            guard left > 0 else {
                message.hasMore = true
                return
            }
            guard let scope = try log.scope(span.scope),
                let row = try log.log(span.origin, in: scope.id),
                let run = try run(span, of: row, room: left)
            else { continue }
            if run.first == 1, !message.keys.contains(row.key) { message.keys.append(row.key) }
            message.runs.append(run)
            left -= run.rows.reduce(400) { $0 + $1.wireBytes }
            if run.last < span.last { message.hasMore = true }
        }
    }

    /// As much of the span as fits, at least one change; nil when nothing can be proved of it.
    private func run(_ span: Outline.Span, of row: LogRow, room: Int) throws -> Run? {
        let kept = try CheckpointTable(db: log.db).latest(of: row.id)
        let isOwn = row.origin == Origin(publicKey: signer.publicKey)
        let provable = isOwn ? span.last : min(span.last, kept?.joined ?? 0)
        guard span.first <= provable else { return nil }
        let rows = try rows(of: row, from: span.first, to: provable, room: room)
        let last = span.first + UInt64(rows.count) - 1
        let proof = try proof(of: row, scope: span.scope, through: last, kept: isOwn ? nil : kept)
        guard let (checkpoint, hashes) = proof else { return nil }
        return Run(
            scope: span.scope, origin: row.origin, first: span.first, rows: rows,
            checkpoint: checkpoint, proof: hashes)
    }

    private func rows(
        of row: LogRow, from first: UInt64, to last: UInt64, room: Int
    ) throws -> [Run.Row] {
        var rows: [Run.Row] = []
        var left = room
        for sequence in first...last {
            let dot = LocalDot(log: row.id, sequence: sequence)
            guard let canonical = try log.canonical(at: dot) else {
                throw StoreError.damaged("gap in a log")
            }
            let next = Run.Row(
                canonical: canonical.bytes, personal: try vault.content(at: dot, in: log.db))
            left -= next.wireBytes
            if left < 0 && !rows.isEmpty || rows.count == Limits.runChanges { break }
            rows.append(next)
        }
        return rows
    }

    /// The author's signature that covers the log as far as `last`: signed afresh for the own log,
    /// the latest one with a proof for another's.
    private func proof(
        of row: LogRow, scope: Scope, through last: UInt64, kept: CheckpointTable.Kept?
    ) throws -> (SignedCheckpoint, [Hash])? {
        guard row.origin != Origin(publicKey: signer.publicKey) else {
            let seal = CountySeal(log: log, signer: signer)
            return (try seal.checkpoint(of: row, in: scope, size: last), [])
        }
        guard let kept else { return nil }
        let size = kept.checkpoint.checkpoint.size
        if last == size { return (kept.checkpoint, []) }
        if last == kept.joined { return (kept.checkpoint, kept.proof) }
        guard kept.joined == size else { return nil }
        let tree = LogTree(log.statements, log: row.id)
        return (kept.checkpoint, try tree.consistencyProof(from: last, to: size))
    }

    func receipt(_ wish: Outline.ReceiptWish, at time: Int64) throws -> Receipt? {
        guard let scope = try log.scope(wish.scope),
            let row = try log.log(wish.origin, in: scope.id)
        else { return nil }
        return try CountySeal(log: log, signer: signer).cosigned(row, at: time)
    }
}
