import ServiceRecords
import Testing

@Suite struct SecondsTests {
    static let hours: [(String, Int64)] = [
        ("2.5", 9_000), ("2.50", 9_000), ("１.５", 5_400), ("１．５", 5_400), ("0.333", 1_199),
        ("0.3333333333333333", 1_200), ("0.1", 360), ("24", 86_400), ("24.000", 86_400),
        ("0.00013888888888888888", 0), ("0.00013888888888888889", 1), ("2.5小时", 9_000),
        (" 02.5 ", 9_000), ("0.000416", 1), ("0.00041666666666666667", 2),
    ]

    @Test(arguments: hours.filter { $0.1 > 0 })
    func hoursAreTheNearestSecond(text: String, seconds: Int64) throws {
        #expect(try Seconds.fromHours(text) == seconds)
    }

    static let wrong: [(String, Seconds.Problem)] = [
        ("", .empty), ("小时", .empty), ("两小时", .unreadable), ("2:30", .unreadable),
        ("1e1", .unreadable), ("2,5", .unreadable), (".5", .unreadable), ("2.", .unreadable),
        ("1.2.3", .unreadable), ("+2", .unreadable), ("0", .notPositive), ("0.00", .notPositive),
        ("-1", .notPositive), ("0.00013888888888888888", .notPositive), ("24.0001", .overADay),
        ("24.00000000000001", .overADay), ("99999999999999999999", .overADay),
        ("0.0000000000000000000000000000001", .unreadable),
    ]

    @Test(arguments: wrong)
    func whatIsWrongHasItsOwnName(text: String, problem: Seconds.Problem) {
        #expect(throws: problem) { try Seconds.fromHours(text) }
    }

    static let shown: [(Int64, String)] = [
        (0, "0.00"), (17, "0.00"), (18, "0.01"), (5_400, "1.50"), (1_199, "0.33"), (3_599, "1.00"),
        (3_581, "0.99"), (3_582, "1.00"), (-5_400, "-1.50"), (-17, "0.00"), (-18, "-0.01"),
        (200_912_400, "55809.00"), (.max, "2562047788015215.50"), (.min, "-2562047788015215.50"),
    ]

    @Test(arguments: shown)
    func hoursAreShownWithTwoDecimals(seconds: Int64, text: String) {
        #expect(Seconds.hours(seconds) == text)
    }
}

@Suite struct ServiceTimeTests {
    static func interval(_ start: String, _ end: String) throws -> ServiceInterval {
        try ServiceInterval(
            start: CivilTime.milliseconds(start), end: CivilTime.milliseconds(end))
    }

    static let bounds: [(Int64, Int64, ServiceInterval.Problem?)] = [
        (0, 1_000, nil), (0, 86_400_000, nil), (0, 999, .endNotAfterStart),
        (5, 5, .endNotAfterStart), (5, 4, .endNotAfterStart), (0, 86_400_001, .overADay),
        (.min, .max, .overADay), (.max, .min, .endNotAfterStart),
    ]

    @Test(arguments: bounds)
    func anIntervalIsASecondToADay(start: Int64, end: Int64, problem: ServiceInterval.Problem?) {
        if let problem {
            #expect(throws: problem) { try ServiceInterval(start: start, end: end) }
        } else {
            #expect(throws: Never.self) { try ServiceInterval(start: start, end: end) }
        }
    }

    static let divided: [(String, String, [Int64])] = [
        ("2026-03-01 09:00", "2026-03-01 11:30", [9_000]),
        ("2026-03-01 22:00", "2026-03-02 01:00", [7_200, 3_600]),
        ("2026-03-01 22:00", "2026-03-01 24:00", [7_200]),
        ("2026-03-01 00:00", "2026-03-02 00:00", [86_400]),
        ("2026-03-01 12:00", "2026-03-02 12:00", [43_200, 43_200]),
    ]

    @Test(arguments: divided)
    func midnightDividesWithoutLosingASecond(start: String, end: String, seconds: [Int64]) throws {
        let interval = try Self.interval(start, end)
        let parts = interval.byDay
        #expect(parts.map(\.seconds) == seconds)
        #expect(parts.first?.start == interval.start && parts.last?.end == interval.end)
        #expect(Set(parts.map(\.day)).count == parts.count)
    }

