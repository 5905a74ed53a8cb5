import Foundation
import GRDB
import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// Runs of bundles that join nothing yet: kept under their author's signature, bounded, sealed, and joined
/// by whatever comes before them, in any order.
@Suite struct ParkedTests {
    let node: Replica
    let author: Forger
    var peer: Peer {
        Peer(key: author.signer.publicKey, standpoint: .below, scopes: [node.scope])
    }

    init() throws {
        let scope = SeededRandomness(1).identifier(Scope.self)
        node = try Replica(seed: 2, scope: scope)
        var author = try Forger(seed: 3, scope: scope)
        for number in 1...6 {
            var draft = Draft(Volunteer.kind)
            draft[Volunteer.serviceArea] = .text("可见的文字\(number)")
            author.write(draft, seen: Context())
        }
        self.author = author
    }

    /// A piece of the author's log under a checkpoint over its end.
    private func run(
        _ range: ClosedRange<Int>, signedBy signer: Signer? = nil, saying other: Forger? = nil
    ) throws -> Run {
        let changes = (other ?? author).changes[(range.lowerBound - 1)..<range.upperBound]
        var frontier = Frontier()
        for change in author.changes[..<range.upperBound] { frontier.append(change.leaf) }
        let checkpoint = try Checkpoint(
            name: Checkpoint.name(scope: author.scope, origin: author.origin),
            size: UInt64(range.upperBound), root: frontier.root)
        return Run(
            scope: author.scope, origin: author.origin, first: UInt64(range.lowerBound),
            rows: changes.map { .init(canonical: $0.canonical.bytes, personal: $0.personal) },
            checkpoint: try SignedCheckpoint(signing: checkpoint, with: signer ?? author.signer),
            proof: [])
    }

    /// The tree over the author's log before a run.
    private func frontier(before run: Run) -> LogFrontier {
        var frontier = Frontier()
        for change in author.changes[..<Int(run.first - 1)] { frontier.append(change.leaf) }
        return LogFrontier(scope: run.scope, origin: run.origin, frontier: frontier)
    }

    /// - Parameter frontiers: nil for those of the author's log.
    private func bring(
        _ runs: Run..., at time: Int64 = 5, isCarried: Bool = true, frontiers: [LogFrontier]? = nil
    ) throws -> IntakeReport {
        var message = Message(origin: author.origin, schemaVersion: 1, summary: .zero)
        message.keys = [author.signer.publicKey]
        message.runs = runs
        message.frontiers =
            frontiers ?? runs.filter { $0.first > 1 }.map { frontier(before: $0) }
        let intake = Intake(message, from: peer, at: time, isCarried: isCarried)
        return try node.store.apply([intake])[0].get()
    }

    private func parked() throws -> [ParkedRun] { try node.store.view { try $0.parkedRuns() } }

    @Test func `in whatever order pieces come, the log is whole in the end`() throws {
        for order in [[3, 2, 1], [2, 3, 1], [3, 1, 2], [1, 3, 2]] {
            let scene = try ParkedTests()
            var joined = 0
            for piece in order {
                joined += try scene.bring(scene.run(2 * piece - 1...2 * piece)).joined
            }
            #expect(try scene.node.vector()[scene.author.origin] == 6, "\(order)")
            #expect(joined > 0)
            #expect(try scene.parked() == [])
            #expect(try scene.node.check().findings == [])
        }
    }

    @Test func `it stands in no vector and counts for nothing while it waits`() throws {
        let report = try bring(run(3...4))
        #expect(report.parked.map(\.first) == [3] && report.turnedAway.isEmpty)
        #expect(try node.vector()[author.origin] == 0)
        #expect(try node.store.view { try $0.volunteers(limit: 9) }.isEmpty)
        #expect(try parked().map(\.changes) == [2])
    }

    @Test func `what is not signed by its author, or no change of that log, is not kept`() throws {
        let stranger = try Replica.signer(99)
        let good = try run(3...4)
        let altered = Run(
            scope: good.scope, origin: good.origin, first: 3,
            rows: [good.rows[1], good.rows[0]], checkpoint: good.checkpoint, proof: [])
        let short = Run(
            scope: good.scope, origin: good.origin, first: 4, rows: good.rows,
            checkpoint: try run(3...4).checkpoint, proof: [])
        for bad in [try run(3...4, signedBy: stranger), altered, short] {
            let report = try bring(bad)
            #expect(report.turnedAway.map(\.error) == [.gap(expected: 1)])
        }
        #expect(try parked() == [])
    }

    /// The same log as the author's, with other words from some place on.
    private func forged(from first: Int) throws -> Forger {
        var forger = try Forger(seed: 3, scope: node.scope)
        for number in 1...6 {
            var draft = Draft(Volunteer.kind)
            draft[Volunteer.serviceArea] = .text(
                number < first ? "可见的文字\(number)" : "编造的文字\(number)")
            forger.write(draft, seen: Context())
        }
        return forger
    }

