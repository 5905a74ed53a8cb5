import Foundation
import Node
import ServiceRecords
import Store
import SyncCore

/// The disks with which every simulated county begins: one of the county's server, one for each PC. Made
/// once in a process.
struct CountyImages: Sendable {
    let scopes: [Scope]
    /// The county's first origin.
    let authority: Origin
    let county: DiskImage
    /// By scope, then by PC.
    let stations: [[DiskImage]]

    /// - Parameters:
    ///   - stations: how many townships.
    ///   - computers: how many PCs each of them has.
    init(stations: Int, computers: Int) throws {
        let countyKey = Self.key(0)
        let countySigner = try Signer(privateKey: countyKey)
        authority = Origin(publicKey: countySigner.publicKey)
        let scopes: [Scope] = (0..<stations).map {
            SeededRandomness(UInt64(9_000 + $0)).identifier()
        }
        let keys = (0..<stations).map { station in
            (0..<computers).map { Self.key(1 + UInt64(station * 16 + $0)) }
        }
        county = try Self.image(key: countyKey, role: .county) { store in
            for (index, scope) in scopes.enumerated() {
                try store.addScope(
                    scope, authorityKey: countySigner.publicKey, code: "62010200\(index)",
                    name: nil)
                try store.commit(to: scope, by: Store.Author(), at: 0) { door in
                    for key in keys[index] {
                        let station = try Signer(privateKey: key).publicKey
                        try door.write(
                            .admit(origin: Origin(publicKey: station), publicKey: station))
                    }
                }
                for key in keys[index] {
                    try store.add(
                        Peer(
                            key: try Signer(privateKey: key).publicKey, standpoint: .below,
                            scopes: [scope]))
                }
            }
        }
        self.scopes = scopes
        self.stations = try keys.enumerated().map { index, keys in
            try keys.map { key in
                try Self.image(key: key, role: .station) { store in
                    try store.addScope(
                        scopes[index], authorityKey: countySigner.publicKey,
                        code: "62010200\(index)", name: nil)
                    try store.add(
                        Peer(
                            key: countySigner.publicKey, standpoint: .above,
                            scopes: [scopes[index]]))
                    try store.set("upstream-addresses", "127.0.0.1:1")
                }
            }
        }
    }

    private static func key(_ number: UInt64) -> [UInt8] {
        SeededRandomness(1_000 + number).bytes(32)
    }

    private static func image(
        key: [UInt8], role: NodeRole, _ prepare: (Store) throws -> Void
    ) throws -> DiskImage {
        let disk = VirtualDisk(seed: 0)
        try DiskFiles(disk).replace("origin.key", with: key)
        do {
            let store = try Store(
                on: disk, vaultKey: Machine.vaultKey, randomness: SeededRandomness(1))
            try prepare(store)
            try store.set("code", "620102")
            try store.set("name", "县")
            try store.set("role", role.rawValue)
            try store.checkpointFile()
        }
        return disk.snapshot()
    }
}
