import Authority
import Commands
import Foundation
import Testing

@Suite struct StationTests {
    @Test func anInvitationIsReadableByItsOwnerAlone() throws {
        let place = try RecordPlace()
        let attributes = try FileManager.default.attributesOfItem(
            atPath: place.folder.path("join.json"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func anExistingFileIsNeverOverwritten() throws {
        let place = try RecordPlace()
        let file = place.folder.path("join.json")
        let before = try Data(contentsOf: URL(fileURLWithPath: file))
        let refused = try problem {
            try StationCommands.invite(place.county, .init(code: "620102001", file: file))
        }
        #expect(refused.code == "output-exists")
        #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == before)
    }

    @Test func aSecondInvitationIsForTheSameScopeWithAnotherSecret() throws {
        let place = try RecordPlace()
        let file = place.folder.path("second.json")
        let report = try StationCommands.invite(
            place.county, .init(code: "620102001000", file: file))
        #expect(!report.isNewScope)
        let files = try ["join.json", "second.json"].map { name in
            try JoinFile(
                json: try Data(contentsOf: place.folder.url.appendingPathComponent(name)))
        }
        #expect(files[0].scope == files[1].scope)
        #expect(files[0].scopeKey == files[1].scopeKey)
        #expect(files[0].secret != files[1].secret)
        #expect(try StationCommands.list(place.county).stations.map(\.code) == ["620102001"])
    }

    static let refused: [(StationCommands.Invitation, String, Commands.ExitStatus)] = [
        (.init(code: "6201", name: "x", file: "no.json"), "bad-code", .badInput),
        (.init(code: "620102009", file: "no.json"), "name-needed", .usage),
        (.init(code: "620102001", name: "别处", file: "no.json"), "name-differs", .badInput),
        (
            .init(code: "620102009", name: "x", addresses: ["127.0.0.1"], file: "no.json"),
            "bad-address", .usage
        ),
        (.init(code: "620102009", name: "x", file: "no.json", days: 0), "bad-days", .usage),
        (
            .init(code: "620102009", file: "no.json", replaced: .only), "unknown-station",
            .inputNotFound
        ),
        (.init(code: "620103009", name: "x", file: "no.json"), "code-elsewhere", .badInput),
    ]

    @Test(arguments: refused)
    func whatCannotBeInvitedLeavesNothingBehind(
        invitation: StationCommands.Invitation, code: String, exit: Commands.ExitStatus
    ) throws {
        let place = try RecordPlace()
        let found = try problem { try StationCommands.invite(place.county, invitation) }
        #expect(found.code == code)
        #expect(found.exit == exit)
        #expect(try StationCommands.list(place.county).stations.count == 1)
    }

    @Test func aStationInvitesNobody() throws {
        let place = try RecordPlace()
        let found = try problem {
            try StationCommands.invite(
                place.station, .init(code: "620102002", name: "x", file: "no.json"))
        }
        #expect(found.exit == .notPermitted)
    }

    @Test func aStationThatWasNeverHeardOfHasANullContact() throws {
        let place = try RecordPlace()
        let stations = try StationCommands.list(place.county).data()["stations"]
        let first = try #require((stations as? [[String: Any]])?.first)
        #expect(first["lastContact"] is NSNull)
        #expect(first["changes"] as? Int == 1)
    }
}

@Suite struct DivisionTests {
    private static let list = "../shared/data/townships-4level.csv.gz"

    @Test func aListIsCountedByLevelAndFoundByCode() throws {
        let place = try RecordPlace()
        let file = try place.folder.write(
            "d.csv",
            """
            id,pid,deep,name,pinyin,ext_name
            62,0,0,甘肃,gan su,甘肃省
            6201,62,1,兰州,lan zhou,兰州市
            620102,6201,2,城关,cheng guan,城关区
            620102001,620102,3,酒泉路,jiu quan lu,酒泉路街道
            6301x,63,1,坏,huai,坏
            """)
        let report = try DivisionCommands.importList(place.county, file: file)
        #expect(report.levels.map(\.count) == [1, 1, 1, 1])
        #expect(report.rejected == 1)
        #expect(report.exit == .partly)
        let found = try DivisionCommands.list(place.county, under: "620100000000", level: 3)
        #expect(found.divisions.map(\.name) == ["酒泉路街道"])
    }

    @Test(
        .enabled(
            if: FileManager.default.fileExists(atPath: list),
            "SKIPPED: ../shared/data/townships-4level.csv.gz is not there"))
    func thePublicListHasItsKnownNumbers() throws {
        let place = try RecordPlace()
        let report = try DivisionCommands.importList(place.county, file: Self.list)
        #expect(report.taken == 43_118)
        #expect(report.exit == .done)
        for (prefix, count) in [("6201", 110), ("4414", 111), ("2111", 46), ("64", 256)] {
            let found = try DivisionCommands.list(place.county, under: prefix, level: 3)
            #expect(found.count == count, "\(prefix)")
        }
    }
}
