import Authority
import Commands
import Foundation
import Node
import ServiceRecords
import SyncCore
import Testing
import Texts

@testable import Store

/// Two provinces under what carries between them, a county and a station in each: four levels.
private final class TierScene {
    let folder: Folder
    let clock = TransferScene.Clock()
    /// From the top down; of each level the first province's node, then the second's.
    let top: Workplace
    let provinces: [Workplace]
    let counties: [Workplace]
    let stations: [Workplace]
    private var services: [URL: SyncService] = [:]

    init() throws {
        let folder = try Folder()
        let time = clock
        func node(_ role: NodeRole, _ code: String) throws -> Workplace {
            Workplace(
                home: try NodeHome.create(
                    in: folder.url.appendingPathComponent("\(role)\(code)"), role: role,
                    code: code, name: "级\(code)", clock: time))
        }
        func invitation(to code: String, at place: Workplace) throws -> JoinFile {
            let file = folder.path("join-\(code)")
            _ = try StationCommands.invite(
                place, .init(code: code, name: "站\(code)", addresses: ["127.0.0.1:1"], file: file))
            return try JoinFile(json: try Data(contentsOf: URL(fileURLWithPath: file)))
        }
        self.folder = folder
        top = try node(.province, "10")
        let provinces = try ["62", "63"].map { try node(.province, $0) }
        let counties = try ["620102", "630102"].map { try node(.county, $0) }
        self.provinces = provinces
        self.counties = counties
        stations = try ["620102001", "630102001"].enumerated().map { index, code in
            Workplace(
                home: try NodeHome.join(
                    invitation(to: code, at: counties[index]),
                    in: folder.url.appendingPathComponent("s\(code)"), clock: time))
        }
        for index in 0..<2 {
            try provinces[index].home.join(
                above: invitation(to: provinces[index].home.code, at: top))
            try counties[index].home.join(
                above: invitation(to: counties[index].home.code, at: provinces[index]))
        }
        try heal(rounds: 4)
    }

    /// Everybody meets the node above; what each has learnt it says on.
    func heal(rounds: Int = 3) throws {
        for _ in 0..<rounds {
            for index in 0..<2 {
                try exchange(stations[index], counties[index])
                try exchange(counties[index], provinces[index])
                try exchange(provinces[index], top)
            }
            for index in 0..<2 {
                try exchange(provinces[index], top)
                try exchange(counties[index], provinces[index])
                try exchange(stations[index], counties[index])
            }
        }
    }

    private func exchange(_ below: Workplace, _ above: Workplace) throws {
        let service =
            services[above.home.directory]
            ?? SyncService(home: above.home, log: TransferScene.log)
        services[above.home.directory] = service
        let outcome = try Daemon(
            home: below.home, transport: DirectTransport(to: above.home, service),
            watchesStore: false, log: TransferScene.log
        ).exchangeOnce()
        #expect(outcome.result == .agreed, "\(outcome)")
        for place in [below, above] { try place.home.publishScopes() }
    }

    func scope(_ index: Int) throws -> Scope {
        try #require(try stations[index].home.stationScope())
    }
}

/// Tiers of other versions between two stations (S36, S40). What is unknown here is what a newer version has
/// written: every node of these stories is the older one.
@Suite struct TierTests {
    private let scene: TierScene

    init() throws { scene = try TierScene() }

    private func register(at place: Workplace) throws {
        var fields = VolunteerFields()
        fields.name = "张三"
        fields.idNumber = TransferScene.person
        _ = try VolunteerCommands.add(place, fields)
    }

    private func serve(at place: Workplace, days: ClosedRange<Int>) throws {
        for day in days {
            _ = try HoursCommands.add(
                place,
                HoursFields(
                    volunteer: TransferScene.person, activity: "值班",
                    start: "2026-03-0\(day) 09:00", end: "2026-03-0\(day) 10:00"))
        }
    }

    private func seconds(at place: Workplace) throws -> Int {
        try HoursCommands.total(place).data()["seconds"] as? Int ?? -1
    }

    /// Of a kind and a group of tomorrow.
    private static let companion = Dossier.Companion(kind: 4_000, bytes: [7, 7])
    private static let tomorrow = Fields([3: .text("明日")])

