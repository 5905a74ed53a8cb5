import Commands
import Foundation
import ServiceRecords
import Store
import SyncCore
import Testing

/// Reasons stand in the open part of a log for ever: none takes a number by which somebody is known.
@Suite struct OpenWordsTests {
    private let place: RecordPlace
    private static let reasons = ["请回电 138 0013 8001", "身份证 11010519491231002X"]

    init() throws {
        place = try RecordPlace()
        try place.register()
        for login in ["cao", "du"] {
            _ = try UserCommands.add(
                place.county, login: login, name: "某某", role: Role.administrator.name)
        }
    }

    private func changes() throws -> Int {
        try [place.county, place.station].reduce(0) { count, place in
            try count + StationCommands.list(place).stations.reduce(0) { $0 + $1.changes }
        }
    }

    @Test(arguments: reasons)
    func `no reason that stays in the log holds a number`(reason: String) throws {
        let (county, station) = (place.county, place.station)
        let before = try changes()
        let acts: [(String, () throws -> any Report)] = [
            (
                "erase",
                { try VolunteerCommands.erase(station, RecordPlace.idNumber, .ask(reason: reason)) }
            ),
            (
                "withdraw",
                {
                    try VolunteerCommands.erase(
                        station, RecordPlace.idNumber, .withdraw(reason: reason))
                }
            ),
            (
                "reveal",
                {
                    try VolunteerCommands.reveal(
                        station, RecordPlace.idNumber, .init(reason: reason))
                }
            ),
            ("reverse", { try HoursCommands.reverse(station, "abcdef", reason: reason) }),
            ("close", { try QuarantineCommands.close(county, "abcdef:1", reason: reason) }),
            ("refuse", { try QuarantineCommands.refuse(county, "abcdef:1", reason: reason) }),
            ("cancel", { try ResyncCommands.cancel(county, "abcdef", reason: reason) }),
            (
                "decline",
                {
                    try ApprovalCommands.answer(
                        Workplace(home: county.home, login: "cao"), "abcdef", approving: false,
                        reason: reason)
                }
            ),
        ]
        for (name, act) in acts {
            let refused = try problem { try act() }
            #expect(refused.code == "reason-holds-number" && refused.exit == .badInput, "\(name)")
        }
        #expect(try changes() == before, "nothing was written")
    }
}
