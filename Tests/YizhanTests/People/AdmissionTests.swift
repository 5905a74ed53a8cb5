import Foundation
import ServiceRecords
import Testing

/// What every command asks of somebody who is logged in: as the real program refuses it, for all of its
/// commands.
@Suite(.timeLimit(.minutes(5))) struct AdmissionTests {
    /// A command with arguments that it takes.
    struct Command: Sendable {
        let arguments: [String]
        /// How many of them are its name.
        let length: Int

        init(_ name: String, _ rest: String = "") {
            let name = name.split(separator: " ").map(String.init)
            length = name.count
            arguments = name + rest.split(separator: " ").map(String.init)
        }

        var name: String { arguments[..<length].joined(separator: " ") }
    }

    /// Those that ask for a right. Whatever is not among them has to be among `needless`.
    static let asking: [(Act, [Command])] = [
        (
            .read,
            [
                .init("node info"), .init("node doctor"), .init("status"), .init("sync now"),
                .init("sync log"), .init("pull", "--all"), .init("bundle export", "--out FILE"),
                .init("bundle import", "FILE"), .init("bundle inspect"),
                .init("bundle receipt", "--out FILE"), .init("station list"),
                .init("station show", "--code 620102001"), .init("division list"),
                .init("key show"), .init("volunteer list"),
                .init("volunteer show", "--volunteer 1"), .init("volunteer erasures"),
                .init("transfer list"), .init("transfer show", "1"),
                .init("transfer verify", "FILE"), .init("hours list"),
                .init("hours show", "--record 1"), .init("hours total"), .init("attachment list"),
                .init("user list"), .init("approval list"), .init("conflict list"),
                .init("conflict show", "1"), .init("quarantine list"),
                .init("quarantine show", "1"), .init("resync plan", "--level verify"),
                .init("resync status"), .init("resync history"), .init("backup list"),
                .init("log proof", "--record 1 --out FILE"),
            ]
        ),
        (
            .record,
            [
                .init("volunteer add", "--name 王芳 --code 620102001"),
                .init("volunteer edit", "--volunteer 1 --phone 13800138000"),
                .init("volunteer import", "FILE"),
                .init("volunteer export", "--out FILE --reason 季度上报"),
                .init("volunteer erase", "--volunteer 1 --reason 本人要求"),
                .init("transfer release", "--volunteer 1 --to 620102002"),
                .init("transfer accept", "FILE"), .init("transfer decline", "1"),
                .init("transfer cancel", "1"), .init("transfer close", "1 --for 620102001"),
                .init("transfer claim", "--volunteer 1"),
                .init("transfer passport", "1 --out FILE"),
                .init("transfer statement", "--volunteer 1 --out FILE"),
                .init(
                    "hours add",
                    "--volunteer 1 --activity 夜巡 --start 2026-03-01T09:00 --end 2026-03-01T10:00"),
                .init("hours import", "FILE"), .init("hours export", "--out FILE --reason 季度上报"),
                .init("hours approve", "--record 1 --by 李某"),
                .init("hours reverse", "--record 1 --reason 记错"),
                .init("attachment add", "FILE --to 1"),
                .init("attachment fetch", "1 --out FILE --reason 核对"),
                .init("conflict resolve", "1 --take 1"), .init("conflict reopen", "1"),
            ]
        ),
        (
            .decide,
            [
                .init("db check"), .init("db rebuild"),
                .init("station recode", "--code 620102001 --to 620102009"),
                .init("station merge", "--code 620102001 --code 620102002"),
                .init("station split", "--code 620102001 --into 620102003 --into 620102004"),
                .init("volunteer merge", "--volunteer 1 --into 2"),
                .init("station separate", "--code 620102001 --reason 并错了"),
                .init("station move", "--code 620102001 --to 620103001 --reason 区划调整"),
                .init("station adopt", "--code 620102009 --from 620103001"),
                .init("transfer settle", "--volunteer 1 --owner 620102001"),
                .init("quarantine requeue", "1"), .init("quarantine close", "1 --reason 无效"),
                .init("quarantine refuse", "1 --reason 无效"),
                .init("resync start", "--level verify"), .init("resync cancel", "1"),
                .init("resync undo", "1"), .init("backup create"), .init("backup verify", "FILE"),
            ]
        ),
        (
            .approve,
            [
                .init("approval approve", "1"), .init("approval decline", "1 --reason 不对"),
                .init("resync approve", "1"),
            ]
        ),
        (
            .managePeople,
            [
                .init("user add", "li --name 李某 --role auditor"),
                .init("user role", "cao --grant administrator"), .init("user disable", "cao"),
                .init("user vouch", "cao --code 620102001 --challenge X"),
                .init("backup key", "--out FILE"),
            ]
        ),
        (
            .manageStations,
            [
                .init("node join", "FILE"),
                .init("station invite", "--code 620102002 --name 别处 --out FILE"),
                .init("station uninvite", "--code 620102001"),
                .init("station replace", "--code 620102001 --out FILE"),
                .init("station set", "--code 620102001 --address 127.0.0.1:1"),
                .init("station admit", "--code 620102001 --origin 123456"),
                .init("station suspend", "--code 620102001 --reason 整改"),
                .init("station retire", "--code 620102001 --reason 撤并"),
                .init("division import", "FILE"), .init("key rotate"),
                .init("key revoke", "--code 620102001 --origin 123456"), .init("key seal"),
            ]
        ),
        (
            .audit,
            [
                .init("audit list"), .init("audit export", "--out FILE"), .init("log list"),
                .init("log show", "--origin 123456 --sequence 1"), .init("log verify"),
                .init("log export", "--out FILE"),
            ]
        ),
    ]

    /// Those that ask for none: they make a node or are the node, look at no record of it, are asked for
    /// the passphrase, or are about the session itself.
    static let needless: Set = [
        "node init", "node serve", "backup restore", "db salvage", "key unseal", "config show",
        "config check",
        "config explain", "generate", "demo", "simulate run", "simulate replay", "simulate shrink",
        "simulate list", "simulate bugs", "openapi", "completion", "manual", "help", "user login",
        "user recover", "user logout", "user whoami", "user passwd",
    ]

    /// A county and a station of it, with somebody of each role, logged in.
    private final class Scene {
        let folder: Folder
        let county: [String]
        let station: [String]

        init() throws {
            folder = try Folder()
            county = ["--data-dir", folder.path("C")]
            station = ["--data-dir", folder.path("A")]
            _ = try folder.write("secret", "雪山-狮子-123\n")
            _ = try folder.write("FILE", "nothing\n")
            try run(
                ["node", "init", "--role", "county", "--code", "620102", "--name", "城关区"]
                    + county)
            let server = try ServedNode(
                county + ["--listen", "127.0.0.1:0"], errors: folder.path("county.log"))
            defer { server.stop() }
            let join = folder.path("j.json")
            try run(
                [
                    "station", "invite", "--code", "620102001", "--name", "酒泉路街道", "--address",
                    server.address, "--out", join,
                ] + county)
            try run(["node", "init", "--join", join] + station)
            for (login, role) in [("shen", Role.auditor), ("cao", .countyOperator)] {
                try run(
                    ["user", "add", login, "--name", "某某", "--role", role.name] + county)
            }
            try run(
                ["user", "add", "wang", "--name", "某某", "--role", "worker", "--code", "620102001"]
                    + county)
            try run(["sync", "now"] + station)
            for (login, place) in [("shen", county), ("cao", county), ("wang", station)] {
                let secret = ["--password-file", folder.path("secret")]
                try run(["user", "passwd", login] + secret + place)
                try run(["user", "login", login] + secret + place, as: login)
            }
        }

        @discardableResult
        func run(
            _ arguments: [String], as login: String? = nil, exit: Int32? = 0
        ) throws -> Program.Result {
            let session = folder.path("session-" + (login ?? "nobody"))
            let result = try Program.run(arguments, environment: ["YIZHAN_SESSION": session])
            if let exit {
                try #require(result.exit == exit, "\(arguments) \(result.errors)")
            }
            return result
        }

        /// What the program says to somebody who asks for this.
        func ask(_ command: Command, as login: String, at place: [String]) throws -> (
            exit: Int32, words: String
        ) {
            let arguments = command.arguments.map { word in
                guard word == "FILE" else { return word }
                let reads = ["import", "join", "verify", "accept", "add"]
                return folder.path(reads.contains { command.name.hasSuffix($0) } ? "FILE" : "new")
            }
            let result = try run(arguments + ["-o", "json"] + place, as: login, exit: nil)
            return (result.exit, result.errors)
        }

        func length(_ place: [String]) throws -> Int {
            let stations = try Program.json(["station", "list"] + place)["stations"]
            return try #require(stations as? [[String: Any]])
                .reduce(0) { $0 + ($1["changes"] as? Int ?? 0) }
        }
    }

    @Test func `every command asks for a right, or is one of those that need none`() throws {
        var found: Set<String> = []
        func walk(_ command: [String: Any], _ path: [String]) {
            let below = command["subcommands"] as? [[String: Any]] ?? []
            if below.isEmpty { found.insert(path.joined(separator: " ")) }
            for next in below { walk(next, path + [next["commandName"] as? String ?? ""]) }
        }
        let dump = try Program.run(["--experimental-dump-help"])
        let tree = try JSONSerialization.jsonObject(with: dump.output) as? [String: Any]
        walk(try #require(tree?["command"] as? [String: Any]), [])
        let asking = Self.asking.flatMap(\.1).map(\.name)
        #expect(asking.count == Set(asking).count)
        #expect(Set(asking).isDisjoint(with: Self.needless))
        #expect(found == Self.needless.union(asking))
    }

    @Test func `whoever is logged in without the right is refused, and nothing is written`() throws
    {
        let scene = try Scene()
        let before = try scene.length(scene.county)
        for (act, commands) in Self.asking where act != .read {
            let (login, place) =
                switch act {
                case .managePeople: ("cao", scene.county)
                case .audit: ("wang", scene.station)
                default: ("shen", scene.county)
                }
            for command in commands {
                let refused = try scene.ask(command, as: login, at: place)
                #expect(
                    refused.exit == 77 && refused.words.contains("\"not-permitted\""),
                    "\(login): \(command.name) \(refused)")
            }
        }
        #expect(try scene.length(scene.county) == before)
        #expect(!FileManager.default.fileExists(atPath: scene.folder.path("new")))
        // To look, one has to be somebody.
        try scene.run(["user", "disable", "shen"] + scene.county)
        for command in Self.asking.flatMap({ $0 == .read ? $1 : [] }) {
            let refused = try scene.ask(command, as: "shen", at: scene.county)
            #expect(
                refused.exit == 77 && refused.words.contains("\"no-role\""),
                "\(command.name) \(refused)")
        }
    }

    @Test func `the API asks for what the command of the same name asks for`() throws {
        let document = try JSONSerialization.jsonObject(
            with: Program.run(["openapi", "-o", "json"]).output)
        let acts = Dictionary(
            uniqueKeysWithValues: Self.asking.flatMap { act, commands in
                commands.map { ($0.name, act) }
            })
        var seen = 0
        let words = try String(
            decoding: JSONSerialization.data(withJSONObject: document), as: UTF8.self)
        for match in words.matches(of: /As `yizhan ([a-z ]+)`\.( For ([a-z, -]+)\.)?/) {
            seen += 1
            let roles = match.3.map { $0.components(separatedBy: ", ") } ?? []
            let act = acts[String(match.1)]
            let expected = act.map { act in
                Role.allCases.filter { Rights.acts($0).contains(act) }.map(\.name)
            }
            #expect(Set(roles) == Set(expected ?? []), "\(match.1)")
        }
        #expect(seen > 10)
    }
}
