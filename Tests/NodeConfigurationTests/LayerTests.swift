import Foundation
import Logging
import Node
import Testing
import Texts

@testable import NodeConfiguration

/// Defaults, file, environment, flags: the later wins, and every value knows where it comes from.
@Suite struct LayerTests {
    private let file = "sync:\n  interval: 5m\n  settling: 1s\nlog:\n  level: info\n"

    @Test func aLaterLayerWins() throws {
        var configuration = try Reading.sound(
            file,
            environment: ["YIZHAN_SYNC_INTERVAL": "6m", "YIZHAN_LOG_LEVEL": "debug", "HOME": "/"])
        configuration.set(LogKeys.level, to: .error, flag: "--quiet")
        #expect(configuration[SyncKeys.jitter] == 20)
        #expect(configuration[SyncKeys.settling] == .seconds(1))
        #expect(configuration[SyncKeys.interval] == .seconds(360))
        #expect(configuration[LogKeys.level] == .error)
        func place(_ name: String) throws -> ConfigSource {
            configuration.source(of: try #require(ConfigCatalogue.entry(named: name)))
        }
        #expect(try place("sync.jitter") == .standard)
        #expect(
            try place("sync.settling")
                == .file(path: try #require(configuration.file), line: 3, column: 3))
        #expect(try place("sync.interval") == .variable("YIZHAN_SYNC_INTERVAL"))
        #expect(try place("log.level") == .flag("--quiet"))
        #expect(Schedule.Settings(configuration).interval == 360_000)
        #expect(Schedule.Settings(configuration).settling == 1_000)
    }

    /// Variables, and the place and remedy of what is wrong with them.
    static let variables: [([String: String], [String])] = [
        (
            ["YIZHAN_SYNC_INTERVALL": "1m"],
            [
                """
                YIZHAN_SYNC_INTERVALL: the environment variable YIZHAN_SYNC_INTERVALL belongs to no \
                key; did you mean YIZHAN_SYNC_INTERVAL?
                """
            ]
        ),
        (
            ["YIZHAN_LOG_FORMAT": "xml", "YIZHAN_LANG": "fr"],
            [
                """
                YIZHAN_LOG_FORMAT: the value of log.format is not of its form; expected is one of \
                text, json
                """,
                "YIZHAN_LANG: the value of ui.language is not of its form; expected is one of zh, en",
            ]
        ),
        (["YIZHAN_CRASH_ROUNDS": "1", "YIZHAN_DATA_DIR": "/x", "YIZHANSYNC_X": "1"], []),
    ]

    @Test(arguments: variables)
    func aVariableOfASectionMustBeAKey(environment: [String: String], complaints: [String]) throws {
        let faults = try Reading.faults(environment: environment)
        #expect(faults.map { $0.text(in: .en) } == complaints)
    }

    @Test func theShortNameOfTheLanguageWinsOverTheLongOne() throws {
        let configuration = try Reading.sound(
            "", environment: ["YIZHAN_LANG": "en", "YIZHAN_UI_LANGUAGE": "zh"])
        #expect(configuration[UIKeys.language] == .en)
    }

    @Test func faultsOfFileAndEnvironmentAreSaidTogether() throws {
        let faults = try Reading.faults(
            file: Data("log: {level: loud}\nsync: {jitter: 1}\n".utf8),
            environment: ["YIZHAN_UI_LANGUAGE": "x"])
        #expect(faults.count == 3)
    }

    /// Bytes of a file, and what is wrong with it as a whole.
    static let unreadable: [(Data, ConfigurationSentence)] = [
        (Data(repeating: 0x23, count: 1 << 20 | 1), .tooLarge),
        (Data([0x23, 0xD6, 0xD0, 0xCE, 0xC4]), .notUTF8),
    ]

    @Test(arguments: unreadable)
    func aFileThatIsNoTextIsRefused(bytes: Data, what: ConfigurationSentence) throws {
        #expect(try Reading.faults(file: bytes).map(\.what) == [what])
    }

    @Test func aFileThatWasNamedMustBeThere() throws {
        for path in ["/nowhere/node.yaml", "/"] {
            #expect(throws: ConfigFaults.self) {
                try Configuration(
                    file: path, environment: [:], dataDirectory: URL(fileURLWithPath: "/nowhere"))
            }
            #expect(
                try Reading.faults(environment: ["YIZHAN_CONFIG": path]).map(\.what) == [
                    .unreadable
                ])
        }
        #expect(try Reading.faults(environment: ["YIZHAN_CONFIG": "/dev/null"]).isEmpty)
        #expect(
            try Reading.faults(environment: ["YIZHAN_CONFIG": "/dev/zero"]).map(\.what) == [
                .tooLarge
            ])
    }

    @Test func aMegabyteAndAMarkOfByteOrderAreTaken() throws {
        let text = "\u{FEFF}log: {level: info}\n"
        let filler = String(repeating: "#", count: (1 << 20) - text.utf8.count)
        let configuration = try Reading.sound(text + filler)
        #expect(configuration[LogKeys.level] == .info)
    }

    @Test func theFileInTheDataDirectoryComesBeforeTheInstalledOne() throws {
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("yizhan-layers-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        func path(_ named: String? = nil, _ environment: [String: String] = [:]) -> String? {
            ConfigFile.path(
                named: named, environment: environment, dataDirectory: directory,
                installed: "/dev/null")
        }
        #expect(path() == "/dev/null")
        let own = directory.appendingPathComponent("node.yaml").path
        try Data().write(to: URL(fileURLWithPath: own))
        #expect(path() == own)
        #expect(path(nil, ["YIZHAN_CONFIG": "/e"]) == "/e")
        #expect(path("/n", ["YIZHAN_CONFIG": "/e"]) == "/n")
    }
}
