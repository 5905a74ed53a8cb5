import Authority
import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Synchronization
import Testing

@testable import Commands

/// Users, logins, second persons and the audit trail, through the functions that every edge calls.
@Suite struct PeopleCommandTests {
    private let place: RecordPlace
    private let clock = WoundClock()
    private var county: Workplace { place.county }
    /// The county's own desk: what its words govern is here at once.
    private let code = "620102001"

    private final class WoundClock: SteadyClock {
        private let time = Mutex(BootTime(boot: "a", milliseconds: 1_000))
        var now: BootTime { time.withLock { $0 } }
        func wind(_ milliseconds: Int64) { time.withLock { $0 = $0.adding(milliseconds) } }
        func restart() { time.withLock { $0 = BootTime(boot: $0.boot + "b", milliseconds: 10) } }
    }

    init() throws { place = try RecordPlace() }

    private func desk(_ login: String? = nil) -> LoginDesk {
        LoginDesk(
            working(login), clock: clock,
            cost: PasswordCost(rounds: 16, blockSize: 1, parallelism: 1))
    }

    private func working(_ login: String?) -> Workplace {
        Workplace(home: county.home, login: login)
    }

    private func add(_ login: String, _ role: Role, password: String? = nil) throws {
        _ = try UserCommands.add(
            county, login: login, name: "某某", role: role.name,
            code: role.isOfCounty ? nil : code)
        if let password { _ = try desk().set(password: password, of: login) }
    }

    private func changes() throws -> Int {
        try StationCommands.list(county).stations.reduce(0) { $0 + $1.changes }
    }

    private func volunteer(
        _ name: String, number: String, by login: String?
    ) throws -> VolunteerWritten {
        var fields = VolunteerFields()
        fields.name = name
        fields.idNumber = number
        fields.phones = ["13800138000"]
        return try VolunteerCommands.add(working(login), fields, code: code)
    }

    // MARK: Users

    @Test func `users are named by the county, once, and listed with what they are`() throws {
        try add("wang", .worker)
        try add("shen", .auditor)
        let list = try UserCommands.list(county)
        #expect(list.users.map(\.login) == ["shen", "wang"])
        #expect(list.users.map(\.roles) == [["auditor"], ["worker"]])
        #expect(list.users.map(\.name.value) == ["某某", "某某"])
        let before = try changes()
        let taken = try problem { try add("wang", .manager) }
        #expect(taken.code == "login-taken" && taken.exit == .badInput)
        let bad = try problem { try add("Wang Wu", .worker) }
        #expect(bad.code == "bad-login" && bad.exit == .badInput)
        let unknown = try problem { try UserCommands.disable(county, login: "nobody") }
        #expect(unknown.exit == .inputNotFound)
        let atStation = try problem {
            try UserCommands.add(
                place.station, login: "li", name: "李", role: "worker", code: code)
        }
        #expect(atStation.exit == .notPermitted)
        #expect(try changes() == before, "nothing was changed")
    }

    @Test func `who works for the county is taken along to a new station`() throws {
        try add("cao", .countyOperator)
        try add("wang", .worker)
        _ = try StationCommands.invite(
            county, .init(code: "620102002", name: "别处", file: place.folder.path("b.json")))
        let there = try UserCommands.list(county, code: "620102002").users
        #expect(there.map(\.login) == ["cao"])
        #expect(there.map(\.roles) == [["county-operator"]])
    }

    @Test func `a role is given, taken away, and all of them at once`() throws {
        try add("wang", .worker)
        _ = try UserCommands.role(
            county, login: "wang", role: "manager", isGranted: true, code: code)
        #expect(try UserCommands.list(county).users.map(\.roles) == [["worker", "manager"]])
        _ = try UserCommands.role(county, login: "wang", role: "worker", isGranted: false)
        #expect(try UserCommands.list(county).users.map(\.roles) == [["manager"]])
        _ = try UserCommands.disable(county, login: "wang")
        #expect(try UserCommands.list(county).users.map(\.roles) == [[]])
        #expect(try UserCommands.disable(county, login: "wang").result == "unchanged")
        let refused = try problem {
            try volunteer("张三", number: RecordPlace.idNumber, by: "wang")
        }
        #expect(refused.exit == .notPermitted)
    }

