import SyncCore

/// One log of a node in memory, with the author's signature that covers it.
struct MemoryLog {
    let publicKey: [UInt8]
    private(set) var changes: [Change] = []
    private(set) var frontier = Frontier()
    private(set) var tree = LeafList()
    private(set) var root = MerkleTree.emptyRoot
    /// Checkpoint of the author, the length at which it was joined, the proof from there.
    private var kept: (checkpoint: SignedCheckpoint, joined: UInt64, proof: [Hash])?
    /// How far receipts of the level above reach.
    var receipted: UInt64 = 0

    init(publicKey: [UInt8]) { self.publicKey = publicKey }

    var length: UInt64 { frontier.size }

    mutating func append(_ change: Change) {
        changes.append(change)
        frontier.append(change.leaf)
        tree.append(change.leaf)
        root = frontier.root
    }

    /// Takes a run; the number of changes that were new.
    mutating func take(_ run: Run) throws(RunError) -> Int {
        let verified = try run.verified(after: frontier, publicKey: publicKey)
        guard !verified.changes.isEmpty else { return 0 }
        for change in verified.changes { append(change) }
        guard verified.frontier == frontier else { throw .brokenRoot }
        kept = (run.checkpoint, run.last, run.proof)
        return verified.changes.count
    }

    /// The checkpoint for which a receipt may be given: the author's, where all of it is held.
    var receiptable: SignedCheckpoint? {
        kept.flatMap { $0.checkpoint.checkpoint.size == $0.joined ? $0.checkpoint : nil }
    }

    /// As much of a span as fits, at least one change; nil when nothing of it can be proved.
    func run(_ span: Outline.Span, by sender: Writer, room: Int) throws -> Run? {
        let isOwn = sender.origin == span.origin
        let provable = isOwn ? min(span.last, length) : min(span.last, kept?.joined ?? 0)
        guard span.first <= provable else { return nil }
        var rows: [Run.Row] = []
        var left = room
        for change in changes[Int(span.first - 1)..<Int(provable)] {
            let row = Run.Row(canonical: change.canonical.bytes, personal: change.personal)
            left -= row.wireBytes
            if left < 0, !rows.isEmpty { break }
            rows.append(row)
        }
        let last = span.first + UInt64(rows.count) - 1
        let (checkpoint, proof) = try signature(span.scope, through: last, by: isOwn ? sender : nil)
        return Run(
            scope: span.scope, origin: span.origin, first: span.first, rows: rows,
            checkpoint: checkpoint, proof: proof)
    }

    private func signature(
        _ scope: Scope, through last: UInt64, by owner: Writer?
    ) throws -> (SignedCheckpoint, [Hash]) {
        if let owner { return (try owner.checkpoint(of: tree, at: last, in: scope), []) }
        guard let kept else { throw TreeError.outOfRange }
        if last == kept.joined { return (kept.checkpoint, kept.proof) }
        let size = kept.checkpoint.checkpoint.size
        return (kept.checkpoint, try tree.consistencyProof(from: last, to: size))
    }
}

extension Writer {
    /// This writer's signature over the first `size` leaves of its log.
    func checkpoint(
        of tree: LeafList, at size: UInt64, in scope: Scope
    ) throws -> SignedCheckpoint {
        let checkpoint = try Checkpoint(
            name: Checkpoint.name(scope: scope, origin: origin), size: size,
            root: tree.root(size: size))
        return try SignedCheckpoint(signing: checkpoint, with: signer)
    }

    /// A run over part of a log of this writer, signed at `size`, by default at its own end.
    func run(
        _ changes: [Change], first: Int, last: Int, signedAt size: Int? = nil, in scope: Scope
    ) throws -> Run {
        let tree = LeafList(changes.map(\.leaf))
        let size = UInt64(size ?? last)
        let proof =
            size == UInt64(last) ? [] : try tree.consistencyProof(from: UInt64(last), to: size)
        return Run(
            scope: scope, origin: origin, first: UInt64(first),
            rows: changes[(first - 1)..<last].map {
                .init(canonical: $0.canonical.bytes, personal: $0.personal)
            }, checkpoint: try checkpoint(of: tree, at: size, in: scope), proof: proof)
    }
}
