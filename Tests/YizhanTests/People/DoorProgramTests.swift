import Foundation
import Node
import Testing

/// Whoever does not own the node's directory, at the door of a running node. What their own program would
/// send is said to the socket as it is, or as an attacker would say it.
@Suite struct DoorProgramTests {
    private static let password = "雪山-狮子-123"

    private final class Scene {
        let folder: Folder
        let node: ServedNode
        let county: [String]
        private let door: String

        init() throws {
            folder = try Folder()
            let directory = folder.path("county")
            county = ["--data-dir", directory]
            door = folder.path("people.sock")
            for arguments in [
                ["node", "init", "--role", "county", "--code", "620102", "--name", "城关区"],
                [
                    "station", "invite", "--code", "620102001", "--name", "酒泉路街道", "--out",
                    folder.path("join"),
                ],
                ["user", "add", "cao", "--name", "曹某", "--role", "county-operator"],
                [
                    "user", "passwd", "cao", "--password-file",
                    try folder.write("secret", DoorProgramTests.password + "\n"),
                ],
            ] {
                let result = try Program.run(arguments + county)
                try #require(result.exit == 0, "\(arguments) \(result.errors)")
            }
            node = try ServedNode(
                county + ["--listen", "127.0.0.1:0"], errors: folder.path("words"),
                environment: ["YIZHAN_LISTEN_PEOPLE": door])
        }

        deinit { node.stop() }

        func ask(
            _ arguments: String..., token: String? = nil, secrets: [String] = [],
            directory: String? = nil
        ) throws -> DoorAnswer {
            try DoorClient.ask(
                path: door,
                DoorRequest(
                    token: token, arguments: arguments, language: "en", secrets: secrets,
                    directory: directory))
        }

        /// The program of somebody who was told the socket, and nothing else.
        func run(_ arguments: [String]) throws -> Program.Result {
            try Program.run(
                arguments + ["--lang", "en"],
                environment: [
                    "YIZHAN_LISTEN_PEOPLE": door, "YIZHAN_SESSION": folder.path("session"),
                ])
        }

        func login() throws -> String {
            let answer = try ask("user", "login", "cao", secrets: [DoorProgramTests.password])
            return try #require(answer.token, "\(answer.messages)")
        }
    }

    @Test func `who has logged in works under their name, and no longer than the session`() throws {
        let scene = try Scene()
        let wrong = try scene.ask("user", "login", "cao", secrets: ["雪山-狮子-124"])
        #expect(wrong.exit == 77 && wrong.token == nil)
        let stranger = try scene.ask(
            "volunteer", "add", "--name", "王芳", "--code", "620102001", token: "AAAA")
        #expect(stranger.exit == 77 && !stranger.messages.isEmpty)
        let token = try scene.login()
        let added = try scene.ask(
            "volunteer", "add", "--name", "王芳", "--code", "620102001", token: token)
        #expect(added.exit == 0, "\(added.messages)")
        let listed = try scene.ask("volunteer", "list", "-o", "json", token: token)
        #expect(listed.output.contains("王芳"))
        let trail = try Program.run(
            ["audit", "list", "--user", "cao", "-o", "jsonl"] + scene.county)
        #expect(String(decoding: trail.output, as: UTF8.self).contains("volunteer"))
        #expect(try scene.ask("user", "logout", token: token).exit == 0)
        #expect(try scene.ask("volunteer", "list", token: token).exit == 77)
    }

    @Test func `nobody gets past their role, or at the machine's own commands`() throws {
        let scene = try Scene()
        let token = try scene.login()
        let people = try scene.ask(
            "user", "add", "li", "--name", "李某", "--role", "auditor", token: token)
        #expect(people.exit == 77, "an operator makes no users")
        for arguments in [
            ["node", "serve"], ["volunteer", "export", "--out", "/tmp/x", "--reason", "x"],
            ["user", "passwd", "cao", "--unheard-of"], ["key", "rotate"], [],
        ] {
            let answer = try DoorClient.ask(
                path: scene.folder.path("people.sock"),
                DoorRequest(token: token, arguments: arguments, language: "en", secrets: []))
            #expect(answer.exit == 64 && answer.output.isEmpty, "\(arguments)")
        }
        let other = try scene.ask(
            "volunteer", "list", "--data-dir", "elsewhere", token: token)
        #expect(other.exit == 0, "the directory is the node's own, whatever is said")
    }

