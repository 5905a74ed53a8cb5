import GRDB
public import SyncCore

/// Scopes that two neighbours share besides the one by which they met. Whoever governs one announces it;
/// the neighbour opens it and asks for it; who announced it gives it from then on. So neither sends what
/// the other does not know.
struct SharedScopes {
    let store: Store
    let log: LogTable
    private var db: Database { log.db }

    /// Opens what the sender has announced in the scopes that it has just written to.
    func takeUp(_ touched: Set<Scope>, from sender: Peer) throws {
        for scope in touched.sorted() {
            guard let row = try log.scope(scope) else { continue }
            let standing = try store.standing(of: row, in: db)
            for (announcement, _) in try TransferTable(log: log, scope: row)
                .announcements([.shared, .raised], by: standing)
            {
                guard isTaken(announcement, from: sender, in: row),
                    try isNews(announcement, from: sender)
                else { continue }
                try Store.addScope(
                    announcement.scope, authorityKey: announcement.founderKey,
                    code: announcement.purpose == .raised ? announcement.code : nil,
                    name: announcement.name,
                    kind: announcement.purpose == .raised ? .station : .shared, in: db)
                try PeerTable(db: db).add(
                    Peer(
                        key: sender.key, standpoint: sender.standpoint,
                        scopes: [announcement.scope]))
            }
        }
    }

    /// A directory comes from above, a station's scope from below.
    private func isTaken(
        _ announcement: Announcement, from sender: Peer, in row: ScopeRow
    ) -> Bool {
        switch announcement.purpose {
        case .shared: sender.standpoint == .above
        case .raised: sender.standpoint == .below && row.kind == .desk
        case .listed: false
        }
    }

    /// A scope that is held already is shared with nobody for their having named it (I19): only its owner,
    /// who shares it, may say so again. A directory may come from whoever is above now; but not this node's
    /// own, of which a node that was put back is told by those who have its words.
    private func isNews(_ announcement: Announcement, from sender: Peer) throws -> Bool {
        let founder = Origin(publicKey: announcement.founderKey)
        guard try !OwnOrigins(db: db).contains(founder) else { return false }
        guard let held = try log.scope(announcement.scope) else { return true }
        return held.authority == founder
            && (sender.scopes.contains(held.scope)
                || (announcement.purpose == .shared && held.kind == .shared))
    }

    /// What the sender asks for and this node has announced to it is shared from now on.
    func granting(_ intake: Intake) throws -> Intake {
        let asked = intake.message.vectors.map(\.scope).filter { !intake.scopes.contains($0) }
        guard !asked.isEmpty, try !isUnheard(intake.sender) else { return intake }
        let met = try asked.filter { try isAdmitted(intake.sender, to: $0) }
        let offered = try offered(in: intake.scopes.union(met)).intersection(asked).union(met)
        guard !offered.isEmpty else { return intake }
        try PeerTable(db: db).add(
            Peer(
                key: intake.sender.key, standpoint: intake.sender.standpoint, scopes: offered))
        return intake.granted(offered)
    }

    private func isUnheard(_ sender: Peer) throws -> Bool {
        try sender.standpoint == .below && !SecondUses(log: log).unheard(sender.origin).isEmpty
    }

    /// Whether a word of this node's own lets a neighbour below write in a scope: then it may read it, whatever
    /// became of the row that says so.
    private func isAdmitted(_ peer: Peer, to scope: Scope) throws -> Bool {
        guard peer.standpoint == .below, let row = try log.scope(scope) else { return false }
        let standing = try store.standing(of: row, in: db)
        return try standing.isAnswered(peer.origin) && !standing.isRevoked(peer.origin)
            && OwnOrigins(db: db).all().contains(where: standing.authorities.contains)
    }

    private func offered(in scopes: Set<Scope>) throws -> Set<Scope> {
        var offered: Set<Scope> = []
        let own = Set(try OwnOrigins(db: db).all())
        for scope in scopes.sorted() {
            guard let row = try log.scope(scope), row.kind != .shared else { continue }
            let standing = try store.standing(of: row, in: db)
            for (announcement, origin) in try TransferTable(log: log, scope: row)
                .announcements([.shared, .raised], by: standing) where own.contains(origin)
            {
                offered.insert(announcement.scope)
            }
        }
        return offered
    }
}

extension Store {
    /// The scope in which this aggregator keeps its directory, made when it is first needed.
    public func sharedScope() throws -> Scope {
        try write { db in
            let known = try log(in: db).scopes().first {
                try $0.kind == .shared
                    && standing(of: $0, in: db).authorities
                        .contains(identity.refresh(db).origin)
            }
            if let known { return known.scope }
            let key = try identity.refresh(db).publicKey
            let scope = Scope(foundedBy: key, randomness)
            try Self.addScope(
                scope, authorityKey: key, code: nil, name: nil, kind: .shared, in: db)
            return scope
        }
    }

    private func log(in db: Database) -> LogTable { writer.log(db) }
}
