import SyncCore

/// Valid messages of every shape, from a seed. Their signatures are noise: reading does not ask.
extension Seeded {
    mutating func message() throws -> Message {
        var message = Message(
            origin: identifier(), schemaVersion: number(), summary: hash())
        message.probes = probes()
        for _ in 0..<count() { message.vectors.append(statedScope()) }
        for _ in 0..<count() { message.keys.append(bytes(32)) }
        for _ in 0..<count() { message.runs.append(try run()) }
        for _ in 0..<count() { message.receipts.append(try receipt()) }
        for _ in 0..<count() { message.turnedAway.append(turnedAway()) }
        message.room = once(in: 2) ? number() : 0
        message.hasMore = once(in: 2)
        message.retryAfter = once(in: 3) ? number() : 0
        if once(in: 3) {
            message.chain = .init(
                recipient: identifier(), previous: number(), next: max(number(), 1), echo: number())
        }
        message.isApart = message.chain != nil && once(in: 4)
        if once(in: 4) { message.lineage = try lineage() }
        for _ in 0..<count() { message.branches.append(branchProbe()) }
        for _ in 0..<count() { message.frontiers.append(logFrontier()) }
        return message
    }

    /// One origin after the other, each named by the one before.
    private mutating func lineage() throws -> [Succession] {
        let signers = try (0...count() + 1).map { _ in try Signer(privateKey: bytes(32)) }
        return try zip(signers, signers.dropFirst()).map {
            try Succession(naming: $1.publicKey, by: $0)
        }
    }

    private mutating func branchProbe() -> BranchSearch.Probe {
        var length: UInt64 = 0
        let marks = (0..<(1 + below(32))).map { _ in
            length += 1 + UInt64(below(1_000))
            return BranchSearch.Probe.Mark(length: length, rootHead: number())
        }
        return .init(scope: identifier(), origin: identifier(), marks: marks)
    }

    private mutating func logFrontier() -> LogFrontier {
        var frontier = Frontier()
        for _ in 0...below(40) { frontier.append(hash()) }
        return LogFrontier(scope: identifier(), origin: identifier(), frontier: frontier)
    }

    private mutating func count() -> Int { once(in: 2) ? 0 : below(3) }

    /// In order, none within another.
    private mutating func probes() -> [Message.Probe] {
        guard once(in: 3) else { return once(in: 2) ? [] : [.init(prefix: [], summary: hash())] }
        return (0..<UInt8(1 + below(16))).map { first in
            let rest = (0..<below(32)).map { _ in UInt8(below(16)) }
            return Message.Probe(prefix: [first] + rest, summary: hash())
        }
    }

    private mutating func statedScope() -> StatedScope {
        let origins: [Origin] = (0..<below(4)).map { _ in identifier() }
        return StatedScope(
            scope: identifier(),
            logs: origins.sorted().map { origin in
                StatedLog(
                    origin: origin, length: 1 + number() % Limits.logLength, rootHead: next(),
                    receipted: number() % Limits.logLength)
            })
    }

    /// In rows or in columns.
    mutating func run() throws -> Run {
        guard once(in: 3) else { return try literalRun() }
        let log = SampleLog(seed: next(), count: 1 + below(3))
        return Run(
            Batch(log), checkpoint: try checkpoint(log.scope, log.origin),
            proof: (0..<below(4)).map { _ in hash() })
    }

    mutating func literalRun() throws -> Run {
        let (scope, origin) = (identifier(Scope.self), identifier(Origin.self))
        return Run(
            scope: scope, origin: origin, first: 1 + number() % (Limits.logLength - 10),
            rows: (0..<(1 + below(3))).map { _ in
                Run.Row(canonical: canonical().bytes, personal: personal())
            }, checkpoint: try checkpoint(scope, origin),
            proof: (0..<below(4)).map { _ in hash() })
    }

    private mutating func checkpoint(
        _ scope: Scope, _ origin: Origin
    ) throws -> SignedCheckpoint {
        let checkpoint = try Checkpoint(
            name: Checkpoint.name(scope: scope, origin: origin), size: number(), root: hash())
        return try SignedCheckpoint(
            checkpoint: checkpoint, signature: bytes(64), publicKey: bytes(32))
    }

    private mutating func receipt() throws -> Receipt {
        Receipt(
            signed: try checkpoint(identifier(), identifier()),
            cosignature: try Cosignature(
                name: Checkpoint.cosignerName(identifier()), time: next() >> 1,
                signature: bytes(64), publicKey: bytes(32)))
    }

    private mutating func turnedAway() -> Message.TurnedAway {
        let errors: [RunError] = [
            .gap(expected: number()), .foreignScope, .unknownOrigin, .brokenRoot,
            .badCheckpoint, .malformed(sequence: number()), .ownLog, .tooManyOrigins, .unreadable,
        ]
        return .init(scope: identifier(), origin: identifier(), error: pick(errors))
    }
}
