import ServiceRecords
import Testing

/// Codes that a station has had: half open periods, in order, without overlap.
@Suite struct StationCodesTests {
    private typealias Write = StationCodes.Write

    private static let first = Write(code: "1", name: "甲", from: 100, until: nil)

    private func codes(_ writes: StationCodes.Write...) -> [String] {
        StationCodes(writes).periods.map {
            "\($0.code)\($0.name) \($0.from.map(String.init) ?? "") \($0.until.map(String.init) ?? "")"
        }
    }

    @Test func `the first code was valid before anybody wrote it down`() {
        #expect(codes(Self.first) == ["1甲  "])
        #expect(StationCodes([Self.first]).period(at: .min)?.code == "1")
    }

    @Test
    func `another code ends the one before it, and takes its name along unless it has its own`() {
        let second = Write(code: "2", name: nil, from: 200, until: nil)
        #expect(codes(Self.first, second) == ["1甲  200", "2甲 200 "])
        let third = Write(code: "1", name: "乙", from: 300, until: nil)
        let all = StationCodes([Self.first, second, third])
        #expect(codes(Self.first, second, third) == ["1甲  200", "2甲 200 300", "1乙 300 "])
        for (time, code) in [(199, "1"), (200, "2"), (299, "2"), (300, "1")] as [(Int64, String)] {
            #expect(all.period(at: time)?.code == code)
        }
    }

    @Test
    func `a station that has ended has no code afterwards, and one that says so changes none`() {
        let end = Write(code: "1", name: nil, from: 100, until: 400)
        let ended = StationCodes([Self.first, end])
        #expect(codes(Self.first, end) == ["1甲  400"])
        #expect(ended.period(at: 399)?.code == "1" && ended.period(at: 400) == nil)
        #expect(ended.present?.code == "1")
    }

    @Test func `a word about an earlier time replaces what was said of the time after it`() {
        let second = Write(code: "2", name: nil, from: 300, until: nil)
        let corrected = Write(code: "3", name: nil, from: 200, until: nil)
        #expect(codes(Self.first, second, corrected) == ["1甲  200", "3甲 200 "])
    }

    @Test func `a name alone renames the present code`() {
        #expect(codes(Self.first, Write(code: nil, name: "乙", from: nil, until: nil)) == ["1乙  "])
        #expect(codes(Write(code: nil, name: "乙", from: nil, until: nil)).isEmpty)
        #expect(codes(Write(code: "", name: "乙", from: 1, until: nil)).isEmpty)
    }
}
