import Foundation
import Node
import Store
import SyncCore
import Testing

@testable import Commands

/// Backups are read back, opened by their key alone, and put back as a new origin.
@Suite struct BackupCommandTests {
    private let place: RecordPlace
    private var station: Workplace { place.station }
    private var file: String { place.folder.path("one.yzk") }

    init() throws {
        place = try RecordPlace()
        try place.register()
    }

    private func key(_ code: String? = "620102001") throws -> String {
        let path = place.folder.path("key-\(UUID().uuidString)")
        _ = try BackupCommands.key(place.county, station: code, file: path)
        return path
    }

    private func restore(_ key: String, _ name: String = "again") throws -> BackupRestored {
        try BackupCommands.restore(
            file: file, keyFile: key, to: place.folder.url.appendingPathComponent(name))
    }

    @Test func `a backup opens with the key that the county keeps, and goes on as a new origin`()
        throws
    {
        let made = try BackupCommands.create(station, file: file)
        #expect(made.changes > 0 && made.bytes > 0)
        #expect(try BackupCommands.verify(station, file: file).findings == 0)
        let before = station.home.origin
        let restored = try restore(key())
        #expect(restored.origin != before.description && restored.code == "620102001")
        let home = try NodeHome(opening: place.folder.url.appendingPathComponent("again"))
        #expect(try home.store.ownOrigins().first == before)
        let found = try VolunteerCommands.list(Workplace(home: home), find: "张三")
        #expect(found.count == 1)
    }

    @Test func `an aggregator's opens with its own key, written out for a safe`() throws {
        _ = try BackupCommands.create(place.county, file: file)
        let wrong = try problem { try restore(key()) }
        #expect(wrong.code == "wrong-key" && wrong.exit == .notPermitted)
        #expect(try restore(key(nil)).code == "620102")
    }

