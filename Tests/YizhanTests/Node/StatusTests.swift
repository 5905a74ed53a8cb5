import Commands
import Foundation
import Node
import Store
import Testing
import Texts

/// What is delivered follows from receipts; the last tries choose the words about the line, and no
/// word may say more than they do.
@Suite struct StatusTests {
    /// Results of exchanges, the latest last, and what the screen says of them while something waits.
    static let lines: [([String], state: String, failures: Int)] = [
        ([], "unknown", 0),
        (["unreachable"], "unknown", 1),
        (["unreachable", "unreachable"], "unreachable", 2),
        (["notOurs", "notOurs"], "unreachable", 2),
        // Somebody answered: reached, though nothing was ever exchanged.
        (["busy"], "unknown", 0),
        (["busy", "busy"], "unknown", 0),
        (["unknownHere", "unknownHere"], "unknown", 0),
        (["enrolmentRefused", "enrolmentRefused"], "unknown", 0),
        (["versionMismatch", "versionMismatch"], "unknown", 0),
        (["agreed"], "pending", 0),
        (["agreed", "busy", "busy"], "pending", 0),
        (["agreed", "unknownHere", "unknownHere"], "pending", 0),
        (["agreed", "unreachable"], "pending", 1),
        (["agreed", "unreachable", "unreachable"], "unreachable", 2),
        (["unreachable", "unreachable", "unreachable", "busy"], "unknown", 0),
        (["agreed", "unreachable", "busy", "unreachable"], "pending", 1),
    ]

    @Test(arguments: lines)
    func whoAnsweredWasReached(results: [String], state: String, failures: Int) throws {
        let place = try RecordPlace()
        try place.register()
        for (index, result) in results.enumerated() {
            try place.station.store.note(
                ExchangeRow(
                    began: RecordPlace.now + Int64(index) * 60_000, peer: nil, via: .line,
                    result: result, roundTrips: 1, sent: 0, received: 0, milliseconds: 5))
        }
        let status = try StatusCommands.status(place.station)
        #expect(status.state == state)
        #expect(status.line.failures == failures)
        #expect(status.pending == status.head && status.head > 0)
        let isUnreachable = state == "unreachable"
        #expect(status.text(in: .zh).contains("连不上县里") == isUnreachable)
        #expect(status.text(in: .en).contains("not reached since") == isUnreachable)
        #expect(status.line.lastResult.value == results.last)
        let nobody: Set = ["unreachable", "notOurs"]
        #expect((status.line.lastContact.value == nil) == nobody.isSuperset(of: results))
    }

    /// What stands behind `--fail-if`; nil is no condition.
    static let conditions: [(String, StatusCondition?)] = [
        ("pending", .pending), ("conflicts", .conflicts), ("stale=1", .stale(seconds: 1)),
        ("quarantine", .quarantine),
        ("stale=86400", .stale(seconds: 86_400)), ("stale=0", nil), ("stale=-1", nil),
        ("stale=", nil), ("stale", nil), ("stale=1h", nil), ("stale=99999999999999999999", nil),
        ("Pending", nil), ("refused", nil), ("", nil),
    ]

    @Test(arguments: conditions)
    func aConditionIsOneOfFour(text: String, condition: StatusCondition?) {
        #expect(StatusCondition(text) == condition)
    }

    /// Arguments beside `status`, and the exit status at a station with something to deliver.
    static let exits: [([String], Int32)] = [
        ([], 0), (["--fail-if", "pending"], 1), (["--fail-if", "conflicts"], 0),
        (["--fail-if", "stale=3600"], 1), (["--fail-if", "conflicts", "--fail-if", "pending"], 1),
        (["--fail-if", "tired"], 64),
    ]

    @Test(arguments: exits)
    func aConditionThatIsMetIsAnAnswerAndNoError(arguments: [String], exit: Int32) throws {
        let place = try RecordPlace()
        try place.register()
        let result = try Program.run(
            ["status", "--data-dir", place.station.home.directory.path] + arguments)
        #expect(result.exit == exit)
        guard exit != 64 else { return }
        #expect(result.errors.isEmpty)
        #expect(!result.output.isEmpty)
    }

    @Test func withNothingToDeliverNothingIsPending() throws {
        let place = try RecordPlace()
        for condition in ["pending", "conflicts", "quarantine"] {
            let result = try Program.run([
                "status", "--fail-if", condition, "--data-dir", place.county.home.directory.path,
            ])
            #expect(result.exit == 0)
        }
    }

    @Test func aConflictThatIsOpenFailsTheConditionUntilSomebodyDecides() throws {
        let place = try RecordPlace()
        try place.register()
        #expect(try StatusCommands.status(place.station, failIf: [.conflicts]).exit == .done)
        try place.makeConflict()
        let open = try StatusCommands.status(place.station, failIf: [.conflicts])
        #expect(open.exit == .no)
        #expect(open.state == "attention")
        var fields = VolunteerFields()
        fields.phones = ["13900139003"]
        _ = try VolunteerCommands.edit(
            place.station, RecordPlace.idNumber, fields, overruling: true)
        #expect(try StatusCommands.status(place.station, failIf: [.conflicts]).exit == .done)
    }
}
