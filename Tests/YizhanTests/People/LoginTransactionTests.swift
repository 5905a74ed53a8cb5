import Authority
import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Synchronization
import Testing

@testable import Commands

/// What is done to somebody's login, and what the log says of it: both, or neither.
@Suite struct LoginTransactionTests {
    private let place: RecordPlace
    private let clock = StandingClock()
    private var county: Workplace { place.county }
    private let code = "620102001"

    private struct StandingClock: SteadyClock {
        let now = BootTime(boot: "a", milliseconds: 1_000)
    }

    init() throws {
        place = try RecordPlace()
        _ = try UserCommands.add(
            county, login: "cao", name: "某某", role: Role.countyOperator.name)
        _ = try desk.set(password: "geheim-123", of: "cao")
    }

    private var desk: LoginDesk {
        LoginDesk(
            county, clock: clock, cost: PasswordCost(rounds: 16, blockSize: 1, parallelism: 1))
    }

    private func acts(_ word: String) throws -> [AuditEntry] {
        try AuditCommands.list(county, .init(what: word)).entries
    }

    private func vouched() throws -> String {
        let shown = try RecoveryCommands.challenge(county, login: "cao", clock: clock)
        return try RecoveryCommands.vouch(
            county, login: "cao", code: code, challenge: shown.challenge
        ).code
    }

    /// Runs a statement on the file, past the program; what it answers.
    @discardableResult
    private func sql(_ statement: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        let file = county.home.directory.appendingPathComponent(Store.fileName).path
        process.arguments = [
            "-c",
            "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); "
                + "print(db.execute(sys.argv[2]).fetchall()); db.commit()", file, statement,
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let answer = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return String(decoding: answer, as: UTF8.self)
    }

    @Test func `where the log cannot be written no session opens or ends and no password changes`()
        throws
    {
        let session = try desk.login("cao", password: "geheim-123")
        let word = try vouched()
        let before = try sql("SELECT * FROM login_session, login_password, login_challenge")
        try sql(
            "CREATE TRIGGER closed BEFORE INSERT ON change "
                + "BEGIN SELECT RAISE(ABORT, 'no room'); END")
        #expect(throws: (any Error).self) { try desk.login("cao", password: "geheim-123") }
        #expect(throws: (any Error).self) { try desk.logout(session.token) }
        #expect(throws: (any Error).self) { try desk.set(password: "anders-456", of: "cao") }
        #expect(throws: (any Error).self) {
            try desk.recover("cao", code: word, password: "anders-456")
        }
        #expect(throws: (any Error).self) { try vouched() }
        #expect(
            try sql("SELECT * FROM login_session, login_password, login_challenge") == before)
        try sql("DROP TRIGGER closed")
        #expect(try desk.resume(session.token) == "cao")
        #expect(try desk.recover("cao", code: word, password: "anders-456").login == "cao")
        #expect(try acts("recovered").count == 1)
    }

    @Test func `of many who come with one code at the same time one sets a password`() throws {
        let word = try vouched()
        // Slow enough for all of them to have found the word good before the first has used it up.
        let desk = LoginDesk(
            county, clock: clock, cost: PasswordCost(rounds: 32_768, blockSize: 8, parallelism: 1))
        let results = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: 4) { index in
            let result: String
            do {
                _ = try desk.recover("cao", code: word, password: "anders-\(index)-456")
                result = "done \(index)"
            } catch { result = (error as? Problem)?.code ?? "\(error)" }
            results.withLock { $0.append(result) }
        }
        let (done, refused) = results.withLock { results in
            (results.filter { $0.hasPrefix("done") }, results.filter { !$0.hasPrefix("done") })
        }
        #expect(done.count == 1 && refused == Array(repeating: "bad-code", count: 3))
        let winner = try #require(done.first?.split(separator: " ").last)
        #expect(try desk.login("cao", password: "anders-\(winner)-456").login == "cao")
        #expect(try acts("recovered").count == 1)
    }

    @Test func `the county's word for a lost password stands in the trail`() throws {
        _ = try vouched()
        let said = try acts("vouched")
        #expect(said.map(\.detail) == ["cao"])
        #expect(said.map(\.station.value) == [code])
    }

    /// It was later once: a receipt says so.
    @Test func `a clock that is set back makes no expired word good again`() throws {
        let word = try vouched()
        let later = RecordPlace.now / 1_000 + 25 * 3_600
        try sql("INSERT INTO receipt VALUES(999, x'00', 1, \(later), '')")
        let expired = try problem {
            try desk.recover("cao", code: word, password: "anders-456")
        }
        #expect(expired.code == "code-expired" && expired.exit == .notPermitted)
        // A word that is given now is good from now on, and not from the clock's now.
        #expect(
            try desk.recover("cao", code: vouched(), password: "anders-456").login == "cao")
    }

    @Test func `nor an expired request to a second person`() throws {
        _ = try UserCommands.add(
            county, login: "du", name: "某某", role: Role.administrator.name)
        let hex = try #require(try StationCommands.list(county).stations.first?.scope)
        let scope = try #require(Scope(hex: hex))
        func ask() throws -> Entity? {
            try SecondPerson(Workplace(home: county.home, login: "cao")).require([
                .init(act: "try", scope: scope, parameters: ["try"], summary: "try")
            ])[scope]
        }
        #expect(try problem { try ask() }.exit == .waitingForApproval)
        let id = try #require(try ApprovalCommands.list(county).approvals.first).id
        _ = try ApprovalCommands.answer(
            Workplace(home: county.home, login: "du"), id, approving: true)
        #expect(try ask() != nil)
        let later = (RecordPlace.now + SecondPerson.patience) / 1_000
        try sql("INSERT INTO receipt VALUES(999, x'00', 1, \(later), '')")
        #expect(try ApprovalCommands.list(county, all: true).approvals.map(\.state) == ["expired"])
        #expect(try problem { try ask() }.exit == .waitingForApproval, "it is asked anew")
        let states = try ApprovalCommands.list(county, all: true).approvals.map(\.state)
        #expect(Set(states) == ["expired", "waiting"])
    }
}
