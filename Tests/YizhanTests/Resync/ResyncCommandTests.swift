import Authority
import Foundation
import Logging
import Node
import ServiceRecords
import Store
import SyncCore
import Testing
import Texts

@testable import Commands

/// `resync` and what it refuses, through the functions that every edge calls.
@Suite struct ResyncCommandTests {
    private let place: RecordPlace
    private var county: Workplace { place.county }
    private var station: Workplace { place.station }
    private let code = "620102001"
    private let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    init() throws { place = try RecordPlace() }

    private func start(
        _ level: String, at workplace: Workplace? = nil, stations: [String] = [],
        plan: String? = nil, all: Bool = false, kind: String? = nil, since: String? = nil
    ) throws -> ResyncStarted {
        try ResyncCommands.start(
            workplace ?? station,
            .init(
                level: level, stations: stations, all: all, kind: kind, since: since, plan: plan),
            log: log)
    }

    private func working(_ login: String) -> Workplace {
        Workplace(home: county.home, login: login)
    }

    private func people() throws {
        for (login, role) in [("cao", Role.countyOperator), ("guan", .administrator)] {
            _ = try UserCommands.add(county, login: login, name: "某某", role: role.name, code: nil)
        }
    }

    private func changes(_ workplace: Workplace) throws -> Int {
        try workplace.store.view { try $0.scopes() }.reduce(0) { $0 + $1.changes }
    }

    @Test func `a time by another clock may be anything`() throws {
        let scope = try #require(try station.home.stationScope())
        let targets = [station.home.origin]
        _ = try station.store.commit(to: scope, by: station.home.author, at: .min) {
            try $0.write(.instruct(.init(.verify, expires: .max, targets: targets)))
        }
        #expect(try ResyncCommands.status(station).instructions.count == 1)
    }

    // MARK: Preview

    @Test func `a plan says everything that it has to say, and changes nothing`() throws {
        try place.register()
        let before = try changes(station)
        let plan = try ResyncCommands.plan(station, .init(level: "refetch"))
        let data = try plan.data()
        for key in ["undelivered", "bundle", "local", "remote", "bytes", "seconds", "approval"] {
            #expect(data[key] != nil, "\(key)")
        }
        #expect(plan.undelivered.value ?? 0 > 0 && plan.bundle.value != nil)
        #expect(plan.remote.adds > 0 && plan.remote.kinds.contains { $0.names == ["张三"] })
        #expect(try changes(station) == before)
        #expect(try ResyncCommands.plan(station, .init(level: "refetch")).plan == plan.plan)
        try place.makeConflict()
        #expect(try ResyncCommands.plan(station, .init(level: "refetch")).plan != plan.plan)
    }

    @Test func `S44 a plan names the damaged change and the edited record`() throws {
        try place.register()
        try tamper("UPDATE volunteer_service SET service_area = 'X'")
        let plan = try ResyncCommands.plan(station, .init(level: "verify"))
        #expect(plan.exit == .no && plan.suspicion.value == "edited-table")
        #expect(plan.remedy.value == "rebuild" && plan.local.changes == 1)
        #expect(plan.local.kinds.first?.names == ["张三"])
        #expect(try start("verify").exit == .no)
        #expect(try start("rebuild").exit == .done)
        #expect(try ResyncCommands.plan(station, .init(level: "verify")).findings.isEmpty)
    }

