import Foundation
import Testing

/// A county that serves, and stations that call it.
final class PutBackScene {
    let folder: Folder
    private var county: ServedNode

    init() throws {
        folder = try Folder()
        try Self.must([
            "node", "init", "--role", "county", "--code", "620102", "--name", "城关区",
            "--data-dir", folder.path("county"),
        ])
        county = try Self.serve("county", in: folder)
        try Self.must([
            "station", "invite", "--code", "620102001", "--name", "酒泉路街道", "--address",
            county.address, "--out", folder.path("join.json"), "--data-dir",
            folder.path("county"),
        ])
        try Self.must([
            "node", "init", "--join", folder.path("join.json"), "--data-dir",
            folder.path("station"),
        ])
    }

    func stop() { county.stop() }

    /// Where the county answers.
    var address: String { county.address }

    private static func must(_ arguments: [String]) throws {
        let result = try Program.run(arguments)
        try #require(result.exit == 0, "\(result.errors)")
    }

    private static func serve(
        _ name: String, in folder: Folder, listen: String = "127.0.0.1:0"
    ) throws -> ServedNode {
        try ServedNode(
            ["--data-dir", folder.path(name), "--listen", listen],
            errors: folder.path("\(name).errors"))
    }

    func run(_ name: String, _ arguments: [String]) throws -> (exit: Int32, text: String) {
        let result = try Program.run(arguments + ["--data-dir", folder.path(name)])
        return (result.exit, String(decoding: result.output, as: UTF8.self))
    }

    func sync(_ name: String) throws -> (exit: Int32, text: String) {
        try run(name, ["sync", "now"])
    }

    func record(_ person: String, at name: String) throws {
        try Self.must(["volunteer", "add", "--name", person, "--data-dir", folder.path(name)])
    }

    func names(_ name: String) throws -> [String] {
        let list = try Program.json(["volunteer", "list", "--data-dir", folder.path(name)])
        let people = try #require(list["volunteers"] as? [[String: Any]])
        return people.compactMap { $0["name"] as? String }.sorted()
    }

    func digest(_ name: String) throws -> String {
        let check = try Program.json(["db", "check", "--data-dir", folder.path(name)])
        return try #require((check["digests"] as? [[String: Any]])?.first?["digest"] as? String)
    }

    func copy(_ name: String, to other: String) throws {
        try FileManager.default.copyItem(atPath: folder.path(name), toPath: folder.path(other))
    }

    func loseSidecar(of name: String) throws {
        try FileManager.default.removeItem(atPath: folder.path("\(name)/keys/sidecar"))
    }

    /// The county goes on for a while, then an older copy of it is started in its place.
    func replaceCounty(by copy: () throws -> Void, after work: () throws -> Void) throws {
        let address = county.address
        county.stop()
        try copy()
        county = try Self.serve("county", in: folder, listen: address)
        try work()
        county.stop()
        county = try Self.serve("old-county", in: folder, listen: address)
    }
}
