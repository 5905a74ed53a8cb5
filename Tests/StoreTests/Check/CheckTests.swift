import Foundation
import GRDB
import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// I17, S44: equal vectors have equal digests on any node, and what a hand or a disk changed in a file is
/// found and located.
@Suite struct CheckTests {
    let world: World
    let person: Entity
    var station: Replica { world.stations[0] }

    init() throws {
        world = try World(stations: 1)
        person = try world.stations[0].register("赵六", phone: "13800000000")
        let record = try world.stations[0].record(100, of: person)
        try world.stations[0].approve(record)
        try world.stations[0].edit(person, Volunteer.residenceArea, .text("乙村"))
        try world.settle()
    }

    @Test func `station and county have one digest, and are sound`() throws {
        let (here, there) = (try station.check(), try world.county.check())
        #expect(here.findings == [])
        #expect(there.findings == [])
        #expect(here.digests == there.digests)
        #expect(here.digests[world.scope]?.hex == (try station.digest()))
        #expect(here.changes == 6)
        #expect(here.changes == there.changes)
    }

    @Test func `a check leaves nothing behind`() throws {
        let before = Set(try station.place.files.map(\.lastPathComponent))
        _ = try station.check()
        #expect(Set(try station.place.files.map(\.lastPathComponent)) == before)
    }

    /// One hand at the file, and where it is to be found. `?` stands for the local dot of the
    /// station's third change, which is the service record.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let sql: String
        let what: CheckReport.Finding.What
        /// `nil` is the record's change.
        let place: String?
    }

    static let cases: [Case] = [
        Case(
            testDescription: "a byte of a payload",
            sql: """
                UPDATE change SET bytes = CAST(substr(bytes, 1, length(bytes) - 1) || x'05' AS BLOB)
                WHERE dot = ?
                """, what: .leaf, place: nil),
        Case(
            testDescription: "the first byte of a change",
            sql: "UPDATE change SET bytes = CAST(x'FF' || substr(bytes, 2) AS BLOB) WHERE dot = ?",
            what: .leaf, place: nil),
        Case(
            testDescription: "a change cut in two",
            sql: "UPDATE change SET bytes = substr(bytes, 1, 20) WHERE dot = ?", what: .leaf,
            place: nil),
        Case(
            testDescription: "a change in another's place",
            sql: """
                UPDATE change SET bytes = (SELECT bytes FROM change c WHERE c.dot = change.dot + 1)
                WHERE dot = ?
                """, what: .leaf, place: nil),
        Case(
            testDescription: "a leaf",
            sql: "UPDATE change SET leaf = zeroblob(32) WHERE dot = ?", what: .leaf, place: nil),
        Case(
            testDescription: "a change that is gone", sql: "DELETE FROM change WHERE dot = ?",
            what: .leaf, place: nil),
        Case(
            testDescription: "the end of a log",
            sql: "DELETE FROM change WHERE dot > ? + 1", what: .receipt, place: "the log"),
        Case(
            testDescription: "seconds in a table",
            sql: "UPDATE service_record_entry SET seconds = 99 WHERE id = ?", what: .tables,
            place: "service_record_entry"),
        Case(
            testDescription: "a volunteer in a table who is nobody",
            sql: "UPDATE service_record_entry SET volunteer = 424242 WHERE id = ?",
            what: .tables, place: "service_record_entry"),
        Case(
            testDescription: "an approval that is gone",
            sql: "DELETE FROM service_record_approval WHERE id = ?", what: .tables,
            place: "service_record_approval"),
        Case(
            testDescription: "a voided record",
            sql: "INSERT INTO voided(entity, is_edited) VALUES(?, 0)", what: .tables,
            place: "voided"),
        Case(
            testDescription: "an excluded change",
            sql: "INSERT INTO excluded VALUES(?, 'refused', '', x'00')", what: .tables,
            place: "excluded"),
        Case(
            testDescription: "an agreement that is none",
            sql: "INSERT INTO conflict(entity, grp, agreement) VALUES(?, 10, 3)", what: .tables,
            place: "conflict"),
        Case(
            testDescription: "a word of authority that stands in its log alone",
            sql: "DELETE FROM authority_change WHERE ? > 0", what: .tables,
            place: "authority_change"),
        Case(
            testDescription: "a change that nobody has dealt with",
            sql: "INSERT INTO dismissed(leaf, dot) VALUES(x'00', ?)", what: .tables,
            place: "dismissed"),
        Case(
            testDescription: "what is known of a register",
            sql: "INSERT INTO known SELECT ?, 10, x'00'", what: .tables, place: "register"),
    ]

    @Test(arguments: cases)
    func `S44 what was changed in the file is found and located`(_ given: Case) throws {
        let dot = Dot(origin: station.origin, sequence: 3)
        try station.open(given.sql, at: try #require(try station.localDot(dot)))
        let place = given.place ?? "\(station.origin):3"
        let findings = try station.check().findings.filter { $0.what == given.what }
        #expect(
            findings.contains {
                given.place == "the log"
                    ? $0.place.hasPrefix("\(station.origin)") : $0.place == place
            })
    }

    @Test(arguments: [
        "UPDATE personal SET sealed = zeroblob(60) WHERE dot = ?",
        "UPDATE personal SET sealed = x'' WHERE dot = ?",
        """
        UPDATE personal SET sealed = (SELECT sealed FROM personal p WHERE p.dot <> personal.dot)
        WHERE dot = ?
        """,
    ])
    func `S44 a mangled personal part is found and located`(sql: String) throws {
        let first = Dot(origin: station.origin, sequence: 1)
        try station.open(sql, at: try #require(try station.localDot(first)))
        let place = "\(station.origin):1"
        #expect(
            try station.check().findings.contains(.init(what: .personalPart, place: place)))
    }

    @Test func `the end of another's log that is gone is found`() throws {
        try world.county.open(
            "DELETE FROM change WHERE dot >= ?",
            at: try #require(try world.county.localDot(Dot(origin: station.origin, sequence: 5))))
        let place = "\(station.origin)"
        #expect(
            try world.county.check().findings.contains(.init(what: .root, place: place)))
    }

    @Test func `a kept hash of a block that is wrong is found`() throws {
        let county = world.county
        try county.commit { door in
            for index in 0..<600 {
                var draft = Draft(Activity.kind)
                draft[Activity.title] = .text("\(index)")
                try door.write(draft)
            }
        }
        #expect(try county.check().isSound)
        try county.tamper("UPDATE subtree SET hash = zeroblob(32) WHERE dot & 1 = 1")
        let findings = try county.check().findings
        #expect(findings.contains(.init(what: .root, place: "\(county.origin):257-512")))
    }
}

extension Replica {
    /// A hand at the file that knows how to open the triggers.
    fileprivate func open(_ sql: String, at dot: Int64) throws {
        try tamper(
            "DROP TRIGGER change_is_never_altered; DROP TRIGGER change_is_never_dropped;")
        try tamper(sql, [dot])
    }
}