    static let checked: [(String, String, Int64, [ServiceTime.Problem])] = [
        ("2026-03-01 09:00", "2026-03-01 11:00", 7_200, []),
        ("2026-03-01 09:00", "2026-03-01 11:00", 7_201, [.longerThanInterval]),
        ("2026-03-01 09:00", "2026-03-01 11:00", 0, [.notPositive]),
        ("2026-03-01 23:00", "2026-03-02 01:00", 60, [.severalDays]),
        ("2026-03-09 23:00", "2026-03-10 01:00", 60, [.severalDays, .outsideWindow]),
        ("2026-02-28 09:00", "2026-02-28 11:00", 7_200, [.outsideWindow]),
    ]

    /// The project runs from 1 to 9 March.
    @Test(arguments: checked)
    func everythingWrongIsNamed(
        start: String, end: String, seconds: Int64, problems: [ServiceTime.Problem]
    ) throws {
        let window = try CivilTime.day("2026-03-01")...CivilTime.day("2026-03-09")
        let interval = try Self.interval(start, end)
        #expect(ServiceTime.problems(interval, seconds: seconds, window: window) == problems)
    }

    @Test func theFutureAndALongDayAreWarnings() throws {
        let interval = try Self.interval("2026-03-01 08:00", "2026-03-01 21:00")
        #expect(ServiceTime.warnings(interval, seconds: 43_200, now: interval.end) == [])
        #expect(
            ServiceTime.warnings(interval, seconds: 43_201, now: interval.end - 1)
                == [.inTheFuture, .longDay])
    }

    @Test func aDaysRecordsAddUp() {
        let day = LocalDay(daysSinceEpoch: 20_000)
        let next = day.adding(days: 1)
        let cases: [(records: [(day: LocalDay, seconds: Int64)], long: [LocalDay])] = [
            ([(day, 43_200), (next, 43_200)], []),
            ([(next, 40_000), (day, 1), (next, 4_000)], [next]),
            ([(day, .max), (day, .max)], [day]),
        ]
        for (records, long) in cases { #expect(ServiceTime.longDays(records) == long) }
    }

    static let overlapping: [([(Int64, Int64)], [[Int]])] = [
        ([], []), ([(0, 10)], []), ([(0, 10), (10, 20)], []), ([(0, 10), (9, 20)], [[0, 1]]),
        ([(9, 20), (0, 10)], [[1, 0]]), ([(0, 100), (10, 20), (30, 40)], [[0, 1], [0, 2]]),
        ([(5, 6), (5, 6), (5, 6)], [[0, 1], [0, 2]]),
        ([(0, 10), (5, 20), (15, 30)], [[0, 1], [1, 2]]),
    ]

    /// Minutes from a common start.
    @Test(arguments: overlapping)
    func everyOverlapIsFound(minutes: [(Int64, Int64)], pairs: [[Int]]) throws {
        let intervals = try minutes.map {
            try ServiceInterval(start: $0.0 * 60_000, end: $0.1 * 60_000)
        }
        #expect(ServiceTime.overlaps(intervals).map { [$0.earlier, $0.later] } == pairs)
    }

    static let persons: [([Int?], [PersonSeparation.Problem])] = [
        ([1, 2, 3], []), ([1, 2, 2], [.approverIsRecorder]), ([1, 2, 1], [.approverIsVolunteer]),
        ([1, 1, 2], [.recorderIsVolunteer]), ([nil, nil, nil], []), ([1, 2, nil], []),
        ([1, 1, 1], [.approverIsRecorder, .approverIsVolunteer, .recorderIsVolunteer]),
    ]

    /// Volunteer, recorder, approver.
    @Test(arguments: persons)
    func nobodyVouchesForThemselves(people: [Int?], problems: [PersonSeparation.Problem]) {
        #expect(
            PersonSeparation.problems(
                volunteer: people[0], recorder: people[1], approver: people[2]) == problems)
    }
}