    @Test func `nothing of a damaged or torn backup is put back`() throws {
        _ = try BackupCommands.create(station, file: file)
        let whole = try Data(contentsOf: URL(fileURLWithPath: file))
        let key = try key()
        for place in stride(from: 0, to: whole.count, by: whole.count / 23) {
            var bytes = whole
            bytes[place] ^= 1
            try bytes.write(to: URL(fileURLWithPath: file))
            let found = try problem { try restore(key) }
            #expect(
                ["backup-damaged", "not-a-backup", "wrong-key"].contains(found.code),
                "byte \(place): \(found.code)")
        }
        for length in [0, 5, 60, whole.count / 2, whole.count - 1] {
            try whole.prefix(length).write(to: URL(fileURLWithPath: file))
            let found = try problem { try restore(key) }
            #expect(["backup-damaged", "not-a-backup"].contains(found.code), "\(length)")
        }
        let again = place.folder.url.appendingPathComponent("again")
        let left = try FileManager.default.subpathsOfDirectory(atPath: again.path)
        #expect(!left.contains(Store.fileName) && !left.contains { $0.hasPrefix("keys/") })
        try whole.write(to: URL(fileURLWithPath: file))
        #expect(try restore(key).changes > 0)
    }

    @Test func `what is there is left alone, and what is not there is said`() throws {
        _ = try BackupCommands.create(station, file: file)
        let key = try key()
        let occupied = try problem {
            try BackupCommands.restore(
                file: file, keyFile: key, to: station.home.directory)
        }
        #expect(occupied.code == "occupied" && occupied.exit == .badInput)
        let twice = try problem { try BackupCommands.create(station, file: file) }
        #expect(twice.code == "output-exists")
        let missing = try problem { try BackupCommands.verify(station, file: "/nowhere") }
        #expect(missing.exit == .inputNotFound)
        let noKey = try problem {
            try BackupCommands.restore(
                file: file, keyFile: file, to: place.folder.url.appendingPathComponent("x"))
        }
        #expect(noKey.code == "bad-key-file" && noKey.exit == .badInput)
    }

    @Test func `the node's own backups are listed, and no scratch is left behind`() throws {
        #expect(try BackupCommands.list(station).backups.isEmpty)
        _ = try BackupCommands.create(station, file: nil)
        let list = try BackupCommands.list(station)
        #expect(list.backups.count == 1 && list.lastVerified.value != nil)
        let names = try FileManager.default.contentsOfDirectory(
            atPath: station.home.directory.path)
        #expect(!names.contains { $0.hasPrefix("backup-scratch") || $0.hasPrefix("check-") })
    }

    @Test func `I18 after an erasure no backup of the node's own shows who was erased`() throws {
        _ = try BackupCommands.create(station, file: nil)
        #expect(FolderSafety.kept(station.home).count == 1)
        try station.home.safety.forgetErased(of: station.home)
        #expect(FolderSafety.kept(station.home).isEmpty)
    }

    @Test func `I18 what could not be removed after an erasure is still owed`() throws {
        try station.store.set("kept-pending", "1")
        #expect(throws: SafetyError.self) {
            try station.store.forgetAside { throw SafetyError("disk") }
        }
        var times = 0
        for _ in 0..<2 { try station.store.forgetAside { times += 1 } }
        #expect(times == 1)
    }

    @Test func `what was put aside is kept for thirty days, bundles as well`() throws {
        _ = try BackupCommands.create(station, file: nil)
        let folder = station.home.directory.appendingPathComponent(FolderSafety.bundles)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data([1]).write(to: folder.appendingPathComponent("20260301T010000Z-7.yzb"))
        #expect(FolderSafety.kept(station.home).count == 2)
        for file in FolderSafety.kept(station.home) {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 0)], ofItemAtPath: file.path)
        }
        station.home.safety.sweep(station.home)
        #expect(FolderSafety.kept(station.home).isEmpty)
    }

    /// A disk of their own, to which somebody lets the backups go by a link, with what lies on it.
    private func foreignDisk() throws -> URL {
        let disk = place.folder.url.appendingPathComponent("disk")
        let stamp = "20260301T010000Z-7"
        for folder in ["photos", "\(stamp).yzb"] {
            let url = disk.appendingPathComponent(folder)
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            try Data([1]).write(to: url.appendingPathComponent("a.jpg"))
        }
        for name in ["tax.doc", "copy.yzk", "\(stamp).yzk.bak", "\(stamp).doc", "x\(stamp).yzk"] {
            try Data([2]).write(to: disk.appendingPathComponent(name))
        }
        try FileManager.default.createSymbolicLink(
            at: disk.appendingPathComponent("\(stamp).yzk"),
            withDestinationURL: disk.appendingPathComponent("tax.doc"))
        for name in [FolderSafety.backups, FolderSafety.bundles] {
            try FileManager.default.createSymbolicLink(
                at: station.home.directory.appendingPathComponent(name), withDestinationURL: disk)
        }
        for name in try FileManager.default.subpathsOfDirectory(atPath: disk.path) {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 0)],
                ofItemAtPath: disk.appendingPathComponent(name).path)
        }
        return disk
    }

    @Test func `nothing is swept out of backups and safety but files that the program has named`()
        throws
    {
        let disk = try foreignDisk()
        func names() throws -> Set<String> {
            Set(try FileManager.default.subpathsOfDirectory(atPath: disk.path))
        }
        let foreign = try names()
        _ = try BackupCommands.create(station, file: nil)
        let made = try #require(try BackupCommands.list(station).backups.first?.file)
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 0)], ofItemAtPath: made)
        station.home.safety.sweep(station.home)
        #expect(try names() == foreign, "its own is gone after thirty days, and nothing else")
        _ = try BackupCommands.create(station, file: nil)
        try station.home.safety.forgetErased(of: station.home)
        #expect(try foreign.isSubset(of: names()))
        #expect(try BackupCommands.list(station).backups.isEmpty)
    }

    @Test func `no check and no backup clears away what it has not made in the data directory`()
        throws
    {
        let directory = station.home.directory
        // No process has such a number.
        let folders = ["check-999999999-photos", "backup-scratch-999999999-photos"]
        for name in folders + ["check-999999999-0a.sqlite"] {
            try FileManager.default.createDirectory(
                at: directory.appendingPathComponent(name), withIntermediateDirectories: true)
        }
        let left = [
            "check-999999999-0b.sqlite-wal", "backup-scratch-999999999-\(UUID().uuidString)",
        ]
        for name in left { try Data([1]).write(to: directory.appendingPathComponent(name)) }
        _ = try station.home.safety.check(station.home, .none)
        _ = try BackupCommands.create(station, file: nil)
        let names = Set(try FileManager.default.contentsOfDirectory(atPath: directory.path))
        #expect(names.isSuperset(of: folders + ["check-999999999-0a.sqlite"]))
        #expect(names.isDisjoint(with: left), "what was left by processes that are no more")
    }
}
