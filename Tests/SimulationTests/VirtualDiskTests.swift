import ServiceRecords
import Simulation
import Store
import SyncCore
import Testing

/// The real store on a virtual disk.
struct VirtualDiskTests {
    private let signer: Signer
    private let scope = Scope(raw: RawIdentifier(high: 1, low: 2))
    private let image: DiskImage

    init() throws {
        let signer = try Signer(privateKey: [UInt8](repeating: 7, count: 32))
        let scope = scope
        self.signer = signer
        image = try DiskImage.freshStore(vaultKey: Self.vaultKey, randomness: SeededRandomness(1)) {
            try $0.addScope(scope, authorityKey: signer.publicKey, code: nil, name: nil)
        }
    }

    private static let vaultKey = [UInt8](repeating: 1, count: 32)

    private func open(_ disk: VirtualDisk) throws -> Store {
        try Store(on: disk, vaultKey: Self.vaultKey, randomness: SeededRandomness(2))
    }

    private func write(_ number: Int, to store: Store) throws {
        try store.commit(
            to: scope, by: Store.Author(publicKey: signer.publicKey), at: Int64(number)
        ) { door in
            var draft = Draft(Activity.kind)
            draft[Activity.title] = .text("活动\(number)")
            try door.write(draft)
        }
    }

    private func length(_ store: Store) throws -> UInt64 {
        let peer = Peer(key: signer.publicKey, standpoint: .below, scopes: [scope])
        return try store.holdings(sharedWith: peer)[scope]?.vector[signer.origin] ?? 0
    }

    @Test("I2 on a virtual disk, too, a commit is one sync under FULL and survives a power cut")
    func survivesCut() throws {
        let disk = VirtualDisk(seed: 1, image: image)
        let store = try open(disk)
        #expect(try store.synchronousLevel() == 2)
        for number in 0..<20 {
            let before = disk.counters.syncs
            try write(number, to: store)
            let cost = disk.counters.syncs - before
            #expect(number == 0 || cost == 1, "commit \(number) took \(cost)")
        }
        disk.cut()
        #expect(throws: StoreError.self) { try write(20, to: store) }
        #expect(throws: (any Error).self) { try open(disk) }
        disk.start()
        #expect(throws: StoreError.self) { try length(store) }
        #expect(try length(open(disk)) == 20)
    }
}

extension Signer {
    fileprivate var origin: Origin { Origin(publicKey: publicKey) }
}
