import Compression
import GRDB
import SyncCore

/// Turns spans of logs into runs.
struct Composer {
    let log: LogTable
    let vault: PersonalVault
    private let seal: CountySeal
    private let own: Set<Origin>
    private var records: [Int64: RecordDots] = [:]
    /// Where those stand who will read it.
    private let standpoint: Standpoint
    private var policies: [Scope: PersonalPolicy] = [:]
    private var proved: [Int64: Bool] = [:]
    /// What the batches so far unpack to.
    private var unpacked = 0

    init(
        log: LogTable, vault: PersonalVault, identity: Identity, to standpoint: Standpoint
    ) throws {
        self.standpoint = standpoint
        self.log = log
        self.vault = vault
        seal = try CountySeal(log: log, identity: identity)
        own = Set(try OwnOrigins(db: log.db).all())
    }

    /// Own logs first: what was typed here is what exists nowhere else; and short pieces before long ones,
    /// which would hold them up. A long log goes as several runs, so that neither end has to keep much of
    /// it in memory at once.
    mutating func addRuns(_ spans: [Outline.Span], room: Int, to message: inout Message) throws {
        let short = spans.sorted { $0.last - $0.first < $1.last - $1.first }
        let ordered =
            short.filter { own.contains($0.origin) } + short.filter { !own.contains($0.origin) }
        var left = room
        for var span in ordered {
            guard let scope = try log.scope(span.scope),
                let row = try log.log(span.origin, in: scope.id)
            else { continue }
            var next = span.first
            while next <= span.last {
                guard left > 0, message.runs.count < Limits.runCount / 4,
                    unpacked < Limits.messageUnpackedBytes / 4
                else {
                    message.hasMore = true
                    return
                }
                guard let run = try run(span, from: next, of: row, room: left) else { break }
                if run.first == 1, !message.keys.contains(row.key) {
                    message.keys.append(row.key)
                }
                message.runs.append(run)
                left -= run.wireBytes
                unpacked += run.unpackedByteCount
                next = run.last + 1
                // Whoever takes the next run of the log has taken this one, and it may lean on it.
                span.known[span.origin] = max(span.known[span.origin], run.last)
            }
        }
    }

    /// As much of the span as fits, at least one change; nil when nothing can be proved of it, or its first
    /// change is damaged here.
    mutating func run(
        _ span: Outline.Span, from first: UInt64, of row: LogRow, room: Int
    ) throws -> Run? {
        let kept = try CheckpointTable(db: log.db).latest(of: row.id)
        let author = try seal.author(of: row)
        let provable = author != nil ? span.last : min(span.last, kept?.joined ?? 0)
        guard first <= provable, try author != nil || isProved(row, by: kept) else { return nil }
        let (rows, leaves) = try rows(
            of: row, from: first, to: provable, giving: policy(of: span.scope),
            room: span.isLiteral ? room : min(room * Packing.ratio, Packing.unpackedBytes))
        guard !rows.isEmpty else { return nil }
        let batch =
            span.isLiteral
            ? nil : try batch(rows, leaves, of: span, from: first, in: row, room: room)
        let last = first + UInt64(batch?.count ?? rows.count) - 1
        let proof = try proof(of: row, scope: span.scope, through: last, by: author, kept: kept)
        guard let (checkpoint, hashes) = proof else { return nil }
        if let batch { return Run(batch, checkpoint: checkpoint, proof: hashes) }
        return Run(
            scope: span.scope, origin: row.origin, first: first, rows: rows,
            checkpoint: checkpoint, proof: hashes)
    }

    /// The leading rows, as many as fit once they are packed.
    private mutating func batch(
        _ rows: [Run.Row], _ leaves: [Hash], of span: Outline.Span, from first: UInt64,
        in row: LogRow, room: Int
    ) throws -> Batch {
        var count = rows.count
        if room < Packing.manyBytes, count > Packing.probe {
            let some = try batch(
                rows.prefix(Packing.probe), leaves, of: span, from: first, in: row, room)
            // More of them pack a little better.
            count = min(count, max(some.count, 3 * some.count * room / (2 * some.wireBytes)))
        }
        while true {
            let batch = try batch(rows.prefix(count), leaves, of: span, from: first, in: row, room)
            if batch.wireBytes <= room || batch.count == 1 { return batch }
            count = max(1, min(batch.count - 1, batch.count * room / batch.wireBytes * 7 / 8))
        }
    }

