import ServiceRecords
import Testing

@Suite struct LocalDayTests {
    static let days: [(Int, Int, Int, Int, Int)] = [
        (1970, 1, 1, 0, 4), (1969, 12, 31, -1, 3), (2000, 2, 29, 11_016, 2),
        (2026, 3, 1, 20_513, 7),
        (1, 1, 1, -719_162, 1), (9999, 12, 31, 2_932_896, 5),
    ]

    @Test(arguments: days)
    func aDayIsItsNumber(year: Int, month: Int, day: Int, number: Int, weekday: Int) throws {
        let civil = try #require(LocalDay(year: year, month: month, day: day))
        #expect(civil.daysSinceEpoch == number)
        #expect(civil.weekday == weekday)
        #expect((civil.year, civil.month, civil.day) == (year, month, day))
    }

    @Test func everyDayOfFourCenturiesFollowsTheOneBefore() throws {
        let first = try #require(LocalDay(year: 1890, month: 1, day: 1))
        var before = first
        for offset in 1...146_097 {
            let day = first.adding(days: offset)
            #expect(LocalDay(year: day.year, month: day.month, day: day.day) == day)
            #expect((before.year, before.month, before.day) < (day.year, day.month, day.day))
            before = day
        }
        #expect(before.description == "2290-01-01")
    }

    static let missing = [
        (2026, 2, 29), (1900, 2, 29), (2026, 4, 31), (2026, 13, 1), (2026, 0, 1), (2026, 1, 0),
        (0, 1, 1), (10_000, 1, 1), (.max, .max, .max),
    ]

    @Test(arguments: missing)
    func theCalendarHasNoOtherDays(year: Int, month: Int, day: Int) {
        #expect(LocalDay(year: year, month: month, day: day) == nil)
    }

    @Test func theDayBeginsAtSixteenUTC() throws {
        let day = try #require(LocalDay(year: 2026, month: 3, day: 1))
        #expect(day.start == 1_772_294_400_000)
        #expect(LocalDay(containing: day.start) == day)
        #expect(LocalDay(containing: day.start - 1) == day.adding(days: -1))
    }

    @Test func noNumberOverflows() {
        #expect(LocalDay(containing: .max).description == "9999-12-31")
        #expect(LocalDay(containing: .min).description == "0001-01-01")
        #expect(LocalDay(daysSinceEpoch: 0).adding(days: .min).description == "0001-01-01")
        #expect(LocalDay(daysSinceEpoch: 1).adding(days: .max).description == "9999-12-31")
        #expect(CivilTime.rfc3339(.min) == "0001-01-01T16:47:04Z")
        #expect(CivilTime.local(.max) == "9999-12-31 15:12:55")
    }

    static let ages = [
        ("2012-03-02", "2026-03-01", 13), ("2012-03-01", "2026-03-01", 14),
        ("2012-02-29", "2026-02-28", 13), ("2012-02-29", "2026-03-01", 14),
    ]

    @Test(arguments: ages)
    func anAgeIsFullYears(born: String, today: String, years: Int) throws {
        #expect(try CivilTime.day(born).fullYears(until: CivilTime.day(today)) == years)
    }
}

@Suite struct CivilTimeTests {
    /// 2026-03-01 09:00 in Asia/Shanghai.
    static let nine: Int64 = 1_772_326_800_000

    static let times: [(String, Int64)] = [
        ("2026-03-01 09:00", 0), ("2026-03-01 09:00:00", 0), ("2026/3/1 9:00", 0),
        ("2026.3.1 9:00", 0), ("2026年3月1日 9:00", 0), ("2026年3月1日9:00", 0),
        ("2026年03月01日 09时00分", 0), ("2026年3月1日9点", 0), ("2026年3月1日9时0分30秒", 30_000),
        ("20260301 09:00", 0), ("２０２６－０３－０１　０９：００", 0), ("46082.375", 0),
        ("46082.3753472222", 30_000), ("46082.39583333333", 1_800_000),
        ("2026-03-01T09:00", 0), ("2026-03-01T01:00:00Z", 0), ("2026-03-01T09:00:00+08:00", 0),
        ("2026-03-01T06:30:00+0530", 0), ("2026-02-28T20:00:00-05", 0),
        ("2026-03-01 09:00:00.250", 250), ("2026-03-01 09:00:00.2500001", 250),
        ("2026-03-01 24:00", 15 * 3_600_000), (" 2026-03-01 09:00\u{200B}", 0),
    ]

    @Test(arguments: times)
    func aTimeIsUnderstoodAsFilesHaveIt(text: String, after: Int64) throws {
        #expect(try CivilTime.milliseconds(text) == Self.nine + after)
    }

    static let wrong: [(String, CivilTime.Problem)] = [
        ("", .empty), ("　", .empty), ("上午九点", .unreadable), ("9:00", .unreadable),
        ("26-03-01 09:00", .unreadable), ("2026-03/01 09:00", .unreadable),
        ("2026-03-01 9:0", .unreadable), ("2026-03-01T", .unreadable),
        ("2026-03-01 09:00 左右", .unreadable), ("2026-03-01 09:00+20:00", .unreadable),
        ("2026-03-01 09:00-10:00:00", .unreadable), ("46082.", .unreadable),
        ("46082.3x", .unreadable), ("4608.375", .unreadable), ("2026-02-29 09:00", .noSuchTime),
        ("2026-13-01 09:00", .noSuchTime), ("2026-03-01 25:00", .noSuchTime),
        ("2026-03-01 24:01", .noSuchTime), ("2026-03-01 09:60", .noSuchTime),
        ("2026-03-01 09:00:60", .noSuchTime), ("2026-03-01", .timeMissing),
        ("46082", .timeMissing), ("20260301", .timeMissing), ("20260301999999999999", .unreadable),
    ]

    @Test(arguments: wrong)
    func whatIsWrongHasItsOwnName(text: String, problem: CivilTime.Problem) {
        #expect(throws: problem) { try CivilTime.milliseconds(text) }
    }

    static let dates = [
        ("1990-03-07", "1990-03-07"), ("19900307", "1990-03-07"), ("1990年3月7日", "1990-03-07"),
        ("32939", "1990-03-07"), ("1990-03-07 00:00:00", "1990-03-07"),
        ("1990-03-06T16:00:00Z", "1990-03-07"),
    ]

    @Test(arguments: dates)
    func aDayNeedsNoTime(text: String, day: String) throws {
        #expect(try CivilTime.day(text).description == day)
    }

    @Test func whatIsWrittenReadsBack() throws {
        #expect(CivilTime.rfc3339(-1) == "1969-12-31T23:59:59Z")
        #expect(CivilTime.local(Self.nine) == "2026-03-01 09:00")
        #expect(CivilTime.rfc3339(Self.nine) == "2026-03-01T01:00:00Z")
        for step in stride(from: Int64(-1_000_000_000), through: 2_000_000_000, by: 7_654_321) {
            let instant = step * 1_000
            #expect(try CivilTime.milliseconds(CivilTime.local(instant)) == instant)
            #expect(try CivilTime.milliseconds(CivilTime.rfc3339(instant)) == instant)
        }
    }
}
