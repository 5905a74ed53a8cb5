import Foundation
import Node
import Synchronization
import Testing

/// What a command does behind its answer: it rings the node that runs there, and finishes what it owes.
@Suite struct RingTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
        try must(["node", "init", "--role", "county", "--code", "620102", "--name", "城关区"])
        try must([
            "station", "invite", "--code", "620102001", "--name", "酒泉路街道", "--out",
            folder.path("join"),
        ])
    }

    private var directory: String { folder.path("county") }

    @discardableResult
    private func must(
        _ arguments: [String], as session: String? = nil
    ) throws -> Program.Result {
        let result = try Program.run(
            arguments + ["--data-dir", directory],
            environment: session.map { ["YIZHAN_SESSION": folder.path($0)] } ?? [:])
        try #require(result.exit == 0, "\(arguments) \(result.errors)")
        return result
    }

    @Test func `whoever records rings the node that runs there, and whoever reads does not`() throws
    {
        let heard = Mutex<[ControlRequest]>([])
        let socket = try ControlSocket(directory: directory)
        socket.serve { request, reply in
            heard.withLock { $0.append(request) }
            reply.answer("ok")
        }
        defer { socket.close() }
        try must(["volunteer", "list"])
        #expect(heard.withLock { $0 }.isEmpty)
        try must(["volunteer", "add", "--name", "王芳", "--code", "620102001"])
        #expect(heard.withLock { $0 } == [.changed])
        // One that asks for passwords first, too.
        try must(["user", "add", "cao", "--name", "曹某", "--role", "county-operator"])
        try must([
            "user", "passwd", "cao", "--password-file", folder.write("word", "雪山-狮子-123\n"),
        ])
        #expect(heard.withLock { $0 } == [.changed, .changed, .changed])
    }

    @Test func `I18 who confirms an erasure at the command line leaves no older backup behind`()
        throws
    {
        let word = try folder.write("word", "雪山-狮子-123\n")
        for login in ["cao", "du"] {
            try must(["user", "add", login, "--name", "某某", "--role", "county-operator"])
            try must(["user", "passwd", login, "--password-file", word])
            try must(["user", "login", login, "--password-file", word], as: login)
        }
        let added = try must([
            "volunteer", "add", "--name", "欧阳某", "--code", "620102001", "-o", "json",
        ])
        let id = try #require(try added.data()["id"] as? String)
        try must(["backup", "create"])
        let backups = directory + "/backups"
        let erase = ["volunteer", "erase", "--volunteer", id]
        try must(erase + ["--reason", "本人要求"], as: "cao")
        #expect(try FileManager.default.contentsOfDirectory(atPath: backups).count == 1)
        try must(erase + ["--confirm"], as: "du")
        #expect(try FileManager.default.contentsOfDirectory(atPath: backups).isEmpty)
    }
}
