import SyncCore

/// What happened, line by line, and a hash over it: two runs of one seed have the same.
package struct Trace: Sendable {
    package private(set) var lines: [String] = []
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ line: String) {
        lines.append(line)
        for byte in line.utf8 { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
        state = (state ^ 10) &* 0x100_0000_01B3
    }

    /// FNV-1a over the lines: 16 hexadecimal digits.
    package var hash: String {
        let digits = String(state, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
