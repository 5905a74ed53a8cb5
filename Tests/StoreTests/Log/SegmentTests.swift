import Foundation
import GRDB
import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// The older part of a log in segments: it reads as before, the file guards it as it does the rest, and
/// damage is found in it.
@Suite struct SegmentTests {
    let world: World
    let station: Replica
    let people: [Entity]

    /// A station with forty changes, personal parts and a later write among them, and a county that has them.
    init() throws {
        world = try World(seed: 7, stations: 1)
        station = world.stations[0]
        var people: [Entity] = []
        for index in 0..<30 {
            people.append(try station.register("人\(index)", phone: "1380013\(8000 + index)"))
        }
        for index in 0..<10 { try station.record(Int64(60 * index + 60), of: people[index]) }
        try station.edit(people[3], Volunteer.education, .text("高中"))
        self.people = people
        try world.settle()
    }

    @Test func `I1 I4 packed changes are byte for byte what they were`() throws {
        for index in 0..<9 { try station.register("后\(index)") }
        let before = try Everything(of: station)
        #expect(before.figures.pendingBytes > 0)
        let packed = (try station.length() - 2) / 8 * 8
        #expect(try station.packAll() == packed)
        // The rest of its own, and the county's word that it is admitted.
        #expect(try station.count("change") == station.length() - packed + 1)
        #expect(try station.count("segment") == packed / 8 && station.count("packed") == packed)
        #expect(try Everything(of: station) == before)
        #expect(try station.check().isSound)
        try station.store.rebuild()
        #expect(try Everything(of: station) == before)
    }

    @Test func `packed changes are sent on, and written over`() throws {
        for replica in [station, world.county] { try replica.packAll() }
        let newcomer = try world.invite()
        try world.settle()
        #expect(try newcomer.changes().count == world.county.changes().count)
        try newcomer.edit(people[3], Volunteer.education, .text("大专"))
        try newcomer.edit(people[4], Volunteer.education, .text("小学"))
        try world.settle()
        try world.settle()
        for replica in [station, newcomer] {
            #expect(try replica.digest() == world.county.digest())
        }
        let group = try #require(Volunteer.kind.group(Volunteer.education.group))
        let shown = try station.store.view { try $0.shown(group, of: people[3]) }
        #expect(shown?[Volunteer.education.number] == .text("大专"))
        #expect(try station.store.view { try $0.conflictCount() } == 0)
    }

    @Test func `a log is packed from its beginning, and its end is kept`() throws {
        var packing = Store.Packing()
        packing.changes = 10
        packing.kept = try station.length() - 9
        #expect(try station.store.pack(packing) == 0, "too little has come to rest")
        packing.kept = try station.length() - 15
        #expect(try station.store.pack(packing) == 10)
        #expect(try station.store.pack(packing) == 0)
        let own = try #require(try station.localDot(Dot(origin: station.origin, sequence: 1)))
        let rest = try station.store.read { db in
            try Int64.fetchAll(
                db, sql: "SELECT dot - ?1 + 1 FROM change WHERE dot >> 40 = ?1 >> 40",
                arguments: [own])
        }
        #expect(rest == Array(11...Int64(try station.length())))
    }

