/// A contiguous piece of one log, first to last, with the signature that covers it.
///
/// Applied in one transaction or not at all, independent of every other run (I13).
public struct Run: Hashable, Sendable {
    public struct Row: Hashable, Sendable {
        /// Canonical bytes of header and open part, as the author made them.
        public let canonical: [UInt8]
        public let personal: PersonalContent

        public init(canonical: [UInt8], personal: PersonalContent) {
            self.canonical = canonical
            self.personal = personal
        }
    }

    /// The changes, row by row, or in columns until somebody who holds the log unpacks them.
    public enum Content: Hashable, Sendable {
        case rows([Row])
        case batch(Batch)
    }

    public let scope: Scope
    public let origin: Origin
    /// Sequence of the first row.
    public let first: UInt64
    public let content: Content
    /// The author's signed checkpoint, of this run's end or of a later length.
    public let checkpoint: SignedCheckpoint
    /// RFC 6962 consistency proof from the end of this run to the checkpoint; empty when they meet.
    public let proof: [Hash]

    public init(
        scope: Scope, origin: Origin, first: UInt64, rows: [Row], checkpoint: SignedCheckpoint,
        proof: [Hash]
    ) {
        self.scope = scope
        self.origin = origin
        self.first = first
        content = .rows(rows)
        self.checkpoint = checkpoint
        self.proof = proof
    }

    public init(_ batch: Batch, checkpoint: SignedCheckpoint, proof: [Hash]) {
        scope = batch.scope
        origin = batch.origin
        first = batch.first
        content = .batch(batch)
        self.checkpoint = checkpoint
        self.proof = proof
    }

    /// None as long as the run is packed.
    public var rows: [Row] {
        switch content {
        case .rows(let rows): rows
        case .batch: []
        }
    }

    public var isPacked: Bool {
        switch content {
        case .rows: false
        case .batch: true
        }
    }

    /// Of changes.
    public var count: Int {
        switch content {
        case .rows(let rows): rows.count
        case .batch(let batch): batch.count
        }
    }

    /// Sequence of the last row; `first - 1` for an empty run, which no reader lets through.
    public var last: UInt64 { first + UInt64(count) - 1 }

    /// The same run row by row, of one that leans on nothing; throws `BatchError` for another.
    public func unpacked(by packer: some FramePacker) throws -> Run {
        try unpacked(by: packer, prefix: { _ in [] }, resolve: { _ in nil })
    }

    /// The same run row by row.
    ///
    /// - Parameters:
    ///   - prefix: canonical bytes of so many changes before `first`, one after the other.
    ///   - resolve: the record that a change makes which is held here.
    public func unpacked(
        by packer: some FramePacker, prefix: (Int) throws -> [UInt8],
        resolve: @escaping (Dot) -> Entity?
    ) throws -> Run {
        guard case .batch(let batch) = content else { return self }
        let rows = try batch.rows(
            after: try prefix(batch.neededPrefixCount), packer: packer, resolve: resolve)
        return Run(
            scope: scope, origin: origin, first: first, rows: rows, checkpoint: checkpoint,
            proof: proof)
    }
}

/// Why a received run was turned away. The store is as it was; the other runs go on (I13).
public enum RunError: Error, Hashable, Sendable {
    /// A change is missing between what we hold and what was sent. Send from `expected` on.
    case gap(expected: UInt64)
    /// The scope is not one that we share with the sender; nothing more is said about it (I19).
    case foreignScope
    /// Nobody here knows the key of this origin, and none came along. Send the key.
    case unknownOrigin
    /// The leaves do not give the root that the author signed. Send again; twice is an alarm.
    case brokenRoot
    /// The checkpoint is not signed by the origin, or speaks of another log.
    case badCheckpoint
    /// A row is not a change of this log: its bytes, its place or its context are impossible.
    case malformed(sequence: UInt64)
    /// The log is our own, and longer elsewhere than here: this node was restored or cloned.
    case ownLog
    /// The scope has more logs than any county has PCs: somebody makes them up. Call the operator.
    case tooManyOrigins
    /// The columns do not unpack here, or not to what the author signed: they lean on changes that are
    /// not held here, or held otherwise. Send the changes row by row.
    case unreadable

    public var code: UInt64 {
        switch self {
        case .gap: 1
        case .foreignScope: 2
        case .unknownOrigin: 3
        case .brokenRoot: 4
        case .badCheckpoint: 5
        case .malformed: 6
        case .ownLog: 7
        case .tooManyOrigins: 8
        case .unreadable: 9
        }
    }

    /// A fixed word, for logs, JSON and catalogues of sentences.
    public var word: String {
        switch self {
        case .gap: "gap"
        case .foreignScope: "foreign-scope"
        case .unknownOrigin: "unknown-origin"
        case .brokenRoot: "broken-root"
        case .badCheckpoint: "bad-checkpoint"
        case .malformed: "malformed"
        case .ownLog: "own-log"
        case .tooManyOrigins: "too-many-origins"
        case .unreadable: "unreadable"
        }
    }

