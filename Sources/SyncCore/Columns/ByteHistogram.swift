/// How often each byte occurs, to guess what an entropy coder makes of them.
struct ByteHistogram {
    private var counts = [UInt32](repeating: 0, count: 256)
    private var total = 0
    /// Of different bytes.
    private var present = 0

    mutating func add(_ byte: UInt8) {
        if counts[Int(byte)] == 0 { present += 1 }
        counts[Int(byte)] += 1
        total += 1
    }

    /// Bytes that they would take, with a table of how often each occurs.
    var cost: Double {
        guard present > 1 else { return min(5, Double(total)) }
        var bits = 0.0
        let size = Self.log2(Double(total))
        for count in counts where count > 0 {
            bits += Double(count) * (size - Self.log2(Double(count)))
        }
        let table = min(4 + Double(present) / 2, 70)
        return min(bits / 8 + table, Double(total))
    }

    /// To within a hundredth: the exponent, and a parabola between powers of two.
    private static func log2(_ number: Double) -> Double {
        let part = number.significand
        return Double(number.exponent) + (2 - part / 3) * part - 5 / 3
    }
}
