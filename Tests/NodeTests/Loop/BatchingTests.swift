import Testing

@testable import Node

/// How large messages become: bytes and milliseconds, no line.
@Suite struct BatchingTests {
    private static func full(_ batching: inout Batching, milliseconds: Int64) {
        batching.answered(isRequestFull: true, isAnswerFull: false, milliseconds: milliseconds)
    }

    @Test func `it begins carefully, and a good line has the largest messages after three`() {
        var batching = Batching()
        #expect(batching.request.bytes == 16 << 10)
        for _ in 0..<3 { Self.full(&batching, milliseconds: 50) }
        #expect(batching.request.bytes == 1 << 20)
        Self.full(&batching, milliseconds: 50)
        #expect(batching.request.bytes == 1 << 20, "and no larger ones")
        #expect(batching.answer.bytes == 16 << 10, "no answer was full")
    }

    /// A line's bytes a second, and what it comes to.
    static let lines: [(rate: Int64, bytes: Int)] = [
        (100, 4 << 10), (2_000, 40_000), (8_000, 160_000), (1_000_000, 1 << 20),
    ]

    @Test(arguments: lines)
    func `it aims at twenty seconds of the line, within its bounds`(rate: Int64, bytes: Int) {
        var batching = Batching()
        for _ in 0..<20 {
            let taken = Int64(batching.request.bytes) * 1_000 / rate
            Self.full(&batching, milliseconds: taken)
        }
        #expect((bytes * 9 / 10...bytes * 11 / 10).contains(batching.request.bytes))
    }

    @Test func `after a failure it halves, down to what a change needs, and grows slowly again`() {
        var batching = Batching()
        for _ in 0..<3 { Self.full(&batching, milliseconds: 1) }
        var sizes: [Int] = []
        for _ in 0..<10 {
            batching.failed(answerHadBegun: false)
            sizes.append(batching.request.bytes)
        }
        #expect(sizes.prefix(3) == [512 << 10, 256 << 10, 128 << 10])
        #expect(sizes.suffix(2) == [4 << 10, 4 << 10])
        Self.full(&batching, milliseconds: 1)
        #expect(batching.request.bytes == (4 << 10) * 9 / 8)
    }

    /// S16: the last of what is pending may be far below the limit, and as large as a window.
    @Test func `what failed without being full is sent in halves, not once more`() {
        var batching = Batching()
        for _ in 0..<3 { Self.full(&batching, milliseconds: 1) }
        batching.failed(answerHadBegun: false, sent: 28_000)
        #expect(batching.request.bytes == 14_000)
        batching.failed(answerHadBegun: false, sent: 200)
        #expect(batching.request.bytes == 7_000, "a greeting that is lost says nothing of sizes")
        batching.failed(answerHadBegun: false, sent: 1 << 20)
        #expect(batching.request.bytes == 4 << 10, "and no size is larger than the limit")
    }

    @Test func `an answer that was cut says nothing against the request`() {
        var batching = Batching()
        batching.failed(answerHadBegun: true)
        #expect(batching.request.bytes == 16 << 10)
        #expect(batching.answer.bytes == 8 << 10)
    }

    @Test(arguments: [1, 20_000, 86_400_000, .max] as [Int64])
    func `a message that was not full says nothing`(milliseconds: Int64) {
        var batching = Batching()
        let before = batching
        batching.answered(isRequestFull: false, isAnswerFull: false, milliseconds: milliseconds)
        #expect(batching == before)
    }

    @Test func `no time is too short or too long to be reckoned with`() {
        for milliseconds in [Int64.min, -1, 0, .max] {
            var batching = Batching()
            Self.full(&batching, milliseconds: milliseconds)
            #expect((4 << 10...1 << 20).contains(batching.request.bytes))
        }
    }

    @Test func `what is left of a day's bytes bounds a message, unless nothing is left`() {
        let some = Batching().within(10_000)
        #expect(some.request.bytes == 5_000 && some.answer.bytes == 5_000, "both ways together")
        #expect(Batching().within(1).answer.bytes == 4 << 10)
        #expect(Batching().within(1 << 30) == Batching())
        #expect(Batching().within(0) == Batching(), "a person has asked")
        #expect(Batching().within(nil) == Batching())
    }

    /// S16: a window of so many bytes, whatever has happened in those before.
    @Test func `S16 each window of a line that dies brings something through`() {
        var batching = Batching()
        let window: Int64 = 20_000
        for _ in 0..<200 {
            var left = window
            var messages = 0
            while true {
                let taken = 600 + Int64(batching.request.bytes) / 2
                guard taken <= left else { break }
                left -= taken
                messages += 1
                Self.full(&batching, milliseconds: taken)
            }
            batching.failed(answerHadBegun: false)
            #expect(messages > 0)
        }
    }
}
