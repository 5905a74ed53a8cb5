import Authority
import Commands
import Foundation
import Node
import Store
import SyncCore
import Testing
import Texts

/// What `node doctor` finds by itself, each with its word, its sentence and what to do.
@Suite struct DoctorTests {
    /// What is done to a station, and what is found then. A disk that is full is the machine's affair.
    enum Ailment: String, CaseIterable {
        case none, trouble, sidecarGone, sidecarMangled, formerKeyGone, clockUnset, keysOpen

        var found: [String] {
            switch self {
            case .none: []
            case .trouble: ["trouble"]
            case .sidecarGone, .sidecarMangled: ["sidecar-lost"]
            case .formerKeyGone: ["key-missing"]
            case .clockUnset: ["clock-unset"]
            case .keysOpen: ["keys-exposed"]
            }
        }

        func befall(_ place: RecordPlace) throws {
            let keys = place.station.home.keys.folder
            let sidecar = keys.appendingPathComponent("sidecar")
            switch self {
            case .none, .clockUnset: break
            case .trouble: try place.station.store.set("trouble", "broken-root")
            case .sidecarGone: try FileManager.default.removeItem(at: sidecar)
            case .keysOpen:
                try FileManager.default.setAttributes(
                    [.posixPermissions: 0o644],
                    ofItemAtPath: keys.appendingPathComponent("vault.key").path)
            case .sidecarMangled: try Data("x\n".utf8).write(to: sidecar)
            case .formerKeyGone:
                try FileManager.default.removeItem(at: sidecar)
                let home = try NodeHome(opening: place.station.home.directory)
                let workplace = Workplace(home: home)
                _ = try VolunteerCommands.importList(
                    workplace, file: try place.folder.write("w.csv", "姓名\n李四"))
                try FileManager.default.removeItem(at: keys.appendingPathComponent("origin.key"))
            }
        }

        func examine(_ place: RecordPlace) throws -> DoctorReport {
            var clock = RecordPlace.StandingClock(now: RecordPlace.now)
            if self == .clockUnset { clock = .init(now: 1_000) }
            let home = try NodeHome(opening: place.station.home.directory, clock: clock)
            return try DoctorCommands.examine(Workplace(home: home))
        }
    }

    @Test(arguments: Ailment.allCases)
    func whatIsWrongIsFoundAndNothingIsChanged(ailment: Ailment) throws {
        let place = try RecordPlace()
        try place.register()
        try ailment.befall(place)
        let before = try place.stationFiles()
        let report = try ailment.examine(place)
        let found = report.findings.filter { $0.code != "disk-low" }
        #expect(found.map(\.code) == ailment.found)
        #expect(report.exit == (report.findings.isEmpty ? .done : .no))
        #expect(try place.stationFiles() == before)
        for finding in found {
            for language in Language.allCases {
                let lines = report.text(in: language).split(separator: "\n")
                #expect(lines.contains { $0.hasSuffix("→ \(finding.remedy)") })
            }
        }
    }

    @Test func aNodeThatIsWellHasNothingToDo() throws {
        let place = try RecordPlace()
        try place.register()
        let report = try DoctorCommands.examine(place.station, all: true)
        #expect(report.incidents.isEmpty)
        #expect(report.text(in: .zh).contains("没有恢复过旧备份"))
        #expect(report.text(in: .en).contains("no backup was put back"))
    }

