import Foundation
import ServiceRecords
import Store
import SyncCore
import Synchronization
import Testing
import Transport

@testable import Node

/// Files of attachments that the disk has lost or altered are named, come again from whoever has them, and hold
/// nobody up.
@Suite(.timeLimit(.minutes(2))) struct LostFileTests {
    private let pair: Pair
    private var station: NodeHome { pair.station }
    private var county: NodeHome { pair.county }

    init() throws { pair = try Pair() }

    private func attach(_ seed: Int, _ count: Int = 40_000) throws -> AttachmentItem {
        try station.attach(photo(count, seed), in: pair.scope)
    }

    private func file(_ item: AttachmentItem, at home: NodeHome) -> URL {
        home.directory.appendingPathComponent(
            "\(AttachmentFolder.folderName)/\(item.key.scope)/\(item.key.name.hex)")
    }

    private func alter(_ item: AttachmentItem, at home: NodeHome) throws {
        var bytes = try Data(contentsOf: file(item, at: home))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: file(item, at: home))
    }

    private func cut(_ item: AttachmentItem, to count: Int, at home: NodeHome) throws {
        let bytes = try Data(contentsOf: file(item, at: home))
        try bytes.prefix(count).write(to: file(item, at: home))
    }

    private func lose(_ item: AttachmentItem, at home: NodeHome) throws {
        try FileManager.default.removeItem(at: file(item, at: home))
    }

    private func flaws(_ home: NodeHome) throws -> [Hash: AttachmentFlaw] {
        Dictionary(
            uniqueKeysWithValues: try AttachmentFindings(of: home).all.map {
                ($0.key.name, $0.flaw)
            }
        )
    }

    /// The log alone: the line gives up where a file would go.
    private func withoutFiles(_ request: LineRequest) -> Result<LineAnswer, LineFailure> {
        request.url.hasSuffix("attachment") ? .failure(.refused) : pair.answer(request)
    }

    /// Carries out what is due at the station, as a command does where no daemon runs.
    private func carryOut() async throws {
        let pair = pair
        try await onThread {
            try Resync(pair.station).carryOut {
                try Daemon(
                    home: pair.station, transport: TwinTransport(pair.answer), log: Pair.silent
                ).exchangeOnce()
            }
        }
    }

    private func outcomes(
        at home: NodeHome, _ level: ResyncLevel = .repair
    ) throws -> [ResyncChange.Report] {
        try home.store.view { view in
            try view.instructions(in: pair.scope, at: home.clock.now)
                .filter { $0.instruction.level == level }
                .flatMap { $0.reports.map(\.report).filter(\.isOutcome) }
        }
    }

    private func patrol(_ home: NodeHome, _ looks: Int = 40) throws {
        let daemon = try Daemon(
            home: home, transport: TwinTransport { _ in .failure(.refused) }, log: Pair.silent)
        for _ in 0..<looks {
            daemon.nextPatrol = 0
            daemon.patrol()
        }
    }

    // MARK: What a verify says

    @Test
    func `a verify names what is altered, cut short or gone, at both ends, and alters nothing`()
        async throws
    {
        let items = try (1...5).map { try attach($0) }
        _ = try await pair.exchange()
        for home in [station, county] {
            #expect(try home.check().isSound)
            try alter(items[0], at: home)
            try cut(items[1], to: 20_000, at: home)
            try cut(items[2], to: 0, at: home)
            try lose(items[3], at: home)
            let check = try home.check()
            let files = check.findings.filter { $0.what == .attachment }
            #expect(files.count == check.findings.count)
            #expect(
                Set(files.map(\.place))
                    == Set(
                        zip(["altered", "short", "short", "missing"], items).map {
                            "\($0) \($1.key.name.hex.prefix(16))"
                        }))
            #expect(files.allSatisfy { $0.records.count == 1 }, "by their records")
            #expect(check.suspicion == .alteredAttachment && check.suspicion?.remedy == .repair)
            #expect(home.attachments.asides(in: pair.scope).isEmpty)
        }
    }

    @Test func `a verify that was instructed reports the records, and no name of a file`()
        async throws
    {
        let item = try attach(1)
        try lose(item, at: station)
        try station.askItself(.verify)
        _ = try await pair.exchange { withoutFiles($0) }
        _ = try Resync(station).step(after: SyncOutcome(.agreed))
        let report = try #require(try outcomes(at: station, .verify).last)
        let record = try #require(
            try station.store.view { try $0.entities(naming: item.key) }.first)
        #expect(report.state == .differs && report.reason == "missing-attachment")
        #expect(report.places == ["missing \(item.key.name.hex.prefix(16)):\(record)"])
    }

    @Test func `what has not come yet is no fault, nor what one may not have`() async throws {
        _ = try attach(1)
        let withheld = AttachmentItem(
            key: AttachmentKey(scope: pair.scope, name: Hash.sha256([1])), size: 50)
        try station.name(withheld, size: 50, salt: nil)
        _ = try await pair.exchange { withoutFiles($0) }
        for home in [station, county] {
            #expect(try home.check().isSound)
            let lost = try LostAttachments(of: home)
            #expect(lost.gone.isEmpty && lost.nowhere.isEmpty)
        }
        #expect(try county.attachmentBacklog().toFetch == 1)
    }

    @Test func `a verify of one kind looks at files if it is theirs`() throws {
        try lose(try attach(1), at: station)
        #expect(try station.check(Narrowing(kind: Volunteer.kind.number)).isSound)
        #expect(try station.check(Narrowing(since: 1)).isSound)
        #expect(try !station.check(Narrowing(kind: Attachment.kind.number)).isSound)
    }

    @Test
    func `where nothing is attached no file is looked for, and a long look gives signs of life`()
        throws
    {
        try pair.register("甲", at: station)
        var signs = 0
        #expect(try AttachmentRound(of: station).isOver)
        #expect(try AttachmentFindings(of: station) { signs += 1 }.all.isEmpty)
        #expect(signs == 0)
        _ = try attach(1, 3 << 20)
        #expect(try AttachmentFindings(of: station) { signs += 1 }.all.isEmpty)
        #expect(signs == 3)
    }

    @Test(arguments: [true, false])
    func `a folder or a link in the place of a file is none, and the file comes again beside it`(
        isFolder: Bool
    ) throws {
        let item = try attach(0, 10_000)
        let url = file(item, at: station)
        try FileManager.default.removeItem(at: url)
        if isFolder {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
            try Data([1]).write(to: url.appendingPathComponent("a.doc"))
        } else {
            try FileManager.default.createSymbolicLink(
                atPath: url.path, withDestinationPath: "/nowhere")
        }
        #expect(!station.attachments.isHeld(item.key))
        #expect(try flaws(station) == [item.key.name: .missing])
        #expect(throws: AttachmentError.missing) {
            try station.attachments.read(item, from: 0, atMost: 100_000)
        }
        let salts = try station.store.view { try $0.salts(of: item.key) }
        let held = try station.attachments.take(photo(10_000), at: 0, of: item, salts: salts)
        #expect(held == item.size)
        #expect(try station.bytes(of: item) == photo(10_000))
        #expect(try flaws(station).isEmpty)
        let left = try FileManager.default.subpathsOfDirectory(
            atPath: url.deletingLastPathComponent().path)
        #expect(left.contains { $0.contains(".foreign-") }, "nobody's folder is removed")
    }

    // MARK: Putting right

    @Test func `a repair has what is spoiled or gone fetched from whoever has it`() async throws {
        let items = try (1...3).map { try attach($0) }
        _ = try await pair.exchange()
        try alter(items[0], at: station)
        try cut(items[1], to: 100, at: station)
        try lose(items[2], at: station)
        try station.askItself(.repair)
        try await carryOut()
        for (item, seed) in zip(items, 1...) {
            #expect(try station.bytes(of: item) == photo(40_000, seed))
        }
        #expect(try station.check().isSound)
        let report = try #require(try outcomes(at: station).last)
        #expect(report.reason == "files-missing" && report["files"] == 3, "when it ended")
        #expect(try LostAttachments(of: station).gone.isEmpty)
        #expect(
            station.attachments.asides(in: pair.scope) == Set(items[..<2].map(\.key.name)),
            "what was no good is kept")
    }

    @Test func `what nobody has ends a repair, and stands in the findings of both ends`()
        async throws
    {
        let item = try attach(1)
        _ = try await pair.exchange()
        for home in [station, county] { try lose(item, at: home) }
        #expect(try LostAttachments(of: station).gone == [item.key])
        #expect(try LostAttachments(of: station).nowhere.isEmpty, "nobody was asked yet")
        try station.askItself(.repair)
        try await carryOut()
        let report = try #require(try outcomes(at: station).last)
        #expect(report.state == .differs && report.reason == "files-missing")
        #expect(report["files"] == 1 && report.places.count == 1)
        #expect(try Resync(station).job() == nil && Resync(station).step() == .rest)
        for home in [station, county] {
            #expect(try LostAttachments(of: home).nowhere == [item.key])
            #expect(try home.check().suspicion == .missingAttachment)
        }
        let salts = try county.store.view { try $0.salts(of: item.key) }
        _ = try county.attachments.take(photo(40_000, 1), at: 0, of: item, salts: salts)
        _ = try await pair.exchange()
        for home in [station, county] {
            let lost = try LostAttachments(of: home)
            #expect(lost.gone.isEmpty && lost.nowhere.isEmpty)
        }
        try lose(item, at: station)
        #expect(try LostAttachments(of: station).nowhere.isEmpty, "the county has it")
    }

    @Test func `what its station lost before anybody had it is nowhere, after days`() async throws {
        let item = try attach(1)
        try lose(item, at: station)
        _ = try await pair.exchange()
        #expect(try LostAttachments(of: station).nowhere == [item.key])
        let early = try LostAttachments(of: county, at: 2)
        #expect(early.nowhere.isEmpty, "it may be on its way")
        let late = try LostAttachments(of: county, at: 4 * 86_400_000)
        #expect(late.nowhere == [item.key] && late.gone.isEmpty)
    }

    @Test func `a lost file keeps nothing waiting`() async throws {
        let item = try attach(1)
        let other = try attach(2)
        _ = try await pair.exchange()
        try lose(item, at: station)
        for level in [ResyncLevel.repair, .rebuild] {
            try station.askItself(level)
            _ = try Resync(station).step(after: SyncOutcome(.unreachable))
        }
        #expect(try outcomes(at: station).map(\.reason) == ["files-missing"])
        #expect(try outcomes(at: station, .rebuild).map(\.state) == [.done])
        try lose(item, at: county)
        let third = try attach(3)
        try pair.register("甲", at: station)
        #expect(try await pair.exchange().result == .agreed)
        #expect(try county.bytes(of: third) == photo(40_000, 3))
        #expect(try county.bytes(of: other) == photo(40_000, 2))
        #expect(try pair.delivery().pending == 0)
    }

    // MARK: In passing

    @Test func `a patrol sets aside what is no good, and the next exchange brings it`() async throws
    {
        let items = try (1...2).map { try attach($0) }
        _ = try await pair.exchange()
        try alter(items[0], at: county)
        try cut(items[1], to: 30_000, at: county)
        try patrol(county)
        #expect(county.attachments.asides(in: pair.scope) == Set(items.map(\.key.name)))
        #expect(try LostAttachments(of: county).gone.count == 2)
        _ = try await pair.exchange()
        #expect(try items.allSatisfy { try county.bytes(of: $0).count == 40_000 })
        #expect(try county.check().isSound)
    }

    @Test func `a file that came before its coming was noted is missed after a patrol`()
        async throws
    {
        let item = try attach(1)
        _ = try await pair.exchange()
        try county.tamper("DELETE FROM attachment_there")
        try patrol(county)
        try lose(item, at: county)
        #expect(try flaws(county) == [item.key.name: .missing])
    }

    @Test func `a patrol reads a large file over several looks`() throws {
        _ = try attach(1, 3 << 20)
        var round = try AttachmentRound(of: station)
        var looks = 0
        while !round.isOver {
            looks += 1
            #expect(try round.goOn(at: station, blocks: 64).count == (looks == 3 ? 1 : 0))
        }
        #expect(looks == 3)
    }
}
