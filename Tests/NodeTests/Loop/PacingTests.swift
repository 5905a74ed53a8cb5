import Testing

@testable import Node

/// When and how much a node sends of itself. Times are milliseconds since 1970; the day is that of
/// Asia/Shanghai, which begins at 16:00 UTC.
@Suite struct PacingTests {
    /// 2026-03-01 00:00 in Shanghai.
    static let midnight: Int64 = 1_772_294_400_000
    static func at(_ hour: Int64, _ minute: Int64 = 0) -> Int64 {
        midnight + (hour * 60 + minute) * 60_000
    }

    static let forms: [(String, String?)] = [
        ("07:00-09:00", "07:00-09:00"), ("7:00-9:00,18:00-22:00", "07:00-09:00,18:00-22:00"),
        ("22:00-06:00", "22:00-06:00"), ("00:00-24:00", "00:00-24:00"), ("", nil),
        ("07:00-07:00", nil), ("24:00-07:00", nil), ("07:00", nil), ("07:00-", nil),
        ("7-9", nil), ("07:60-08:00", nil), ("25:00-26:00", nil), ("24:01-03:00", nil),
        ("07:00-09:00,", nil), ("07:00-09:00 ", nil), ("-7:00-09:00", nil), ("０7:00-09:00", nil),
        ("07:00-08:00-09:00", nil), ("99999999999999999999:00-09:00", nil), ("7:0-9:00", nil),
        (Array(repeating: "07:00-09:00", count: 25).joined(separator: ","), nil),
    ]

    @Test(arguments: forms)
    func `windows are read and written back, or refused`(text: String, written: String?) {
        #expect(DayWindows(text)?.description == written)
    }

    /// A time, and when the next window opens: hours and minutes of one day; beyond 24 of the next.
    static let times: [(String, at: (Int64, Int64), opens: (Int64, Int64))] = [
        ("07:00-09:00,18:00-22:00", (6, 59), (7, 0)),
        ("07:00-09:00,18:00-22:00", (7, 0), (7, 0)),
        ("07:00-09:00,18:00-22:00", (8, 59), (8, 59)),
        ("07:00-09:00,18:00-22:00", (9, 0), (18, 0)),
        ("07:00-09:00,18:00-22:00", (22, 0), (31, 0)),
        ("22:00-06:00", (23, 0), (23, 0)), ("22:00-06:00", (5, 59), (5, 59)),
        ("22:00-06:00", (6, 0), (22, 0)), ("00:00-24:00", (23, 59), (23, 59)),
        ("00:00-01:00", (1, 0), (24, 0)),
    ]

    @Test(arguments: times)
    func `a window opens at its minute and closes at its minute`(
        text: String, at time: (Int64, Int64), opens: (Int64, Int64)
    ) throws {
        var settings = Pacing.Settings()
        settings.windows = try #require(DayWindows(text))
        let wall = Self.at(time.0, time.1)
        let until = Self.at(opens.0, opens.1)
        let hold = Pacing(settings: settings).hold(at: wall)
        #expect(hold == (until == wall ? nil : .init(reason: .window, until: until)))
    }

    @Test func `a day's bytes are used up until the next midnight, also across a restart`() {
        var settings = Pacing.Settings()
        settings.budget = 1_000
        var pacing = Pacing(settings: settings)
        pacing.spend(600, at: Self.at(8))
        #expect(pacing.hold(at: Self.at(9)) == nil)
        #expect(pacing.left(at: Self.at(9)) == 400)
        pacing.spend(700, at: Self.at(9))
        let used = Pacing.Hold(reason: .budget, until: Self.at(24))
        #expect(pacing.hold(at: Self.at(9)) == used)
        let restarted = Pacing(settings: settings, spending: DaySpending(pacing.kept))
        #expect(restarted.hold(at: Self.at(23, 59)) == used)
        #expect(restarted.hold(at: Self.at(24)) == nil)
        #expect(restarted.left(at: Self.at(24)) == 1_000)
    }

    @Test func `bytes that are used up hold until a window of the next day`() throws {
        var settings = Pacing.Settings()
        settings.budget = 1
        settings.windows = try #require(DayWindows("07:00-09:00"))
        var pacing = Pacing(settings: settings)
        pacing.spend(1, at: Self.at(8))
        #expect(pacing.hold(at: Self.at(8)) == .init(reason: .budget, until: Self.at(31)))
    }

    /// All of them speak of the day in question, but for the damage.
    @Test(
        arguments: [
            nil, "", "x", "20513", "20513 99 3", "20513 -5", "x 20513 99",
            "20513 99999999999999999999",
        ])
    func `a damaged note of what was spent is none`(text: String?) {
        var settings = Pacing.Settings()
        settings.budget = 10
        let pacing = Pacing(settings: settings, spending: DaySpending(text))
        #expect(pacing.hold(at: Self.at(8)) == nil)
    }

    @Test func `no amount of bytes overflows`() {
        var settings = Pacing.Settings()
        settings.budget = 10
        var pacing = Pacing(settings: settings)
        pacing.spend(.max, at: Self.at(8))
        pacing.spend(.max, at: Self.at(8))
        #expect(pacing.left(at: Self.at(8)) == 0)
    }

    @Test func `without settings nothing is held and nothing kept`() {
        var pacing = Pacing()
        pacing.spend(.max, at: Self.at(8))
        #expect(pacing.hold(at: Self.at(8)) == nil)
        #expect(pacing.kept == nil)
        #expect(pacing.left(at: Self.at(8)) == nil)
    }
}
