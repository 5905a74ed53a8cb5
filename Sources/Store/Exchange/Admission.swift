import GRDB
import ServiceRecords
public import SyncCore

extension Store {
    /// The latest of this node's origins that the level above has admitted, and its own signature for
    /// that; nil where it never did, or where nothing of it is here.
    /// - Parameter scope: of the level above and this node.
    public func admissionProof(in scope: Scope) throws -> (proof: AdmissionProof, signer: Signer)? {
        try read { db in
            let log = LogTable(db: db)
            guard let row = try log.scope(scope),
                let founder = try log.log(row.authority, in: row.id)
            else { return nil }
            let table = StandingTable(log: log, scope: row)
            let authorities = try table.standing().authorities
            let words = try table.changes().filter { authorities.contains($0.dot.origin) }
            // The founder's key is the one that the other side is surest to have.
            let ordered =
                words.filter { $0.dot.origin == row.authority }
                + words.filter { $0.dot.origin != row.authority }
            for origin in try OwnOrigins(db: db).all().reversed() {
                guard let signer = try identity.signer(of: origin) else { continue }
                for word in ordered {
                    guard case .authority(.admit(origin, _)) = word.content,
                        let part = try signed(word.dot, in: row, log)
                    else { continue }
                    let proof = AdmissionProof(
                        part: part, founderKey: founder.key,
                        code: try Self.setting("code", in: db) ?? "",
                        name: try Self.setting("name", in: db) ?? "")
                    guard proof.admitted?.origin == origin, proof.isProved else { continue }
                    return (proof, signer)
                }
            }
            return nil
        }
    }

    /// A change under the last signature that covers its log as it is held.
    private func signed(
        _ dot: Dot, in scope: ScopeRow, _ log: LogTable
    ) throws -> RecordProof.Part? {
        guard let row = try log.log(dot.origin, in: scope.id),
            let kept = try CheckpointTable(db: log.db).latest(of: row.id),
            kept.checkpoint.checkpoint.size == kept.joined, dot.sequence <= kept.joined,
            let change = try log.canonical(at: LocalDot(log: row.id, sequence: dot.sequence))
        else { return nil }
        let path = try LogTree(log.statements, log: row.id)
            .inclusionProof(index: dot.sequence - 1, size: kept.joined)
        return RecordProof.Part(
            publicKey: row.key, word: .own(kept.checkpoint),
            changes: [.init(change, commitment: .zero, path: path)])
    }

    /// Takes a node up again that this one has admitted and does not know any more. The admission itself
    /// comes back with the log that it stands in.
    /// - Returns: whether the proof holds: signed with a key of this node's own, in a scope that this node
    ///   opened, about an origin that it has not revoked since.
    public func takeBack(_ proof: AdmissionProof, at time: Int64) throws -> Bool {
        guard proof.isProved, let (scope, origin, key) = proof.admitted else { return false }
        // Reminded of what it knows it writes nothing.
        let isKnown = try peer(origin)?.scopes.contains(scope) == true
        guard try !isRevoked(origin, in: scope) else { return false }
        guard !isKnown else { return true }
        // Whoever is reminded was put back: it may have to become a new origin first.
        return try append(at: time) { db in
            guard try identity.signer(of: Origin(publicKey: proof.part.publicKey)) != nil,
                let founder = try identity.signer(of: Origin(publicKey: proof.founderKey))
            else { return false }
            let log = writer.log(db)
            if let row = try log.scope(scope) {
                guard row.authority == founder.origin else { return false }
            } else {
                try open(scope, as: proof, founder: founder, at: time, in: db)
            }
            try PeerTable(db: db).add(Peer(key: key, standpoint: .below, scopes: [scope]))
            try IncidentTable(db: db).note(
                .takenBack, at: time, scope: log.scope(scope)?.id, origin: origin)
            return true
        }
    }

    private func isRevoked(_ origin: Origin, in scope: Scope) throws -> Bool {
        try read { db in
            let log = LogTable(db: db)
            guard let row = try log.scope(scope) else { return false }
            return try StandingTable(log: log, scope: row).standing().isRevoked(origin)
        }
    }

    /// A scope that this node opened before it was put back. If it has another name since, the founder's
    /// key says so there, as it does in every other scope.
    private func open(
        _ scope: Scope, as proof: AdmissionProof, founder: Signer, at time: Int64, in db: Database
    ) throws {
        let code = DivisionCode(proof.code)?.withoutPadding.digits
        let isFree = try Bool.fetchOne(
            db, sql: "SELECT NOT EXISTS(SELECT 1 FROM scope WHERE code = ?)", arguments: [code])
        try Self.addScope(
            scope, authorityKey: founder.publicKey, code: isFree == true ? code : nil,
            name: proof.name, in: db)
        let present = try identity.refresh(db)
        guard present.origin != founder.origin else { return }
        let succession = try Succession(naming: present.publicKey, by: founder)
        try commit(to: scope, at: time, in: db) { door in
            try door.write(LineageChange.succeed(succession))
        }
    }
}
