import Foundation
import GRDB
import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// S44: what somebody edited past the program is found in passing, a few records at a time.
@Suite struct RecordCheckTests {
    private let world: World
    private let person: Entity
    private let record: Entity
    private var station: Replica { world.stations[0] }

    init() throws {
        world = try World(stations: 1)
        person = try world.stations[0].register("赵六", phone: "13800000000")
        record = try world.stations[0].record(100, of: person)
        try world.stations[0].approve(record)
        try world.stations[0].edit(person, Volunteer.residenceArea, .text("乙村"))
        try world.settle()
    }

    /// A whole round, in looks of a few.
    private func round(
        of replica: Replica, count: UInt64 = 3
    ) throws -> (tables: [String: Set<Entity?>], damages: Int, looks: Int) {
        var (tables, damages, looks): ([String: Set<Entity?>], Int, Int) = ([:], 0, 0)
        var place: PatrolPlace?
        repeat {
            let (found, next) = try replica.store.patrol(from: place, count: count)
            damages += found.damages.count
            for (table, record) in found.tables { tables[table, default: []].insert(record) }
            looks += 1
            place = next
        } while place != nil
        return (tables, damages, looks)
    }

    @Test(arguments: UInt64(1)...8)
    func `I3 after any history a patrol finds nothing`(seed: UInt64) throws {
        var history = try RandomHistory(seed: seed)
        try history.run(steps: 70)
        for replica in history.replicas {
            let found = try round(of: replica, count: 7)
            #expect(found.tables.isEmpty && found.damages == 0, "seed \(seed): \(found.tables)")
        }
    }

    @Test func `a look is of a few, and a round sees all`() throws {
        let found = try round(of: station, count: 2)
        #expect(found.tables.isEmpty)
        #expect(found.looks >= 4, "six changes and two records, two at a time")
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let sql: String
        let table: String
    }

    static let cases: [Case] = [
        Case(
            testDescription: "a number",
            sql: "UPDATE service_record_entry SET seconds = 99 WHERE id = ?",
            table: "service_record_entry"),
        Case(
            testDescription: "a person who is nobody",
            sql: "UPDATE service_record_entry SET volunteer = 424242 WHERE id = ?",
            table: "service_record_entry"),
        Case(
            testDescription: "a row that is gone",
            sql: "DELETE FROM service_record_approval WHERE id = ?",
            table: "service_record_approval"),
        Case(
            testDescription: "a row too many",
            sql: "INSERT INTO service_record_correction(id, dot, reversed) VALUES(?1, ?1, 1)",
            table: "service_record_correction"),
        Case(
            testDescription: "a void that nobody wrote",
            sql: "INSERT INTO voided(entity, is_edited) VALUES(?, 0)", table: "voided"),
        Case(
            testDescription: "a register that has forgotten a write",
            sql: "DELETE FROM register WHERE entity = ?", table: "register"),
    ]

    @Test(arguments: cases)
    func `S44 a hand at the tables is found in passing, with the record`(_ given: Case) throws {
        let third = try #require(try station.localDot(Dot(origin: station.origin, sequence: 3)))
        try station.hand(given.sql, at: third)
        let found = try round(of: station)
        // A row that no register gives names nobody.
        #expect(found.tables[given.table]?.isSubset(of: [record, nil]) == true, "\(found.tables)")
        #expect(found.damages == 0)
        try station.store.rebuild()
        #expect(try round(of: station).tables.isEmpty, "a rebuild heals it")
    }

    @Test func `S44 a row of no record is found too`() throws {
        try station.hand(
            "INSERT INTO service_record_entry(id, dot, seconds) VALUES(? + 77777, 5, 1)",
            at: try #require(try station.localDot(Dot(origin: station.origin, sequence: 3))))
        #expect(try round(of: station).tables == ["service_record_entry": [nil]])
    }

    @Test func `a damaged change is named as that, and keeps nobody from looking on`() throws {
        try station.hand(
            "UPDATE change SET bytes = substr(bytes, 1, 20) WHERE dot = ?",
            at: try #require(try station.localDot(Dot(origin: station.origin, sequence: 3))))
        let found = try round(of: station)
        #expect(found.damages == 1)
        #expect(found.tables.isEmpty)
    }

    // MARK: Narrowed

    @Test func `a narrowed check compares tables of what is meant, and logs whole`() throws {
        let dot = try #require(try station.localDot(Dot(origin: station.origin, sequence: 3)))
        try station.hand("UPDATE service_record_entry SET seconds = 99 WHERE id = ?", at: dot)
        func places(_ narrowing: Narrowing) throws -> [String] {
            try station.store.check(scratch: station.place.url, of: narrowing).findings.map(\.place)
        }
        #expect(try places(.none) == ["service_record_entry"])
        #expect(
            try places(.init(kind: ServiceRecord.kind.number)) == ["service_record_entry"])
        #expect(try places(.init(kind: Volunteer.kind.number)) == [])
        #expect(try places(.init(since: station.clock)) == ["service_record_entry"])
        #expect(try places(.init(since: station.clock + 1)) == [])
        // A later write of the record puts it among those that are meant.
        station.clock += 10
        try station.approve(record)
        #expect(try places(.init(since: station.clock)) == ["service_record_entry"])
        try station.hand(
            "UPDATE change SET bytes = substr(bytes, 1, 20) WHERE dot = ?",
            at: try #require(try station.localDot(Dot(origin: station.origin, sequence: 1))))
        #expect(
            try places(.init(kind: ServiceRecord.kind.number, since: station.clock))
                .contains("\(station.origin):1"))
    }

    @Test func `damages are parted by what the tables say of them`() throws {
        for sequence in [1, 3] as [UInt64] {
            try station.hand(
                "UPDATE change SET bytes = substr(bytes, 1, 20) WHERE dot = ?",
                at: try #require(
                    try station.localDot(Dot(origin: station.origin, sequence: sequence))))
        }
        let damages = try station.store.damages()
        #expect(damages.map(\.sequence) == [1, 3])
        func meant(_ narrowing: Narrowing) throws -> [UInt64] {
            let parted = try station.store.parted(damages, by: narrowing)
            #expect(parted.meant.count + parted.rest.count == 2)
            return parted.meant.map(\.sequence)
        }
        #expect(try meant(.none) == [1, 3])
        #expect(try meant(.init(kind: Volunteer.kind.number)) == [1])
        #expect(try meant(.init(kind: ServiceRecord.kind.number)) == [3])
        #expect(try meant(.init(since: .max)) == [1, 3], "what cannot be told is meant")
    }
}

extension Replica {
    /// A hand at the file that knows how to open the triggers.
    fileprivate func hand(_ sql: String, at dot: Int64) throws {
        try tamper("DROP TRIGGER IF EXISTS change_is_never_altered")
        try tamper(sql, [dot])
    }
}