    private mutating func batch(
        _ rows: ArraySlice<Run.Row>, _ leaves: [Hash], of span: Outline.Span,
        from first: UInt64, in row: LogRow, _ room: Int
    ) throws -> Batch {
        let records =
            records[row.scope] ?? RecordDots(log: log, vault: vault, scope: row.scope)
        self.records[row.scope] = records
        let batch = Batch(
            rows, leaves: leaves, scope: span.scope, origin: row.origin, first: first,
            after: try prefix(of: row, before: first, count: rows.count, known: span.known),
            packer: ZstdFrames(level: Packing.level(room: room)),
            locate: { records.dot(of: $0, within: span.known) })
        try records.check()
        return batch
    }

    /// What both hold before a small batch: the log says the same things again and again.
    private func prefix(
        of row: LogRow, before first: UInt64, count: Int, known: VersionVector
    ) throws -> Batch.Prefix {
        guard count <= Packing.prefixedCount, known[row.origin] >= first - 1 else { return .none }
        return Batch.Prefix(
            // Damage in what both hold keeps nothing new from being sent.
            of: (try? log.canonicalBytes(
                of: row.id, before: first, atMost: Packing.prefixCount)) ?? [])
    }

    private func rows(
        of row: LogRow, from first: UInt64, to last: UInt64, giving policy: PersonalPolicy,
        room: Int
    ) throws -> ([Run.Row], leaves: [Hash]) {
        var (rows, leaves): ([Run.Row], [Hash]) = ([], [])
        var left = room
        for sequence in first...last {
            let dot = LocalDot(log: row.id, sequence: sequence)
            guard let change = try log.readable(at: dot, vault: vault) else { break }
            let next = Run.Row(
                canonical: change.canonical.bytes, personal: policy.content(change.personal))
            left -= next.wireBytes
            if left < 0 && !rows.isEmpty || rows.count == Packing.count { break }
            rows.append(next)
            leaves.append(change.leaf)
        }
        return (rows, leaves)
    }

    /// Whether what is held of another's log is what its author has signed. Of one that was rewritten past the
    /// program nothing can be proved to anybody.
    private mutating func isProved(_ row: LogRow, by kept: CheckpointTable.Kept?) throws -> Bool {
        if let known = proved[row.id] { return known }
        guard let kept else { return false }
        let signed = kept.checkpoint.checkpoint
        let root = try LogTree(log.statements, log: row.id).root(size: kept.joined)
        let isProved =
            kept.joined == signed.size
            ? root == signed.root
            : MerkleTree.verifyConsistency(
                first: kept.joined, firstRoot: root, second: signed.size, secondRoot: signed.root,
                proof: kept.proof)
        proved[row.id] = isProved
        return isProved
    }

    private mutating func policy(of scope: Scope) throws -> PersonalPolicy {
        if let known = policies[scope] { return known }
        guard let row = try log.scope(scope) else { return .commitments }
        let policy = try PersonalPolicy(towards: standpoint, in: row, log: log)
        policies[scope] = policy
        return policy
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
        let tree = try ProvedTree(
            LogTree(log.statements, log: row.id), held: kept.joined, size: size, proof: kept.proof)
        return (kept.checkpoint, try tree.consistencyProof(from: last))
    }

    func receipt(_ wish: Outline.ReceiptWish, at time: Int64) throws -> Receipt? {
        guard let scope = try log.scope(wish.scope),
            let row = try log.log(wish.origin, in: scope.id)
        else { return nil }
        return try seal.cosigned(row, at: time)
    }
}

/// How runs are packed. Figures in docs/PERFORMANCE.md.
private enum Packing {
    /// What one run may unpack to; more makes it hardly smaller, and both ends slower.
    static let unpackedBytes = 3 << 20
    static let count = 16_384
    /// How much smaller columns are than rows, at most: where to begin.
    static let ratio = 20
    /// For less room than this, so many changes are packed first to see what they come to.
    static let manyBytes = 256 << 10
    static let probe = 64
    /// Runs of so many changes at most are packed after the log before them, and as much of that.
    static let prefixedCount = 512
    static let prefixCount = 400

    /// Where bytes are dear, time is not.
    static func level(room: Int) -> Int32 { room < manyBytes ? 9 : 3 }
}