    /// A release as a newer version would write it: with a field that nobody here knows, and a profile of which
    /// the same is true.
    private func releaseOfANewerVersion(from place: Workplace, to taker: Scope) throws -> Entity {
        let scope = try scene.scope(0)
        let word = try place.store.view { view in
            let card = try #require(try view.volunteers(limit: 1).first)
            let line = try #require(try view.directory().first { $0.scope == taker })
            let release = TransferWord.Release(
                volunteer: card.entity, taker: taker, restsOn: [], asOf: scene.clock.now,
                accounts: [try view.account(of: [card.entity], in: scope)])
            let sealed = try ProfileSeal.seal(
                Dossier.bytes(
                    try view.profile(of: card.entity).merging([200: Self.tomorrow]) { $1 },
                    companions: [Self.companion], to: "63"
                ).bytes,
                to: line.exchangeKey,
                beside: Dossier.purpose(giver: scope, volunteer: card.entity, taker: taker))
            let subject = Subject(home: scope, root: card.entity)
            return (TransferWord(.release(release), of: subject), sealed)
        }
        guard case .groups(var groups) = word.0.open else { throw StoreError.busy }
        var fields = groups[0].fields
        fields[99] = .text("another version's")
        groups[0] = .init(groups[0].group, fields)
        let open = OpenPart.groups(groups)
        return try place.store.commit(to: scope, by: place.home.author, at: scene.clock.now) {
            door in
            let part = PersonalPart(
                salt: [UInt8](repeating: 5, count: PersonalPart.saltBytes),
                group: AuthorityChange.group, fields: Fields([Dossier.field: .bytes(word.1)]))
            return try door.append(
                kind: SystemKind.transfer, entity: nil, open: open, content: .held(part),
                context: door.context
            ).entity
        }
    }

    @Test func `S36: a transfer between provinces passes an older tier in the middle whole`() throws
    {
        let (a, b) = (scene.stations[0], scene.stations[1])
        try register(at: a)
        try serve(at: a, days: 1...3)
        try scene.heal()
        let id = try releaseOfANewerVersion(from: a, to: scene.scope(1))
        try scene.heal()
        _ = try TransferCommands.accept(b, String(id.description.prefix(12)))
        scene.clock.advance(days: 1)
        try serve(at: b, days: 4...5)
        try scene.heal()
        #expect(try TransferCommands.list(a).transfers.map(\.state) == ["closed"])
        #expect(try TransferCommands.list(b).transfers.map(\.state) == ["active"])
        #expect(try TransferCommands.list(b).transfers.map(\.seconds) == [5 * 3_600])
        // Byte for byte: the name of a statement is the hash of all that stands in it.
        for (index, place) in [a, b].enumerated() {
            let scope = try scene.scope(index)
            let held = try place.store.view {
                try $0.transferStatements(in: scope)
            }.first { $0.statement.id == id }
            let groups = try #require(held).change.canonical.groups
            let fields = try #require(groups.first { _ in true }).fields
            #expect(fields[99].map { fields.value($0) } == .text("another version's"))
        }
        #expect(try seconds(at: a) == 3 * 3_600 && seconds(at: b) == 2 * 3_600)
        for place in [scene.top, scene.provinces[0]] {
            let people = try place.store.view { try $0.volunteers(limit: 9) }
            #expect(people.allSatisfy { $0.name == nil && $0.idNumber == nil })
        }
        #expect(try seconds(at: scene.top) == 5 * 3_600)
    }

