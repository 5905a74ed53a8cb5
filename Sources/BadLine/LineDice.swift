/// What chance does to a line: functions of a seed, the number of a connection and a place in its bytes,
/// never of the moment. So a seed loses the same segments on a busy machine and on an idle one.
struct LineDice: Sendable {
    /// What a segment carries over Ethernet.
    static let segment = 1_460
    /// A connection that is to be lost is lost within so many bytes, both ways together.
    private static let fatalBytes: UInt64 = 32 << 10
    /// Nobody is connected for longer.
    private static let longestLife = 86_400

    let seed: UInt64

    /// After how many milliseconds a connection is lost, if it is by its seconds.
    func life(of connection: Int, _ profile: LineProfile) -> Int64? {
        guard profile.lossPerSecond > 0 else { return nil }
        for second in 0..<Self.longestLife {
            let draw = number(connection, 1, second)
            guard draw % 100 < profile.lossPerSecond else { continue }
            return Int64(second) * 1_000 + Int64(draw / 100 % 1_000)
        }
        return nil
    }

    /// After how many bytes a connection is lost, if it is.
    func fatalByte(of connection: Int, _ profile: LineProfile) -> Int? {
        let draw = number(connection, 2, 0)
        guard draw % 100 < profile.connectionLoss else { return nil }
        return Int(draw / 100 % Self.fatalBytes)
    }

    /// How many segments begin in these bytes of a connection and are lost.
    func lostSegments(
        in bytes: Range<Int>, of connection: Int, _ direction: LineDirection, _ profile: LineProfile
    ) -> Int {
        guard profile.segmentLoss > 0, !bytes.isEmpty else { return 0 }
        let first = (bytes.lowerBound + Self.segment - 1) / Self.segment
        let last = (bytes.upperBound - 1) / Self.segment
        guard first <= last else { return 0 }
        return (first...last).count {
            number(connection, 3 + direction.rawValue, $0) % 100 < profile.segmentLoss
        }
    }

    /// SplitMix64 (Steele, Lea, Flood 2014) over the four numbers.
    private func number(_ connection: Int, _ purpose: Int, _ place: Int) -> UInt64 {
        var state = seed
        for part in [connection, purpose, place] {
            state = Self.mix(state &+ 0x9E37_79B9_7F4A_7C15 &+ UInt64(bitPattern: Int64(part)))
        }
        return state >> 8
    }

    private static func mix(_ state: UInt64) -> UInt64 {
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