    @Test(arguments: [
        "UPDATE packed SET leaf = leaf", "DELETE FROM packed", "UPDATE segment SET bytes = x'00'",
        "DELETE FROM segment", "DELETE FROM change", "UPDATE segment SET count = 1",
        "DELETE FROM packed WHERE dot & 7 = 3",
        "REPLACE INTO packed(dot, leaf) SELECT dot, x'' FROM packed",
        "REPLACE INTO segment(dot, count, bytes) SELECT dot, 1, x'' FROM segment",
    ])
    func `I1 the file itself refuses to alter or drop what is packed`(sql: String) throws {
        try station.packAll()
        let before = try station.changes()
        #expect {
            try station.tamper(sql)
        } throws: { error in
            (error as? DatabaseError)?.message == "the log is append-only"
        }
        #expect(try station.changes() == before)
    }

    @Test func `S44 every byte of a segment that is altered is found, and where`() throws {
        try station.packAll()
        let packed = try #require(
            try station.store.read { try Data.fetchOne($0, sql: "SELECT bytes FROM segment") })
        try station.tamper("DROP TRIGGER segment_is_never_altered")
        for place in stride(from: 0, to: packed.count, by: 7) {
            var altered = packed
            altered[place] ^= 0x10
            try station.tamper(
                "UPDATE segment SET bytes = ? WHERE dot = (SELECT min(dot) FROM segment)", [altered]
            )
            let findings = try station.check().findings
            let isLocated = findings.contains { finding in
                finding.what == .leaf
                    && (1...8).contains { finding.place == "\(station.origin):\($0)" }
            }
            // Some bits of a frame say nothing of what it unpacks to.
            #expect(isLocated || Self.content(altered) == Self.content(packed), "byte \(place)")
        }
        try station.tamper("UPDATE segment SET bytes = ? WHERE dot & 0xFFFF = 1", [packed])
        #expect(try station.check().isSound)
    }

    private static func content(_ packed: Data) -> [[UInt8]]? {
        let first = LocalDot(log: 1, sequence: 1)
        let segment = try? Segment(at: first, count: 8, unpacking: [UInt8](packed))
        return segment.map { segment in (0..<8).map { Array(segment[segment.dot($0)]) } }
    }

    @Test func `a segment that does not unpack is said, and the rest goes on`() throws {
        try station.packAll()
        try station.tamper(
            "DROP TRIGGER segment_is_never_altered; UPDATE segment SET bytes = x'0105FF'")
        #expect(throws: StoreError.self) { _ = try station.changes() }
        let length = try station.length()
        try station.register("新")
        #expect(try station.length() > length)
        #expect(try station.total().columns.isEmpty == false)
    }

    @Test func `a branch is set aside from the middle of a segment on`() throws {
        try station.packAll()
        let before = try station.changes().filter { $0.header.origin == station.origin }
        let aside = try station.setAside(beyond: 12)
        #expect(aside == Array(before[12...]))
        let left = try station.changes().filter { $0.header.origin == station.origin }
        #expect(left == Array(before[..<12]))
        #expect(try station.count("segment") == 1 && station.count("evidence") == before.count - 12)
        try station.packAll()
        #expect(try station.changes().filter { $0.header.origin == station.origin } == left)
    }

    @Test func `a branch is set aside from the end of a segment on`() throws {
        try station.packAll()
        try station.setAside(beyond: 8)
        #expect(try station.vector()[station.origin] == 8)
        #expect(try station.count("segment") == 1)
    }

    @Test func `a segment takes no more than it can unpack`() throws {
        let large = (0..<40).map { [UInt8](repeating: UInt8($0), count: 60_000) }
        let (count, bytes) = Segment.packing(large)
        #expect(count == 9)
        let segment = try Segment(at: LocalDot(log: 1, sequence: 1), count: count, unpacking: bytes)
        #expect(Array(segment[LocalDot(log: 1, sequence: 9)]) == large[8])
        #expect(bytes.count < 2_000)
    }

    @Test func `no bytes in the place of a segment bring a node down`() throws {
        let changes = (1...5).map { [UInt8](repeating: UInt8($0), count: $0 * 40) }
        let (count, whole) = Segment.packing(changes)
        var dice = Dice(5)
        for _ in 0..<3_000 {
            var bytes = whole
            switch Int.random(in: 0..<3, using: &dice) {
            case 0: bytes.removeLast(1 + Int.random(in: 0..<bytes.count, using: &dice))
            case 1:
                bytes[Int.random(in: 0..<bytes.count, using: &dice)] = UInt8(
                    Int.random(in: 0..<256, using: &dice))
            default:
                bytes = (0..<Int.random(in: 0..<40, using: &dice)).map { _ in
                    UInt8(Int.random(in: 0..<256, using: &dice))
                }
            }
            let segment = try? Segment(
                at: LocalDot(log: 1, sequence: 1),
                count: count + Int.random(in: 0..<3, using: &dice) - 1,
                unpacking: bytes)
            if let segment { #expect(segment.count <= count + 1) }
        }
        for count in [Int.min, -1, 0, 6, Int.max] {
            #expect(throws: StoreError.self) {
                _ = try Segment(at: LocalDot(log: 1, sequence: 1), count: count, unpacking: whole)
            }
        }
    }
}

/// What a node tells of itself, in every way in which a log is read.
private struct Everything: Equatable {
    let changes: [Change]
    let summary: [Dot: Hash]
    let digest: String?
    let export: [String]
    let histories: [[LocalDot]]
    let figures: Store.Figures

    init(of replica: Replica) throws {
        changes = try replica.changes()
        summary = try replica.store.summary(of: replica.scope)
        digest = try replica.digest()
        var lines: [String] = []
        try replica.store.exportLogs(at: replica.clock) { line in
            if case .change(let change, let commitment, let leaf) = line {
                lines.append("\(change.bytes) \(commitment) \(leaf)")
            }
        }
        export = lines
        histories = try replica.store.read { db in
            let log = LogTable(db: db)
            guard let scope = try log.scope(replica.scope) else { return [] }
            let entities = try Data.fetchAll(db, sql: "SELECT uid FROM entity ORDER BY id")
            return try entities.compactMap { Entity(bytes: $0) }
                .map { try RecordHistory(of: $0, in: scope, log: log).writes.map(\.dot) }
        }
        figures = try replica.store.view { try $0.figures(answered: []) }
    }
}

extension Replica {
    /// Of its own log.
    fileprivate func length() throws -> Int { Int(try vector()[origin]) }

    fileprivate func count(_ table: String) throws -> Int {
        try store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") ?? -1 }
    }

    @discardableResult
    fileprivate func setAside(beyond point: UInt64) throws -> [Change] {
        try store.write { db in
            let log = store.writer.log(db)
            guard let scope = try log.scope(scope), let row = try log.log(origin, in: scope.id)
            else { return [] }
            return try EvidenceTable(log: log).setAside(row, beyond: point, vault: store.vault)
        }
    }
}