    @Test func whatHappenedIsToldForThirtyDaysAndForEverIfAsked() throws {
        let place = try RecordPlace()
        try place.register()
        let keys = place.station.home.keys.folder
        try FileManager.default.removeItem(at: keys.appendingPathComponent("sidecar"))
        func workplace(_ days: Int64) throws -> Workplace {
            let clock = RecordPlace.StandingClock(now: RecordPlace.now + days * 86_400_000)
            return Workplace(
                home: try NodeHome(opening: place.station.home.directory, clock: clock))
        }
        _ = try VolunteerCommands.importList(
            try workplace(0), file: try place.folder.write("w.csv", "姓名\n李四"))
        let asked: [(Int64, Bool, Int)] = [(29, false, 1), (31, false, 0), (31, true, 1)]
        for (days, all, count) in asked {
            let report = try DoctorCommands.examine(try workplace(days), all: all)
            #expect(report.incidents.map(\.kind) == Array(repeating: "sidecar", count: count))
            let status = try StatusCommands.status(try workplace(days))
            #expect(status.incidents == (days < 30 ? 1 : 0))
            #expect(status.text(in: .zh).contains("yizhan node doctor") == (days < 30))
        }
        let told = try DoctorCommands.examine(try workplace(1))
        #expect(told.text(in: .zh).contains("恢复过旧备份"))
        #expect(told.text(in: .en).contains("a backup was put back"))
        let incident = try #require((try told.data()["incidents"] as? [[String: Any]])?.first)
        #expect(incident["kind"] as? String == "sidecar")
        #expect(incident["successor"] as? String == (try workplace(0)).home.origin.description)
    }

    /// A revoked PC drew a key, wrote, and lost it before the county heard of it.
    @Test func `entries under a name that nobody has admitted are named, with who can admit them`()
        throws
    {
        let place = try RecordPlace(addresses: ["127.0.0.1:1"])
        try place.exchange()
        let (home, code) = (place.station.home, "620102001")
        _ = try KeyCommands.revoke(place.county, origin: home.origin.description, code: code)
        let lost = try #require(try home.store.replaceRevokedKey(at: 7))
        var fields = VolunteerFields()
        fields.name = "王芳"
        _ = try VolunteerCommands.add(place.station, fields)
        _ = try home.store.replaceRevokedKey(at: 8)
        let file = place.folder.path("new.json")
        _ = try StationCommands.invite(
            place.county, .init(code: code, addresses: ["127.0.0.1:1"], file: file))
        _ = try NodeHome.join(
            try JoinFile(json: try Data(contentsOf: URL(fileURLWithPath: file))),
            in: home.directory, clock: RecordPlace.StandingClock(now: RecordPlace.now))
        for _ in 0..<2 { try place.exchange() }
        func found() throws -> DoctorReport.Finding? {
            try DoctorCommands.examine(place.station).findings.first {
                $0.code == "entries-not-admitted"
            }
        }
        let finding = try #require(try found())
        #expect(finding.origin.value == lost.description && finding.count.value == 1)
        #expect(finding.remedy == "yizhan station admit --code \(code) --origin \(lost)")
        _ = try StationCommands.admit(place.county, origin: lost.description, code: code)
        try place.exchange()
        #expect(try found() == nil)
    }

    /// What is asked, and how it ends.
    static let admissions: [(atCounty: Bool, String?, code: String?, Commands.ExitStatus)] = [
        (false, nil, nil, .notPermitted), (false, "012345", nil, .notPermitted),
        (true, "012345", nil, .inputNotFound), (true, "", nil, .inputNotFound),
        (true, nil, "999999999", .inputNotFound),
        (true, "012345", "620102001", .inputNotFound),
    ]

    @Test(arguments: admissions.indices)
    func aWordOfAdmissionIsTheCountysAndOnlyForWhoWaits(index: Int) throws {
        let place = try RecordPlace()
        let asked = Self.admissions[index]
        let refused = try problem {
            let here = asked.atCounty ? place.county : place.station
            guard let origin = asked.1 else {
                return try StationCommands.waiting(here, code: asked.code).waiting.count
            }
            return try StationCommands.admit(here, origin: origin, code: asked.code).origin.count
        }
        #expect(refused.exit == asked.3)
        #expect(try StationCommands.waiting(place.county).waiting.isEmpty)
    }
}

extension RecordPlace {
    /// Every file of the station but those that SQLite keeps beside the database.
    fileprivate func stationFiles() throws -> [String: Data] {
        let directory = station.home.directory
        var contents: [String: Data] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: directory.path)
        where !path.hasSuffix("-shm") {
            contents[path] = FileManager.default.contents(
                atPath: directory.appendingPathComponent(path).path)
        }
        return contents
    }
}
