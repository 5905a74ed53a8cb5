import Foundation
import SyncCore

/// One run of the benchmarks: the workload, the floor, and a directory whose content is thrown away.
struct Bench {
    let workload: Workload
    let floor: Floor
    let directory: URL

    /// A station that has recorded nothing yet, in a scope of its own; governed by `county`.
    func station(_ number: UInt64 = 2) throws -> (node: BenchNode, recording: Recording) {
        let scope = Scope(raw: RawIdentifier(high: 0x5C0B, low: number))
        let node = try BenchNode(number, scope: scope, authority: Self.countyKey(), in: fresh())
        return (node, Recording(at: node))
    }

    /// An empty county that has admitted these stations.
    func county(of stations: [BenchNode]) throws -> BenchNode {
        let own = Scope(raw: RawIdentifier(high: 0x5C0B, low: 1))
        let county = try BenchNode(1, scope: own, in: fresh())
        for station in stations { try county.admit(station.signer.publicKey, to: station.scope) }
        return county
    }

    private static func countyKey() throws -> [UInt8] {
        try BenchNode.signer(1).publicKey
    }

    private func fresh() -> URL { directory.appendingPathComponent(UUID().uuidString) }
}