    private static let isInstalledHere = FileManager.default.fileExists(
        atPath: "/var/lib/yizhan/store.sqlite")

    @Test(.disabled(if: isInstalledHere, "a node is installed on this machine"))
    func `whoever knows the socket alone works through it, and is told what is the owner's`() throws
    {
        let scene = try Scene()
        let login = ["user", "login", "cao", "--password-file", scene.folder.path("secret")]
        let entered = try scene.run(login)
        #expect(entered.exit == 0, "\(entered.errors)")
        let added = try scene.run(["volunteer", "add", "--name", "王芳", "--code", "620102001"])
        #expect(added.exit == 0, "\(added.errors)")
        let listed = try scene.run(["volunteer", "list"])
        #expect(String(decoding: listed.output, as: UTF8.self).contains("王芳"))
        let file = scene.folder.path("people.csv")
        let owners = try scene.run(["volunteer", "export", "--out", file, "--reason", "x"])
        #expect(owners.exit == 77 && owners.errors.contains("owner"), "\(owners.errors)")
        #expect(try Program.run(["volunteer", "list"]).exit == 66, "no node, and no socket")
        let none = try scene.run(["node", "serve"])
        #expect(none.exit == 66, "what is the node finds none: \(none.errors)")
    }

    @Test func `a directory that is not the node's is told, and nothing is done`() throws {
        let scene = try Scene()
        let token = try scene.login()
        let (own, other) = (scene.folder.path("county"), scene.folder.path("elsewhere"))
        let add = ["volunteer", "add", "--name", "王芳", "--code", "620102001"]
        let refused = try DoorClient.ask(
            path: scene.folder.path("people.sock"),
            DoorRequest(
                token: token, arguments: add, language: "en", secrets: [], directory: other))
        #expect(refused.exit == 64 && refused.messages.contains(other), "\(refused.messages)")
        #expect(refused.messages.contains("--data-dir"))
        let guess = try scene.ask(
            "user", "login", "cao", secrets: [Self.password], directory: other)
        #expect(guess.exit == 64 && guess.token == nil)
        let listed = try scene.ask("volunteer", "list", "-o", "json", token: token, directory: own)
        #expect(listed.exit == 0 && !listed.output.contains("王芳"), "\(listed.messages)")
    }

    @Test(.disabled(if: isInstalledHere, "a node is installed on this machine"))
    func `what is too long for the socket is said to be, and not to be tried again`() throws {
        let scene = try Scene()
        _ = try scene.run([
            "user", "login", "cao", "--password-file", scene.folder.path("secret"),
        ])
        let name = String(repeating: "长", count: 30_000)
        let refused = try scene.run(["volunteer", "add", "--name", name, "--code", "620102001"])
        #expect(refused.exit == 64, "\(refused.errors)")
        #expect(refused.errors.contains("64 KiB") && refused.errors.contains("nothing was done"))
    }

    @Test func `a stranger ends no node by what they say to its door`() throws {
        let scene = try Scene()
        for arguments in [
            ["---completion", "user", "login", "--", "positional@-1", "0", "0"],
            ["-" + String(repeating: "a", count: 60_000)],
            [String](repeating: "x", count: 10_000),
            ["user", "login", String(repeating: "长", count: 5_000)],
            ["user", "recover", "cao", "--vouched", "\u{0}"],
        ] {
            let answer = try? DoorClient.ask(
                path: scene.folder.path("people.sock"),
                DoorRequest(token: nil, arguments: arguments, language: "xx", secrets: []))
            #expect(answer?.exit ?? 64 != 0, "\(arguments.first ?? "")")
        }
        #expect(scene.node.process.isRunning)
        #expect(try scene.ask("user", "login", "cao", secrets: [Self.password]).exit == 0)
    }
}
