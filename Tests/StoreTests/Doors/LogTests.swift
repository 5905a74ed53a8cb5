import Foundation
import GRDB
import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// The log itself: I1, and I2 with two programs on one file.
@Suite struct LogTests {
    @Test(arguments: [
        "UPDATE change SET bytes = x'00'", "UPDATE change SET dot = dot + 1",
        "UPDATE change SET leaf = leaf", "DELETE FROM change", "DELETE FROM change WHERE dot > 0",
    ])
    func `I1 the file itself refuses to alter or drop a change`(sql: String) throws {
        let world = try World(stations: 0)
        try world.county.register("甲")
        let before = try world.county.changes()
        #expect {
            try world.county.tamper(sql)
        } throws: { error in
            (error as? DatabaseError)?.message == "the log is append-only"
        }
        #expect(try world.county.changes() == before)
    }

    @Test func `I2 two programs on one file never use a sequence twice`() async throws {
        let first = try World(stations: 0).county
        let second = try Replica(seed: 1_000, scope: first.scope, in: first.place)
        #expect(first.origin == second.origin)
        let stores = [first.store, second.store]
        let (scope, author) = (first.scope, first.author)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<40 {
                group.addTask {
                    try stores[index % 2].commit(to: scope, by: author, at: Int64(index)) { door in
                        var draft = Draft(Activity.kind)
                        draft[Activity.title] = .text("\(index)")
                        try door.write(draft)
                    }
                }
            }
            try await group.waitForAll()
        }
        let changes = try first.changes()
        #expect(changes.map(\.header.sequence) == Array(1...40))
        #expect(Set(changes.map(\.leaf)).count == 40)
        #expect(try first.digest() == second.digest())
        #expect(try second.check().isSound)
    }

    @Test func `another program's commit shows, one's own does not`() throws {
        let first = try World(stations: 0).county
        let second = try Replica(seed: 1_000, scope: first.scope, in: first.place)
        let before = try first.store.dataVersion()
        try first.register("甲")
        #expect(try first.store.dataVersion() == before)
        try second.register("乙")
        #expect(try first.store.dataVersion() != before)
    }

    @Test func `a commit that throws leaves nothing behind`() throws {
        struct Changed: Error {}
        let county = try World(stations: 0).county
        try county.register("甲")
        let (vector, digest) = (try county.vector(), try county.digest())
        #expect(throws: Changed.self) {
            try county.commit { door in
                var draft = Draft(Activity.kind)
                draft[Activity.title] = .text("不要")
                try door.write(draft)
                throw Changed()
            }
        }
        #expect(try county.vector() == vector)
        #expect(try county.digest() == digest)
        #expect(try county.check().isSound)
    }

    @Test func `a draft beyond a limit never enters the log`() throws {
        let county = try World(stations: 0).county
        var draft = Draft(Activity.kind)
        draft[Activity.title] = .text(String(repeating: "长", count: Limits.textBytes / 3 + 1))
        #expect(throws: StoreError.draftTooLarge) { try county.commit { try $0.write(draft) } }
        // Nor what only its personal part would hold.
        var person = Draft(Volunteer.kind)
        person[Volunteer.address] = draft[Activity.title]
        #expect(throws: StoreError.draftTooLarge) { try county.commit { try $0.write(person) } }
        #expect(try county.vector().isEmpty)
    }

    @Test func `S12 a full disk refuses a commit whole, and the next one goes on`() throws {
        let county = try World(stations: 0).county
        try county.register("甲")
        let vector = try county.vector()
        let pages = try county.store.pool.writeWithoutTransaction { db in
            try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
        }
        try county.tamper("PRAGMA max_page_count = \(pages)")
        #expect(throws: StoreError.full) {
            for index in 0..<500 { try county.register("乙\(index)", area: "很长的村名") }
        }
        try county.tamper("PRAGMA max_page_count = 1000000")
        #expect(try county.check().isSound)
        try county.register("丙")
        let after = try county.vector()
        #expect(vector.isCovered(by: after))
        #expect(try county.check().isSound)
    }

    @Test func `a view in the file may compute, and ask nothing of the machine`() throws {
        let world = try World(stations: 0)
        try world.county.tamper(
            """
            CREATE VIEW harmless AS SELECT length(leaf) FROM change;
            CREATE VIEW curious AS SELECT file FROM pragma_database_list
            """)
        func look(_ db: Database) throws {
            #expect(try Int.fetchOne(db, sql: "PRAGMA trusted_schema") == 0)
            _ = try Int.fetchAll(db, sql: "SELECT * FROM harmless")
            #expect(throws: DatabaseError.self) {
                try String.fetchAll(db, sql: "SELECT * FROM curious")
            }
        }
        try world.county.store.pool.read(look)
        try world.county.store.pool.write(look)
    }
}
