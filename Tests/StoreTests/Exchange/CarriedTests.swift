import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// What goes into the chunks of a bundle, at a county that holds many logs of a scope.
@Suite struct CarriedTests {
    private static let logs = 200
    let node: Replica

    init() throws {
        node = try Replica(seed: 2, scope: SeededRandomness(1).identifier())
        let dice = SeededRandomness(4)
        var draft = Draft(Volunteer.kind)
        // As much as a change may have, and nothing packs it.
        draft[Volunteer.skills] = .list((0..<3).map { _ in .bytes(dice.bytes(16_300)) })
        try node.commit { _ = try $0.write(draft) }
        for seed in 0..<Self.logs {
            var author = try Forger(seed: 1_000 + UInt64(seed), scope: node.scope)
            author.write(Draft(Volunteer.kind), seen: Context())
            let peer = Peer(
                key: author.signer.publicKey, standpoint: .below, scopes: [node.scope])
            _ = try node.store.apply([Intake(author.message(), from: peer, at: 5)])[0].get()
        }
    }

    private func chunks() throws -> [Message] {
        var chunks: [[UInt8]] = []
        _ = try node.store.carry(node.scope, to: [], schemaVersion: 1, at: node.clock) {
            bytes, _ in chunks.append(bytes)
        }
        return try chunks.map { try Message(bytes: $0) }
    }

    /// A receipt over a log that comes in a later chunk cannot be kept before.
    @Test func `every receipt stands behind the last change, however many there are`() throws {
        let chunks = try chunks()
        let last = try #require(chunks.lastIndex { !$0.runs.isEmpty })
        let behind = Set(chunks[last...].flatMap(\.receipts).map(\.note))
        #expect(Set(chunks.flatMap { $0.runs.map(\.origin) }).count == Self.logs + 1)
        #expect(behind.count == Self.logs && last > 1)
    }

    @Test
    func `a chunk is larger than it aims at for one change that stands alone, and never else`()
        throws
    {
        for chunk in try chunks() {
            let isSmall = chunk.bytes.count <= BundleFrame.targetBytes
            let isAlone =
                chunk.runs.count == 1 && chunk.receipts.isEmpty && chunk.vectors.isEmpty
            #expect(isSmall || isAlone, "\(chunk.bytes.count)")
        }
    }
}
