import GRDB
public import SyncCore

/// What went into a bundle.
public struct CarriedBundle: Sendable, Hashable {
    public let scope: Scope
    public internal(set) var changes = 0
    public internal(set) var runs = 0
    public internal(set) var receipts = 0
    public internal(set) var chunks = 0
    /// Some of what was written here is damaged, and neither that nor what lies behind it went in.
    public internal(set) var isCut = false
    /// How far own logs went into it, on their way up; none that did not.
    public internal(set) var heads: [Origin: UInt64] = [:]
}

extension CarriedBundle {
    /// One that brings nothing of the scope.
    package init(of scope: Scope, chunks: Int) {
        self.init(scope: scope)
        self.chunks = chunks
    }
}

extension Store {
    /// A chunk's message that says who this node is, and nothing of what it holds.
    package func introduction(
        schemaVersion: UInt64
    ) throws -> (message: Message, signer: Signer) {
        try read { db in
            let signer = try identity.refresh(db)
            var message = Message(
                origin: signer.origin, schemaVersion: schemaVersion, summary: .zero)
            message.keys = [signer.publicKey]
            message.lineage = try OwnOrigins(db: db).lineage().suffix(Limits.lineageCount)
            return (message, signer)
        }
    }

    /// Tells what a neighbour, or all PCs of one station, have to be brought of a scope: messages without a
    /// link of the nonce chain, each to be sealed into a chunk of its own and of use without the others.
    /// What of the own logs it shows stands in the sidecar before the first of them is given (I2).
    ///
    /// Each log begins no later than what the neighbour is known to hold by its own signature, so that it
    /// joins there or is held already.
    /// - Parameters:
    ///   - peers: on one level; none where nobody of the scope was ever met.
    ///   - time: wall clock in milliseconds, for the receipts.
    ///   - write: takes the bytes of a chunk's message, and who signs for it. What it throws ends everything.
    public func carry(
        _ scope: Scope, to peers: [Peer], schemaVersion: UInt64, at time: Int64,
        write: ([UInt8], Signer) throws -> Void
    ) throws -> CarriedBundle {
        let freight = try read { db in
            try Freight(store: self, log: LogTable(db: db), scope: scope, peers: peers)
        }
        try expose(at: time)
        return try read { db in
            let log = LogTable(db: db)
            var loader = try Loader(
                freight, store: self, log: log, schemaVersion: schemaVersion, at: time)
            while let bytes = try loader.next() { try write(bytes, loader.signer) }
            return loader.bundle
        }
    }
}

/// What is to be brought: decided from one snapshot, which the sidecar covers before it is filled.
private struct Freight {
    let scope: ScopeRow
    let peers: [Peer]
    let spans: [Outline.Span]
    let holding: Holdings.ScopeHolding
    let own: Set<Origin>

    init(store: Store, log: LogTable, scope: Scope, peers: [Peer]) throws {
        guard let row = try log.scope(scope) else { throw StoreError.unknownScope(scope) }
        self.scope = row
        self.peers = peers
        let logs = try log.logs(in: row.id)
        let standing = try StandingTable(log: log, scope: row).standing()
        own = Set(try OwnOrigins(db: log.db).all())
        let needs = Needs(log: log, peers: peers)
        let differing = try logs.filter { try needs.differs($0) && !standing.isRetired($0.origin) }
        let isSplit = !differing.isEmpty
        var spans: [Outline.Span] = []
        var holdings: [Holdings.Log] = []
        for log_ in logs {
            let length = try log.length(log_.id)
            let base = try needs.base(of: log_, length: length)
            holdings.append(
                Holdings.Log(
                    origin: log_.origin, length: length,
                    root: try LogTree(log.statements, log: log_.id).root(size: length),
                    receipted: try needs.receipted(log_, length: length)))
            // While branches are not answered nothing else of the scope travels (I8).
            let travels =
                !isSplit || differing.contains(log_)
                || standing.authorities.contains(log_.origin)
            if base < length, travels {
                spans.append(
                    .init(scope: scope, origin: log_.origin, first: base + 1, last: length))
            }
        }
        let own = own
        self.spans =
            spans.filter { own.contains($0.origin) } + spans.filter { !own.contains($0.origin) }
        holding = Holdings.ScopeHolding(scope: scope, logs: holdings)
    }
}