    @Test func `what a role may not do is refused with 77, and nothing is written`() throws {
        try add("wang", .worker)
        try add("shen", .auditor)
        _ = try volunteer("张三", number: RecordPlace.idNumber, by: "wang")
        let before = try changes()
        let auditor = try problem {
            try volunteer("李四", number: "110105194912310038", by: "shen")
        }
        #expect(auditor.exit == .notPermitted)
        let people = try problem { try UserCommands.disable(working("wang"), login: "shen") }
        #expect(people.code == "not-permitted" && people.exit == .notPermitted)
        let audit = try problem { try AuditCommands.list(working("wang")) }
        #expect(audit.exit == .notPermitted)
        #expect(try changes() == before)
    }

    // MARK: Logins

    @Test func `a login opens a session, which ends`() throws {
        try add("cao", .countyOperator, password: "geheim-123")
        let wrong = try problem { try desk().login("cao", password: "geheim-124") }
        #expect(wrong.code == "wrong-password" && wrong.exit == .notPermitted)
        let nobody = try problem { try desk().login("nobody", password: "geheim-123") }
        #expect(nobody.code == wrong.code, "who is known is not told")
        let session = try desk().login("cao", password: "geheim-123")
        #expect(try desk().resume(session.token) == "cao")
        clock.wind(LoginSession.idle - 1)
        #expect(try desk().resume(session.token) == "cao")
        clock.wind(LoginSession.idle - 1)
        #expect(try desk().resume(session.token) == "cao", "it goes on while it is used")
        _ = try desk().logout(session.token)
        #expect(try problem { try desk().resume(session.token) }.code == "not-logged-in")
        let second = try desk().login("cao", password: "geheim-123")
        clock.restart()
        #expect(try problem { try desk().resume(second.token) }.code == "not-logged-in")
        let third = try desk().login("cao", password: "geheim-123")
        _ = try desk().set(password: "anders-456", of: "cao")
        #expect(try problem { try desk().resume(third.token) }.code == "not-logged-in")
    }

