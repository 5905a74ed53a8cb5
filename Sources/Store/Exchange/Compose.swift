import GRDB
public import SyncCore

extension Store {
    /// What is held of the scopes shared with `peer`, in one snapshot.
    public func holdings(sharedWith peer: Peer) throws -> Holdings {
        try read { db in
            let log = LogTable(db: db)
            let unheard =
                peer.standpoint == .below ? try SecondUses(log: log).unheard(peer.origin) : []
            return Holdings(
                try peer.scopes.sorted().compactMap { scope in
                    try log.scope(scope).map {
                        try holding($0, peer: peer, log, isOwnOnly: unheard.contains(scope))
                    }
                })
        }
    }

    /// - Parameter isOwnOnly: whether the peer's own logs alone are its business.
    private func holding(
        _ scope: ScopeRow, peer: Peer, _ log: LogTable, isOwnOnly: Bool
    ) throws -> Holdings.ScopeHolding {
        let receipts = ReceiptTable(log: log)
        let rows = try log.logs(in: scope.id)
        let names =
            isOwnOnly
            ? try StandingTable(log: log, scope: scope).standing()
                .withEarlierNames(PeerTable(db: log.db).names(upTo: peer.origin)) : nil
        let logs = try rows.filter { names?.contains($0.origin) ?? true }.map { row in
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
                scope: scope.scope, logs: logs, authorities: [scope.authority],
                isAnnounced: try isAnnounced(scope, to: peer, log))
        }
        let standing = try StandingTable(log: log, scope: scope).standing()
        return Holdings.ScopeHolding(
            scope: scope.scope, logs: logs, authorities: standing.authorities,
            retired: Set(standing.retiredOrigins))
    }

    /// Whether a scope was opened because a peer had announced it: a directory, or a station's scope that
    /// came up from below.
    private func isAnnounced(_ scope: ScopeRow, to peer: Peer, _ log: LogTable) throws -> Bool {
        switch scope.kind {
        case .shared: true
        case .station:
            try peer.standpoint == .below
                && !OwnOrigins(db: log.db).contains(scope.authority)
        case .desk, .own: false
        }
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
            var composer = try Composer(
                log: LogTable(db: db), vault: vault, identity: identity, to: peer.standpoint)
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
