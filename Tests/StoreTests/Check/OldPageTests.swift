import Foundation
import GRDB
import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// S44: a disk that puts an old page of a table or of an index back leaves a file of sound pages. What people see
/// is less than was recorded, and a check says so.
@Suite struct OldPageTests {
    private static let pageSize = 4_096
    private let world: World
    private let station: Replica
    private let person: Entity
    /// The station's file before the last entries, and with them.
    private let (earlier, later): (Data, Data)

    init() throws {
        world = try World(seed: 5, stations: 1)
        station = world.stations[0]
        person = try station.register("赵六", phone: "13800000000")
        for hour in 1...3 { try station.record(Int64(hour * 60), of: person) }
        try world.settle()
        earlier = try Self.image(station)
        for hour in 4...6 { try station.record(Int64(hour * 60), of: person) }
        try station.register("孙七", phone: "13800000001")
        later = try Self.image(station)
    }

    private static func file(_ place: TemporaryPlace) -> URL {
        place.url.appendingPathComponent(Store.fileName)
    }

    private static func image(_ replica: Replica) throws -> Data {
        try replica.store.checkpointFile()
        return try Data(contentsOf: file(replica.place))
    }

    /// The station with the root of a tree, its only page, as it was earlier.
    private func withOldPage(of tree: String) throws -> Replica {
        let root = try station.store.read { db in
            try Int.fetchOne(
                db, sql: "SELECT rootpage FROM sqlite_schema WHERE name = ?", arguments: [tree])
        }
        let start = (try #require(root) - 1) * Self.pageSize
        let page = start..<start + Self.pageSize
        try #require(earlier[page] != later[page] && [2, 10, 13].contains(later[start]))
        var bytes = later
        bytes.replaceSubrange(page, with: earlier[page])
        let place = try TemporaryPlace()
        for (name, bytes) in station.place.nodeFiles.image {
            place.nodeFiles.replace(name, with: bytes)
        }
        try bytes.write(to: Self.file(place))
        return try Replica(
            seed: 5 &* 1_000 &+ 1, scope: world.scope, authority: world.county.signer.publicKey,
            in: place)
    }

    /// The tree, and the index that does not fit.
    private static let trees = [
        ("service_record_entry", "service_record_entry.service_record_by_volunteer"),
        ("service_record_by_volunteer", "service_record_entry.service_record_by_volunteer"),
        ("entity", "entity.sqlite_autoindex_entity_1"),
        ("sqlite_autoindex_entity_1", "entity.sqlite_autoindex_entity_1"),
    ]

    @Test(arguments: trees)
    func `S44 an old page is found with the index that does not fit, and a rebuild heals it`(
        _ tree: String, _ place: String
    ) throws {
        let hurt = try withOldPage(of: tree)
        #expect(try hurt.store.fileFinding() == "index \(place)", "a patrol finds it, too")
        #expect(try hurt.store.condition().damage == "index \(place)")
        let found = try hurt.check()
        #expect(found.findings.contains(.init(what: .index, place: place)))
        #expect(!found.findings.contains { $0.what == .file })
        let isTable = !place.hasSuffix(tree)
        #expect(found.findings.contains { $0.what == .tables } == isTable, "of the logs' records")
        try hurt.store.rebuild()
        #expect(try hurt.check().findings == [])
        #expect(try hurt.store.fileFinding() == nil)
        #expect(try hurt.store.view { try $0.hours(limit: 99) }.count == 6)
    }

    @Test func `S44 rows that a table has lost are named, whatever an index still counts`() throws {
        let found = try withOldPage(of: "service_record_entry").check()
        let table = found.findings.first {
            $0.what == .tables && $0.place == "service_record_entry"
        }
        #expect(table?.records.map(\.effect) == [.adds, .adds, .adds])
    }
}

/// What an index may hold otherwise than its table.
@Suite struct IndexComparisonTests {
    /// A table with one index of each kind, of which `hand` may alter the table behind the index's back.
    /// - Parameter shape: what the schema says of the index afterwards; nil for what it is.
    private func misfits(
        _ index: String, _ hand: String, row ids: String = "", as shape: String? = nil
    ) throws -> [String] {
        let queue = try DatabaseQueue()
        return try queue.writeWithoutTransaction { db in
            try db.execute(
                sql: """
                    CREATE TABLE t(id INTEGER PRIMARY KEY, number, name TEXT, bytes BLOB)\(ids);
                    CREATE INDEX i ON t\(index);
                    INSERT INTO t VALUES
                    (1, 5, 'a', x'00'), (2, -5, 'ab', x'0000'), (3, NULL, '', x''), (4, 5, NULL, x'0001'),
                    (5, 2.5, 'b', NULL), (6, 9223372036854775807, 'a', x'01FF'), (7, -2.5, 'a', x'02'),
                    (8, 'x', 'z', x'03'), (9, 1e300, 'z', x'04'), (10, -1e300, 'z', x'FF')
                    """)
            // Without the index in the schema nobody keeps it up.
            let row = try Row.fetchOne(
                db, sql: "SELECT * FROM sqlite_schema WHERE name = 'i'")
            try db.execute(
                sql: "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name = 'i'")
            try Self.readSchemaAgain(db)
            try db.execute(sql: hand)
            let kept = try #require(row)
            try db.execute(
                sql: "INSERT INTO sqlite_schema VALUES(?, ?, ?, ?, ?)",
                arguments: StatementArguments(
                    kept.databaseValues.dropLast()
                        + ["CREATE INDEX i ON t\(shape ?? index)".databaseValue]))
            try Self.readSchemaAgain(db)
            return try IndexComparison.run(db).map(\.place)
        }
    }

