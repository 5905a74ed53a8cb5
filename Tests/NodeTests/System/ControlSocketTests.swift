import Foundation
import Node
import SyncCore
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct ControlSocketTests {
    static let requests: [ControlRequest] = [
        .sync, .changed, .ping,
        .pull(
            PullOrder(
                stations: (0..<256).map { Origin(raw: RawIdentifier(high: 7, low: $0)) },
                timeout: 60_000)),
    ]

    @Test(arguments: requests, [nil, 200])
    func `a request is answered in a directory of any length`(
        request: ControlRequest, length: Int?
    ) throws {
        let place = try TemporaryPlace(length: length)
        let socket = try ControlSocket(directory: place.path)
        defer { socket.close() }
        socket.serve { $1.answer("heard \($0.line) 收到") }
        let answer = try ControlClient.ask(directory: place.path, request, timeout: .seconds(5))
        #expect(answer == "heard \(request.line) 收到")
        #expect(try place.mode(of: "node.sock") == 0o600)
    }

    @Test(
        arguments: [
            "", "pull", "pull 60000", "pull 0 \(String(repeating: "0", count: 32))", "pull x y",
            "pull 60000 ff", "pull 60000  \(String(repeating: "0", count: 32))", "sync now",
            "pull 86400001 \(String(repeating: "0", count: 32))",
        ])
    func `a request that is spelled otherwise is none`(line: String) {
        #expect(ControlRequest(line: line) == nil)
    }

    @Test func `a late answer from another thread reaches its own client`() throws {
        let place = try TemporaryPlace()
        let socket = try ControlSocket(directory: place.path)
        defer { socket.close() }
        socket.serve { request, reply in
            guard request == .sync else { return reply.answer("at once") }
            Thread {
                Thread.sleep(forTimeInterval: 0.3); reply.answer("late")
            }.start()
        }
        let late = Mutex<String?>(nil)
        let done = DispatchSemaphore(value: 0)
        let directory = place.path
        Thread {
            let answer = try? ControlClient.ask(directory: directory, .sync, timeout: .seconds(5))
            late.withLock { $0 = answer }
            done.signal()
        }.start()
        Thread.sleep(forTimeInterval: 0.1)
        #expect(
            try ControlClient.ask(directory: directory, .ping, timeout: .seconds(5)) == "at once")
        done.wait()
        #expect(late.withLock { $0 } == "late")
    }

    @Test func `without a node there is nobody, before and after`() throws {
        let place = try TemporaryPlace()
        #expect(throws: ControlError.nobodyThere) { try ping(place) }
        let socket = try ControlSocket(directory: place.path)
        socket.serve { $1.answer("here") }
        #expect(try ping(place) == "here")
        socket.close()
        socket.close()
        #expect(!place.exists("node.sock"))
        #expect(throws: ControlError.nobodyThere) { try ping(place) }
    }

    @Test func `a dead node's socket is replaced, another file is not`() throws {
        let place = try TemporaryPlace()
        try leaveStaleSocket(in: place)
        #expect(throws: ControlError.nobodyThere) { try ping(place) }
        let socket = try ControlSocket(directory: place.path)
        socket.serve { $1.answer("new") }
        #expect(try ping(place) == "new")
        socket.close()

        try Data("mine".utf8).write(to: URL(filePath: place.path + "/node.sock"))
        #expect(throws: ControlError.notASocket) { try ControlSocket(directory: place.path) }
        #expect(place.exists("node.sock"))
    }

    @Test func `a node that does not answer is waited for no longer than asked`() throws {
        let place = try TemporaryPlace()
        let socket = try ControlSocket(directory: place.path)
        defer { socket.close() }
        let kept = Mutex<[ControlReply]>([])
        socket.serve { _, reply in kept.withLock { $0.append(reply) } }
        let start = ContinuousClock.now
        #expect(throws: ControlError.timedOut) { try ping(place, timeout: .milliseconds(200)) }
        #expect(start.duration(to: .now) < .seconds(2))
        kept.withLock { $0.first }?.answer("to nobody")  // Must raise no SIGPIPE.
    }

    @Test func `an unanswered request and an unknown word end the connection`() throws {
        let place = try TemporaryPlace()
        let socket = try ControlSocket(directory: place.path)
        defer { socket.close() }
        let heard = Mutex(0)
        socket.serve { _, _ in heard.withLock { $0 += 1 } }
        #expect(throws: ControlError.broken) { try ping(place) }
        let words = ["reboot\n", "\n", "PING\n", String(repeating: "p", count: 1000), "ping \n"]
        for word in words { #expect(try say(word, in: place).isEmpty) }
        #expect(heard.withLock { $0 } == 1)
    }

    @Test func `a silent client delays the next by a second at most`() throws {
        let place = try TemporaryPlace()
        let socket = try ControlSocket(directory: place.path)
        defer { socket.close() }
        socket.serve { $1.answer("here") }
        let silent = try #require(connectUnix(in: place))
        defer { close(silent) }
        #expect(try ping(place, timeout: .seconds(3)) == "here")
    }

    @Test func `an answer is one line of at most 64 KiB`() throws {
        let place = try TemporaryPlace()
        let socket = try ControlSocket(directory: place.path)
        defer { socket.close() }
        socket.serve { request, reply in
            reply.answer(request == .ping ? "one\ntwo" : String(repeating: "a", count: 100_000))
            reply.answer("again")
        }
        #expect(try ping(place) == "one two")
        let long = try ControlClient.ask(directory: place.path, .sync, timeout: .seconds(5))
        #expect(long.utf8.count == ControlProtocol.maximumReply - 1)
    }

    @Test func `many clients at once are all answered`() async throws {
        let place = try TemporaryPlace()
        let socket = try ControlSocket(directory: place.path)
        defer { socket.close() }
        socket.serve { $1.answer("here") }
        let directory = place.path
        let failures = Mutex(0)
        let done = DispatchGroup()
        for _ in 0..<100 {
            done.enter()
            Thread {
                let answer = try? ControlClient.ask(
                    directory: directory, .ping, timeout: .seconds(20))
                if answer != "here" { failures.withLock { $0 += 1 } }
                done.leave()
            }.start()
        }
        await withCheckedContinuation { over in done.notify(queue: .global()) { over.resume() } }
        #expect(failures.withLock { $0 } == 0)
    }

    @Test func `no directory is no place to listen`() throws {
        let place = try TemporaryPlace()
        #expect(throws: ControlError.unavailable(errno: ENOENT)) {
            try ControlSocket(directory: place.path + "/none")
        }
    }

    private func ping(_ place: TemporaryPlace, timeout: Duration = .seconds(5)) throws -> String {
        try ControlClient.ask(directory: place.path, .ping, timeout: timeout)
    }

    /// What comes back for `words` said by a client that knows no protocol.
    private func say(_ words: String, in place: TemporaryPlace) throws -> [UInt8] {
        let client = try #require(connectUnix(in: place))
        defer { close(client) }
        _ = send(client, words, words.utf8.count, Int32(MSG_NOSIGNAL))
        var answer = [UInt8](repeating: 0, count: 64)
        let count = recv(client, &answer, answer.count, 0)
        return Array(answer.prefix(max(0, count)))
    }

    /// As a process leaves it that was killed.
    private func leaveStaleSocket(in place: TemporaryPlace) throws {
        let stale = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let bound = withUnixAddress(place.path + "/node.sock") { bind(stale, $0, $1) }
        #expect(bound == 0)
        close(stale)
        #expect(place.exists("node.sock"))
    }
}

private func connectUnix(in place: TemporaryPlace) -> Int32? {
    let client = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    return withUnixAddress(place.path + "/node.sock") { connect(client, $0, $1) } == 0
        ? client : nil
}
