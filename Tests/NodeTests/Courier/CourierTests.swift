import Authority
import Compression
import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Testing

/// Bundles between a station and its county that may never have had a line.
@Suite(.timeLimit(.minutes(5))) struct CourierTests {
    /// A stick each way.
    private func roundTrip(_ pair: Pair) throws {
        try pair.county.unload(Stick(from: pair.station, to: pair.scope))
        try pair.station.unload(Stick(from: pair.county, to: pair.scope))
    }

    private func agree(_ pair: Pair, _ names: [String]) throws {
        for home in [pair.station, pair.county] {
            #expect(try pair.names(at: home) == names.sorted())
            #expect(try home.store.check(scratch: home.directory).findings == [])
        }
        #expect(try pair.digest(at: pair.station) == pair.digest(at: pair.county))
        let summaries = try [pair.station, pair.county].map { try $0.store.summary(of: pair.scope) }
        #expect(summaries[0] == summaries[1])
    }

    /// Entries that fill several chunks, whatever packs them: in each stands a text of its own.
    private func fill(_ pair: Pair, _ count: Int = 40) throws -> [String] {
        let home = pair.station
        let names = (0..<count).map { "人\($0)" }
        try home.store.commit(to: pair.scope, by: home.author, at: 1) { door in
            for name in names {
                let scalars = (0..<2_600).map { _ in
                    Unicode.Scalar(0x4E00 + UInt32(home.randomness.number() % 0x4000)) ?? "人"
                }
                var draft = Draft(Volunteer.kind)
                draft[Volunteer.name] = .text(name)
                draft[Volunteer.serviceArea] = .text(String(String.UnicodeScalarView(scalars)))
                _ = try door.write(draft)
            }
        }
        return names
    }

    @Test func `a stick up and a stick back: enrolled, delivered and agreed without any line`()
        throws
    {
        let pair = try Pair()
        for name in ["甲", "乙"] { try pair.register(name, at: pair.station) }
        let up = try Stick(from: pair.station, to: pair.scope)
        #expect(try pair.station.store.view { try $0.underWay() }.entries == 2)
        #expect(try pair.delivery().pending == 2, "under way is not delivered")

        let (taken, contents) = try pair.county.unload(up)
        #expect(taken.changes == 2 && contents.isWhole)
        #expect(try pair.county.store.isAdmitted(pair.station.origin))
        try pair.register("丙", at: pair.county)
        let back = try pair.station.unload(Stick(from: pair.county, to: pair.scope)).unloading
        #expect(back.delivered == 2)
        #expect(try pair.delivery().pending == 0)
        #expect(try pair.station.store.view { try $0.underWay() }.entries == 0)
        #expect(try pair.station.joinSecret() == nil)
        try agree(pair, ["甲", "乙", "丙"])
        let results = try [pair.county, pair.station].map { home in
            try home.store.view { try $0.exchanges(limit: 9, via: .bundle) }.map(\.result)
        }
        #expect(results == [["partly"], ["agreed"]], "the county had more than the station")
    }

    @Test func `S13 imported twice, out of order, and old after new, a bundle does no harm`() throws
    {
        let pair = try Pair()
        try pair.register("甲", at: pair.station)
        let first = try Stick(from: pair.station, to: pair.scope)
        try pair.register("乙", at: pair.station)
        let second = try Stick(from: pair.station, to: pair.scope)
        for stick in [second, first, second, first] { try pair.county.unload(stick) }
        let early = try Stick(from: pair.county, to: pair.scope)
        try pair.station.unload(early)
        try pair.register("丙", at: pair.station)
        try roundTrip(pair)
        #expect(try pair.delivery().pending == 0)
        for stick in [first, second] { try pair.county.unload(stick) }
        try pair.station.unload(early)
        #expect(try pair.delivery().pending == 0, "an old receipt takes nothing back")
        try agree(pair, ["甲", "乙", "丙"])
    }

    @Test func `what is signed for is not carried again`() throws {
        let pair = try Pair()
        _ = try fill(pair, 3)
        try roundTrip(pair)
        try pair.register("甲", at: pair.station)
        let stick = try Stick(from: pair.station, to: pair.scope)
        #expect(stick.bundle.changes == 1)
        try pair.county.unload(stick)
        #expect(try Stick(from: pair.county, to: pair.scope).bundle.changes == 0)
        #expect(try pair.names(at: pair.county).count == 4)
    }

    @Test func `a bundle whose receipt was lost is carried again whole, and joins`() throws {
        let pair = try Pair()
        try pair.register("甲", at: pair.station)
        try pair.county.unload(Stick(from: pair.station, to: pair.scope))
        try pair.register("乙", at: pair.station)
        let stick = try Stick(from: pair.station, to: pair.scope)
        #expect(stick.bundle.changes == 2)
        #expect(try pair.county.unload(stick).unloading.changes == 1)
        try pair.station.unload(Stick(from: pair.county, to: pair.scope))
        try agree(pair, ["甲", "乙"])
    }

    @Test func `S15 line and stick in any order end in the same`() async throws {
        let pair = try Pair()
        try pair.register("甲", at: pair.station)
        let stick = try Stick(from: pair.station, to: pair.scope)
        try pair.register("乙", at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
        #expect(try pair.county.unload(stick).unloading.changes == 0)
        try pair.register("丙", at: pair.station)
        let later = try Stick(from: pair.station, to: pair.scope)
        #expect(try pair.county.unload(later).unloading.changes == 1)
        #expect(try await pair.exchange().result == .agreed)
        #expect(try pair.delivery().pending == 0)
        try agree(pair, ["甲", "乙", "丙"])
    }

    @Test func `at any node but its own a bundle cannot be opened`() throws {
        let (pair, other) = (try Pair(), try Pair())
        try pair.register("甲", at: pair.station)
        let stick = try Stick(from: pair.station, to: pair.scope)
        for home in [pair.station, other.county, other.station] {
            #expect(throws: NotForThisNode.self) { try home.unload(stick) }
        }
        let header = try BundleHeader(bytes: stick.bytes)
        #expect(try Courier(pair.station).addressee(of: header) == .above)
        #expect(try Courier(pair.county).addressee(of: header) == .here)
        #expect(try Courier(other.county).addressee(of: header) == .unknown)
        let down = try BundleHeader(bytes: Stick(from: pair.county, to: pair.scope).bytes)
        #expect(try Courier(pair.county).addressee(of: down) == .station(pair.scope))
    }

    @Test func `an invitation that has expired lets nobody in, and nothing is taken`() throws {
        let pair = try Pair(expires: 0)
        try pair.register("甲", at: pair.station)
        let stick = try Stick(from: pair.station, to: pair.scope)
        #expect(throws: UnloadingError.enrolment(.expired)) { try pair.county.unload(stick) }
        #expect(try pair.names(at: pair.county) == [])
    }

    @Test func `what stands behind a damaged chunk waits, and joins when the chunk comes`() throws {
        let pair = try Pair()
        let names = try fill(pair)
        let stick = try Stick(from: pair.station, to: pair.scope)
        let places = stick.frames
        #expect(places.count > 3, "several chunks")
        var damaged = stick
        damaged.bytes[places[1] + 100] ^= 4
        let (taken, contents) = try pair.county.unload(damaged)
        #expect(contents.damaged == 1 && contents.missing.numbers == [1])
        #expect(!taken.parked.isEmpty && taken.changes < names.count)
        let parked = try pair.county.store.view { try $0.parkedRuns() }
        #expect(Set(parked) == Set(taken.parked))
        #expect(try pair.names(at: pair.county).count < names.count, "it counts for nothing yet")

        // The same again alters nothing; then the whole of it.
        try pair.county.unload(damaged)
        #expect(try pair.county.store.view { try $0.parkedRuns() }.count == parked.count)
        let whole = try pair.county.unload(stick).unloading
        #expect(whole.joined > 0)
        #expect(try pair.county.store.view { try $0.parkedRuns() } == [])
        try pair.station.unload(Stick(from: pair.county, to: pair.scope))
        #expect(try pair.delivery().pending == 0)
        try agree(pair, names)
    }

    @Test func `the reply says what is missing, and the next bundle begins there`() throws {
        let pair = try Pair()
        let names = try fill(pair)
        var damaged = try Stick(from: pair.station, to: pair.scope)
        damaged.bytes[damaged.frames[1] + 100] ^= 4
        try pair.county.unload(damaged)
        try pair.station.unload(Stick(from: pair.county, to: pair.scope))
        #expect(try pair.delivery().pending > 0)
        let next = try Stick(from: pair.station, to: pair.scope)
        #expect(next.bundle.changes < damaged.bundle.changes)
        #expect(try pair.county.unload(next).unloading.parked == [])
        try pair.station.unload(Stick(from: pair.county, to: pair.scope))
        #expect(try pair.delivery().pending == 0)
        try agree(pair, names)
    }

    @Test func `what is parked joins over the line, too`() async throws {
        let pair = try Pair()
        let names = try fill(pair)
        var damaged = try Stick(from: pair.station, to: pair.scope)
        damaged.bytes[damaged.frames[1] + 100] ^= 4
        try pair.county.unload(damaged)
        #expect(try await pair.exchange().result == .agreed)
        #expect(try pair.county.store.view { try $0.parkedRuns() } == [])
        try agree(pair, names)
    }

    /// The PC burned, and its last stick was damaged: what stands behind the damage is written again.
    @Test func `what is parked of a retired origin is rescued`() throws {
        let pair = try Pair()
        try roundTrip(pair)
        let names = try fill(pair)
        var damaged = try Stick(from: pair.station, to: pair.scope)
        damaged.bytes[damaged.frames[1] + 100] ^= 4
        let place = try TemporaryPlace()
        let second = try NodeHome.join(
            pair.invitation(replacing: pair.station.origin),
            in: URL(fileURLWithPath: place.path).appendingPathComponent("n"), clock: pair.clock)
        try pair.county.unload(Stick(from: second, to: pair.scope))
        try pair.county.unload(damaged)
        #expect(try pair.county.store.view { try $0.parkedRuns() } == [])
        let rescued = try pair.names(at: pair.county)
        #expect(rescued.contains(names[names.count - 1]))
        #expect(rescued.count < names.count, "what was in the damaged chunk is not here")
        #expect(Set(rescued).count == rescued.count)

        // A good copy of the stick turns up: originals and copies are one write.
        try pair.county.unload(Stick(from: pair.station, to: pair.scope))
        #expect(try pair.names(at: pair.county) == names.sorted())
        try second.unload(Stick(from: pair.county, to: pair.scope))
        #expect(try pair.names(at: second) == names.sorted())
        #expect(try pair.digest(at: second) == pair.digest(at: pair.county))
    }

    /// A neighbour that has a genuine checkpoint of the burned PC says more than that PC ever wrote.
    @Test func `what is made up in the name of a retired origin is neither parked nor rescued`()
        throws
    {
        let pair = try Pair()
        try roundTrip(pair)
        _ = try fill(pair)
        let stick = try Stick(from: pair.station, to: pair.scope)
        let genuine = try #require(try stick.messages(at: pair.county).last { !$0.runs.isEmpty })
        let place = try TemporaryPlace()
        let second = try NodeHome.join(
            pair.invitation(replacing: pair.station.origin),
            in: URL(fileURLWithPath: place.path).appendingPathComponent("n"), clock: pair.clock)
        try pair.county.unload(Stick(from: second, to: pair.scope))

        var message = Message(origin: second.origin, schemaVersion: 1, summary: .zero)
        message.keys = [second.publicKey] + genuine.keys
        message.frontiers = genuine.frontiers
        message.runs = try genuine.runs.map { try made(up: $0) }
        let key = try ExchangeKey.publicKey(of: pair.county.keys.read(KeyFolder.exchange))
        let bytes = try Stick.sealing([message], by: second, to: key)
        let taken = try pair.county.unload(bytes).unloading
        #expect(taken.turnedAway.count == message.runs.count && taken.parked.isEmpty)
        #expect(try pair.names(at: pair.county) == [])

        message.runs = genuine.runs
        let real = try Stick.sealing([message], by: second, to: key)
        #expect(try pair.county.unload(real).unloading.parked.count == genuine.runs.count)
        let rescued = try pair.names(at: pair.county)
        #expect(!rescued.isEmpty && rescued.allSatisfy { $0.hasPrefix("人") })
    }

    /// The same run with other names in it.
    private func made(up run: Run) throws -> Run {
        let rows = try run.unpacked(by: ZstdFrames()).rows.map { row in
            guard case .held(let part) = row.personal,
                let place = part.payload.firstRange(of: Array("人".utf8))
            else { return row }
            var payload = part.payload
            payload.replaceSubrange(place, with: Array("假".utf8))
            return Run.Row(
                canonical: row.canonical,
                personal: .held(try PersonalPart(salt: part.salt, payload: payload)))
        }
        return Run(
            scope: run.scope, origin: run.origin, first: run.first, rows: rows,
            checkpoint: run.checkpoint, proof: run.proof)
    }

    /// What the station of a pair was before its last entry: a copy of its whole directory.
    private func putBack(_ pair: Pair, in place: TemporaryPlace) throws -> URL {
        try pair.register("甲", at: pair.station)
        try roundTrip(pair)
        let backup = URL(fileURLWithPath: place.path).appendingPathComponent("n")
        try FileManager.default.copyItem(at: pair.station.directory, to: backup)
        try pair.register("乙", at: pair.station)
        try roundTrip(pair)
        return backup
    }

    /// S1 to S3, by sticks alone: the whole directory is put back, sidecar included.
    @Test(arguments: [0, 1, 2])
    func `S1 S2 S3 a station that was put back goes on under a new origin, and nothing is lost`(
        meanwhile: Int
    ) throws {
        let pair = try Pair()
        let place = try TemporaryPlace()
        let backup = try putBack(pair, in: place)

        let home = try NodeHome(opening: backup, clock: pair.clock)
        let old = home.origin
        let names = (0..<meanwhile).map { "新\($0)" }
        for name in names { try pair.register(name, at: home) }
        for _ in 0..<4 {
            try pair.county.unload(Stick(from: home, to: pair.scope))
            try home.unload(Stick(from: pair.county, to: pair.scope))
        }
        #expect(home.origin != old)
        for node in [home, pair.county] {
            #expect(try pair.names(at: node) == (["甲", "乙"] + names).sorted())
            #expect(try node.store.view { try $0.delivery() }.quarantined == 0)
        }
        #expect(try pair.digest(at: home) == pair.digest(at: pair.county))
        #expect(try home.store.view { try $0.delivery() }.pending == 0)
    }

    /// While a fork is not answered nothing else of the scope travels.
    @Test func `S2 what is left out of a bundle is not said to be under way`() throws {
        let pair = try Pair()
        let place = try TemporaryPlace()
        let backup = try putBack(pair, in: place)
        let home = try NodeHome(opening: backup, clock: pair.clock)
        try pair.register("丙", at: home)
        try home.unload(Stick(from: pair.county, to: pair.scope))
        try pair.register("丁", at: home)

        let stick = try Stick(from: home, to: pair.scope)
        var carried: [Origin: UInt64] = [:]
        for run in try stick.messages(at: pair.county).flatMap(\.runs) {
            carried[run.origin] = run.last
        }
        let own = Set(try home.store.view { try $0.ownOrigins() })
        #expect(carried[home.origin] == nil, "the fork goes first")
        #expect(stick.bundle.heads == carried.filter { own.contains($0.key) })
    }

    @Test func `S8 a county that was put back is shown what it signed, and is brought it again`()
        throws
    {
        let pair = try Pair()
        try pair.register("甲", at: pair.station)
        try roundTrip(pair)
        let place = try TemporaryPlace()
        let backup = URL(fileURLWithPath: place.path).appendingPathComponent("n")
        try FileManager.default.copyItem(at: pair.county.directory, to: backup)
        try pair.register("乙", at: pair.station)
        try pair.register("丙", at: pair.county)
        try roundTrip(pair)

        let county = try NodeHome(opening: backup, clock: pair.clock)
        let old = county.origin
        try pair.register("丁", at: pair.station)
        let first = try county.unload(Stick(from: pair.station, to: pair.scope)).unloading
        #expect(first.isRenewed && county.origin != old)
        for _ in 0..<3 {
            try pair.station.unload(Stick(from: county, to: pair.scope))
            try county.unload(Stick(from: pair.station, to: pair.scope))
        }
        try pair.station.unload(Stick(from: county, to: pair.scope))
        for node in [county, pair.station] {
            #expect(try pair.names(at: node) == ["甲", "乙", "丙", "丁"].sorted())
            #expect(try node.store.check(scratch: node.directory).findings == [])
        }
        #expect(try pair.digest(at: county) == pair.digest(at: pair.station))
        #expect(try pair.delivery().pending == 0)
    }

    @Test func `S11 the bundle of a key that is lost by now still counts`() throws {
        let pair = try Pair()
        try pair.register("甲", at: pair.station)
        try roundTrip(pair)
        try pair.register("乙", at: pair.station)
        let stick = try Stick(from: pair.station, to: pair.scope)
        let lost = pair.station.origin
        try FileManager.default.removeItem(
            at: pair.station.directory.appendingPathComponent("keys/origin.key"))
        let home = try NodeHome.join(
            pair.invitation(replacing: lost), in: pair.station.directory, clock: pair.clock)
        try pair.county.unload(Stick(from: home, to: pair.scope))
        try pair.county.unload(stick)
        for _ in 0..<3 {
            try home.unload(Stick(from: pair.county, to: pair.scope))
            try pair.county.unload(Stick(from: home, to: pair.scope))
        }
        try home.unload(Stick(from: pair.county, to: pair.scope))
        for node in [home, pair.county] {
            #expect(try pair.names(at: node) == ["乙", "甲"].sorted())
        }
        #expect(try home.store.view { try $0.delivery() }.pending == 0)
        #expect(try pair.digest(at: home) == pair.digest(at: pair.county))
    }

    /// The stolen PC never hears of it; the county and the station's other PC judge alike.
    @Test func `S45 I22 a revocation goes by stick, and what a thief brings by one is evidence`()
        async throws
    {
        let pair = try Pair()
        try pair.register("甲", at: pair.station)
        #expect(try await pair.exchange().result == .agreed)
        let place = try TemporaryPlace()
        let other = try NodeHome.join(
            pair.invitation(), in: URL(fileURLWithPath: place.path).appendingPathComponent("n"),
            clock: pair.clock)
        #expect(try await pair.exchange(of: other).result == .agreed)
        let thief = pair.station.origin
        try pair.say(
            pair.county.store.view {
                try $0.revocation(of: thief, in: pair.scope, keeping: 1)
            })
        try pair.register("假人", at: pair.station)
        try pair.county.unload(Stick(from: pair.station, to: pair.scope))
        try other.unload(Stick(from: pair.county, to: pair.scope))
        for node in [pair.county, other] {
            #expect(try pair.names(at: node) == ["甲"])
            let kept = try node.store.exclusions(in: pair.scope)
            #expect(
                kept[Dot(origin: thief, sequence: 2)] == "revoked", "stored, and counts nowhere")
        }
        #expect(try pair.digest(at: other) == pair.digest(at: pair.county))
    }

    /// I2: nothing is in a bundle that the sidecar does not speak of.
    @Test func `before a bundle is written the sidecar covers what is in it`() throws {
        let pair = try Pair()
        try roundTrip(pair)
        let place = try TemporaryPlace()
        try pair.register("甲", at: pair.station)
        let file = "store.sqlite"
        let (live, kept) = (
            pair.station.directory.appendingPathComponent(file),
            URL(fileURLWithPath: place.path).appendingPathComponent(file)
        )
        try pair.station.store.checkpointFile()
        try FileManager.default.copyItem(at: live, to: kept)
        try pair.register("乙", at: pair.station)
        _ = try Stick(from: pair.station, to: pair.scope)
        try pair.station.store.checkpointFile()
        try FileManager.default.removeItem(at: live)
        for end in ["-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: live.path + end)
        }
        try FileManager.default.copyItem(at: kept, to: live)
        let home = try NodeHome(opening: pair.station.directory, clock: pair.clock)
        let old = home.origin
        try pair.register("丙", at: home)
        #expect(home.origin != old, "the database is behind what a stick has")
    }

    @Test func `a second PC of the township opens what is for its scope`() throws {
        let pair = try Pair()
        let place = try TemporaryPlace()
        let second = try NodeHome.join(
            pair.invitation(), in: URL(fileURLWithPath: place.path).appendingPathComponent("n"),
            clock: pair.clock)
        try pair.register("甲", at: pair.station)
        try pair.register("乙", at: second)
        for home in [pair.station, second] {
            try pair.county.unload(Stick(from: home, to: pair.scope))
        }
        let down = try Stick(from: pair.county, to: pair.scope)
        for home in [pair.station, second] {
            try home.unload(down)
            #expect(try pair.names(at: home) == ["乙", "甲"])
            #expect(try home.store.view { try $0.delivery() }.pending == 0)
        }
    }
}
