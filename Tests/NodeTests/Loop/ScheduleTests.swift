import Node
import Testing

/// When the next exchange is due: milliseconds throughout, from the default settings.
@Suite struct ScheduleTests {
    private let settings = Schedule.Settings()

    @Test(arguments: [0, 1, 180_000, UInt64.max - 1, .max, 987_654_321])
    func `after a success the pause is the interval, give or take a fifth`(chance: UInt64) {
        var schedule = Schedule(now: 0)
        schedule.failed(now: 0, chance: 0)
        schedule.succeeded(now: 1_000, chance: chance)
        #expect((1_000 + 720_000...1_000 + 1_080_000).contains(schedule.next))
        #expect(schedule.failures == 0)
    }

    @Test func `jitter reaches both ends`() {
        var schedule = Schedule(now: 0)
        schedule.succeeded(now: 0, chance: 0)
        #expect(schedule.next == 720_000)
        schedule.succeeded(now: 0, chance: 360_000)
        #expect(schedule.next == 1_080_000)
        schedule.succeeded(now: 0, chance: 360_001)
        #expect(schedule.next == 720_000)
    }

    /// Failures in a row and the pause after the last, without jitter.
    static let pauses: [(failures: Int, pause: Int64)] = [
        (1, 15_000), (2, 30_000), (3, 60_000), (6, 480_000), (7, 900_000), (8, 900_000),
        (100, 900_000),
    ]

    @Test(arguments: pauses)
    func `failures double the pause as far as the interval`(failures: Int, pause: Int64) {
        var steady = Schedule.Settings()
        steady.jitterPercent = 0
        var schedule = Schedule(settings: steady, now: 0)
        var jittered = Schedule(now: 0)
        for _ in 0..<failures {
            schedule.failed(now: 5, chance: 77)
            jittered.failed(now: 5, chance: 77)
        }
        #expect(schedule.next == 5 + pause)
        #expect((5 + pause * 8 / 10...5 + pause * 12 / 10).contains(jittered.next))
        #expect(schedule.failures == failures)
    }

    @Test(
        arguments: [(30, 30_000), (86_400, 86_400_000), (UInt64.max, 86_400_000)]
            as [(UInt64, Int64)])
    func `a time that the other side names is kept, within a day`(seconds: UInt64, pause: Int64) {
        var schedule = Schedule(now: 0)
        schedule.postponed(seconds: seconds, now: 7, chance: 0)
        #expect(schedule.next == 7 + pause)
        schedule.changed(now: 8)
        #expect(schedule.next == 7 + pause, "a change here does not bring it forward")
        schedule.postponed(seconds: seconds, now: 7, chance: .max)
        #expect((7 + pause...7 + pause + min(pause, 900_000) / 5).contains(schedule.next))
    }

    @Test func `a line that has just carried something is tried again soon, and not for long`() {
        var steady = Schedule.Settings()
        steady.jitterPercent = 0
        var schedule = Schedule(settings: steady, now: 0)
        for _ in 0..<6 { schedule.failed(now: 0, chance: 0) }
        schedule.progressed(now: 1_000)
        var pauses: [Int64] = []
        var now: Int64 = 1_000
        for _ in 0..<28 {
            schedule.failed(now: now, chance: 0)
            pauses.append(schedule.next - now)
            now = schedule.next
        }
        #expect(pauses.prefix(25).allSatisfy { $0 == 5_000 }, "two minutes")
        #expect(pauses.suffix(3) == [30_000, 60_000, 120_000])
    }

    /// S16: whenever the line dies, one of the tries falls into each window, with most of it left.
    @Test(arguments: 0..<50 as Range<UInt64>)
    func `S16 on a line that is up for 20 s and down for 40 no window is missed`(chance: UInt64) {
        var schedule = Schedule(now: 0)
        schedule.progressed(now: 20_000)
        var now: Int64 = 20_000
        while now < 60_000 {
            schedule.failed(now: now, chance: chance &* 7_919 &+ UInt64(now))
            now = schedule.next
        }
        #expect(now < 66_001)
    }

