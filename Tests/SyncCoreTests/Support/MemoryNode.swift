import SyncCore

/// A node whose store are arrays: what a shell around `Session` and `Responder` has to do, and no
/// more. Everything it says and hears goes through bytes.
struct MemoryNode {
    let writer: Writer
    let standpoint: Standpoint
    /// Shared with the peer.
    var scopes: [Scope]
    var logs: [Scope: [Origin: MemoryLog]] = [:]
    /// What the peer is believed to hold.
    var memory = PeerMemory()
    /// Bytes of runs in one message.
    var room = 1 << 20

    init(_ number: UInt8, _ standpoint: Standpoint, scopes: [Scope]) throws {
        writer = try Writer(number)
        self.standpoint = standpoint
        self.scopes = scopes
    }

    func length(of origin: Origin, in scope: Scope) -> UInt64 {
        logs[scope]?[origin]?.length ?? 0
    }

    func vector(of scope: Scope) -> VersionVector {
        VersionVector((logs[scope] ?? [:]).map { ($0.key, $0.value.length) })
    }

    /// Records `count` changes in the own log, having seen all that is here.
    mutating func record(_ count: Int = 1, in scope: Scope) {
        for _ in 0..<count {
            var log = logs[scope]?[writer.origin] ?? MemoryLog(publicKey: writer.signer.publicKey)
            log.append(
                writer.change(
                    log.length + 1, in: scope, context: vector(of: scope),
                    value: .int(Int64(log.length))))
            logs[scope, default: [:]][writer.origin] = log
        }
    }

    /// - Parameter peer: whose own log needs no receipt by itself.
    func holdings(sharedWith peer: Origin) -> Holdings {
        Holdings(
            scopes.map { scope in
                Holdings.ScopeHolding(
                    scope: scope,
                    logs: (logs[scope] ?? [:]).map { origin, log in
                        Holdings.Log(
                            origin: origin, length: log.length, root: log.root,
                            receipted: origin == peer ? log.length : log.receipted)
                    })
            })
    }

    func compose(_ outline: Outline) throws -> Message {
        var message = Message(origin: writer.origin, schemaVersion: 1, summary: outline.summary)
        message.probes = outline.probes
        message.vectors = outline.vectors
        message.turnedAway = outline.turnedAway
        message.room = UInt64(Limits.messageBytes / 2)
        var left = room
        for span in outline.spans {
            guard left > 0, let log = logs[span.scope]?[span.origin],
                let run = try log.run(span, by: writer, room: left)
            else { continue }
            if run.first == 1 { message.keys.append(log.publicKey) }
            message.runs.append(run)
            left -= run.rows.reduce(400) { $0 + $1.wireBytes }
        }
        message.receipts = try outline.receipts.compactMap(receipt)
        return message
    }

    private func receipt(_ wish: Outline.ReceiptWish) throws -> Receipt? {
        guard let signed = logs[wish.scope]?[wish.origin]?.receiptable else { return nil }
        let cosignature = try Cosignature(
            cosigning: signed.checkpoint, name: Checkpoint.cosignerName(writer.origin), time: 1,
            with: writer.signer)
        return Receipt(signed: signed, cosignature: cosignature)
    }

    /// Stores what a message brings; the runs that were not taken.
    mutating func store(_ message: Message) -> [Message.TurnedAway] {
        var turnedAway: [Message.TurnedAway] = []
        for run in message.runs {
            do throws(RunError) { try take(run, keys: message.keys) } catch {
                turnedAway.append(.init(scope: run.scope, origin: run.origin, error: error))
            }
        }
        for receipt in message.receipts { take(receipt) }
        return turnedAway
    }

    private mutating func take(_ run: Run, keys: [[UInt8]]) throws(RunError) {
        guard scopes.contains(run.scope) else { throw .foreignScope }
        guard let log = logs[run.scope]?[run.origin] ?? newLog(of: run.origin, keys: keys) else {
            throw .unknownOrigin
        }
        if run.origin == writer.origin, run.last > log.length { throw .ownLog }
        var longer = log
        guard try longer.take(run) > 0 else { return }
        logs[run.scope, default: [:]][run.origin] = longer
    }

    private func newLog(of origin: Origin, keys: [[UInt8]]) -> MemoryLog? {
        let known = logs.values.lazy.compactMap { $0[origin]?.publicKey }.first
        let key = keys.first { Origin(publicKey: $0) == origin } ?? known
        return key.map { MemoryLog(publicKey: $0) }
    }

    /// The name of a log is `yizhan/<scope>/<origin>`.
    private mutating func take(_ receipt: Receipt) {
        let parts = receipt.checkpoint.name.split(separator: "/")
        guard parts.count == 3, let scope = Scope(hex: parts[1]),
            let origin = Origin(hex: parts[2]),
            let log = logs[scope]?[origin]
        else { return }
        logs[scope]?[origin]?.receipted = max(log.receipted, receipt.checkpoint.size)
    }

    /// Answers a request as a server does, memory and all.
    mutating func answer(_ body: [UInt8]) throws -> [UInt8] {
        let request = try Message(bytes: body)
        let turnedAway = store(request)
        let holdings = holdings(sharedWith: request.origin)
        let outline = Responder.outline(
            answering: request, holdings: holdings, memory: memory, standpoint: standpoint,
            turnedAway: turnedAway)
        let answer = try compose(outline)
        for stated in request.vectors { memory[stated.scope] = stated.vector }
        for run in answer.runs {
            var vector = memory[run.scope, default: VersionVector()]
            vector[run.origin] = max(vector[run.origin], run.last)
            memory[run.scope] = vector
        }
        if request.summary == holdings.summary { memory.learn(holdings) }
        return answer.bytes
    }
}
