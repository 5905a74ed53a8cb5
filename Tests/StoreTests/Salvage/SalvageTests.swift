import Foundation
import GRDB
import ServiceRecords
import SyncCore
import Synchronization
import Testing

@testable import Store

/// A file in which SQLite trips over pages is put right with all of it that can be read.
@Suite(.timeLimit(.minutes(5))) struct SalvageTests {
    private let world: World
    private let station: Replica
    private let image: Data
    private let changes: [Dot: Change]

    /// A station with segments, and changes behind them that nobody else has.
    init() throws {
        world = try World(seed: 5, stations: 1)
        station = world.stations[0]
        var people: [Entity] = []
        for index in 0..<36 {
            people.append(try station.register("人\(index)", phone: "1380013\(8000 + index)"))
        }
        for index in 0..<12 { try station.record(Int64(60 * index + 60), of: people[index]) }
        try station.edit(people[3], Volunteer.education, .text("高中"))
        try world.settle()
        try station.packAll()
        for index in 0..<9 { try station.register("后\(index)") }
        try station.store.checkpointFile()
        image = try Data(contentsOf: Self.file(station.place))
        changes = Dictionary(uniqueKeysWithValues: try station.changes().map { ($0.dot, $0) })
    }

    private static func file(_ place: TemporaryPlace) -> URL {
        place.url.appendingPathComponent(Store.fileName)
    }

    private static let pageSize = 4_096

    /// The station's file with some pages overwritten, in a place of its own.
    private func broken(_ pages: [Int], with filler: (Int) -> UInt8 = { _ in 0 }) throws
        -> TemporaryPlace
    {
        let place = try TemporaryPlace()
        for (name, bytes) in station.place.nodeFiles.image {
            place.nodeFiles.replace(name, with: bytes)
        }
        var bytes = image
        for page in pages {
            for index in 0..<Self.pageSize {
                bytes[bytes.startIndex + (page - 1) * Self.pageSize + index] = filler(index)
            }
        }
        try bytes.write(to: Self.file(place))
        return place
    }

    private func salvage(_ place: TemporaryPlace) throws -> SalvageReport {
        try BrokenStore(in: place.url).salvage(
            vaultKey: Replica.vaultKey, randomness: SeededRandomness(9), at: station.clock)
    }

    private func open(_ place: TemporaryPlace) throws -> Replica {
        try Replica(
            seed: 5 &* 1_000 &+ 1, scope: world.scope, authority: world.county.signer.publicKey,
            in: place)
    }

    private func pages(of table: String) throws -> [(page: Int, isLeaf: Bool)] {
        try station.store.read { db in
            try Row.fetchAll(
                db, sql: "SELECT pageno, pagetype FROM dbstat WHERE name = ? ORDER BY pageno",
                arguments: [table]
            ).map { ($0[0], $0[1] == "leaf") }
        }
    }

    /// What is whole of the changes that there were; nothing may be there that there was not.
    private func whole(at replica: Replica) throws -> Set<Dot> {
        let held = try replica.store.view { view in
            try view.log.scopes().flatMap { scope in
                try view.log.logs(in: scope.id).flatMap { row in
                    try (0...view.log.length(row.id)).dropFirst().compactMap {
                        try view.log.readable(
                            at: LocalDot(log: row.id, sequence: $0), vault: view.vault)
                    }
                }
            }
        }
        for change in held { #expect(changes[change.dot]?.leaf == change.leaf) }
        return Set(held.map(\.dot))
    }

    @Test func `a sound file comes out as it was`() throws {
        let place = try broken([])
        #expect(try BrokenStore(in: place.url).finding() == nil)
        let report = try salvage(place)
        #expect(report.holes.isEmpty && report.cuts.isEmpty && !report.isLogTouched)
        #expect(report.changes == UInt64(changes.count))
        let again = try open(place)
        #expect(try whole(at: again) == Set(changes.keys))
        #expect(try again.digest() == station.digest())
        #expect(try again.check().isSound)
        #expect(try again.delivery() == station.delivery())
    }

    @Test func `whatever page goes bad, all that stands on the others is there again`() throws {
        let count = image.count / Self.pageSize
        let logPages = try Set(Salvage.logTables.flatMap { try pages(of: $0).map(\.page) })
        var refused: [String] = []
        // All of the logs' own; of the others, which are alike, some.
        for page in 2...count where logPages.contains(page) || page % 4 == 0 {
            let place = try broken(
                [page], with: { page % 2 == 0 ? 0 : UInt8(truncatingIfNeeded: $0 &* 7) })
            let before = try Data(contentsOf: Self.file(place))
            do {
                let report = try salvage(place)
                #expect(!report.isLogTouched || logPages.contains(page), "\(page): \(report.holes)")
            } catch {
                // The schema itself: the file does not even open.
                guard case SalvageError.essential(let table) = error else {
                    guard case StoreError.damaged = error else { throw error }
                    refused.append("sqlite_schema")
                    #expect(try Data(contentsOf: Self.file(place)) == before, "nothing was altered")
                    continue
                }
                refused.append(table)
                #expect(try Data(contentsOf: Self.file(place)) == before, "nothing was altered")
                continue
            }
            #expect(try BrokenStore(in: place.url).finding() == nil, "\(page)")
            let again = try open(place)
            let whole = try whole(at: again)
            if logPages.contains(page) {
                #expect(changes.count - whole.count < 100, "\(page): a page holds no more")
                #expect(throws: Never.self) {
                    _ = try again.store.view { try $0.volunteers(limit: 100) }
                }
            } else {
                #expect(whole.count == changes.count, "\(page)")
                #expect(try again.digest() == station.digest(), "\(page)")
                #expect(try again.check().isSound, "\(page)")
            }
        }
        #expect(refused.count < 20, "\(refused)")
        #expect(
            Set(refused).isSubset(of: [
                "sqlite_schema", "setting", "scope", "log", "own_origin", "peer", "peer_scope",
            ]), "\(refused)")
    }

    @Test func `a leaf that is gone is made from the bytes beside it`() throws {
        let leaves = try pages(of: "packed").filter(\.isLeaf).map(\.page)
        let place = try broken(leaves)
        #expect(try salvage(place).holes.keys.sorted() == ["packed"])
        let again = try open(place)
        #expect(try whole(at: again) == Set(changes.keys))
        #expect(try again.check().isSound)
    }

    @Test(arguments: ["change", "personal"])
    func `a tree without its root keeps its leaves`(_ table: String) throws {
        for index in 0..<60 { try station.register("再\(index)", phone: "1390013\(8000 + index)") }
        try station.store.checkpointFile()
        let pages = try pages(of: table)
        let root = try #require(pages.first { !$0.isLeaf }, "\(table) has more than one page")
        let place = try TemporaryPlace()
        for (name, bytes) in station.place.nodeFiles.image {
            place.nodeFiles.replace(name, with: bytes)
        }
        var bytes = try Data(contentsOf: Self.file(station.place))
        let start = bytes.startIndex + (root.page - 1) * Self.pageSize
        bytes.replaceSubrange(
            start..<start + Self.pageSize, with: Data(repeating: 0, count: Self.pageSize))
        try bytes.write(to: Self.file(place))
        let report = try salvage(place)
        #expect(report.holes == [table: 1])
        let again = try open(place)
        #expect(try again.changes().count == station.changes().count)
        #expect(try again.digest() == station.digest())
        #expect(try again.check().isSound)
    }

    @Test func `I16 what is recorded meanwhile is there`() throws {
        let page = try #require(try pages(of: "void_receipt").first?.page)
        let place = try broken([page])
        let again = try open(place)
        // Drawn when the sound file is begun: the broken one has been read by then, or will be.
        nonisolated(unsafe) let writer = again
        let meanwhile = FirstCall(SeededRandomness(9)) {
            guard let person = try? writer.register("此间") else { return }
            _ = try? writer.record(60_000, of: person)
        }
        let report = try BrokenStore(in: place.url).salvage(
            vaultKey: Replica.vaultKey, randomness: meanwhile, at: station.clock)
        again.store.writer.forget()
        #expect(meanwhile.wasCalled && report.changes == UInt64(changes.count) + 2)
        #expect(try again.changes().count == changes.count + 2)
        #expect(try again.check().isSound)
    }

    @Test func `I1 the logs of the new file are guarded as those of the old one`() throws {
        let place = try broken([try #require(try pages(of: "token").first?.page)])
        _ = try salvage(place)
        let again = try open(place)
        for sql in [
            "DELETE FROM change", "UPDATE change SET bytes = x'00'", "DELETE FROM packed",
            "DELETE FROM segment",
        ] {
            #expect(throws: (any Error).self) { try again.store.write { try $0.execute(sql: sql) } }
        }
    }

    /// Of the first hundred bytes; nil for all of them.
    private static let headerPlaces: [Int?] = [nil, 3, 16, 18, 19, 20, 21, 28, 31, 47, 55, 59]

    @Test(arguments: headerPlaces)
    func `whatever bit of a file's header is wrong, all that the file holds is there again`(
        _ place: Int?
    ) throws {
        let folder = try broken([])
        var bytes = [UInt8](try Data(contentsOf: Self.file(folder)))
        if let place {
            bytes[place] ^= 1
        } else {
            bytes.replaceSubrange(..<100, with: repeatElement(0, count: 100))
        }
        try Data(bytes).write(to: Self.file(folder))
        if try BrokenStore.finding(in: folder.url) != nil {
            #expect(try Data(contentsOf: Self.file(folder)) == Data(bytes), "only looked at")
            let store = try BrokenStore(in: folder.url)
            var copy: [UInt8] = []
            try store.copy { copy += $0 }
            #expect(Array(copy.prefix(bytes.count)) == bytes, "as it lay on the disk")
            let report = try store.salvage(
                vaultKey: Replica.vaultKey, randomness: SeededRandomness(9), at: station.clock)
            #expect(report.holes.isEmpty && !report.isLogTouched, "\(report.holes)")
        }
        #expect(try BrokenStore.finding(in: folder.url) == nil)
        let again = try open(folder)
        #expect(try whole(at: again) == Set(changes.keys))
        #expect(try again.digest() == station.digest())
        #expect(try again.check().isSound)
    }

    @Test func `without the vault's key nothing is touched`() throws {
        let page = try #require(try pages(of: "token").first?.page)
        let place = try broken([page])
        let before = try Data(contentsOf: Self.file(place))
        #expect(throws: StoreError.wrongVaultKey) {
            try BrokenStore(in: place.url).salvage(
                vaultKey: [UInt8](repeating: 8, count: 32), randomness: SeededRandomness(9), at: 0)
        }
        #expect(try Data(contentsOf: Self.file(place)) == before)
    }

    /// A hand at the station's log, as a node holds it, past the triggers.
    private func tamper(_ replica: Replica, _ body: (Database, Int64) throws -> Void) throws {
        try replica.store.write { db in
            for trigger in try String.fetchAll(
                db, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'")
            {
                try db.execute(sql: "DROP TRIGGER \(trigger)")
            }
            let log = LogTable(db: db)
            let scope = try #require(try log.scope(world.scope))
            try body(db, try #require(try log.log(station.origin, in: scope.id)).id)
        }
        try replica.store.checkpointFile()
    }

    @Test(arguments: [false, true])
    func `a row whose number has changed makes no log a million times as long`(
        _ isLegible: Bool
    ) throws {
        let length = try station.vector()[station.origin]
        try tamper(station) { db, log in
            let last = LocalDot(log: log, sequence: length)
            try db.execute(
                sql: """
                    UPDATE change SET dot = dot + 4294967296\(isLegible ? "" : ", bytes = x'00'")
                    WHERE dot = ?
                    """, arguments: [last])
        }
        let place = try TemporaryPlace()
        for (name, bytes) in station.place.nodeFiles.image {
            place.nodeFiles.replace(name, with: bytes)
        }
        try Data(contentsOf: Self.file(station.place)).write(to: Self.file(place))
        _ = try salvage(place)
        let again = try open(place)
        #expect(try again.vector()[station.origin] == length - 1)
        #expect(try again.check().isSound)
    }

    @Test(arguments: [[10...12], [10...12, 20...21]] as [[ClosedRange<UInt64>]])
    func `what others wrote ends before its first hole, and what lies behind the last waits`(
        holes: [ClosedRange<UInt64>]
    ) throws {
        // At the county the station's log is somebody else's.
        try world.settle()
        let county = world.county
        let place = try TemporaryPlace()
        for (name, bytes) in county.place.nodeFiles.image {
            place.nodeFiles.replace(name, with: bytes)
        }
        let length = try county.vector()[station.origin]
        let digest = try county.digest()
        try tamper(county) { db, log in
            for hole in holes {
                try db.execute(
                    sql: "DELETE FROM change WHERE dot BETWEEN ? AND ?",
                    arguments: [
                        LocalDot(log: log, sequence: hole.lowerBound),
                        LocalDot(log: log, sequence: hole.upperBound),
                    ])
            }
        }
        try Data(contentsOf: Self.file(county.place)).write(to: Self.file(place))
        let report = try salvage(place)
        let cut = try #require(report.cuts.first)
        let last = try #require(holes.last).upperBound
        #expect(report.cuts.count == 1 && cut.origin == station.origin && cut.length == 9)
        #expect(cut.waiting == Int(length - last))
        try world.restoreCounty(from: place)
        #expect(try world.county.vector()[station.origin] == 9)
        #expect(try world.county.check().isSound)
        // These over the line, and the rest is there.
        let span = try station.message(station.origin, 10...last)
        _ = try world.county.take(span)
        #expect(try world.county.vector()[station.origin] == length)
        #expect(try world.county.digest() == digest)
        #expect(try world.county.check().isSound)
    }
}

/// Does something once, when randomness is first asked for.
private final class FirstCall: Randomness {
    private let inner: SeededRandomness
    private let body: Mutex<(@Sendable () -> Void)?>

    init(_ inner: SeededRandomness, _ body: @escaping @Sendable () -> Void) {
        self.inner = inner
        self.body = Mutex(body)
    }

    var wasCalled: Bool { body.withLock { $0 == nil } }

    func bytes(_ count: Int) -> [UInt8] {
        body.withLock { body in
            defer { body = nil }
            return body
        }?()
        return inner.bytes(count)
    }
}