    @Test func `S40: what the one in the middle does not know of a person goes on with them`()
        throws
    {
        let (a, b) = (scene.stations[0], scene.stations[1])
        try register(at: a)
        try scene.heal()
        let first = try releaseOfANewerVersion(from: a, to: scene.scope(1))
        try scene.heal()
        _ = try TransferCommands.accept(b, String(first.description.prefix(12)))
        try scene.heal()
        // The one in the middle works with what it knows, and shows nothing of the rest.
        var fields = VolunteerFields()
        fields.phones = ["13900001111"]
        _ = try VolunteerCommands.edit(b, TransferScene.person, fields)
        let shown = try VolunteerCommands.show(b, TransferScene.person).text(in: .zh)
        #expect(!shown.contains("明日") && !shown.contains("未识别"))
        let done = try TransferCommands.release(
            b, volunteer: TransferScene.person, to: a.home.code)
        try scene.heal()
        let second = try #require(done.transfer.value)
        let home = try scene.scope(0)
        let dossier = try a.store.view { view in
            let release = try #require(
                try view.transferStatements(in: home).map(\.statement).first {
                    "\($0.id)" == second
                })
            return try a.home.dossier(
                of: #require(release.release), by: release.scope,
                view.personalPart(of: release.id, in: home))
        }
        let bytes = try #require(dossier)
        #expect(Dossier.groups(bytes)?[200] == Self.tomorrow)
        #expect(Dossier.companions(bytes) == [Self.companion])
        #expect(
            Dossier.draft(bytes, entity: nil)?[Volunteer.phones] == .list([.text("13900001111")]))
        // Nobody above the county in the middle reads it.
        for place in [scene.provinces[1], scene.top] {
            let people = try place.store.view { try $0.volunteers(limit: 9) }
            #expect(!people.isEmpty)
            for person in people {
                let profile = try place.store.view { try $0.profile(of: person.entity) }
                #expect(profile[Volunteer.unread.group] == nil)
            }
        }
    }

    @Test func `categories of a province stay there, and whoever releases is told`() throws {
        let (a, b) = (scene.stations[0], scene.stations[1])
        try register(at: a)
        let own = String(a.home.code.prefix(2)) + "07"
        let card = try #require(try a.store.view { try $0.volunteers(limit: 1).first })
        _ = try a.store.commit(to: scene.scope(0), by: a.home.author, at: scene.clock.now) {
            var draft = Draft(Volunteer.kind, entity: card.entity)
            draft[Volunteer.serviceCategories] = .list([.text("0003"), .text(own)])
            return try $0.write(draft)
        }
        try scene.heal()
        let done = try TransferCommands.release(
            a, volunteer: TransferScene.person, to: b.home.code)
        #expect(done.text(in: .zh).contains("没有带走：\(own)"))
        try scene.heal()
        let id = try #require(done.transfer.value)
        _ = try TransferCommands.accept(b, String(id.prefix(12)))
        let there = try VolunteerCommands.show(b, TransferScene.person)
        #expect(there.text(in: .zh).contains("支教助学") || there.text(in: .zh).contains("0003"))
        #expect(!there.text(in: .zh).contains(own))
    }

    @Test func `S40: kinds and groups that nobody in the middle knows pass byte for byte`() throws {
        let station = scene.stations[0]
        try register(at: station)
        let scope = try scene.scope(0)
        let secret = PersonalPart(
            salt: [UInt8](repeating: 6, count: PersonalPart.saltBytes), group: 7,
            fields: Fields([1: .text("王小二")]))
        try station.store.commit(to: scope, by: station.home.author, at: scene.clock.now) { door in
            // A kind of tomorrow, and an edit of it; a group of tomorrow of a kind of today.
            let entity = try door.append(
                kind: 4_000, entity: nil,
                open: .groups([
                    .init(7, Fields([1: .int(1), 60: .list([.text("x"), .bool(true)])]))
                ]),
                content: .held(secret), context: door.context
            ).entity
            try door.append(
                kind: 4_000, entity: entity,
                open: .groups([.init(8, Fields([2: .bytes([1, 2])]))]),
                content: .none, context: door.context)
            let person = try #require(try door.view.volunteers(limit: 1).first).entity
            try door.append(
                kind: Volunteer.kind.number, entity: person,
                open: .groups([.init(200, Fields([3: .text("明日")]))]), content: .none,
                context: door.context)
        }
        try scene.heal()
        let origin = station.home.origin
        let bytes = try station.store.view { try $0.canonicalBytes(of: origin, in: scope) }
        let digest = try station.store.view { try $0.stateDigest(of: scope) }
        let registers = try station.store.registers(in: scope).count
        #expect(bytes.count >= 4 && digest != nil)
        for place in [scene.counties[0], scene.provinces[0], scene.top] {
            #expect(
                try place.store.view { try $0.canonicalBytes(of: origin, in: scope) } == bytes)
            #expect(try place.store.view { try $0.stateDigest(of: scope) } == digest)
            #expect(try place.store.registers(in: scope).count == registers)
            let held = try place.store.heldParts(in: scope).logged.contains(secret.commitment)
            #expect(held == (place.home.role == .county), "who somebody is stays below")
        }
    }
}
