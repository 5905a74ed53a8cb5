import Commands
import Node
import ServiceRecords
import Store
import SyncCore
import Testing
import Texts

/// Two people erase somebody at a county, each under their own name: one asks, another confirms.
@Suite struct ErasureByTwoTests {
    private let county: Workplace
    private let place: RecordPlace
    private let volunteer: String

    init() throws {
        place = try RecordPlace()
        county = place.county
        for login in ["cao", "du"] {
            _ = try UserCommands.add(
                county, login: login, name: "某某", role: Role.countyOperator.name)
        }
        var fields = VolunteerFields()
        fields.name = "欧阳某"
        fields.idNumber = RecordPlace.idNumber
        volunteer = try VolunteerCommands.add(county, fields, code: "620102001").id
    }

    private func erase(as login: String?, _ act: ErasureAct) throws -> ErasureDone {
        try VolunteerCommands.erase(
            Workplace(home: county.home, login: login), volunteer, act)
    }

    private func refusal(as login: String?, _ act: ErasureAct) throws -> Problem {
        try problem { try erase(as: login, act) }
    }

    private func name() throws -> String? {
        try VolunteerCommands.show(county, volunteer).volunteer.name.value
    }

    @Test func `whoever works without a login asks for nothing that nobody could confirm`() throws {
        let before = try StationCommands.list(county).stations.map(\.changes)
        let refused = try refusal(as: nil, .ask(reason: "本人要求"))
        #expect(refused.code == "login-needed" && refused.exit == .notPermitted)
        #expect(refused.remedy?.text(in: .en).contains("user login") == true)
        #expect(try name() == "欧阳某", "nothing is hidden")
        #expect(try StationCommands.list(county).stations.map(\.changes) == before)
    }

    /// What a node has asked by itself its county takes back of whoever is here again.
    @Test func `no person asks in the words of a node`() throws {
        let refused = try refusal(as: "cao", .ask(reason: Erasures.closing))
        #expect(refused.code == "reason-needed" && refused.exit == .usage)
        #expect(try name() == "欧阳某", "nothing is hidden")
    }

    @Test func `one person asks, and only another one who is known confirms`() throws {
        #expect(try erase(as: "cao", .ask(reason: "本人要求")).result == "asked")
        #expect(try refusal(as: "cao", .confirm).code == "same-actor")
        let nameless = try refusal(as: nil, .confirm)
        #expect(nameless.code == "login-needed" && nameless.exit == .notPermitted)
        #expect(try isSaid())
        #expect(try erase(as: "du", .confirm).result == "erased")
        #expect(try !isSaid())
    }

    /// Whether status and doctor say what waits, and where to look: always both.
    private func isSaid() throws -> Bool {
        let status = try StatusCommands.status(county)
        let isFound = try DoctorCommands.examine(county).findings.contains {
            $0.code == "erasures-open"
        }
        #expect((status.needsYou == 1) == isFound)
        #expect(status.text(in: .zh).contains("volunteer erasures") == isFound)
        return isFound
    }

    /// As an earlier version let it be asked.
    @Test func `a request without a name says how it is brought to its end, and so it is`() throws {
        let scope = try #require(try place.station.home.stationScope())
        let entity = try #require(Entity(hex: volunteer))
        try county.store.commit(to: scope, by: county.home.author, at: RecordPlace.now) {
            try $0.askErasure(of: entity, reason: "本人要求")
        }
        for login in [nil, "cao", "du"] {
            let refused = try refusal(as: login, .confirm)
            #expect(refused.code == "asked-nameless" && refused.exit == .notPermitted)
            #expect(refused.remedy?.text(in: .zh).contains("--withdraw") == true)
        }
        #expect(try erase(as: "cao", .withdraw(reason: "改由具名申请")).result == "withdrawn")
        #expect(try erase(as: "cao", .ask(reason: "本人要求")).result == "asked")
        #expect(try refusal(as: "cao", .confirm).code == "same-actor")
        #expect(try erase(as: "du", .confirm).result == "erased")
        #expect(try name() == nil)
    }

    @Test func `a station asks as ever, with a login or without`() throws {
        try place.register()
        let done = try VolunteerCommands.erase(
            place.station, RecordPlace.idNumber, .ask(reason: "本人要求"))
        #expect(done.result == "asked")
    }
}
