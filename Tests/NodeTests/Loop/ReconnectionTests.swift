import Node
import Testing

/// S21: a county that was away for hours is back, and everybody calls. Schedules and a county in miniature,
/// on a clock of seconds.
@Suite struct ReconnectionTests {
    private struct Town {
        var schedule: Schedule
        /// Since when it is being served.
        var served: Int64?
        var isDone = false
        var calls = 0
    }

    private static let towns = 1_000
    /// What the county bears at once, and how long one exchange takes it.
    private static let places = 32
    private static let work: Int64 = 2_000

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `S21 a thousand stations come back without a stampede, and each within minutes`(
        seed: UInt64
    ) {
        var random = seed
        func chance() -> UInt64 {
            random &+= 0x9E37_79B9_7F4A_7C15
            var mixed = (random ^ (random >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
        var towns = (0..<Self.towns).map { _ in Town(schedule: Schedule(now: 0)) }
        let back: Int64 = 3 * 3_600_000
        var now: Int64 = 0
        var inWork = 0
        var (turnedAway, busiest, afterReturn) = (0, 0, 0)
        while towns.contains(where: { !$0.isDone }), now < back + 3_600_000 {
            var callsNow = 0
            for index in towns.indices where !towns[index].isDone {
                if let since = towns[index].served {
                    guard now >= since + Self.work else { continue }
                    towns[index].isDone = true
                    inWork -= 1
                } else if now >= towns[index].schedule.next {
                    towns[index].calls += 1
                    if now < back {
                        towns[index].schedule.failed(now: now, chance: chance())
                    } else if inWork < Self.places {
                        towns[index].served = now
                        inWork += 1
                        callsNow += 1
                    } else {
                        towns[index].schedule.postponed(seconds: 30, now: now, chance: chance())
                        turnedAway += 1
                        callsNow += 1
                    }
                }
            }
            if now >= back {
                busiest = max(busiest, callsNow)
                afterReturn += callsNow
            }
            now += 1_000
        }
        #expect(!towns.contains { !$0.isDone })
        #expect(now <= back + 20 * 60_000, "the longest pause, a fifth more, and the queue")
        #expect(busiest <= 2 * Self.places, "nobody waits in step with the others")
        #expect(afterReturn <= 2 * Self.towns, "few are turned away, and fewer twice")
        #expect(towns.map(\.calls).max() ?? 0 < 40)
    }
}
