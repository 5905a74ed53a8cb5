import GRDB
import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// What is derived anew stands beside the present tables, and the two are compared by what they say.
@Suite struct DerivedAnewTests {
    private let world: World
    private let people: [Entity]
    private let records: [Entity]

    /// Each of two PCs records hours of somebody whom the other has registered: in whichever order their
    /// logs are read, somebody is mentioned before there is anybody.
    init() throws {
        world = try World(stations: 2)
        people = try world.stations.map { try $0.register("赵六\($0.origin)") }
        try world.settle()
        records = try [
            world.stations[0].record(100, of: people[1]),
            world.stations[1].record(200, of: people[0]),
        ]
        try world.stations[0].edit(people[1], Volunteer.residenceArea, .text("乙村"))
        try world.settle()
    }

    private func findings(_ replica: Replica) throws -> [CheckReport.Finding] {
        try replica.check().findings.filter { $0.what == .tables }
    }

    @Test func `a record that was mentioned before its creation is the same record`() throws {
        var renumbered = 0
        for replica in world.stations + [world.county] {
            try replica.store.pool.writeWithoutTransaction { db in
                try db.inTransaction {
                    try replica.store.deriveAnew(StoreView(db: db, vault: replica.store.vault))
                    if try !Renumbering(db).isEmpty { renumbered += 1 }
                    return .rollback
                }
            }
            #expect(try replica.check().findings == [])
        }
        #expect(renumbered > 0, "somebody has another number")
    }

    @Test
    func `S44 hours that were given to somebody else are found and named, whatever the numbers`()
        throws
    {
        for replica in world.stations + [world.county] {
            try replica.tamper(
                """
                UPDATE service_record_entry SET volunteer =
                (SELECT max(volunteer) FROM service_record_entry)
                """)
            let found = try #require(
                try findings(replica).first { $0.place == "service_record_entry" })
            #expect(found.records.count == 1)
            #expect(
                found.records.allSatisfy { records.contains($0.entity) && $0.effect == .changes })
        }
    }

    @Test func `S44 two people who have changed places are found and named`() throws {
        let ids = "(SELECT volunteer FROM service_record_entry)"
        for replica in world.stations + [world.county] {
            try replica.tamper(
                """
                CREATE TEMP TABLE two AS SELECT id, uid FROM entity WHERE id IN \(ids);
                UPDATE entity SET uid = randomblob(16) WHERE id IN \(ids);
                UPDATE entity SET uid = (SELECT uid FROM two WHERE two.id <> entity.id)
                WHERE id IN \(ids);
                DROP TABLE two
                """)
            let found = try findings(replica)
            for place in ["register", "service_record_entry"] {
                let named = Set(
                    try #require(found.first { $0.place == place }).records.map(\.entity))
                #expect(!named.isDisjoint(with: people + records), "\(place)")
            }
        }
    }

    @Test(arguments: [
        ("a write that survives and is not there", "UPDATE register SET dot = dot + 777"),
        ("a write that is forgotten", "DELETE FROM register"),
        (
            "what is known, other bytes of one length",
            "INSERT INTO known SELECT entity, grp, x'00' FROM register"
        ),
        ("a register of nobody", "INSERT INTO register VALUES(424242, 10, 5)"),
    ])
    func `S44 a hand at the registers is found`(_ given: (name: String, sql: String)) throws {
        let replica = world.stations[0]
        try replica.tamper(given.sql)
        let found = try #require(try findings(replica).first { $0.place == "register" })
        let isOfNobody = given.sql.contains("424242")
        #expect(found.records.map(\.entity) == (isOfNobody ? [] : [people[1]]))
    }

    @Test func `a row that says what is implied is no difference`() throws {
        let replica = world.stations[0]
        let change = try #require(try replica.localDot(Dot(origin: replica.origin, sequence: 1)))
        try replica.tamper(
            "INSERT INTO register SELECT ?1, grp, ?1 FROM (SELECT DISTINCT grp FROM register)",
            [change])
        #expect(try replica.check().findings == [])
    }

    @Test func `S44 a mangled personal part hides no edited row`() throws {
        let replica = world.stations[0]
        var draft = Draft(ServiceRecord.kind)
        draft[ServiceRecord.volunteer] = .reference(people[0])
        draft[ServiceRecord.seconds] = .int(300)
        draft[ServiceRecord.remark] = .text("雨天")
        try replica.commit { _ = try $0.write(draft) }
        try replica.tamper(
            """
            UPDATE personal SET sealed = zeroblob(60) WHERE dot = (
                SELECT id FROM service_record_entry WHERE seconds = 300);
            UPDATE service_record_entry SET seconds = 7 WHERE seconds = 100
            """)
        #expect(try replica.check().findings.map(\.what) == [.personalPart, .tables])
        #expect(try findings(replica).map(\.place) == ["service_record_entry"])
    }

    @Test func `S44 a digest that cannot be told hides no edited row`() throws {
        let replica = world.stations[0]
        try replica.tamper(
            """
            UPDATE register SET dot = dot + 777;
            UPDATE service_record_entry SET seconds = 7 WHERE seconds = 100
            """)
        let report = try replica.check()
        #expect(report.digests.isEmpty)
        #expect(report.findings.contains { $0.place == "service_record_entry" })
    }

    @Test func `nothing of what is derived in place is left, and the node goes on`() throws {
        let replica = world.stations[0]
        let before = try replica.registers()
        #expect(
            try replica.store.checkInPlace(comparingTables: true) { _ in }.findings == [])
        #expect(try replica.registers() == before)
        let hours = try replica.record(300, of: people[0])
        #expect(try replica.hours(hours) != nil)
        try replica.tamper("UPDATE service_record_entry SET seconds = 7 WHERE seconds = 300")
        let found = try replica.store.checkInPlace(comparingTables: true) { _ in }.findings
        #expect(found.map(\.place) == ["service_record_entry"])
        #expect(found.first?.records.map(\.entity) == [hours])
        try world.settle()
        #expect(try world.county.check().findings == [])
    }

    @Test func `S44 of a change that is gone no state is told, and nothing is derived without it`()
        throws
    {
        let replica = world.stations[0]
        let dot = try #require(try replica.localDot(Dot(origin: replica.origin, sequence: 2)))
        try replica.tamper("DROP TRIGGER change_is_never_dropped")
        try replica.tamper("DELETE FROM change WHERE dot = ?", [dot])
        let report = try replica.check()
        #expect(report.digests.isEmpty)
        #expect(report.findings.contains { $0.what == .tables })
        #expect(throws: StoreError.damaged("gap in a log")) { try replica.store.rebuild() }
        #expect(try replica.hours(records[0]) != nil, "the tables are as they were")
    }

    @Test func `a commitment that went bad makes no other record of an entry`() throws {
        let replica = world.stations[0]
        var draft = Draft(ServiceRecord.kind)
        draft[ServiceRecord.volunteer] = .reference(people[0])
        draft[ServiceRecord.seconds] = .int(300)
        draft[ServiceRecord.remark] = .text("雨天")
        let record = try replica.commit { try $0.write(draft) }
        try replica.tamper(
            """
            UPDATE personal SET commitment = zeroblob(32) WHERE dot = (
                SELECT id FROM service_record_entry WHERE seconds = 300)
            """)
        #expect(try replica.check().findings.contains { $0.what == .personalPart })
        #expect(throws: StoreError.damaged("vault")) { try replica.store.rebuild() }
        #expect(try replica.hours(record) != nil, "the tables are as they were")
    }
}
