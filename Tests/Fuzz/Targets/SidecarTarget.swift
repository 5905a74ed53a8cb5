import SyncCore

extension FuzzTarget {
    /// The sidecar as it lies on the disk, and the same with a seal that holds.
    static let sidecar = FuzzTarget("sidecar", seeds: Seeds.sidecars) { bytes throws(Violation) in
        let seal = Array("\(Hash.sha256(bytes).hex)\n".utf8)
        let isTaken = try Sidecar.check(bytes)
        return try Sidecar.check(bytes + seal) || isTaken
    }
}

extension Sidecar {
    fileprivate static func check(_ bytes: [UInt8]) throws(Violation) -> Bool {
        let sidecar = Sidecar(bytes: bytes)
        try claim(Sidecar(bytes: bytes) == sidecar, "the same file reads the same way")
        guard let sidecar else { return false }
        try claim(Sidecar(bytes: sidecar.bytes) == sidecar, "what was read can be written")
        return true
    }
}
