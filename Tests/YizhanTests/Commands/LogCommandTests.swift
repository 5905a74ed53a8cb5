import Commands
import Foundation
import Node
import SyncCore
import Testing
import Texts

/// The logs as people see them: whose, how long, what one change says, whether all of it agrees.
@Suite struct LogCommandTests {
    let place: RecordPlace

    init() throws {
        place = try RecordPlace()
        try place.register()
        _ = try place.hours(
            "张三,\(RecordPlace.idNumber),巡河,2026-03-01 09:00,2026-03-01 11:00,2,王五,")
    }

    private var origin: String { place.station.home.origin.description }

    @Test func theOwnLogIsListedAndNothingOfItIsDelivered() throws {
        let logs = try LogCommands.list(place.station).logs
        #expect(logs.map(\.owner) == ["county", "own"])
        #expect(logs[0].length == 0)
        #expect(logs[1].origin == origin)
        #expect(logs[1].length > 1)
        #expect(logs[1].delivered.value == 0)
        #expect(logs[1].receipt.value == nil)
        #expect(logs[1].code.value == "620102001")
        let county = try LogCommands.list(place.county).logs
        #expect(county.map(\.owner) == ["own"])
        #expect(county[0].delivered.value == 1, "what is durable at the highest level is delivered")
    }

    @Test func aChangeIsShownWithoutWhatIdentifiesAPerson() throws {
        for sequence in 1...UInt64(try LogCommands.list(place.station).logs[1].length) {
            let change = try LogCommands.show(
                place.station, origin: String(origin.prefix(12)), sequence: sequence, code: nil)
            let shown = change.text(in: .zh) + String(describing: try change.data())
            for secret in ["张三", RecordPlace.idNumber, "13800138000", "王五"] {
                #expect(!shown.contains(secret))
            }
        }
        let first = try LogCommands.show(place.station, origin: origin, sequence: 1, code: nil)
        #expect(first.recordKind == "volunteer")
        #expect(first.createsRecord)
        #expect(first.personal == "held")
        #expect(first.groups.contains { $0.group == "identity" })
        #expect(first.record == first.leaf.prefix(32))
    }

    @Test func whatIsNotThereIsNotFound() throws {
        for (origin, sequence) in [(origin, UInt64(99)), (origin, .max), ("00ff00", 1), ("", 1)] {
            let problem = try problem {
                try LogCommands.show(place.station, origin: origin, sequence: sequence, code: nil)
            }
            #expect(problem.exit == .inputNotFound)
        }
    }

    @Test func soundLogsAreFoundSound() throws {
        let report = try LogCommands.verify(place.station)
        #expect(report.isSound)
        #expect(report.exit == .done)
        #expect(report.changes > 1)
    }

    @Test func theProgramTellsAProofFromTheLogsHere() throws {
        let here = ["--data-dir", place.station.home.directory.path]
        #expect(try Program.run(["log", "verify"] + here).exit == 0)
        #expect(try Program.run(["log", "verify", "--county-key", "00"] + here).exit == 64)
        #expect(try Program.json(["log", "list"] + here)["logs"] as? [Any] != nil)
        let show = ["log", "show", "--origin", origin, "--sequence", "1"]
        #expect(try Program.json(show + here)["recordKind"] as? String == "volunteer")
    }

    /// Six digits begin more than one origin here: which log is meant is not guessed.
    @Test func aCountyNamesTheStationWhereItWritesForSeveral() throws {
        _ = try StationCommands.invite(
            place.county, .init(code: "620102002", name: "张掖路街道", file: place.folder.path("k")))
        let county = place.county.home.origin.description
        let unclear = try problem {
            try LogCommands.show(place.county, origin: county, sequence: 1, code: nil)
        }
        #expect(unclear.exit == .badInput)
        let shown = try LogCommands.show(
            place.county, origin: county, sequence: 1, code: "620102002")
        #expect(shown.recordKind == "station")
    }
}
