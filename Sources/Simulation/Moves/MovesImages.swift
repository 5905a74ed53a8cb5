import Authority
import Node
import Store
import SyncCore
import Synchronization

/// The disks with which the nodes of a tree begin: everybody is admitted by the level above, has heard of
/// everybody's directory, and nobody of any volunteer. Made once in a process.
struct MovesImages: Sendable {
    /// Of each place the scope in which it meets the level above; of the highest one that nobody uses.
    let scopes: [Scope]
    /// Of each place its first origin.
    let origins: [Origin]
    let disks: [DiskImage]

    private static let made = Mutex<[MovesTree: MovesImages]>([:])

    static func of(_ tree: MovesTree) throws -> MovesImages {
        if let known = made.withLock({ $0[tree] }) { return known }
        let images = try MovesImages(tree)
        made.withLock { $0[tree] = images }
        return images
    }

    private init(_ tree: MovesTree) throws {
        let keys = tree.places.indices.map { SeededRandomness(50_000 + UInt64($0)).bytes(32) }
        let signers = try keys.map { try Signer(privateKey: $0) }
        origins = signers.map { Origin(publicKey: $0.publicKey) }
        let scopes = tree.places.indices.map { index in
            Scope(
                foundedBy: signers[tree.places[index].above ?? index].publicKey,
                SeededRandomness(60_000 + UInt64(index)))
        }
        let begun = try tree.places.indices.map {
            try Self.disk($0, of: tree, scopes, keys, signers)
        }
        self.scopes = scopes
        disks = try Self.acquainted(tree, begun)
    }

    private static func disk(
        _ index: Int, of tree: MovesTree, _ scopes: [Scope], _ keys: [[UInt8]],
        _ signers: [Signer]
    ) throws -> DiskImage {
        let place = tree.places[index]
        let below = tree.places.indices.filter { tree.places[$0].above == index }
        let disk = VirtualDisk(seed: 0)
        let files = DiskFiles(disk)
        try files.replace(KeyFolder.origin, with: keys[index])
        for scope in below + (place.above == nil ? [] : [index]) {
            try files.replace(
                KeyFolder.scope(scopes[scope]),
                with: SeededRandomness(70_000 + UInt64(scope)).bytes(32))
        }
        do {
            let store = try Store(
                on: disk, vaultKey: Machine.vaultKey, randomness: SeededRandomness(1))
            for child in below {
                let (scope, key) = (scopes[child], signers[child].publicKey)
                try store.addScope(
                    scope, authorityKey: signers[index].publicKey, code: tree.places[child].code,
                    name: tree.places[child].code,
                    kind: tree.places[child].role == .station ? .station : .desk)
                try store.commit(to: scope, by: Store.Author(), at: 0) { door in
                    try door.write(.admit(origin: Origin(publicKey: key), publicKey: key))
                }
                try store.add(Peer(key: key, standpoint: .below, scopes: [scope]))
            }
            if let above = place.above {
                try store.addScope(
                    scopes[index], authorityKey: signers[above].publicKey, code: place.code,
                    name: place.code, kind: place.role == .station ? .station : .desk)
                try store.add(
                    Peer(
                        key: signers[above].publicKey, standpoint: .above,
                        scopes: [scopes[index]]))
                try store.set("upstream-addresses", "127.0.0.1:1")
            }
            try store.set("code", place.code)
            try store.set("name", place.code)
            try store.set("role", place.role.rawValue)
            try store.checkpointFile()
        }
        return disk.snapshot()
    }

    /// The same disks, after everybody has talked until nobody had anything new.
    private static func acquainted(
        _ tree: MovesTree, _ disks: [DiskImage]
    ) throws -> [DiskImage] {
        VirtualMachine.seedSQLite(1)
        let machines = tree.places.indices.map { index in
            Machine(
                index: index, isCounty: tree.places[index].role != .station, scopes: [],
                disk: VirtualDisk(seed: 0, image: disks[index]))
        }
        for machine in machines { try machine.start(seed: 80_000 + UInt64(machine.index)) }
        for _ in 0..<2 * tree.height {
            for (index, place) in tree.places.enumerated().reversed() {
                guard let above = place.above else { continue }
                for machine in [machines[index], machines[above]] { try machine.tend() }
                _ = try machines[index].talk(with: machines[above], VirtualLine.Quality(), seed: 0)
            }
        }
        return try machines.map { machine in
            try machine.life?.store.checkpointFile()
            machine.stop()
            return machine.disk.snapshot()
        }
    }
}

extension Machine {
    /// What a daemon does about transfers when something came.
    func tend() throws { try life?.home.tendTransfers() }
}
