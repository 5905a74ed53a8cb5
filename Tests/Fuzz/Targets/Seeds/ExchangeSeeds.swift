import SyncCore

extension Seeds {
    /// Messages of every shape, and what really goes over a line.
    static func messages() throws -> [[UInt8]] {
        try drawn(24) { try $0.message().bytes } + traffic()
    }

    /// Requests and answers of exchanges and pulls between the two nodes of `ExchangeWorld`, and of their
    /// searches for what differs.
    static func traffic() throws -> [[UInt8]] {
        var bodies: [[UInt8]] = []
        let world = try ExchangeWorld.shared.get()
        var (station, county) = (world.station, world.county)
        for _ in 0..<2 {
            let traffic = try exchange(&station, &county)
            bodies += traffic.requests + traffic.answers
        }
        (station, county) = (world.station, world.county)
        let pull = try exchange(&county, &station)
        bodies += pull.requests + pull.answers
        return bodies + (try drawn(8) { random in try branches(&random).bytes })
    }

    /// Words about branches, and a chain, between nodes of that world.
    private static func branches(_ random: inout Seeded) throws -> Message {
        var message = Message(
            origin: try Writer(county).origin, schemaVersion: 1, summary: random.hash())
        message.branches = try random.message().branches
        message.chain = .init(
            recipient: try Writer(1).origin, previous: 0, next: 1 + random.next() / 2, echo: 7)
        message.isApart = random.once(in: 2)
        return message
    }

    /// The bytes of runs: with noise for signatures, and of real logs.
    static func runs() throws -> [[UInt8]] {
        let real = try traffic().flatMap { try Message(bytes: $0).runs }
        return try drawn(16) { bytes(of: try $0.run()) } + real.map(bytes) + [longRun()]
    }

    private static func longRun() throws -> [UInt8] {
        let author = try Writer(1)
        let changes = (1...12).map { number in
            author.change(UInt64(number), in: id(1), value: .int(Int64(number)))
        }
        return bytes(of: try author.run(changes, first: 4, last: 9, signedAt: 12, in: id(1)))
    }

    private static func bytes(of run: Run) -> [UInt8] {
        var message = bare
        message.runs = [run]
        return Array(message.bytes.dropFirst(Self.message(aroundRun: []).count))
    }

    /// A message with nothing in it but what should be one run.
    static func message(aroundRun bytes: [UInt8]) -> [UInt8] {
        let (runsOnly, one): (UInt8, UInt8) = (1 << 3, 1)
        return bare.bytes.dropLast() + [runsOnly, one] + bytes
    }

    private static let bare = Message(origin: id(1), schemaVersion: 1, summary: .zero)
}
