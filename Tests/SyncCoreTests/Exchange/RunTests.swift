import SyncCore
import Testing

/// I7, I13: a run is taken where it joins and down to its author's signature, or not at all.
@Suite struct RunTests {
    private let scope: Scope = id(1)
    private let author: Writer
    /// A log of ten changes, each of which has seen the one before.
    private let log: [Change]

    init() throws {
        let author = try Writer(1)
        self.author = author
        log = (1...10).map { number in
            author.change(
                UInt64(number), in: id(1), context: Context([(author.origin, UInt64(number - 1))]),
                value: .int(Int64(number)))
        }
    }

    private func frontier(_ count: Int) -> Frontier {
        var frontier = Frontier()
        for change in log.prefix(count) { frontier.append(change.leaf) }
        return frontier
    }

    private func error(_ run: Run, held: Int) -> RunError? {
        do throws(RunError) {
            _ = try run.verified(after: frontier(held), publicKey: author.signer.publicKey)
            return nil
        } catch { return error }
    }

    /// Every way to cut a log of ten in three: what is held, what is sent, what is signed.
    @Test(arguments: 0...10, 1...10)
    func aRunThatJoinsIsTakenUpToItsEnd(held: Int, first: Int) throws {
        for last in first...10 {
            for signed in last...10 {
                let run = try author.run(log, first: first, last: last, signedAt: signed, in: scope)
                guard first <= held + 1 else {
                    #expect(error(run, held: held) == .gap(expected: UInt64(held + 1)))
                    continue
                }
                let verified = try run.verified(
                    after: frontier(held), publicKey: author.signer.publicKey)
                #expect(verified.changes == Array(log.prefix(last).dropFirst(held)))
                #expect(verified.frontier == frontier(max(held, last)))
            }
        }
    }

    @Test func whatIsHeldAlreadyIsNothingNew() throws {
        let run = try author.run(log, first: 1, last: 6, in: scope)
        let once = try run.verified(after: frontier(0), publicKey: author.signer.publicKey)
        let twice = try run.verified(after: once.frontier, publicKey: author.signer.publicKey)
        #expect(twice.changes.isEmpty)
        #expect(twice.frontier == once.frontier)
    }

    /// Rebuilds a run with one thing altered.
    private func altered(
        _ run: Run, first: UInt64? = nil, rows: [Run.Row]? = nil,
        checkpoint: SignedCheckpoint? = nil, proof: [Hash]? = nil, scope: Scope? = nil,
        origin: Origin? = nil
    ) -> Run {
        Run(
            scope: scope ?? run.scope, origin: origin ?? run.origin, first: first ?? run.first,
            rows: rows ?? run.rows, checkpoint: checkpoint ?? run.checkpoint,
            proof: proof ?? run.proof)
    }

    private func row(_ change: Change) -> Run.Row {
        .init(canonical: change.canonical.bytes, personal: change.personal)
    }

    @Test(arguments: 0..<4)
    func aChangedContentBreaksTheRoot(index: Int) throws {
        let run = try author.run(log, first: 3, last: 6, in: scope)
        var rows = run.rows
        rows[index] = row(author.change(UInt64(3 + index), in: scope, value: .int(99)))
        #expect(error(altered(run, rows: rows), held: 2) == .brokenRoot)
        rows[index] = .init(canonical: run.rows[index].canonical, personal: .withheld(.zero))
        #expect(error(altered(run, rows: rows), held: 2) == nil)  // The same commitment as none.
        rows[index] = .init(canonical: run.rows[index].canonical, personal: .withheld(.sha256([])))
        #expect(error(altered(run, rows: rows), held: 2) == .brokenRoot)
    }

