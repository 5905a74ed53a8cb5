import Authority
import Foundation
import GRDB
import SyncCore
import Testing

@testable import Node
@testable import Store

/// A store of an older version is backed up, and the backup read back, before anything of it is altered.
@Suite struct UpgradeTests {
    private let pair: Pair
    private var station: NodeHome { pair.station }
    private let file: URL

    /// A station whose store the version before this one has written: its structure is what the migrations
    /// up to the last but one give, its rows are real.
    init() async throws {
        pair = try Pair()
        for number in 0..<5 { try pair.register("人\(number)", at: pair.station) }
        _ = try await pair.exchange()
        try pair.register("未送", at: pair.station)
        file = pair.station.directory.appendingPathComponent(Store.fileName)
        try Self.makeOlder(file)
    }

    static var older: [String] { Array(Migrations.migrator.migrations.dropLast()) }

    private static func makeOlder(_ file: URL) throws {
        let old = file.appendingPathExtension("old")
        let queue = try DatabaseQueue(path: old.path)
        try Migrations.migrator.migrate(queue, upTo: #require(older.last))
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "ATTACH ? AS present", arguments: [file.path])
            try db.inTransaction {
                for table in try String.fetchAll(
                    db,
                    sql: """
                        SELECT name FROM main.sqlite_schema WHERE type = 'table'
                        AND name NOT IN ('grdb_migrations') AND name NOT LIKE 'sqlite_%'
                        """)
                {
                    let columns = try db.columns(in: table).map(\.name).joined(separator: ", ")
                    try db.execute(sql: "DELETE FROM \(table)")
                    try db.execute(
                        sql: """
                            INSERT INTO \(table)(\(columns))
                            SELECT \(columns) FROM present.\(table)
                            """)
                }
                try db.execute(sql: "DELETE FROM setting WHERE name = 'derived-shape'")
                return .commit
            }
            try db.execute(sql: "DETACH present")
        }
        try queue.close()
        for ending in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: file.path + ending)
        }
        try FileManager.default.moveItem(at: old, to: file)
    }

    private func applied() throws -> Set<String> {
        let queue = try DatabaseQueue(path: file.path)
        defer { try? queue.close() }
        return Set(
            try queue.read {
                try String.fetchAll($0, sql: "SELECT identifier FROM grdb_migrations")
            })
    }

    private func open() throws -> NodeHome {
        try NodeHome(opening: station.directory, clock: pair.clock)
    }

    private var backups: [URL] {
        FolderSafety.kept(station).filter { $0.pathExtension == "yzk" }
    }

    @Test func `an older store is backed up, verified and then migrated`() throws {
        #expect(try applied() == Set(Self.older))
        let home = try open()
        #expect(try applied().count == Self.older.count + 1)
        #expect(try pair.names(at: home).count == 6)
        #expect(try home.safety.check(home).isSound)
        #expect(try Backup.lastVerified(home.store) != nil)
        let made = try #require(backups.first)
        #expect(backups.count == 1)
        let manifest = try Backup(home).verify(made)
        #expect(manifest.portrait.findings == 0 && manifest.role == "station")
        _ = try open()
        #expect(backups.count == 1, "what is up to date is left alone")
    }

    @Test func `what was backed up is the older file, and is restored by this program`() throws {
        _ = try open()
        let made = try #require(backups.first)
        let place = try TemporaryPlace()
        let key = try station.keys.read(KeyFolder.scope(pair.scope))
        var reader = try BackupReader(made, key: key)
        let unpacked = URL(fileURLWithPath: place.path).appendingPathComponent("u")
        try FileManager.default.createDirectory(at: unpacked, withIntermediateDirectories: true)
        _ = try reader.extract(to: unpacked)
        let queue = try DatabaseQueue(path: unpacked.appendingPathComponent(Store.fileName).path)
        let found = try queue.read {
            try String.fetchAll($0, sql: "SELECT identifier FROM grdb_migrations")
        }
        #expect(Set(found) == Set(Self.older))
        try queue.close()
        let empty = URL(fileURLWithPath: place.path).appendingPathComponent("r")
        let (restored, _) = try NodeHome.restore(made, key: key, to: empty, clock: pair.clock)
        #expect(try pair.names(at: restored).count == 6)
        #expect(FolderSafety.kept(restored).isEmpty, "the backup it came from is enough")
    }

    @Test func `without a backup nothing is migrated, and nothing is changed`() throws {
        // Where the folder of backups would be, a file is.
        let folder = station.directory.appendingPathComponent(FolderSafety.backups)
        try Data().write(to: folder)
        #expect(throws: UpgradeRefused(word: "disk")) { try open() }
        #expect(try applied() == Set(Self.older))
        try FileManager.default.removeItem(at: folder)
        // The key that it would be sealed to is gone.
        let key = station.keys.folder.appendingPathComponent(KeyFolder.scope(pair.scope))
        let aside = key.appendingPathExtension("aside")
        try FileManager.default.moveItem(at: key, to: aside)
        #expect(throws: KeyError.missing(KeyFolder.scope(pair.scope))) { try open() }
        #expect(try applied() == Set(Self.older) && backups.isEmpty)
        try FileManager.default.moveItem(at: aside, to: key)
        #expect(try pair.names(at: open()).count == 6)
        #expect(backups.count == 1)
    }
}