    @Test func `S44 a plan names a damaged change that nobody else has, and whose it is`() throws {
        try place.register()
        let person = try #require(
            try station.store.view { try $0.volunteers(withIDNumber: RecordPlace.idNumber) }.first)
        try DiskHand.flip("(SELECT max(dot) FROM change)", in: station.home.directory.path)
        let plan = try ResyncCommands.plan(station, .init(level: "verify"))
        #expect(plan.exit == .no && plan.suspicion.value == "bit-rot")
        #expect(plan.findings.first?.what == "leaf")
        #expect(plan.findings.first?.records == [person.entity.description])
        #expect(plan.text(in: .en).contains(RecordReference.short(person.entity)))
        // It cannot be put aside whole, so a refetch does not begin.
        let refetch = try start("refetch")
        #expect(refetch.instructions.map(\.state) == ["failed"])
    }

    @Test func `I16 without room for what is put aside nothing is started`() throws {
        try place.register()
        let home = station.home
        let tight = try NodeHome(
            home.store, files: NodeFolder(home.keys), in: home.directory, clock: home.clock,
            randomness: home.randomness, safety: FolderSafety { _ in 1_000 })
        let pending = try home.store.view { try $0.undeliveredWrites() }
        for level in ["refetch", "rebuild"] {
            let started = try start(level, at: Workplace(home: tight))
            #expect(started.exit == .disk, "\(level)")
            #expect(started.instructions.map(\.reason) == ["no-room"])
            #expect(started.text(in: .en).contains("no room"))
        }
        #expect(FolderSafety.kept(home).isEmpty)
        #expect(try home.store.setting("resync-job") == "", "nothing goes on with it")
        #expect(try home.store.view { try $0.undeliveredWrites() } == pending)
        let file = home.directory.appendingPathComponent(Store.fileName + ".refetch")
        #expect(!FileManager.default.fileExists(atPath: file.path))
    }

    private func tamper(_ sql: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        let file = station.home.directory.appendingPathComponent(Store.fileName).path
        process.arguments = [
            "-c",
            "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); "
                + "db.execute(sys.argv[2]); db.commit()", file, sql,
        ]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }

    // MARK: Asking

    @Test func `what cannot be asked for starts nothing`() throws {
        try place.register()
        let before = (try changes(station), try changes(county))
        let refused: [(String, Commands.ExitStatus, () throws -> ResyncStarted)] = [
            ("unknown-level", .usage, { try start("nuke") }),
            ("use-station-replace", .usage, { try start("replace") }),
            ("use-resolve-all", .usage, { try start("resolve-all") }),
            ("not-at-station", .usage, { try start("verify", stations: [code]) }),
            ("not-at-station", .usage, { try start("verify", all: true) }),
            (
                "which-stations", .usage,
                { try start("verify", at: county, stations: [code], all: true) }
            ),
            (
                "unknown-station", .inputNotFound,
                { try start("verify", at: county, stations: ["620102999"]) }
            ),
            ("not-narrowed", .usage, { try start("rebuild", kind: "volunteer") }),
            ("unknown-kind", .usage, { try start("verify", kind: "cat") }),
            ("since-to-come", .usage, { try start("verify", since: "2099-01-01") }),
            ("no-level-above", .usage, { try start("refetch", at: county) }),
            ("no-level-above", .usage, { try start("retry", at: county) }),
            ("plan-stale", .temporary, { try start("verify", plan: "0000000000000000") }),
        ]
        for (word, exit, body) in refused {
            let found = try problem { try body() }
            #expect(found.code == word && found.exit == exit, "\(word): \(found.code)")
        }
        let unknown = try problem { try ResyncCommands.cancel(station, "abcdef") }
        #expect(unknown.code == "unknown-instruction" && unknown.exit == .inputNotFound)
        #expect(try (changes(station), changes(county)) == before)
        let foreseen = try problem {
            try ResyncCommands.plan(county, .init(level: "refetch"))
        }
        #expect(foreseen.code == "no-level-above", "a plan does not promise what cannot begin")
        let named = try problem { try start("resolve") }
        #expect(!named.message.text(in: .en).contains("replace"), "no level that is refused")
    }

    @Test func `a plan names what a station lacks, by what it had in front of it`() throws {
        try carry(from: county, to: station, code)
        try place.register()
        try carry(from: station, to: county, nil)
        let order = ResyncOrder(level: "refetch", stations: [code])
        #expect(try ResyncCommands.plan(county, order).remote == .init())
        try phone("13900139002", at: county)
        let plan = try ResyncCommands.plan(county, order)
        #expect(plan.remote.changes == 1 && plan.remote.adds == 0)
        #expect(plan.remote.kinds.map(\.names) == [["张三"]])
    }

    @Test func `an aggregator instructs itself, and no station hears of it`() throws {
        try place.register()
        let before = (try changes(station), try changes(county))
        let trying = Workplace(home: county.home, isDryRun: true)
        #expect(try start("verify", at: trying).instructions.map(\.station) == ["620102"])
        #expect(try county.store.view { try $0.ownScope() } == nil, "a try opens nothing")
        let plan = try ResyncCommands.plan(county, .init(level: "verify"))
        #expect(plan.stations == ["620102"] && plan.undelivered.value != nil)
        #expect(try county.store.view { try $0.ownScope() } == nil, "nor does a plan")
        let done = try start("verify", at: county)
        #expect(done.exit == .done && done.instructions.map(\.state) == ["done"])
        #expect(try start("rebuild", at: county).exit == .done)
        let status = try ResyncCommands.status(county).instructions
        #expect(status.map(\.level).sorted() == ["rebuild", "verify"])
        #expect(status.allSatisfy { $0.station.value == "620102" })
        #expect(try (changes(station), changes(county)) == before, "of their scopes")
        try people()
        let refused = try problem { try start("verify", at: working("guan")) }
        #expect(refused.code == "no-role" && refused.exit == .notPermitted)
    }

    @Test func `S43 an open instruction is not asked for again, and can be cancelled`() throws {
        let first = try start("verify", at: county, stations: [code])
        let again = try start("verify", at: county, all: true)
        #expect(first.instructions[0].isNew && !again.instructions[0].isNew)
        #expect(first.instructions[0].id == again.instructions[0].id)
        let id = try #require(first.instructions[0].id.value)
        #expect(try ResyncCommands.status(county).instructions.map(\.state) == ["ready"])
        _ = try ResyncCommands.cancel(county, String(id.prefix(8)))
        #expect(try ResyncCommands.status(county).instructions.map(\.state) == ["cancelled"])
        let over = try problem { try ResyncCommands.cancel(county, id) }
        #expect(over.code == "is-over" && over.exit == .no)
        #expect(try start("verify", at: county, all: true).instructions[0].isNew)
    }

    @Test func `a try writes nothing`() throws {
        let trying = Workplace(home: county.home, isDryRun: true)
        let before = try changes(county)
        let tried = try start("refetch", at: trying, all: true)
        #expect(tried.dryRun && tried.instructions[0].id.value == nil)
        #expect(try changes(county) == before)
    }

    // MARK: The second person

    @Test func `I16 a refetch waits for a second person, who is not the first`() throws {
        try people()
        let asked = try start("refetch", at: working("cao"), stations: [code])
        #expect(asked.exit == .waitingForApproval)
        let id = try #require(asked.instructions[0].id.value)
        #expect(
            try ResyncCommands.status(county).instructions.map(\.state) == ["waiting-for-approval"])
        let nobody = try problem { try ResyncCommands.approve(county, id) }
        #expect(nobody.exit == .notPermitted)
        let same = try problem { try ResyncCommands.approve(working("cao"), id) }
        #expect(same.code == "own-request" && same.exit == .notPermitted)
        _ = try ResyncCommands.approve(working("guan"), id)
        #expect(try ResyncCommands.status(county).instructions.map(\.state) == ["ready"])
        #expect(try start("verify", at: working("cao"), stations: [code]).exit == .done)
    }

    @Test func `I16 a declined refetch is over`() throws {
        try people()
        let asked = try start("refetch", at: working("cao"), stations: [code])
        let request = try #require(asked.instructions[0].approval.value)
        _ = try ApprovalCommands.answer(
            working("guan"), request, approving: false, reason: "不必")
        #expect(try ResyncCommands.status(county).instructions.map(\.state) == ["declined"])
    }

    // MARK: One side everywhere

    @Test func `a decision in bulk is taken back by forward changes, within thirty days`() throws {
        let id = try decidedInBulk()
        #expect(try ConflictCommands.list(station).conflicts.isEmpty)
        let entry = try #require(try ResyncCommands.status(station).instructions.first)
        #expect(entry.id == id && entry.level == "resolve-all" && entry.state == "done")
        let before = try changes(station)
        let undone = try ResyncCommands.undo(station, entry.id)
        #expect(undone.records == 1 && undone.left == 0)
        #expect(try changes(station) > before)
        #expect(try ConflictCommands.list(station).conflicts.count == 1)
        let twice = try problem { try ResyncCommands.undo(station, entry.id) }
        #expect(twice.code == "already-undone" && twice.exit == .no)
    }

    @Test
    func `what somebody has written about since stays as it is when a decision is taken back`()
        throws
    {
        let id = try decidedInBulk()
        try phone("13900139003", at: station)
        let undone = try ResyncCommands.undo(station, id)
        #expect(undone.records == 0 && undone.left == 1)
        #expect(try ConflictCommands.list(station).conflicts.isEmpty)
        #expect(undone.text(in: .en).contains("1 that somebody has written about since"))
    }

    /// Neither end knows of the other's, so what stood before is written twice.
    @Test func `I9 taken back at both ends, each version is there once to be chosen`() throws {
        let id = try decidedInBulk()
        try carry(from: station, to: county, nil)
        _ = try ResyncCommands.undo(station, id)
        try reopen(at: county)
        try carry(from: county, to: station, code)
        let listed = try #require(try ConflictCommands.list(station).conflicts.first)
        #expect(listed.versions == 2 && listed.authors.count == 2)
        let shown = try #require(
            try ConflictCommands.show(station, listed.id).conflicts.first)
        #expect(shown.versions.map(\.number) == [1, 2])
        #expect(Set(shown.versions.map(\.fields)).count == 2)
        #expect(shown.choices.map(\.choice) == ["1", "2"])
        let resolved = try ConflictCommands.resolve(
            station, .init(record: listed.id, choice: .number(2), token: shown.token))
        #expect(resolved.notTaken.map(\.fields) == [shown.versions[0].fields])
        #expect(try ConflictCommands.list(station).conflicts.isEmpty)
    }

    /// The county takes back the same decision.
    private func reopen(at workplace: Workplace) throws {
        let found = try workplace.store.view {
            try $0.volunteers(withIDNumber: RecordPlace.idNumber)
        }
        let record = try #require(found.first).entity
        _ = try ConflictCommands.reopen(workplace, record.description)
    }

    /// A conflict that the station has settled in bulk; the instruction.
    private func decidedInBulk() throws -> String {
        try place.register()
        try carry(from: station, to: county, nil)
        try phone("13900139001", at: station)
        try phone("13900139002", at: county)
        try carry(from: county, to: station, code)
        let resolved = try ConflictCommands.resolveAll(station, .init(side: .station)) { _, _ in
            true
        }
        #expect(resolved.resolved == 1)
        return try #require(try ResyncCommands.status(station).instructions.first).id
    }

    private func phone(_ number: String, at workplace: Workplace) throws {
        let scope = try #require(try station.home.stationScope())
        let found = try workplace.store.view {
            try $0.volunteers(withIDNumber: RecordPlace.idNumber)
        }
        var draft = Draft(Volunteer.kind, entity: try #require(found.first).entity)
        draft[Volunteer.phones] = .list([.text(number)])
        _ = try workplace.store.commit(
            to: scope, by: workplace.home.author, at: RecordPlace.now
        ) { try $0.edit(draft) }
    }

    /// By a stick.
    private func carry(from sender: Workplace, to reader: Workplace, _ code: String?) throws {
        let file = place.folder.path("\(UUID().uuidString).yzb")
        _ = try BundleCommands.export(sender, file: file, to: code, cutsPieces: false)
        _ = try BundleCommands.take(reader, file: file, receipt: nil)
    }

    @Test func `what has written nothing has nothing to be taken back`() throws {
        let done = try start("rebuild")
        let id = try #require(done.instructions[0].id.value)
        let none = try problem { try ResyncCommands.undo(station, id) }
        #expect(none.code == "nothing-to-undo" && none.exit == .no)
    }
}
