import Compression
import ServiceRecords
import SyncCore

/// Somebody on the line who hears everything, knows the protocol, and has a key of their own.
struct Forger {
    private struct Heard {
        var leaves: [Hash] = []
        var canonical: [[UInt8]] = []
        var checkpoint: SignedCheckpoint?
    }

    private struct Log: Hashable {
        let scope: Scope
        let origin: Origin

        init(_ scope: Scope, _ origin: Origin) {
            self.scope = scope
            self.origin = origin
        }

        init(_ run: Run) { self.init(run.scope, run.origin) }
    }

    let signer: Signer
    private var heard: [Log: Heard] = [:]
    /// What the changes that went by have made: whoever listens can read columns, too.
    private var made: [Dot: Entity] = [:]

    init(seed: UInt64) throws {
        signer = try Signer(privateKey: SeededRandomness(seed).bytes(32))
    }

    /// Remembers the logs that go by, as far as they can be followed from their beginning.
    mutating func hear(_ message: Message) {
        for sent in message.runs {
            guard let run = unpacked(sent) else { continue }
            note(run)
            var log = heard[Log(run), default: Heard()]
            let known = UInt64(log.leaves.count)
            guard run.first <= known + 1, run.last >= known else { continue }
            let new = run.rows.dropFirst(Int(known + 1 - run.first))
            log.leaves += new.compactMap(\.leaf)
            log.canonical += new.map(\.canonical)
            log.checkpoint = run.checkpoint
            heard[Log(run)] = log
        }
    }

    /// nil where it leans on what has not been heard.
    private func unpacked(_ run: Run) -> Run? {
        let before = heard[Log(run), default: Heard()].canonical.prefix(Int(run.first - 1))
        return try? run.unpacked(
            by: ZstdFrames(), prefix: { before.suffix($0).flatMap { $0 } }, resolve: { made[$0] })
    }

    private mutating func note(_ run: Run) {
        for row in run.rows {
            guard let canonical = try? CanonicalChange(bytes: row.canonical) else { continue }
            let change = Change(canonical, personal: row.personal)
            if change.createsEntity { made[change.dot] = change.entity }
        }
    }

    /// The run with another last change, over which somebody else has signed in its author's name.
    func altered(_ run: Run) throws -> Run {
        guard let run = unpacked(run), let last = run.rows.last,
            let change = try? CanonicalChange(bytes: last.canonical),
            let before = heard[Log(run)]?.leaves.prefix(Int(run.last - 1)),
            before.count == run.last - 1
        else { return run }
        let header = change.header
        let other = CanonicalChange(
            header: Header(
                scope: header.scope, origin: header.origin, sequence: header.sequence,
                time: header.time &+ 1, context: header.context, actor: header.actor,
                kind: header.kind, entity: header.entity), open: change.open)
        let row = Run.Row(canonical: other.bytes, personal: last.personal)
        return try self.run(
            of: Log(run), from: run.first, run.rows.dropLast() + [row], after: Array(before))
    }

    /// A receipt in an aggregator's name over all that its author has signed.
    func receipts(of aggregator: Origin, at time: UInt64) throws -> [Receipt] {
        try heard.sorted { $0.key.origin < $1.key.origin }.compactMap { log, heard in
            guard log.origin != aggregator, let signed = heard.checkpoint else { return nil }
            let cosignature = try Cosignature(
                cosigning: signed.checkpoint, name: Checkpoint.cosignerName(aggregator),
                time: time, with: signer)
            return Receipt(signed: signed, cosignature: cosignature)
        }
    }

    /// A log whose author claims to come after another one, which has signed no such thing, and has
    /// recorded hours.
    func inheritance(of predecessor: [UInt8], in scope: Scope) throws -> Run {
        let claim = Succession(
            predecessor: predecessor, successor: signer.publicKey,
            signature: try signer.sign(predecessor), isProven: true)
        var hours = Draft(ServiceRecord.kind)
        hours[ServiceRecord.seconds] = .int(86_400)
        let contents: [(KindNumber, OpenPart)] =
            (claim.map { LineageChange.succeed($0) }.map { [($0.kind, $0.open)] } ?? [])
            + hours.contents().map { (hours.kind.number, .groups($0.groups)) }
        let rows = contents.enumerated().map { index, content in
            let header = Header(
                scope: scope, origin: signer.origin, sequence: UInt64(index + 1), time: 0,
                context: Context(), actor: nil, kind: content.0, entity: nil)
            return Run.Row(
                canonical: CanonicalChange(header: header, open: content.1).bytes,
                personal: .none)
        }
        return try run(of: Log(scope, signer.origin), from: 1, rows, after: [])
    }

    private func run(
        of log: Log, from first: UInt64, _ rows: [Run.Row], after before: [Hash]
    ) throws -> Run {
        var frontier = Frontier()
        for leaf in before.prefix(Int(first - 1)) + rows.compactMap(\.leaf) {
            frontier.append(leaf)
        }
        let checkpoint = try Checkpoint(
            name: Checkpoint.name(scope: log.scope, origin: log.origin), size: frontier.size,
            root: frontier.root)
        return Run(
            scope: log.scope, origin: log.origin, first: first, rows: rows,
            checkpoint: try SignedCheckpoint(signing: checkpoint, with: signer), proof: [])
    }
}

extension Run.Row {
    fileprivate var leaf: Hash? {
        (try? CanonicalChange(bytes: canonical))?.leaf(commitment: personal.commitment)
    }
}
