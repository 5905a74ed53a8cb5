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
        let key = [UInt8](repeating: 7, count: 32)
        let signer = try Signer(privateKey: key)
        let scope = scope
        self.signer = signer
        let keyless = try DiskImage.freshStore(
            vaultKey: Self.vaultKey, randomness: SeededRandomness(1)
        ) { try $0.addScope(scope, authorityKey: signer.publicKey, code: nil, name: nil) }
        let disk = VirtualDisk(seed: 0, image: keyless)
        try DiskFiles(disk).replace("origin.key", with: key)
        _ = try Store(on: disk, vaultKey: Self.vaultKey, randomness: SeededRandomness(2))
        image = disk.snapshot()
    }

    private static let vaultKey = [UInt8](repeating: 1, count: 32)

    private func open(_ disk: VirtualDisk) throws -> Store {
        try Store(on: disk, vaultKey: Self.vaultKey, randomness: SeededRandomness(2))
    }

    private func write(_ number: Int, to store: Store) throws {
        try store.commit(to: scope, by: Store.Author(), at: Int64(number)) { door in
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
        #expect(throws: StoreError.self) { try write(20, to: store) }
        #expect(try length(open(disk)) == 20)
    }

    @Test(
        "I2 what a killed process had not synced is durable before anybody can read it",
        arguments: 1...8)
    func killedBeforeSync(seed: UInt64) throws {
        let disk = VirtualDisk(seed: seed, image: image)
        let killed = try open(disk)
        try write(1, to: killed)
        disk.plan(.kill, at: 1, of: .sync)
        #expect(throws: StoreError.self) { try write(2, to: killed) }
        disk.start()
        let next = try open(disk)
        #expect(try length(next) == 2)
        disk.cut()
        disk.start()
        #expect(try length(open(disk)) == 2)
    }

    @Test("two processes have one store open, and both go on")
    func twoProcesses() throws {
        let disk = VirtualDisk(seed: 1, image: image)
        let stores = [try open(disk), try open(disk)]
        for number in 0..<20 { try write(number, to: stores[number % 2]) }
        #expect(try stores.map(length) == [20, 20])
        try stores[0].checkpointFile()
        #expect(try stores.map(length) == [20, 20])
    }

    @Test("disks share nothing, and an image is what stood there when it was taken")
    func images() throws {
        let disk = VirtualDisk(seed: 1, image: image)
        let store = try open(disk)
        try write(1, to: store)
        let backup = disk.snapshot()
        try write(2, to: store)
        let clones = (0..<100).map { VirtualDisk(seed: $0, image: backup) }
        try write(3, to: open(clones[7]))
        #expect(try length(store) == 2)
        #expect(try clones[7...8].map { try length(open($0)) } == [2, 1])
        disk.restore(backup)
        #expect(throws: StoreError.self) { try length(store) }
        #expect(try length(open(disk)) == 1)
    }

    @Test("a full disk takes no change and loses none; with room again it goes on")
    func full() throws {
        let disk = VirtualDisk(seed: 1, image: image)
        let store = try open(disk)
        try write(1, to: store)
        disk.set(capacity: disk.bytes)
        #expect(throws: StoreError.full) { for number in 2..<100 { try write(number, to: store) } }
        let held = try length(store)
        disk.set(capacity: 1 << 30)
        try write(100, to: store)
        disk.cut()
        disk.start()
        #expect(try length(open(disk)) == held + 1)
    }

    @Test("a disk that allows no writing says so, and shows what it has")
    func readOnly() throws {
        let disk = VirtualDisk(seed: 1, image: image)
        let store = try open(disk)
        try write(1, to: store)
        disk.set(isReadOnly: true)
        #expect(throws: StoreError.self) { try write(2, to: store) }
        #expect(try length(store) == 1)
    }

    @Test("a flipped bit of a log is found where it stands")
    func flipped() throws {
        let disk = VirtualDisk(seed: 1, image: image)
        do {
            let store = try open(disk)
            try write(1, to: store)
            try store.checkpointFile()
        }
        let file = try #require(disk.read(Store.fileName))
        let title = try #require(file.firstRange(of: Array("活动1".utf8)))
        #expect(disk.flip(Store.fileName, at: UInt64(title.lowerBound)))
        #expect(try !open(disk).verifyLogs().isSound)
    }

    @Test("a file beside the store is the old or the new one after a cut", arguments: 1...20)
    func replaced(seed: UInt64) throws {
        let disk = VirtualDisk(seed: seed)
        let (old, new) = ([UInt8](repeating: 1, count: 40), [UInt8](repeating: 2, count: 50))
        try disk.replace("keys/origin.key", with: old)
        disk.plan(.powerCut, at: 1 + seed % 2, of: [.write, .sync])
        #expect(throws: VirtualDisk.Failure.io) { try disk.replace("keys/origin.key", with: new) }
        disk.start()
        let found = disk.read("keys/origin.key")
        #expect(found == old || found == new)
        try disk.replace("keys/origin.key", with: new)
        disk.cut()
        disk.start()
        #expect(disk.read("keys/origin.key") == new)
        #expect(disk.files == ["keys/origin.key"])
    }

    @Test("equal seeds and equal calls give equal disks")
    func deterministic() throws {
        let files = try (0..<2).map { _ in
            VirtualMachine.seedSQLite(5)
            let disk = VirtualDisk(seed: 9, image: image)
            let store = try open(disk)
            for number in 0..<5 { try write(number, to: store) }
            disk.plan(.powerCut, at: 7, of: .changing)
            #expect(throws: StoreError.self) {
                for number in 5..<9 { try write(number, to: store) }
            }
            return disk.snapshot()
        }.map { image in VirtualDisk(seed: 0, image: image) }
        // Salts of write-ahead logs are the process's, whose other tests draw them, too.
        #expect(files[0].size(of: Store.fileName) == files[1].size(of: Store.fileName))
        #expect(files[0].size(of: "store.sqlite-wal") == files[1].size(of: "store.sqlite-wal"))
    }
}
