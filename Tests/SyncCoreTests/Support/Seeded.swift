import SyncCore

/// Numbers from a seed, the same on every machine and in every release of the library (SplitMix64).
struct Seeded {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// 0 ..< `bound`.
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// True in one of `many` cases.
    mutating func once(in many: Int) -> Bool { below(many) == 0 }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[below(elements.count)]
    }

    mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
        var rest = elements
        var result: [Element] = []
        while !rest.isEmpty { result.append(rest.remove(at: below(rest.count))) }
        return result
    }

    mutating func identifier<ID: Identifier>(_ type: ID.Type = ID.self) -> ID {
        ID(raw: RawIdentifier(high: next(), low: next()))
    }

    /// Numbers of every length, the small and the extreme ones more often than chance.
    mutating func number() -> UInt64 {
        switch below(4) {
        case 0: UInt64(below(3))
        case 1: UInt64.max - UInt64(below(3))
        default: next() >> UInt64(below(64))
        }
    }
}