    private static func readSchemaAgain(_ db: Database) throws {
        let version = try Int.fetchOne(db, sql: "PRAGMA schema_version") ?? 0
        try db.execute(sql: "PRAGMA schema_version = \(version + 1)")
        db.clearSchemaCache()
    }

    private static let indexes = [
        "(number)", "(name)", "(bytes)", "(name, number)", "(bytes, name)",
        "(number) WHERE number IS NOT NULL", "(name) WHERE bytes IS NOT NULL",
    ]

    @Test(arguments: indexes)
    func `an index that fits is none of them, whatever stands in its cells`(index: String) throws {
        #expect(try misfits(index, "SELECT 1") == [])
        #expect(try misfits(index, "SELECT 1", row: " WITHOUT ROWID") == [])
    }

    @Test(arguments: indexes)
    func `an index with an entry too few, too many, or another one does not fit`(
        index: String
    ) throws {
        for hand in [
            "INSERT INTO t VALUES(11, 1, 'c', x'05')", "DELETE FROM t WHERE id = 1",
            "UPDATE t SET number = 6, name = 'y', bytes = x'06' WHERE id = 1",
            "UPDATE t SET id = 12 WHERE id = 1",
            """
            UPDATE t SET number = 5 - number, name = iif(name = 'a', 'z', 'a'), bytes = bytes || x'07'
            WHERE id IN (1, 6)
            """,
        ] {
            #expect(try misfits(index, hand) == ["t.i"], "\(hand)")
            // No table of ours has both.
            guard !index.contains("WHERE") else { continue }
            #expect(try misfits(index, hand, row: " WITHOUT ROWID") == ["t.i"], "\(hand)")
        }
    }

    @Test func `an index does not fit whose entries stand where no search comes by`() throws {
        #expect(try misfits("(number DESC)", "SELECT 1", as: "(number)") == ["t.i"])
        #expect(try misfits("(bytes DESC)", "SELECT 1", as: "(bytes)") == ["t.i"])
    }

    @Test func `a partial index with the entry of a row that is none of its own does not fit`()
        throws
    {
        let index = "(name) WHERE bytes IS NULL"
        #expect(try misfits(index, "UPDATE t SET bytes = x'08' WHERE id = 5") == ["t.i"])
        #expect(try misfits(index, "UPDATE t SET bytes = NULL WHERE id = 1") == ["t.i"])
    }
}
