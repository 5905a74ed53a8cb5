/// The same numbers for the same seed on every machine and in every process, for ever: SplitMix64
/// (Steele, Lea, Flood, 2014). For made-up records only, never for keys.
struct SplitMix64: Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// A stream of its own for one use, so that more of one thing never moves the others.
    init(seed: UInt64, stream: String) {
        var state = seed
        for byte in stream.utf8 {
            state = (state ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        self.init(seed: state)
        _ = next()
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// 0 ..< bound; the bias is below 2^-32 for any bound that occurs here.
    mutating func below(_ bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(max(1, bound))).high)
    }

    mutating func pick<Element>(_ choices: [Element]) -> Element { choices[below(choices.count)] }

    mutating func shuffle(_ items: inout [Int32]) {
        for index in stride(from: items.count - 1, to: 0, by: -1) {
            items.swapAt(index, below(index + 1))
        }
    }
}