    /// Whether the same run will be turned away again: it is no matter of what is held just now.
    public var isLasting: Bool { !isWrongGuess }

    /// Whether the sender was wrong only about what is held here. The answer says what is: a better
    /// run may follow at once.
    var isWrongGuess: Bool {
        switch self {
        case .gap, .unknownOrigin, .unreadable: true
        case .foreignScope, .brokenRoot, .badCheckpoint, .malformed, .ownLog, .tooManyOrigins: false
        }
    }

    /// Whether the sender has to hear of it in the next request: it is to send no more of the log, or
    /// in another form.
    var concernsSender: Bool { isLasting || self == .unreadable }

    /// The number that goes with the code: where to go on, or where it went wrong; else zero.
    var detail: UInt64 {
        switch self {
        case .gap(let expected): expected
        case .malformed(let sequence): sequence
        case .foreignScope, .unknownOrigin, .brokenRoot, .badCheckpoint, .ownLog, .tooManyOrigins,
            .unreadable:
            0
        }
    }

    init?(code: UInt64, detail: UInt64) {
        switch code {
        case 1: self = .gap(expected: detail)
        case 2: self = .foreignScope
        case 3: self = .unknownOrigin
        case 4: self = .brokenRoot
        case 5: self = .badCheckpoint
        case 6: self = .malformed(sequence: detail)
        case 7: self = .ownLog
        case 8: self = .tooManyOrigins
        case 9: self = .unreadable
        default: return nil
        }
    }
}

extension Run {
    /// What is new of a run, checked down to its signature.
    public struct Verified: Sendable {
        public let changes: [Change]
        public let frontier: Frontier
        /// The complete subtrees of the wanted size that the changes complete, by where they end.
        public let completed: [(end: UInt64, root: Hash)]
    }

    /// Checks the run against the log as it is held, and gives what is to be appended.
    ///
    /// Rows that are held already are skipped: receiving a run again, or part of one, changes
    /// nothing. Throws before anything could be stored.
    /// - Parameters:
    ///   - frontier: the tree over what is held of the log.
    ///   - publicKey: of the log's origin.
    ///   - level: subtrees of 2^`level` leaves are noted, for a store that keeps their roots.
    public func verified(
        after frontier: Frontier, publicKey: [UInt8], completing level: Int = 8
    ) throws(RunError) -> Verified {
        guard !isPacked else { throw .unreadable }
        let held = frontier.size
        guard first <= held + 1 else { throw .gap(expected: held + 1) }
        guard last > held else {
            return Verified(changes: [], frontier: frontier, completed: [])
        }
        try checkCheckpoint(publicKey: publicKey)
        var frontier = frontier
        var changes: [Change] = []
        changes.reserveCapacity(Int(last - held))
        var completed: [(end: UInt64, root: Hash)] = []
        for (index, row) in rows.enumerated().dropFirst(
            PlantedBug.heldAppended.isPlanted ? 0 : Int(held + 1 - first))
        {
            let change = try self.change(row, sequence: first + UInt64(index))
            if let root = frontier.append(change.leaf, completing: level) {
                completed.append((frontier.size, root))
            }
            changes.append(change)
        }
        guard isJoined(to: frontier.root) || PlantedBug.rootUnchecked.isPlanted else {
            throw .brokenRoot
        }
        return Verified(changes: changes, frontier: frontier, completed: completed)
    }

    /// Checks whose word the run is, before anything is done about its content.
    public func checkCheckpoint(publicKey: [UInt8]) throws(RunError) {
        guard checkpoint.checkpoint.name == Checkpoint.name(scope: scope, origin: origin),
            (last...Limits.logLength).contains(checkpoint.checkpoint.size),
            checkpoint.isSigned(by: publicKey) || PlantedBug.checkpointUnsigned.isPlanted
        else { throw .badCheckpoint }
    }

    private func change(_ row: Row, sequence: UInt64) throws(RunError) -> Change {
        guard let canonical = try? CanonicalChange(bytes: row.canonical),
            canonical.header.scope == scope, canonical.header.origin == origin,
            canonical.header.sequence == sequence
        else { throw .malformed(sequence: sequence) }
        return Change(canonical, personal: row.personal)
    }

    private func isJoined(to root: Hash) -> Bool {
        if checkpoint.checkpoint.size == last {
            return proof.isEmpty && root == checkpoint.checkpoint.root
        }
        return MerkleTree.verifyConsistency(
            first: last, firstRoot: root, second: checkpoint.checkpoint.size,
            secondRoot: checkpoint.checkpoint.root, proof: proof)
    }
}

extension Checkpoint {
    /// The origin line of a log's checkpoints.
    public static func name(scope: Scope, origin: Origin) -> String { "yizhan/\(scope)/\(origin)" }

    /// The key name under which an aggregator cosigns.
    public static func cosignerName(_ origin: Origin) -> String { "yizhan/\(origin)" }
}
