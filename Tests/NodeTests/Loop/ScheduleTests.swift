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
        schedule.postponed(seconds: seconds, now: 7)
        #expect(schedule.next == 7 + pause)
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
