/// Lines as they are met in the field. "2 kB/s" is 2,000 bytes a second, as the sellers of lines count.
extension LineProfile {
    /// EDGE in a valley: 600 ms there and back, 64 kbit/s.
    public static let secondGeneration = {
        var profile = LineProfile()
        profile.delay = 300
        profile.upRate = 8_000
        profile.downRate = 8_000
        return profile
    }()

    /// By way of a satellite at rest: 700 ms there and back, 128 kbit/s out and 512 in, one segment of a
    /// hundred lost.
    public static let satellite = {
        var profile = LineProfile()
        profile.delay = 350
        profile.upRate = 16_000
        profile.downRate = 64_000
        profile.segmentLoss = 1
        return profile
    }()

    /// A cell on market day: 300 ms there and back, 2 kB/s, one segment of ten lost, there for twenty
    /// seconds of each minute.
    public static let marketDay = {
        var profile = LineProfile()
        profile.delay = 150
        profile.upRate = 2_000
        profile.downRate = 2_000
        profile.segmentLoss = 10
        profile.windows = LineWindows(up: 20_000, down: 40_000)
        return profile
    }()

    /// The same with every time divided by `factor` and every rate multiplied by it: a window carries as
    /// many bytes as before.
    public func quickened(by factor: Int) -> LineProfile {
        var quick = self
        quick.delay /= Int64(factor)
        quick.firstByteDelay /= Int64(factor)
        quick.upRate *= factor
        quick.downRate *= factor
        quick.windows = windows.map {
            LineWindows(up: $0.up / Int64(factor), down: $0.down / Int64(factor))
        }
        return quick
    }
}
