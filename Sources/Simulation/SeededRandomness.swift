import SyncCore
import Synchronization

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers from one seed everywhere, so that what went
/// wrong can be had again by its seed.
package struct Dice: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(_ seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    package mutating func chance(percent: UInt64) -> Bool { next() % 100 < percent }

    package mutating func below(_ bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }
}

/// Randomness for a store, from a seed.
package final class SeededRandomness: Randomness {
    private let dice: Mutex<Dice>

    package init(_ seed: UInt64) { dice = Mutex(Dice(seed)) }

    package func bytes(_ count: Int) -> [UInt8] {
        dice.withLock { dice in (0..<count).map { _ in UInt8(truncatingIfNeeded: dice.next()) } }
    }
}
