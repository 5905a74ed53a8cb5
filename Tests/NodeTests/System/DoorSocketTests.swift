import Foundation
import Glibc
import Testing

@testable import Node

/// The socket for whoever does not own the node's directory.
@Suite struct DoorSocketTests {
    private func path() throws -> String {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("door-\(UInt32.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder.appendingPathComponent("p.sock").path
    }

    private func request(_ words: [String]) -> DoorRequest {
        DoorRequest(token: "t", arguments: words, language: "zh", secrets: ["s"])
    }

    @Test func `what is asked arrives whole, and so does an answer of megabytes`() throws {
        let path = try path()
        let door = try DoorSocket(path: path)
        let long = String(repeating: "行\n", count: 1 << 20)
        door.serve { request in
            DoorAnswer(
                exit: 4, output: long, messages: request.arguments.joined(separator: "|"),
                token: request.secrets.first)
        }
        let answer = try DoorClient.ask(path: path, request(["a", "乙 b"]))
        #expect(answer.exit == 4 && answer.output == long)
        #expect(answer.messages == "a|乙 b" && answer.token == "s")
        door.close()
        #expect(throws: ControlError.nobodyThere) {
            try DoorClient.ask(path: path, request([]))
        }
    }

    /// Not a cut: whoever is told so knows that it was done, and asks for less.
    @Test
    func `an answer that is too long is said to be, and so is one that does not come in time`()
        throws
    {
        let path = try path()
        let door = try DoorSocket(path: path, longest: 1_000)
        door.serve { request in
            if request.arguments == ["slow"] { usleep(600_000) }
            let output = String(repeating: "x", count: request.arguments == ["long"] ? 1_000 : 900)
            return DoorAnswer(exit: 0, output: output, messages: "")
        }
        #expect(try DoorClient.ask(path: path, request(["short"])).output.count == 900)
        #expect(throws: ControlError.tooLong) {
            try DoorClient.ask(path: path, request(["long"]))
        }
        #expect(throws: ControlError.timedOut) {
            try DoorClient.ask(path: path, request(["slow"]), answering: .milliseconds(100))
        }
        door.close()
    }

    @Test func `anybody may knock, a dead node's socket is taken over, a file is not`() throws {
        let path = try path()
        let door = try DoorSocket(path: path)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o666)
        #expect(throws: ControlError.unavailable(errno: EADDRINUSE)) {
            try DoorSocket(path: path)
        }
        #expect(access(path, F_OK) == 0, "a living node's is left alone")
        door.close()
        let (address, length) = try #require(unixAddress(path))
        let dead = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        #expect(withSocketAddress(address, { bind(dead, $0, length) }) == 0)
        close(dead)
        let again = try DoorSocket(path: path)
        again.close()
        #expect(access(path, F_OK) != 0)
        try Data("x".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: ControlError.notASocket) { try DoorSocket(path: path) }
        #expect(FileManager.default.fileExists(atPath: path))
    }

    @Test(arguments: [
        ["---completion", "--", "positional@-1"], ["user", "---x"],
        ["user", "login", "-" + String(repeating: "q", count: 60_000)],
        [String](repeating: "-q", count: 13_000),
    ]) func `what a parser should not be given by a stranger is told`(words: [String]) {
        #expect(!request(words).isPlausible)
        #expect(request(["volunteer", "add", "--name", "王 芳", "-o", "json", "-v"]).isPlausible)
    }

    @Test func `nonsense is not answered`() throws {
        let path = try path()
        let door = try DoorSocket(path: path)
        door.serve { _ in
            Issue.record("nonsense was taken for a request")
            return DoorAnswer(exit: 0, output: "", messages: "")
        }
        defer { door.close() }
        let (address, length) = try #require(unixAddress(path))
        for text in ["{}\n", "\n", "[1]\n", String(repeating: "x", count: 70_000)] {
            let caller = try #require(
                OwnedDescriptor(socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)))
            try #require(withSocketAddress(address) { connect(caller.number, $0, length) } == 0)
            _ = send(caller.number, text, text.utf8.count, Int32(MSG_NOSIGNAL))
            var byte: UInt8 = 0
            #expect(recv(caller.number, &byte, 1, 0) <= 0)
        }
    }
}