    /// S16: a window in which a busy machine got no answer is no reason to miss the next ones.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func `S16 a line that bore something is met again in its next windows, though not for ever`(
        chance: UInt64
    ) {
        var schedule = Schedule(now: 0)
        var met: Set<Int64> = []
        var now: Int64 = 0
        while now < 7_200_000 {
            let window = now / 60_000
            let isUp = now % 60_000 < 20_000
            if isUp { met.insert(window) }
            // What has begun in a window is cut at its end.
            let end = isUp ? window * 60_000 + 20_000 : now
            schedule.failed(
                now: end, chance: chance &* 7_919 &+ UInt64(now), hasCarried: isUp)
            now = schedule.next
        }
        #expect(met.isSuperset(of: 0...4))
        #expect(met.count < 20, "who cuts everybody off is not called every five seconds")
        schedule.progressed(now: now)
        schedule.failed(now: now + 1, chance: 0, hasCarried: true)
        #expect(schedule.next <= now + 6_001)
    }

    @Test func `when sending is allowed again, not everybody begins at that moment`() {
        let starts = (0..<1_000 as Range<UInt64>).map { number in
            var schedule = Schedule(now: 0)
            schedule.released(now: 0, chance: number &* 0x9E37_79B9_7F4A_7C15)
            return schedule.next
        }
        #expect(starts.allSatisfy { (0...180_000).contains($0) })
        let bySecond = Dictionary(grouping: starts) { $0 / 1_000 }.values.map(\.count)
        #expect((bySecond.max() ?? 0) < 30)
    }

    @Test
    func `a short time of the day is not missed by a slow rhythm, nor a named wait forgotten`() {
        var settings = Schedule.Settings()
        settings.interval = 7 * 86_400_000
        settings.jitterPercent = 50
        settings.shortestWindow = 60_000
        for chance in 0..<500 as Range<UInt64> {
            var schedule = Schedule(settings: settings, now: 0)
            schedule.released(now: 5, chance: chance &* 0x9E37_79B9_7F4A_7C15)
            #expect((5...30_005).contains(schedule.next))
            schedule.postponed(seconds: 3_600, now: 5, chance: 0)
            schedule.released(now: 60_000, chance: chance &* 0x9E37_79B9_7F4A_7C15)
            #expect((3_600_005...3_630_005).contains(schedule.next))
        }
    }

    @Test func `a line that comes and goes is tried no more seldom than the rhythm says`() {
        var settings = Schedule.Settings()
        settings.firstBackoff = 3_600_000
        settings.interval = 10_000
        settings.jitterPercent = 0
        var schedule = Schedule(settings: settings, now: 0)
        schedule.progressed(now: 0)
        schedule.failed(now: 1, chance: 0)
        #expect(schedule.next == 10_001)
    }

    @Test func `after a long silence a change is tried soon, and impatience lengthens no pause`() {
        var schedule = Schedule(now: 0)
        for _ in 0..<8 { schedule.failed(now: 0, chance: 0) }
        #expect(schedule.next == 720_000)
        schedule.changed(now: 100_000)
        #expect(schedule.next == 100_300, "the first pause after the last failure is over")
        schedule.failed(now: 100_300, chance: 0, wasDemanded: true)
        #expect(schedule.failures == 8)
        schedule.changed(now: 100_400)
        #expect(schedule.next == 115_300)
    }

    @Test func `a change goes soon on a good line and waits for the next try on a bad one`() {
        var schedule = Schedule(now: 0)
        schedule.succeeded(now: 0, chance: 0)
        schedule.changed(now: 1_000)
        #expect(schedule.next == 1_300)
        schedule.changed(now: 1_200)
        #expect(schedule.next == 1_300, "typing on does not put it off")
        schedule.failed(now: 1_300, chance: 0)
        let next = schedule.next
        schedule.changed(now: 1_400)
        #expect(schedule.next == next)
        schedule.demanded(now: 1_500)
        #expect(schedule.next == 1_500)
        schedule.demanded(now: 1_600)
        #expect(schedule.next == 1_500)
    }
}