    @Test func `guesses run out, across restarts, and come back with time alone`() throws {
        try add("cao", .countyOperator, password: "geheim-123")
        for _ in 0..<GuessBudget.Size.user.burst {
            #expect(
                try problem { try desk().login("cao", password: "falsch-00") }.code
                    == "wrong-password")
        }
        for _ in 0..<3 {
            let late = try problem { try desk().login("cao", password: "geheim-123") }
            #expect(late.code == "too-many-guesses" && late.exit == .temporary)
            clock.restart()
        }
        clock.wind(GuessBudget.Size.user.pause)
        #expect(try desk().login("cao", password: "geheim-123").login == "cao")
        let acts = try AuditCommands.list(county, .init(what: "guessed")).entries
        #expect(acts.map(\.detail) == ["cao"])
    }

    @Test func `no password and nothing made of one stands in a log`() throws {
        try add("cao", .countyOperator, password: "geheim-123")
        _ = try desk().login("cao", password: "geheim-123")
        let file = place.folder.path("log.jsonl")
        _ = try LogCommands.export(county, file: file)
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(!text.contains("scrypt") && !text.contains("geheim"))
        #expect(!text.contains(Data("scrypt".utf8).base64EncodedString().prefix(7)))
    }

    @Test func `one's own password is changed by whoever knows the old one`() throws {
        try add("cao", .countyOperator, password: "geheim-123")
        let without = try problem { try desk("cao").set(password: "anders-456", of: "cao") }
        #expect(without.code == "wrong-password")
        let others = try problem {
            try desk("cao").set(password: "anders-456", of: "cao", knowing: "x")
        }
        #expect(others.code == "wrong-password")
        _ = try desk("cao").set(password: "anders-456", of: "cao", knowing: "geheim-123")
        #expect(try desk().login("cao", password: "anders-456").login == "cao")
        let short = try problem { try desk().set(password: "kurz", of: "cao") }
        #expect(short.exit == .badInput)
    }

    @Test func `a disabled user has no session`() throws {
        try add("cao", .countyOperator, password: "geheim-123")
        _ = try UserCommands.disable(county, login: "cao")
        let refused = try problem { try desk().login("cao", password: "geheim-123") }
        #expect(refused.code == "no-role" && refused.exit == .notPermitted)
    }

    @Test func `a lost password is set anew on the county's word, once`() throws {
        try add("cao", .countyOperator, password: "geheim-123")
        func recover(_ code: String) throws -> PasswordChanged {
            try desk().recover("cao", code: code, password: "anders-456")
        }
        let early = try problem { try recover("0000") }
        #expect(early.code == "bad-code" && early.exit == .notPermitted)
        let shown = try RecoveryCommands.challenge(county, login: "cao", clock: clock)
        let vouched = try RecoveryCommands.vouch(
            county, login: "cao", code: code, challenge: shown.challenge)
        clock.wind(23 * 3_600_000)
        let waiting = try RecoveryCommands.challenge(county, login: "cao", clock: clock)
        #expect(waiting.challenge == shown.challenge, "somebody may be reading it out")
        clock.wind(2 * 3_600_000)
        let again = try RecoveryCommands.challenge(county, login: "cao", clock: clock)
        #expect(try problem { try recover(vouched.code) }.code == "bad-code", "another challenge")
        let good = try RecoveryCommands.vouch(
            county, login: "cao", code: code, challenge: again.challenge.lowercased())
        #expect(try recover(good.code).login == "cao")
        #expect(try desk().login("cao", password: "anders-456").login == "cao")
        #expect(try problem { try recover(good.code) }.code == "bad-code", "once")
        let bad = try problem {
            try RecoveryCommands.vouch(county, login: "cao", code: code, challenge: "?")
        }
        #expect(bad.exit == .badInput)
        let nobody = try problem {
            try RecoveryCommands.challenge(county, login: "nobody", clock: clock)
        }
        #expect(nobody.exit == .notPermitted)
    }

    // MARK: The second person

    private func scope() throws -> Scope {
        let hex = try #require(try StationCommands.list(county).stations.first?.scope)
        return try #require(Scope(hex: hex))
    }

    /// The request that somebody else has approved.
    private func ask(_ what: String, by login: String?) throws -> Entity? {
        let scope = try scope()
        return try SecondPerson(working(login)).require([
            .init(act: "try", scope: scope, parameters: ["try", what], summary: what)
        ])[scope]
    }

    private func waiting(_ what: String, by login: String?) throws -> String {
        let problem = try problem { try ask(what, by: login) }
        #expect(problem.exit == .waitingForApproval)
        return try #require(try ApprovalCommands.list(county).approvals.first).id
    }

    @Test func `once there are roles, somebody else has to agree`() throws {
        #expect(try ask("a", by: nil) == nil, "nobody is asked before")
        try add("cao", .countyOperator)
        try add("guan", .administrator)
        try add("shen", .auditor)
        let id = try waiting("a", by: "cao")
        #expect(try waiting("a", by: "cao") == id, "asked once")
        for (login, code) in [
            (nil, "login-needed"), ("cao", "own-request"), ("shen", "not-permitted"),
        ] {
            let refused = try problem {
                try ApprovalCommands.answer(working(login), id, approving: true)
            }
            #expect(refused.code == code && refused.exit == .notPermitted)
        }
        _ = try ApprovalCommands.answer(working("guan"), id, approving: true)
        let approved = try #require(try ask("a", by: "cao"))
        #expect(approved.description == id)
        _ = try waiting("b", by: "cao")
        try working("cao").commit(to: scope()) {
            _ = try $0.write(.answer(.init(to: approved, .carriedOut)))
        }
        let states = try ApprovalCommands.list(county, all: true).approvals.map(\.state)
        #expect(states.sorted() == ["carried-out", "waiting"])
        #expect(try problem { try ask("a", by: "cao") }.exit == .waitingForApproval, "once")
    }

    @Test func `what was declined is not done, whoever agrees later`() throws {
        try add("cao", .countyOperator)
        try add("guan", .administrator)
        let id = try waiting("a", by: "cao")
        let guan = working("guan")
        #expect(
            try problem { try ApprovalCommands.answer(guan, id, approving: false) }.code
                == "reason-needed")
        _ = try ApprovalCommands.answer(guan, id, approving: false, reason: "先核实")
        #expect(
            try problem { try ApprovalCommands.answer(guan, id, approving: true) }.code
                == "not-waiting")
        #expect(try problem { try ask("a", by: "cao") }.exit == .waitingForApproval)
        let states = try ApprovalCommands.list(county, all: true).approvals.map(\.state)
        #expect(states.sorted() == ["declined", "waiting"])
        #expect(
            try problem { try ApprovalCommands.answer(guan, "ffffffff", approving: true) }.exit
                == .inputNotFound)
    }

    @Test func `of many who answer one request at the same time one is heard`() throws {
        try add("cao", .countyOperator)
        for number in 1...4 { try add("guan\(number)", .administrator) }
        for what in "abcdefgh" {
            let id = try waiting("\(what)", by: "cao")
            let heard = Mutex<[String]>([])
            DispatchQueue.concurrentPerform(iterations: 4) { index in
                let word: String
                do {
                    word = try ApprovalCommands.answer(
                        working("guan\(index + 1)"), id, approving: true
                    ).result
                } catch { word = (error as? Problem)?.code ?? "\(error)" }
                heard.withLock { $0.append(word) }
            }
            let words = heard.withLock { $0.sorted() }
            #expect(words == ["approved"] + Array(repeating: "not-waiting", count: 3))
            let answers = try ApprovalCommands.list(county, all: true).approvals
                .filter { $0.id == id }.flatMap(\.answers)
            #expect(answers.count == 1)
        }
    }

    // MARK: The audit trail

    @Test func `the trail says who did what, and nothing of whom it is about`() throws {
        try add("wang", .worker)
        try add("shen", .auditor)
        _ = try volunteer("张三", number: RecordPlace.idNumber, by: "wang")
        let all = try AuditCommands.list(working("shen"))
        #expect(all.count == (try changes()))
        let theirs = try AuditCommands.list(county, .init(user: "wang")).entries
        #expect(!theirs.isEmpty && theirs.allSatisfy { $0.what == "volunteer" })
        let roles = try AuditCommands.list(county, .init(what: "role")).entries
        #expect(Set(roles.map(\.detail)) == ["wang +worker", "shen +auditor"])
        #expect(try AuditCommands.list(county, .init(since: "2026-11-22")).count == 0)
        #expect(try AuditCommands.list(county, .init(until: "2026-11-21")).count == all.count)
        #expect(try AuditCommands.list(county, limit: 2).entries.count == 2)
        let file = place.folder.path("audit.jsonl")
        #expect(try AuditCommands.export(county, file: file).changes == all.count)
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == all.count)
        #expect(!lines.contains { $0.contains("张三") || $0.contains(RecordPlace.idNumber) })
        for line in lines {
            _ = try JSONSerialization.jsonObject(with: Data(line.utf8))
        }
        #expect(try problem { try AuditCommands.export(county, file: file) }.exit == .badInput)
    }
}
