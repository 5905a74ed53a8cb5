import Authority
import Foundation
import Testing

/// The vault's key behind a passphrase, with the real program.
@Suite struct SealedKeyTests {
    private let folder: Folder
    private let node: String
    private static let passphrase = "correct horse 电池"

    init() throws {
        folder = try Folder()
        node = folder.path("C")
        try Self.run([
            "node", "init", "--role", "county", "--code", "620102", "--name", "城关区", "--data-dir",
            node,
        ])
        try Self.run([
            "station", "invite", "--data-dir", node, "--code", "620102001", "--name", "酒泉路街道",
            "--address", "127.0.0.1:9", "--out", folder.path("j.json"),
        ])
        try Self.run(
            [
                "volunteer", "add", "--code", "620102001", "--name", "欧阳不可见", "--id-number",
                "11010519491231002X", "--phone", "13912345678", "--data-dir", node,
            ])
    }

    @discardableResult
    private static func run(
        _ arguments: [String], exit: Int32 = 0, passphraseFile: String? = nil
    ) throws -> Program.Result {
        let variable = "YIZHAN_VAULT_PASSPHRASE_FILE"
        let result = try Program.run(
            arguments, environment: passphraseFile.map { [variable: $0] } ?? [:])
        try #require(result.exit == exit, "\(arguments): \(result.errors)")
        return result
    }

    private func file(_ name: String, _ passphrase: String, mode: Int = 0o600) throws -> String {
        let path = try folder.write(name, passphrase + "\n")
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return path
    }

    private func raw() throws -> [(String, Data)] {
        let paths = FileManager.default.subpaths(atPath: node) ?? []
        return paths.compactMap { path in
            FileManager.default.contents(atPath: node + "/" + path).map { (path, $0) }
        }
    }

    @Test
    func `a sealed node opens with its passphrase alone, and its files give neither key nor name`()
        throws
    {
        let key = try Data(contentsOf: URL(fileURLWithPath: node + "/keys/vault.key"))
        let (right, wrong) = (try file("p", Self.passphrase), try file("q", "something else"))
        try Self.run(["key", "seal", "--passphrase-file", right, "--data-dir", node])
        let list = ["volunteer", "list", "--data-dir", node]
        let none = try Self.run(list + ["--no-input"], exit: 78)
        #expect(none.errors.contains("YIZHAN_VAULT_PASSPHRASE_FILE"))
        try Self.run(list, exit: 77, passphraseFile: wrong)
        #expect(
            try String(decoding: Self.run(list, passphraseFile: right).output, as: UTF8.self)
                .contains("欧阳不可见"))
        for (path, data) in try raw() {
            for text in ["欧阳不可见", "11010519491231002X", "13912345678", Self.passphrase] {
                #expect(data.range(of: Data(text.utf8)) == nil, "\(path): \(text)")
            }
            #expect(data.range(of: key) == nil, "\(path)")
        }
        try Self.run(
            ["key", "seal", "--passphrase-file", right, "--data-dir", node], exit: 1,
            passphraseFile: right)
        try Self.run(["key", "unseal", "--passphrase-file", wrong, "--data-dir", node], exit: 77)
        try Self.run(["key", "unseal", "--passphrase-file", right, "--data-dir", node])
        #expect(try String(decoding: Self.run(list).output, as: UTF8.self).contains("欧阳不可见"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: node + "/keys/vault.key")) == key)
    }

    @Test
    func `who names no passphrase is told that one is needed, and nothing is sealed`() throws {
        let before = try raw().map(\.0)
        let refused = try Self.run(["key", "seal", "--data-dir", node, "--lang", "en"], exit: 64)
        #expect(refused.errors.contains("YIZHAN_VAULT_PASSPHRASE_FILE"))
        #expect(refused.errors.contains("nothing was changed"))
        #expect(!refused.errors.contains("is behind a passphrase"), "\(refused.errors)")
        #expect(try raw().map(\.0).sorted() == before.sorted())
        try Self.run(["volunteer", "list", "--data-dir", node])
    }

    @Test
    func `a passphrase that is too short, or in a file that others can read, changes nothing`()
        throws
    {
        let keys = try FileManager.default.contentsOfDirectory(atPath: node + "/keys").sorted()
        let (short, open) = (try file("p", "1234567"), try file("q", Self.passphrase, mode: 0o644))
        try Self.run(["key", "seal", "--passphrase-file", short, "--data-dir", node], exit: 65)
        try Self.run(["key", "seal", "--passphrase-file", open, "--data-dir", node], exit: 78)
        try Self.run(
            ["key", "seal", "--passphrase-file", folder.path("none"), "--data-dir", node], exit: 78)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: node + "/keys").sorted() == keys)
    }

    @Test
    func `a damaged sealed key is said to be damaged, at any byte, and no memory is taken for it`()
        throws
    {
        let keys = KeyFolder(in: folder.url.appendingPathComponent("C"))
        let right = try file("p", Self.passphrase)
        try Self.run(["key", "seal", "--passphrase-file", right, "--data-dir", node])
        let path = node + "/keys/vault.sealed"
        let sound = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        // In the magic; rounds that would take 2^63 bytes; in the salt; in what is sealed.
        for (place, value) in [(0, 0), (19, 56), (20, 255), (21, 0), (25, 1), (sound.count - 1, 7)]
        {
            var bytes = sound
            bytes[place] = bytes[place] == UInt8(value) ? UInt8(value) ^ 1 : UInt8(value)
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            #expect(throws: KeyError.self) { try keys.vaultKey { Array(Self.passphrase.utf8) } }
        }
        try Data(sound).write(to: URL(fileURLWithPath: path))
        #expect(try keys.vaultKey { Array(Self.passphrase.utf8) }.count == 32)
    }
}
