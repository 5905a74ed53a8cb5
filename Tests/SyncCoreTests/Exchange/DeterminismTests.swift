import SyncCore
import Testing

/// I3, trap 11: no dictionary order, no hash seed, no clock enters what is hashed or sent. Every
/// process has another hash seed, so one pinned value for all of them is the proof.
@Suite struct DeterminismTests {
    @Test func everyProcessSaysTheSameBytes() throws {
        var random = Seeded(2026)
        var said = ByteWriter()
        for _ in 0..<50 {
            let change = random.change()
            said.blob(change.canonical.bytes)
            said.hash(change.originalLeaf)
        }
        let history = History(seed: 7, count: 60)
        var register = Register()
        for (index, entry) in history.entries.enumerated() {
            let held = history.entries[...index].filter { $0.original == entry.original }
            register.apply(
                .init(original: entry.original, dots: Set(held.map(\.dot))),
                context: entry.context)
        }
        said.blob(register.known.bytes)
        for write in register.surviving { said.hash(write.original) }
        try appendExchanges(to: &said, &random)
        #expect(Hash.sha256(said.bytes).hex == Self.pinned)
    }

    static let pinned = "918da09e2a90db6efce52880f08535a484c6adf1efbfb88f42c5f5f0002e0eea"

    /// Months of a station and its county, without signatures: a library may add noise to those.
    private func appendExchanges(to said: inout ByteWriter, _ random: inout Seeded) throws {
        let scopes: [Scope] = (0..<40).map { _ in random.identifier() }
        var (station, county) = try pair(scopes: scopes)
        for _ in 0..<12 {
            for _ in 0..<random.below(5) { station.record(in: random.pick(scopes)) }
            for _ in 0..<random.below(5) { county.record(in: random.pick(scopes)) }
            if random.once(in: 3) { county.memory = PeerMemory() }
            let lost = random.below(5)
            let traffic = try exchange(&station, &county) { $0 == lost ? .isLost : .arrives }
            for bytes in traffic.requests + traffic.answers {
                said.blob(try Self.unsigned(Message(bytes: bytes)))
            }
        }
        said.hash(station.holdings(sharedWith: county.writer.origin).summary)
    }

    private static func unsigned(_ message: Message) -> [UInt8] {
        var plain = message
        plain.runs = []
        plain.receipts = []
        var writer = ByteWriter()
        writer.blob(plain.bytes)
        for run in message.runs {
            writer.identifier(run.origin)
            writer.varint(run.first)
            for row in run.rows { writer.blob(row.canonical) }
            writer.text(run.checkpoint.checkpoint.body)
        }
        for receipt in message.receipts { writer.text(receipt.checkpoint.body) }
        return writer.bytes
    }
}