    /// Whoever has a genuine checkpoint of an author could make up what stands under it otherwise.
    @Test func `a made-up change under its author's genuine signature is not kept`() throws {
        let forged = try forged(from: 3)
        #expect(forged.changes[1] == author.changes[1] && forged.changes[2] != author.changes[2])
        let run = try run(3...4, saying: forged)
        let leaves = forged.changes.map(\.leaf)
        for size in 1...4 {
            var frontier = Frontier()
            for leaf in leaves[..<size] { frontier.append(leaf) }
            let made = LogFrontier(scope: run.scope, origin: run.origin, frontier: frontier)
            #expect(try bring(run, frontiers: [made]).parked == [])
        }
        #expect(try bring(run).turnedAway.map(\.error) == [.gap(expected: 1)])
        #expect(try parked() == [])
    }

    @Test func `a run whose place in its log nothing proves is turned away as a gap`() throws {
        let run = try run(4...5)
        let before = frontier(before: run)
        let peaks = before.frontier.peaks
        let swapped = try #require(Frontier(size: 3, peaks: peaks.reversed()))
        let other = try frontier(before: self.run(5...6))
        let foreign = LogFrontier(
            scope: run.scope, origin: node.origin, frontier: before.frontier)
        for frontiers in [
            [], [other], [foreign],
            [LogFrontier(scope: run.scope, origin: run.origin, frontier: swapped)],
        ] {
            let report = try bring(run, frontiers: frontiers)
            #expect(report.turnedAway.map(\.error) == [.gap(expected: 1)])
        }
        #expect(try parked() == [])
        #expect(try bring(run, frontiers: [foreign, other, before]).parked.count == 1)
    }

    @Test func `a run without its personal parts does not keep out the one that has them`() throws {
        let part = try PersonalPart(salt: [UInt8](repeating: 7, count: 16), payload: [12, 0])
        let plain = author.changes[2]
        let leaf = plain.canonical.leaf(commitment: part.commitment)
        var tree = frontier(before: try run(3...3)).frontier
        tree.append(leaf)
        let checkpoint = try SignedCheckpoint(
            signing: Checkpoint(
                name: Checkpoint.name(scope: author.scope, origin: author.origin), size: 3,
                root: tree.root), with: author.signer)
        for content in [PersonalContent.withheld(part.commitment), .held(part)] {
            let run = Run(
                scope: author.scope, origin: author.origin, first: 3,
                rows: [.init(canonical: plain.canonical.bytes, personal: content)],
                checkpoint: checkpoint, proof: [])
            #expect(try bring(run).parked.count == 1)
        }
        #expect(try parked().count == 2)
    }

    @Test func `on the line nothing is parked: the sender is asked for what is missing`() throws {
        let report = try bring(run(3...4), isCarried: false)
        #expect(report.turnedAway.map(\.error) == [.gap(expected: 1)])
        #expect(try parked() == [])
    }

    @Test func `the same run twice is kept once, and one that is held by now is forgotten`() throws
    {
        for _ in 0..<2 { _ = try bring(run(3...4)) }
        #expect(try parked().count == 1)
        _ = try bring(run(1...6))
        #expect(try parked() == [])
        #expect(try node.vector()[author.origin] == 6)
    }

    /// Of 6…6, 5…5, 4…4 and 3…3, which are of one size, two fit.
    @Test(arguments: [
        "bytes of an origin", "runs of an origin", "bytes of a sender", "runs of a sender",
        "bytes in all", "runs in all",
    ])
    func `S22 an origin, a sender, and all together fill so much of the disk and no more`(
        bound: String
    )
        throws
    {
        let size = try bring(run(6...6)).parked[0].bytes
        let kept = try node.store.write { db in
            var runs = ParkedRuns(log: LogTable(db: db), vault: node.store.vault)
            let plenty: Int64 = 1 << 30
            let bytes = ParkedRuns.Bound(bytes: Int64(2 * size + 8), runs: plenty)
            let count = ParkedRuns.Bound(bytes: plenty, runs: 2)
            switch bound {
            case "bytes of an origin": runs.ofOrigin = bytes
            case "runs of an origin": runs.ofOrigin = count
            case "bytes of a sender": runs.ofSender = bytes
            case "runs of a sender": runs.ofSender = count
            case "bytes in all": runs.ofAll = bytes
            default: runs.ofAll = count
            }
            return try [5...5, 4...4, 3...3].map {
                let run = try run($0)
                return try runs.park(
                    run, after: frontier(before: run), key: author.signer.publicKey,
                    from: peer.origin, at: 1) != nil
            }
        }
        #expect(kept == [true, false, false])
        #expect(try parked().count == 2)
    }

