import CSyncCounter
import Foundation
import ServiceRecords
import Store
import SyncCore
import Testing

/// I2: what a commit costs, and what it buys.
@Suite(.serialized)
struct DurabilityTests {
    @Test("I2 a commit is one fsync, and is on stable storage")
    func oneSync() throws {
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("yizhan-fsync-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let signer = try Signer(privateKey: [UInt8](repeating: 7, count: 32))
        let store = try Store(
            in: directory, vaultKey: [UInt8](repeating: 1, count: 32),
            files: MemoryFiles(["origin.key": [UInt8](repeating: 7, count: 32)]),
            randomness: Fixed())
        let scope = Scope(raw: RawIdentifier(high: 1, low: 2))
        try store.addScope(scope, authorityKey: signer.publicKey, code: nil, name: nil)
        #expect(try store.synchronousLevel() == 2, "FULL")
        for number in 0..<20 {
            let before = sync_counter_value()
            try store.commit(
                to: scope, by: Store.Author(), at: Int64(number)
            ) { door in
                var draft = Draft(Activity.kind)
                draft[Activity.title] = .text("活动\(number)")
                try door.write(draft)
            }
            let cost = sync_counter_value() - before
            #expect(number == 0 || cost == 1, "commit \(number) took \(cost)")
        }
    }

    /// Salts that nobody needs to guess.
    private struct Fixed: Randomness {
        func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: 5, count: count) }
    }
}
