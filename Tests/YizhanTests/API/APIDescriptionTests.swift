import Foundation
import ServiceRecords
import Testing

/// `yizhan openapi`: what it says is so, says a program that knows nothing else.
@Suite struct APIDescriptionTests {
    private static let python = Outsider.python(with: "openapi_spec_validator, jsonschema")
    private static let isWanted =
        python != nil || ProcessInfo.processInfo.environment["YIZHAN_ALL_TESTS"] != nil
    private static let wanting: Comment =
        "python3 with openapi-spec-validator is missing: run Scripts/bootstrap"

    private func description() throws -> Data {
        let printed = try Program.run(["openapi", "--data-dir", "/nonexistent"])
        try #require(printed.exit == 0, "\(printed.errors)")
        return printed.output
    }

    @Test(.enabled(if: isWanted, wanting))
    func `the description is sound, and a node does what it says and nothing else`() throws {
        let python = try #require(Self.python, Self.wanting)
        let scene = try APIScene(["cao": .countyOperator])
        let file = scene.folder.path("openapi.json")
        try description().write(to: URL(fileURLWithPath: file))
        let program = Outsider.repository.appendingPathComponent("Tests/Outside/check_api.py")
        let result = try Outsider.run(
            [python, program.path, file, scene.address, "cao", APIScene.password])
        try #require(result.exit == 0, "\(result.words)")
        let said =
            try JSONSerialization.jsonObject(with: Data(result.words.utf8)) as? [String: Any]
        let statuses = try #require(said?["statuses"] as? [String: Int])
        #expect(
            statuses == [
                "userLogin": 200, "userWhoami": 200, "userLogout": 200, "resyncPlan": 200,
                "resyncStart": 202, "resyncStatus": 200, "resyncHistory": 200,
                "resyncApprove": 403, "resyncCancel": 200, "resyncUndo": 409, "dbCheck": 200,
                "backupCreate": 200, "backupVerify": 200, "backupList": 200,
            ])
        #expect(said?["asked"] as? Int ?? 0 > 200)
        #expect(scene.isRunning)
    }

    @Test func `every operation is a command, with the same options`() throws {
        let json = try JSONSerialization.jsonObject(with: try description()) as? [String: Any]
        let paths = try #require(json?["paths"] as? [String: [String: [String: Any]]])
        #expect(paths.count == 14)
        let dump = try Program.run(["--experimental-dump-help"])
        let tree = try JSONSerialization.jsonObject(with: dump.output) as? [String: Any]
        let program = try #require(tree?["command"] as? [String: Any])
        for (path, methods) in paths {
            let words = path.dropFirst(APIScene.root.count).split(separator: "/").map(String.init)
            let options = try #require(Self.options(of: words, below: program), "\(path)")
            for (method, operation) in methods {
                #expect((method == "get") == (operation["requestBody"] == nil), "\(path)")
                let fields = Set(Self.fields(operation).map(Self.spelled))
                #expect(fields.isSubset(of: options), "\(path) \(fields.subtracting(options))")
                let unsaid = options.subtracting(fields).subtracting(Self.ofTheMachine)
                #expect(unsaid.isEmpty, "\(path) \(unsaid)")
            }
        }
    }

    /// A password is asked for at a terminal, or read from a file.
    private static func spelled(_ name: String) -> String {
        ["dryRun": "dry-run", "password": "password-file"][name] ?? name
    }

    /// What is said at the machine alone: where its files lie, how it calls, what its screen shows.
    private static let ofTheMachine: Set<String> = [
        "config", "data-dir", "dry-run", "h", "help", "insecure", "lang", "no-input", "o", "out",
        "output", "password-file", "q", "quiet", "v", "verbose", "version", "yes",
    ]

    /// nil where there is no such command.
    private static func options(
        of words: [String], below command: [String: Any]
    ) -> Set<String>? {
        guard let word = words.first else {
            let arguments = command["arguments"] as? [[String: Any]] ?? []
            return Set(
                arguments.flatMap { argument in
                    let names = argument["names"] as? [[String: Any]] ?? []
                    return names.compactMap { $0["name"] as? String }
                        + [argument["valueName"] as? String].compactMap(\.self)
                })
        }
        let below = command["subcommands"] as? [[String: Any]] ?? []
        guard let next = below.first(where: { $0["commandName"] as? String == word }) else {
            return nil
        }
        return options(of: Array(words.dropFirst()), below: next)
    }

    private static func fields(_ operation: [String: Any]) -> [String] {
        let parameters = operation["parameters"] as? [[String: Any]] ?? []
        let body = operation["requestBody"] as? [String: Any]
        let content = body?["content"] as? [String: [String: Any]]
        let schema = content?["application/json"]?["schema"] as? [String: Any]
        let members = schema?["properties"] as? [String: Any] ?? [:]
        return parameters.compactMap { $0["name"] as? String } + members.keys
    }
}
