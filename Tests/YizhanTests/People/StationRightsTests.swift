import Commands
import Logging
import ServiceRecords
import Store
import Testing

/// Who is logged in may do to stations what their role allows; the owner of the directory may do all of it.
@Suite struct StationRightsTests {
    private let place: RecordPlace
    private let code = "620102001"
    private let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    init() throws {
        place = try RecordPlace()
        for (login, role) in [("wang", Role.worker), ("shen", .auditor), ("cao", .countyOperator)] {
            _ = try UserCommands.add(
                place.county, login: login, name: "某某", role: role.name,
                code: role.isOfCounty ? nil : code)
        }
    }

    private func working(_ login: String?) -> Workplace {
        Workplace(home: place.county.home, login: login)
    }

    private func length() throws -> Int {
        try StationCommands.list(place.county).stations.reduce(0) { $0 + $1.changes }
    }

    @Test func `a worker and an auditor are refused with 77, and nothing is written`() throws {
        let before = try length()
        for login in ["wang", "shen", "nobody"] {
            let person = working(login)
            let attempts: [() throws -> Any] = [
                {
                    try StationCommands.invite(
                        person,
                        .init(code: "620102002", name: "别处", file: place.folder.path("x.json")))
                },
                { try StationCommands.set(person, code: code, address: "127.0.0.1:1") },
                { try StationCommands.suspend(person, code: code, reason: "整改") },
                { try StationCommands.retire(person, code: code, reason: "撤并") },
                { try KeyCommands.revoke(person, origin: "123456", code: code) },
                { try KeyCommands.rotateAuthority(person) },
            ]
            for (number, attempt) in attempts.enumerated() {
                let refused = try? problem(attempt)
                #expect(refused?.exit == .notPermitted, "\(login) \(number)")
            }
        }
        for attempt: () throws -> Any in [
            { try SyncCommands.now(working("nobody"), log: log) },
            { try PullCommands.pull(working("nobody"), .all, log: log) },
        ] {
            let stranger = try? problem(attempt)
            #expect(stranger?.exit == .notPermitted && stranger?.code == "no-role")
        }
        #expect(try length() == before)
    }

    @Test func `an operator may, and the log names them; so may the owner, who is no user`() throws
    {
        _ = try StationCommands.suspend(working("cao"), code: code, reason: "整改")
        _ = try StationCommands.suspend(working(nil), code: code, reason: "好了", isLifted: true)
        _ = try StationCommands.invite(
            working("cao"),
            .init(code: "620102002", name: "别处", file: place.folder.path("b.json")))
        let said = try AuditCommands.list(
            place.county, .init(what: "suspend"), limit: 10
        ).entries
        #expect(
            Set(said.map { "\($0.user.value ?? "node") \($0.detail)" })
                == ["cao + 整改", "node - 好了"])
        #expect(
            try StationCommands.list(place.county).stations.map(\.state) == ["active", "active"])
        // Nobody has come: there is nobody to retire, but a file with which somebody could.
        let retired = try StationCommands.retire(working("cao"), code: code, reason: "撤并")
        #expect(retired.origins.isEmpty && retired.isNews)
        #expect(
            try problem { try StationCommands.retire(working("cao"), code: code, reason: "撤并") }
                .exit == .inputNotFound)
    }
}
