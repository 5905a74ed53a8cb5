import Commands
import Foundation
import Logging
import ServiceRecords
import Store
import SyncCore
import Testing

/// Reasons stand in the open part of a log for ever: none takes a number by which somebody is
/// known, or what would pass for a line of its own.
@Suite struct OpenWordsTests {
    private let place: RecordPlace
    private let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private static let reasons = [
        ("请回电 138 0013 8001", "reason-holds-number"),
        ("身份证 11010519491231002X", "reason-holds-number"),
        ("核对\n2026-11-29 22:00:00  adm  reveal", "reason-not-one-line"),
        ("停用\u{1B}[2J", "reason-not-one-line"), ("核\u{202E}对", "reason-not-one-line"),
    ]

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
    func `no reason that stays in the log holds a number, or leaves its line`(
        reason: String, code refusal: String
    ) throws {
        let (county, station) = (place.county, place.station)
        let photo = try #require(
            try AttachmentCommands.add(
                station, file: place.folder.write("p.jpg", "照片"), to: RecordPlace.idNumber
            ).id.value)
        let (code, out) = ("620102001", place.folder.path("out-\(UUID().uuidString)"))
        let grounds = RevealGrounds(reason: reason)
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
            ("suspend", { try StationCommands.suspend(county, code: code, reason: reason) }),
            ("retire", { try StationCommands.retire(county, code: code, reason: reason) }),
            ("merge", { try StationCommands.merge(county, .init(codes: [code], reason: reason)) }),
            (
                "split",
                {
                    try StationCommands.split(
                        county,
                        .init(code: code, into: ["620102003", "620102004"], reason: reason))
                }
            ),
            (
                "fetch",
                { try AttachmentCommands.fetch(station, photo, to: out, grounds, log: log) }
            ),
            (
                "export",
                { try VolunteerCommands.export(station, .init(file: out, grounds: grounds)) }
            ),
            (
                "hours export",
                { try HoursCommands.export(station, .init(file: out, grounds: grounds)) }
            ),
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
            let refused = try? problem { try act() }
            #expect(refused?.code == refusal && refused?.exit == .badInput, "\(name)")
        }
        #expect(try changes() == before, "nothing was written")
        #expect(!FileManager.default.fileExists(atPath: out))
    }
}