    @Test func aLogThatForkedBeforeTheRunBreaksTheRoot() throws {
        let run = try author.run(log, first: 3, last: 6, in: scope)
        var other = Frontier()
        other.append(log[0].leaf)
        other.append(author.change(2, in: scope, value: .int(99)).leaf)
        #expect(throws: RunError.brokenRoot) {
            try run.verified(after: other, publicKey: author.signer.publicKey)
        }
    }

    @Test func onlyTheAuthorsSignatureOfThisLogCounts() throws {
        let run = try author.run(log, first: 1, last: 6, in: scope)
        let stranger = try Writer(9)
        let tree = LeafList(log.prefix(6).map(\.leaf))
        let strange = try stranger.checkpoint(of: tree, at: 6, in: scope)
        let elsewhere = try author.checkpoint(of: tree, at: 6, in: id(2))
        let forged = try SignedCheckpoint(
            checkpoint: run.checkpoint.checkpoint, signature: strange.signature,
            publicKey: author.signer.publicKey)
        let short = try author.checkpoint(of: tree, at: 5, in: scope)
        for checkpoint in [strange, elsewhere, forged, short] {
            #expect(error(altered(run, checkpoint: checkpoint), held: 0) == .badCheckpoint)
        }
        #expect(throws: RunError.badCheckpoint) {
            try run.verified(after: frontier(0), publicKey: stranger.signer.publicKey)
        }
    }

    @Test func aRowThatIsNotOfThisLogIsMalformed() throws {
        let run = try author.run(log, first: 3, last: 6, in: scope)
        let ownSeen = author.change(5, in: scope, context: Context([(author.origin, UInt64(5))]))
        let rows: [Run.Row] = [
            row(try Writer(2).change(5, in: scope)), row(author.change(5, in: id(2))),
            row(author.change(6, in: scope)), row(author.change(4, in: scope)), row(ownSeen),
            .init(canonical: [], personal: .none),
            .init(canonical: run.rows[2].canonical + [0], personal: .none),
        ]
        for bad in rows {
            var all = run.rows
            all[2] = bad
            #expect(error(altered(run, rows: all), held: 2) == .malformed(sequence: 5))
        }
        #expect(error(altered(run, first: 2), held: 2) == .malformed(sequence: 3))
        #expect(error(altered(run, scope: id(2)), held: 2) == .badCheckpoint)
        #expect(error(altered(run, origin: id(2)), held: 2) == .badCheckpoint)
    }

    @Test func aCutRunNeedsTheProofOfItsOwnTree() throws {
        let run = try author.run(log, first: 1, last: 6, signedAt: 10, in: scope)
        #expect(error(run, held: 0) == nil)
        #expect(error(altered(run, proof: []), held: 0) == .brokenRoot)
        #expect(error(altered(run, proof: run.proof.reversed()), held: 0) == .brokenRoot)
        #expect(error(altered(run, proof: run.proof + [.zero]), held: 0) == .brokenRoot)
        #expect(error(altered(run, rows: Array(run.rows.dropLast())), held: 0) == .brokenRoot)
        let whole = try author.run(log, first: 1, last: 10, in: scope)
        #expect(error(altered(whole, proof: run.proof), held: 0) == .brokenRoot)

        var forked = log
        forked[8] = author.change(9, in: scope, value: .int(99))
        let other = try author.run(forked, first: 1, last: 6, signedAt: 10, in: scope)
        #expect(error(other, held: 0) == nil)  // They agree as far as 6: nobody can tell yet.
        let cut = try author.run(log, first: 1, last: 9, signedAt: 10, in: scope)
        let mixed = altered(cut, checkpoint: other.checkpoint, proof: other.proof)
        #expect(error(mixed, held: 0) == .brokenRoot)
    }

    @Test func aHugeCheckpointStopsNobody() throws {
        let run = try author.run(log, first: 1, last: 6, in: scope)
        for size in [Limits.logLength, 1 << 40, 1 << 62, 1 << 63, .max] as [UInt64] {
            let claim = try Checkpoint(
                name: run.checkpoint.checkpoint.name, size: size, root: .zero)
            let signed = try SignedCheckpoint(signing: claim, with: author.signer)
            let proof = [Hash](repeating: .zero, count: Limits.proofCount)
            let bad = altered(run, checkpoint: signed, proof: proof)
            #expect(
                error(bad, held: 0) == (size <= Limits.logLength ? .brokenRoot : .badCheckpoint))
        }
    }

    /// The whole of it through bytes, wrappers and personal parts included.
    @Test func whatIsCarriedWholeKeepsItsOriginalLeaf() throws {
        let personal = PersonalContent.held(
            PersonalPart(
                salt: [UInt8](repeating: 7, count: 16), group: 10,
                fields: Fields([2: .text("张三")])))
        let original = try Writer(2).change(4, in: scope, personal: personal)
        let wrapper = author.wrapping(original, sequence: 11)
        let run = try author.run(log + [wrapper], first: 11, last: 11, in: scope)
        var message = Message(origin: author.origin, schemaVersion: 1, summary: .zero)
        message.runs = [run]
        let read = try Message(bytes: message.bytes)
        let verified = try read.runs[0].verified(
            after: frontier(10), publicKey: author.signer.publicKey)
        #expect(verified.changes == [wrapper])
        #expect(verified.changes[0].originalLeaf == original.leaf)
    }
}
