import Authority
import Foundation
import Glibc
import Logging
import Node
import NodeServer
import ServiceRecords
import Store
import SyncCore
import Synchronization

/// A county with many stations: its server in a process of its own, and each station a directory that is opened for
/// every call, as a process would.
final class CountyOfMany {
    struct Station: Sendable {
        let directory: URL
        let scope: Scope
    }

    private let county: URL
    let stations: [Station]
    private let server = Process()
    private let words = Pipe()
    private let end = Pipe()

    enum Failure: Error { case noServer, notAgreed(SyncOutcome) }

    /// Makes them, each with an invitation in its directory; nobody has met yet.
    init(in directory: URL, stations count: Int) throws {
        county = directory.appendingPathComponent("county")
        let home = try NodeHome.create(in: county, role: .county, code: "620102", name: "县")
        let port = try Self.freePort()
        stations = try (1...count).map { number in
            try Self.join(home, number, at: "127.0.0.1:\(port)", in: directory)
        }
        server.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        server.arguments = ["serve-alone", county.path, "\(port)"]
        server.standardOutput = words
        server.standardInput = end
        try server.run()
        guard !words.fileHandleForReading.availableData.isEmpty else { throw Failure.noServer }
    }

    private static func join(
        _ home: NodeHome, _ number: Int, at address: String, in directory: URL
    ) throws -> Station {
        let code = "6201\(20_000 + number)"
        let scope: Scope = home.randomness.identifier()
        try home.store.addScope(scope, authorityKey: home.publicKey, code: code, name: "镇\(number)")
        let secret = home.randomness.bytes(32)
        try home.store.addInvitation(
            secretHash: EnrolmentRequest.hash(of: secret), scope: scope, expires: .max)
        let invitation = JoinFile(
            scope: scope, scopeKey: home.randomness.bytes(32), code: code, name: "镇\(number)",
            county: .init(
                code: "620102", name: "县", addresses: [address], publicKey: home.publicKey,
                exchangeKey: home.randomness.bytes(32)),
            secret: secret, expires: "2099-01-01T00:00:00Z")
        let place = directory.appendingPathComponent("station-\(number)")
        _ = try NodeHome.join(invitation, in: place)
        return Station(directory: place, scope: scope)
    }

    /// One that nobody listens at now.
    private static func freePort() throws -> Int {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { Glibc.close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isFound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && getsockname(listener, $0, &size) == 0
            }
        }
        guard listener >= 0, isFound else { throw Failure.noServer }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    /// A station records: people, and what they have given.
    func record(_ count: Int, at station: Station, from time: Int64) throws {
        let home = try NodeHome(opening: station.directory)
        let people = max(count / 10, 1)
        try home.store.commit(to: station.scope, by: home.author, at: time) { door in
            let known = try (0..<people).map { try door.write(Self.person($0, time)) }
            for number in people..<count {
                try door.write(Self.hours(known[number % people], time + Int64(number) * 1_000))
            }
        }
    }

    private static func person(_ number: Int, _ time: Int64) -> Draft {
        var draft = Draft(Volunteer.kind)
        draft[Volunteer.name] = .text("某\(number)")
        draft[Volunteer.phones] = .list([.text("138\(10_000_000 + number)")])
        draft[Volunteer.volunteerNumber] = .text("\(time)-\(number)")
        return draft
    }

    private static func hours(_ person: Entity, _ time: Int64) -> Draft {
        var draft = Draft(ServiceRecord.kind)
        draft[ServiceRecord.volunteer] = .reference(person)
        draft[ServiceRecord.activityName] = .text("社区巡访")
        draft[ServiceRecord.start] = .int(time)
        draft[ServiceRecord.end] = .int(time + 5_400_000)
        draft[ServiceRecord.seconds] = .int(5_400)
        draft[ServiceRecord.place] = .text("居委会")
        return draft
    }

    /// One exchange of a process that has just begun, tried until the county has time for it.
    /// - Returns: how long it took at last, in milliseconds, and how often the county had no time.
    func exchange(of station: Station) throws -> (milliseconds: Double, refusals: Int) {
        var refusals = 0
        while true {
            let home = try NodeHome(opening: station.directory)
            let began = ContinuousClock.now
            let outcome = try Daemon.exchangeOnce(home, log: LinePair.silent)
            if outcome.result == .agreed {
                return ((.now - began) / .milliseconds(1), refusals)
            }
            guard outcome.result == .busy, refusals < 100 else { throw Failure.notAgreed(outcome) }
            refusals += 1
            Thread.sleep(forTimeInterval: .random(in: 0.2...1))
        }
    }

    /// Ends the server.
    /// - Returns: its peak memory in KiB and its processor time in seconds.
    func close() throws -> (peak: Int, cpu: Double) {
        try end.fileHandleForWriting.close()
        let text = String(
            decoding: words.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        server.waitUntilExit()
        let numbers = text.split(whereSeparator: \.isWhitespace).suffix(2)
        guard numbers.count == 2, let peak = Int(numbers.first ?? ""),
            let cpu = Double(numbers.last ?? "")
        else { throw Failure.noServer }
        return (peak, cpu)
    }

    /// The server's process: says when it listens, ends with its input, and says what it took.
    static func serve(_ directory: URL, port: Int) throws {
        let home = try NodeHome(opening: directory)
        let desk = Desk(home)
        let server = try SyncServer(
            address: ListenAddress("127.0.0.1:\(port)"),
            answering: SyncService(home: home, desk: desk, log: LinePair.silent),
            identity: home.identityProvider, logger: LinePair.silent)
        let serving = Task.detached {
            try await server.run { _ in
                print("listening")
                fflush(nil)
            }
        }
        _ = FileHandle.standardInput.readDataToEndOfFile()
        serving.cancel()
        print(Peak.kiB, Double(clock()) / 1_000_000)
    }
}
