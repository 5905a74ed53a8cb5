import Authority
import Foundation
import Testing

/// Keys that other users of the machine could read: a folder that was copied comes with strange modes.
@Suite struct ExposedKeysTests {
    @Test func `a node that serves closes its keys to others, and says so`() throws {
        let folder = try Folder()
        let county = folder.path("C")
        let made = try Program.run([
            "node", "init", "--role", "county", "--code", "620102", "--name", "城关区", "--data-dir",
            county,
        ])
        #expect(made.exit == 0)
        let keys = KeyFolder(in: URL(fileURLWithPath: county))
        #expect(keys.exposed().isEmpty)
        let files = [
            keys.folder.path, keys.folder.path + "/vault.key", keys.folder.path + "/origin.key",
        ]
        for path in files { try Self.set(0o755, of: path) }
        #expect(keys.exposed() == [files[0], files[2], files[1]])
        let node = try ServedNode(
            ["--data-dir", county, "--listen", "127.0.0.1:0"], errors: folder.path("errors"))
        node.stop()
        #expect(keys.exposed().isEmpty)
        for path in files { #expect(try Self.mode(of: path) == 0o700) }
        #expect(node.words.contains("keys were open to other users"))
    }

    @Test func `keys that nobody else can read are left as they are`() throws {
        let folder = try Folder()
        let keys = KeyFolder(in: URL(fileURLWithPath: folder.path("N")))
        #expect(try keys.enclose() == [])
        try keys.write([UInt8](repeating: 1, count: 32), as: "one.key")
        #expect(try keys.enclose() == [])
        try Self.set(0o400, of: keys.folder.path + "/one.key")
        #expect(try keys.enclose() == [])
        #expect(try Self.mode(of: keys.folder.path + "/one.key") == 0o400)
        try Self.set(0o440, of: keys.folder.path + "/one.key")
        #expect(try keys.enclose() == [keys.folder.path + "/one.key"])
        #expect(try Self.mode(of: keys.folder.path + "/one.key") == 0o400)
    }

    private static func set(_ mode: Int, of path: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    private static func mode(of path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
}
