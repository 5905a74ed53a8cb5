import Foundation
import GRDB
import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// Pages of a database, read past SQLite.
@Suite struct PageTests {
    private let world: World
    private let station: Replica

    init() throws {
        world = try World(seed: 11, stations: 1)
        station = world.stations[0]
        for index in 0..<60 { try station.register("人\(index)", phone: "1380013\(8000 + index)") }
        // A record that goes on over several pages.
        let long = try station.register("长")
        try station.edit(long, Volunteer.address, .text(String(repeating: "长", count: 3_000)))
        try world.settle()
        try station.packAll()
        try station.store.checkpointFile()
    }

    private func onPages<T>(_ body: (Database, PageReader) throws -> T) throws -> T {
        try station.store.pool.writeWithoutTransaction { try body($0, PageReader($0)) }
    }

    @Test func `the rows of every table are those that SQLite reads`() throws {
        try onPages { db, pages in
            var reader = TreeReader(pages)
            let tables = try Row.fetchAll(
                db,
                sql: "SELECT name, rootpage FROM sqlite_schema WHERE type = 'table' ORDER BY name")
            #expect(tables.count > 30)
            for table in tables {
                let shape = try TableShape(table[0], in: db)
                var found: [[DatabaseValue]] = []
                let holes = reader.forEachRow(from: table[1], isTable: shape.hasRowids) {
                    guard shape.fits($0) else { return false }
                    found.append(shape.values(of: $0))
                    return true
                }
                #expect(holes == 0, "\(shape.name)")
                let columns = shape.names.joined(separator: ", ")
                let known = try Row.fetchAll(db, sql: "SELECT \(columns) FROM \(shape.name)")
                    .map { Array($0.databaseValues) }
                #expect(Set(found) == Set(known) && found.count == known.count, "\(shape.name)")
            }
            var orphans = 0
            reader.forEachOrphan { _, records in orphans += records.count }
            let indexes = try Int.fetchOne(
                db, sql: "SELECT count(*) FROM sqlite_schema WHERE type = 'index'")
            #expect(
                orphans > 0 && indexes ?? 0 > 0, "what no table leads to are the rows of indexes")
        }
    }

    @Test func `whatever stands in a page, something or nothing is read from it`() throws {
        var dice = Dice(3)
        try onPages { _, pages in
            for number in 1...pages.count {
                let page = try #require(pages.page(number))
                for _ in 0..<20 {
                    var bytes = page
                    for _ in 0...Int.random(in: 0..<8, using: &dice) {
                        // The head and the places of the cells are what is most easily led astray.
                        let end = dice.chance(70) ? 160 : bytes.count
                        bytes[Int.random(in: 0..<end, using: &dice)] =
                            UInt8(truncatingIfNeeded: dice.next())
                    }
                    let read = BTreePage(bytes, number: number, usable: pages.usable)
                    for cell in read?.cells ?? [] {
                        #expect(cell.payload.local.count <= cell.payload.size)
                        _ = StoredRecord(Array(cell.payload.local), rowid: cell.rowid)
                    }
                }
            }
            #expect(pages.page(0) == nil && pages.page(pages.count + 1) == nil)
        }
    }
}