/// How much of each log the recipients are known to hold.
private struct Needs {
    let log: LogTable
    let peers: [Peer]

    /// Whether the last bundle of one of them told of another branch.
    func differs(_ row: LogRow) throws -> Bool {
        try peers.contains {
            try CourierTable(db: log.db).statement(of: $0.origin, on: row.id)?.differs == true
        }
    }

    /// The length that all of them hold.
    func base(of row: LogRow, length: UInt64) throws -> UInt64 {
        guard !peers.isEmpty else { return 0 }
        return try peers.map { try base(of: row, at: $0, length: length) }.min() ?? 0
    }

    private func base(of row: LogRow, at peer: Peer, length: UInt64) throws -> UInt64 {
        let stated = try CourierTable(db: log.db).statement(of: peer.origin, on: row.id)
        if stated?.differs == true { return 0 }
        let known = [try PeerTable(db: log.db).length(of: row.id, at: peer.origin), stated?.length]
            .compactMap(\.self).min()
        // Their own log they have; until they say that they lost some of it.
        if row.origin == peer.origin { return min(known ?? length, length) }
        guard peer.standpoint == .above else { return min(known ?? 0, length) }
        let signed = try receipted(row, by: peer)
        return min(signed, known ?? signed, length)
    }

    private func receipted(_ row: LogRow, by peer: Peer) throws -> UInt64 {
        try ReceiptTable(log: log).covered(row.id, by: peer.origin)?.size ?? 0
    }

    /// As a vector says it.
    func receipted(_ row: LogRow, length: UInt64) throws -> UInt64 {
        guard let above = peers.first, above.standpoint == .above else { return 0 }
        return row.origin == above.origin ? length : try min(receipted(row, by: above), length)
    }
}

/// Fills chunk after chunk.
private struct Loader {
    let signer: Signer
    private(set) var bundle: CarriedBundle
    private let freight: Freight
    private let log: LogTable
    private var composer: Composer
    private let schemaVersion: UInt64
    private let summary: Hash
    private let lineage: [Succession]
    private let shown: [SignedCheckpoint]
    private let receipts: [Receipt]
    private var receiptsLeft: ArraySlice<Receipt>
    private var spans: [Outline.Span]
    private var isRepeating = false
    /// How much of a chunk runs are given: what they take is known to a few bytes only.
    private var share = 1.0

    /// Some 15 kilobytes.
    private static let receiptsPerChunk = 64

    init(
        _ freight: Freight, store: Store, log: LogTable, schemaVersion: UInt64, at time: Int64
    ) throws {
        self.freight = freight
        self.log = log
        self.schemaVersion = schemaVersion
        signer = try store.identity.refresh(log.db)
        // One bundle is for all of them, and shows no more than the least may see.
        let isForAbove = freight.peers.contains { $0.standpoint == .above }
        composer = try Composer(
            log: log, vault: store.vault, identity: store.identity,
            to: isForAbove ? .above : .below)
        lineage = try OwnOrigins(db: log.db).lineage().suffix(Limits.lineageCount)
        let proofs = Proofs(log: log)
        shown = try freight.peers.flatMap {
            try proofs.checkpoints(of: $0.origin, in: [freight.scope.scope])
        }
        receipts = try Self.receipts(freight, store, log, at: time)
        receiptsLeft = receipts[...]
        spans = freight.spans
        summary = Holdings([freight.holding]).summary
        bundle = CarriedBundle(scope: freight.scope.scope)
        bundle.receipts = receipts.count
    }

    /// From below what the level above has signed, which shows it what it may have lost; from above what
    /// is held, cosigned.
    private static func receipts(
        _ freight: Freight, _ store: Store, _ log: LogTable, at time: Int64
    ) throws -> [Receipt] {
        let rows = try log.logs(in: freight.scope.id)
        if let above = freight.peers.first, above.standpoint == .above {
            return try rows.flatMap { row in
                try ReceiptTable(log: log).receipts(of: row.id).filter { $0.key == above.key }
                    .map(\.receipt)
            }
        }
        let seal = try CountySeal(log: log, identity: store.identity)
        let own = try store.identity.refresh(log.db).origin
        return try rows.filter { $0.origin != own }.compactMap { try seal.cosigned($0, at: time) }
    }