    @Test func `a neighbour that has filled its part leaves the others theirs`() throws {
        let kept = try node.store.write { db in
            var runs = ParkedRuns(log: LogTable(db: db), vault: node.store.vault)
            runs.ofSender = .init(bytes: 1 << 20, runs: 1)
            return try [(6, peer.origin), (5, peer.origin), (5, node.origin)].map { place, sender in
                let run = try run(place...place)
                return try runs.park(
                    run, after: frontier(before: run), key: author.signer.publicKey, from: sender,
                    at: 1) != nil
            }
        }
        #expect(kept == [true, false, true])
    }

    @Test func `after four hundred days what waits is given up`() throws {
        let day: Int64 = 86_400_000
        _ = try bring(run(6...6), at: 0)
        _ = try bring(run(5...5), at: 400 * day)
        #expect(try parked().map(\.first) == [5, 6])
        _ = try bring(run(4...4), at: 400 * day + 1)
        #expect(try parked().map(\.first) == [4, 5])
    }

    @Test(arguments: [(10, 5), (0, 4), (1, .max), (.max, .max), (-3, 2)] as [(Int64, Int64)])
    func `a row that the disk has damaged costs itself and no answer`(first: Int64, last: Int64)
        throws
    {
        for piece in [try run(3...4), try run(6...6)] { _ = try bring(piece) }
        try node.store.write { db in
            try db.execute(
                sql: "UPDATE parked SET first = ?, last = ? WHERE first = 3",
                arguments: [first, last])
        }
        #expect(try parked().map(\.changes) == [1])
    }

    @Test func `one that the disk has damaged is forgotten, and the rest of the log comes in`()
        throws
    {
        for piece in [try run(3...4), try run(5...6)] { _ = try bring(piece) }
        try node.store.write { db in
            let sealed = try Data.fetchOne(db, sql: "SELECT sealed FROM parked WHERE first = 3")
            var bytes = try #require(sealed)
            bytes[bytes.count / 2] ^= 1
            try db.execute(sql: "UPDATE parked SET sealed = ? WHERE first = 3", arguments: [bytes])
        }
        #expect(try bring(run(1...2)).changes == 2)
        #expect(try parked().map(\.first) == [5])
        #expect(try bring(run(3...4)).joined == 2)
        #expect(try node.vector()[author.origin] == 6)
        let incidents = try node.store.view { try $0.incidents(limit: 9) }
        #expect(incidents.map(\.kind) == [.parkedLost])
        #expect(incidents.first?.origin == author.origin)
    }

    /// Columns of a hundred kilobytes may say the same thing again and again.
    @Test(arguments: [(3, true), (1_200, false)])
    func `S22 a run that is too large to be read again is not kept`(count: Int, isKept: Bool)
        throws
    {
        var log = try Forger(seed: 3, scope: node.scope)
        for _ in 0..<count {
            var draft = Draft(Volunteer.kind)
            draft[Volunteer.serviceArea] = .text(String(repeating: "长", count: 2_500))
            log.write(draft, seen: Context())
        }
        var before = Frontier()
        before.append(log.changes[0].leaf)
        var after = before
        for change in log.changes.dropFirst() { after.append(change.leaf) }
        let checkpoint = try Checkpoint(
            name: Checkpoint.name(scope: log.scope, origin: log.origin), size: UInt64(count),
            root: after.root)
        let run = Run(
            scope: log.scope, origin: log.origin, first: 2,
            rows: log.changes.dropFirst().map {
                .init(canonical: $0.canonical.bytes, personal: $0.personal)
            }, checkpoint: try SignedCheckpoint(signing: checkpoint, with: log.signer), proof: [])
        let frontier = LogFrontier(scope: log.scope, origin: log.origin, frontier: before)
        #expect(try bring(run, frontiers: [frontier]).parked.count == (isKept ? 1 : 0))
    }

    @Test func `what it says is sealed while it waits`() throws {
        _ = try bring(run(3...4))
        let sealed = try node.store.read { db in
            try Data.fetchAll(db, sql: "SELECT sealed FROM parked")
        }
        #expect(sealed.count == 1)
        #expect(sealed[0].firstRange(of: Data("可见的文字".utf8)) == nil)
    }

    /// It joins by its place and not by its content: the piece that came first belongs to another branch.
    @Test
    func `one that does not agree with what came before it waits on, and is not tried for ever`()
        throws
    {
        var other = try Forger(seed: 3, scope: node.scope)
        for number in 1...2 {
            var draft = Draft(Volunteer.kind)
            draft[Volunteer.serviceArea] = .text("另一支\(number)")
            other.write(draft, seen: Context())
        }
        _ = try bring(run(3...4))
        var message = try other.message()
        message.keys = [other.signer.publicKey]
        let report = try node.store.apply([Intake(message, from: peer, at: 6, isCarried: true)])[0]
            .get()
        #expect(report.changes == 2 && report.joined == 0)
        #expect(try parked().count == 1)
        #expect(try node.vector()[author.origin] == 2)
    }
}
