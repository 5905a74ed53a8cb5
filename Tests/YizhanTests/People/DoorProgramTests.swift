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
            _ arguments: String..., token: String? = nil, secrets: [String] = []
        ) throws -> DoorAnswer {
            try DoorClient.ask(
                path: door,
                DoorRequest(
                    token: token, arguments: arguments, language: "en", secrets: secrets))
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
