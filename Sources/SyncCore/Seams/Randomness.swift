/// Where salts, nonces, ids and jitter come from: the machine's generator in a node, a seed in the
/// simulation. Nobody below a shell draws numbers from anywhere else.
public protocol Randomness: Sendable {
    /// `count` fresh bytes, fit for keys.
    func bytes(_ count: Int) -> [UInt8]
}

extension Randomness {
    public func identifier<ID: Identifier>(_ type: ID.Type = ID.self) -> ID {
        ID(raw: RawIdentifier(high: number(), low: number()))
    }

    public func number() -> UInt64 { bytes(8).reduce(0) { $0 << 8 | UInt64($1) } }
}

/// The wall clock: milliseconds since 1970, UTC. Wrong by years on some PCs; nothing is merged by it.
public protocol WallClock: Sendable {
    var now: Int64 { get }
}