    /// The next chunk's message; nil after the last.
    mutating func next() throws -> [UInt8]? {
        let isFirst = bundle.chunks == 0
        if !isFirst, spans.isEmpty, receiptsLeft.isEmpty {
            // Once more: those over logs that came in between could not be kept before.
            guard bundle.chunks > 1, !isRepeating, !receipts.isEmpty else { return nil }
            isRepeating = true
            receiptsLeft = receipts[...]
        }
        var message = empty()
        if isFirst {
            message.vectors = [StatedScope(freight.holding)]
            message.shown = shown
        }
        message.receipts = Array(receiptsLeft.prefix(Self.receiptsPerChunk))
        receiptsLeft = receiptsLeft.dropFirst(Self.receiptsPerChunk)
        return try filled(message)
    }

    /// Says who speaks, to whoever may never have met this origin.
    private func empty() -> Message {
        var message = Message(
            origin: signer.origin, schemaVersion: schemaVersion, summary: summary)
        message.keys = [signer.publicKey]
        message.lineage = lineage
        return message
    }

    private mutating func filled(_ empty: Message) throws -> [UInt8] {
        let left = max(0, BundleFrame.targetBytes - empty.bytes.count)
        while true {
            var message = empty
            let room = left > 0 ? max(1, Int(Double(left) * share)) : 0
            let rest = try add(room: room, to: &message)
            let bytes = message.bytes
            let rows = message.runs.reduce(0) { $0 + $1.count }
            guard bytes.count <= BundleFrame.targetBytes || rows <= 1 else {
                share *= 0.9
                continue
            }
            share = 1
            // A large change stands alone: with much beside it the chunk could be more than a reader takes.
            let isAlone = empty.vectors.isEmpty && empty.receipts.isEmpty && empty.shown.isEmpty
            if bytes.count > BundleFrame.targetBytes, !isAlone {
                bundle.chunks += 1
                return empty.bytes
            }
            spans = rest
            bundle.chunks += 1
            bundle.runs += message.runs.count
            bundle.changes += rows
            noteHeads(message.runs)
            return bytes
        }
    }

    private mutating func noteHeads(_ runs: [Run]) {
        guard freight.peers.first?.standpoint == .above else { return }
        for run in runs where freight.own.contains(run.origin) {
            bundle.heads[run.origin] = run.last
        }
    }

    /// Adds runs as far as there is room; what is left of the spans.
    private mutating func add(room: Int, to message: inout Message) throws -> [Outline.Span] {
        var rest = spans[...]
        var left = room
        while let span = rest.first, left > 0, message.keys.count < Limits.originCount {
            rest = rest.dropFirst()
            guard let row = try log.log(span.origin, in: freight.scope.id) else { continue }
            // Since the first snapshot a branch may have been set aside.
            let span = Outline.Span(
                scope: span.scope, origin: span.origin, first: span.first,
                last: min(span.last, try log.length(row.id)))
            guard span.first <= span.last else { continue }
            let before = try frontier(before: span, of: row)
            left -= before?.wireBytes ?? 0
            guard left > 0 || message.runs.isEmpty else { return [span] + rest }
            guard
                let run = try composer.run(span, from: span.first, of: row, room: max(1, left))
            else {
                // Of what was written here everything can be proved that is whole.
                if freight.own.contains(span.origin) { bundle.isCut = true }
                continue
            }
            // Each chunk has to be of use alone.
            if !message.keys.contains(row.key) { message.keys.append(row.key) }
            if let before { message.frontiers.append(before) }
            message.runs.append(run)
            left -= run.wireBytes
            if run.last < span.last {
                let more = Outline.Span(
                    scope: span.scope, origin: span.origin, first: run.last + 1, last: span.last)
                return [more] + rest
            }
        }
        return Array(rest)
    }

    /// A reader to whom a chunk before was lost proves the run by it; nil at the beginning of a log.
    private func frontier(before span: Outline.Span, of row: LogRow) throws -> LogFrontier? {
        guard span.first > 1 else { return nil }
        let tree = LogTree(log.statements, log: row.id)
        return LogFrontier(
            scope: span.scope, origin: span.origin,
            frontier: try tree.frontier(size: span.first - 1))
    }
}
