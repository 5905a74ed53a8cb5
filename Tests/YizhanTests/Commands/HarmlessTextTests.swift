import Commands
import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Testing

/// What somebody else wrote into a name cannot steer the terminal of whoever reads it.
@Suite struct HarmlessTextTests {
    /// One character in the middle of a name, and whether it is shown as it is.
    static let characters: [(String, isShown: Bool)] = [
        ("\u{00}", false), ("\u{07}", false), ("\u{08}", false), ("\u{0D}", false),
        ("\u{1B}", false), ("\u{7F}", false), ("\u{85}", false), ("\u{9B}", false),
        ("\u{202E}", false), ("\u{202A}", false), ("\u{2066}", false), ("\u{2069}", false),
        ("·", true), ("é", true), ("\u{3000}", true), ("𠮷", true), ("\u{FFFD}", true),
    ]

    @Test(arguments: characters)
    func aControlCharacterInANameIsShownAsAMark(character: String, isShown: Bool) throws {
        let place = try RecordPlace()
        // By another program: ours does not take such a name.
        let name = "张\(character)三"
        var draft = Draft(Volunteer.kind)
        draft[Volunteer.name] = .text(name)
        let scope = try #require(try place.station.home.stationScope())
        try place.station.store.commit(
            to: scope, by: place.station.home.author, at: RecordPlace.now
        ) { _ = try $0.write(draft) }
        let here = ["volunteer", "list", "--data-dir", place.station.home.directory.path]
        let text = String(decoding: try Program.run(here).output, as: UTF8.self)
        #expect(text.contains(isShown ? name : "张\u{FFFD}三"))
        #expect(text.unicodeScalars.contains { String($0) == character } == isShown)
        // Data is as it is.
        let volunteers = try Program.json(here)["volunteers"] as? [[String: Any]]
        #expect(volunteers?.first?["name"] as? String == name)
    }

    /// Complaints repeat what was typed or read from a file.
    @Test(arguments: ["\u{1B}", "\u{9B}", "\u{202E}"])
    func aComplaintIsNoWayToTheTerminalEither(character: String) throws {
        let place = try RecordPlace()
        try place.register()
        let here = ["--data-dir", place.station.home.directory.path]
        let commands = [
            [
                "hours", "add", "--volunteer", RecordPlace.idNumber, "--activity", "巡逻",
                "--start", "2026\(character)", "--end", "2026-03-01 09:00",
            ],
            ["volunteer", "show", "--volunteer", "张\(character)三"],
            ["volunteer", "import", place.folder.path("无\(character)此")],
        ]
        for command in commands {
            let result = try Program.run(command + here)
            #expect(result.exit != 0)
            #expect(!result.errors.isEmpty)
            #expect(!result.errors.unicodeScalars.contains { String($0) == character })
        }
    }
}
