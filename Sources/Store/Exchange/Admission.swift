import GRDB
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
            let words = try StandingTable(log: log, scope: row).changes()
            for origin in try OwnOrigins(db: db).all().reversed() {
                guard let signer = try identity.signer(of: origin) else { continue }
                for word in words {
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
        return try write { db in
            for signer in [proof.part.publicKey, proof.founderKey] {
                guard try identity.signer(of: Origin(publicKey: signer)) != nil else {
                    return false
                }
            }
            let log = LogTable(db: db)
            if let row = try log.scope(scope) {
                guard row.authority == Origin(publicKey: proof.founderKey),
                    try !StandingTable(log: log, scope: row).standing().isRevoked(origin)
                else { return false }
            } else {
                try Self.addScope(
                    scope, authorityKey: proof.founderKey, code: proof.code, name: proof.name,
                    in: db)
            }
            try PeerTable(db: db).add(Peer(key: key, standpoint: .below, scopes: [scope]))
            try IncidentTable(db: db).note(
                .takenBack, at: time, scope: log.scope(scope)?.id, origin: origin)
            return true
        }
    }
}
