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
        guard try StandingTable(log: log, scope: scope).hasLineage() else {
            return Holdings.ScopeHolding(
                scope: scope.scope, logs: logs, authorities: [scope.authority])
        }
        let standing = try StandingTable(log: log, scope: scope).standing()
        return Holdings.ScopeHolding(
            scope: scope.scope, logs: logs, authorities: standing.authorities,
            retired: Set(standing.retiredOrigins))
    }

    /// Fills an outline with bytes: runs as far as `room` reaches, receipts freshly cosigned. What of the
    /// own log it shows stands in the sidecar, and the link of the nonce chain in the store, before
    /// this returns.
    ///
    /// - Parameters:
    ///   - peer: who will read it.
    ///   - introduces: whether to say how this node came by its origin, though the peer has met it.
    ///   - room: bytes that the peer is ready to read; the message stays near it, and says so when
    ///     it left something out.
    ///   - time: wall clock in milliseconds, for the receipts.
    public func compose(
        _ outline: Outline, to peer: Peer, introduces: Bool = false, schemaVersion: UInt64,
        room: Int, at time: Int64
    ) throws -> Message {
        try expose(to: peer, at: time)
        return try read { db in
            var message = try opening(
                to: peer, introduces: introduces, schemaVersion: schemaVersion,
                summary: outline.summary, in: db)
            message.probes = outline.probes
            message.vectors = outline.vectors
            message.turnedAway = outline.turnedAway
            message.branches = outline.branches
            let composer = try Composer(
                log: LogTable(db: db), vault: vault, identity: identity)
            try composer.addRuns(outline.spans, room: room, to: &message)
            message.receipts = try outline.receipts.compactMap {
                try composer.receipt($0, at: time)
            }
            return message
        }
    }

    /// The answer to a message that did not continue the last exchange: what is held of the shared scopes,
    /// what the peer once signed of its own logs and, from below, its receipts over more than it states.
    public func composeApart(
        answering intake: Intake, schemaVersion: UInt64, at time: Int64
    ) throws -> Message {
        let peer = intake.sender
        try expose(to: peer, at: time)
        let holdings = try holdings(sharedWith: peer)
        return try read { db in
            var message = try opening(
                to: peer, introduces: true, schemaVersion: schemaVersion,
                summary: holdings.summary, in: db)
            message.isApart = true
            // Whoever comes under a name that its own key has given away was put back.
            message.lineage = Array(
                try (message.lineage + PeerTable(db: db).successions(after: peer.origin))
                    .suffix(Limits.lineageCount))
            message.vectors = holdings.scopes.map(StatedScope.init)
            let proofs = Proofs(log: LogTable(db: db))
            message.shown = Array(
                try proofs.checkpoints(of: peer.origin, in: peer.scopes).prefix(Limits.runCount))
            if peer.standpoint == .above {
                message.receipts = Array(try proofs.ofLoss(at: intake).prefix(Limits.runCount))
            }
            return message
        }
    }

    private func opening(
        to peer: Peer, introduces: Bool, schemaVersion: UInt64, summary: Hash, in db: Database
    ) throws -> Message {
        let own = try identity.refresh(db).origin
        var message = Message(origin: own, schemaVersion: schemaVersion, summary: summary)
        message.room = UInt64(Limits.messageBytes / 2)
        let chain = try ChainTable(db: db, own: own, randomness: randomness).chain(
            with: peer.origin)
        message.chain = chain?.word(to: peer.origin)
        // Whoever has answered this origin knows it.
        if introduces || chain?.hasMet != true {
            message.lineage = Array(
                try OwnOrigins(db: db).lineage().suffix(Limits.lineageCount))
        }
        return message
    }
}

/// Turns spans of logs into runs.
struct Composer {
    let log: LogTable
    let vault: PersonalVault
    private let seal: CountySeal
    private let own: Set<Origin>

    init(log: LogTable, vault: PersonalVault, identity: Identity) throws {
        self.log = log
        self.vault = vault
        seal = try CountySeal(log: log, identity: identity)
        own = Set(try OwnOrigins(db: log.db).all())
    }

    /// Own log first: what was typed here is what exists nowhere else.
    func addRuns(_ spans: [Outline.Span], room: Int, to message: inout Message) throws {
        let ordered =
            spans.filter { own.contains($0.origin) } + spans.filter { !own.contains($0.origin) }
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
    func run(_ span: Outline.Span, of row: LogRow, room: Int) throws -> Run? {
        let kept = try CheckpointTable(db: log.db).latest(of: row.id)
        let author = try seal.author(of: row)
        let provable = author != nil ? span.last : min(span.last, kept?.joined ?? 0)
        guard span.first <= provable else { return nil }
        let rows = try rows(of: row, from: span.first, to: provable, room: room)
        let last = span.first + UInt64(rows.count) - 1
        let proof = try proof(
            of: row, scope: span.scope, through: last, by: author, kept: kept)
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
        of row: LogRow, scope: Scope, through last: UInt64, by author: CountySeal?,
        kept: CheckpointTable.Kept?
    ) throws -> (SignedCheckpoint, [Hash])? {
        if let author {
            return (try author.checkpoint(of: row, in: scope, size: last), [])
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
        return try seal.cosigned(row, at: time)
    }
}
