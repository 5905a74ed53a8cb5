import Foundation
import Node
import Testing

@Suite struct ClockAndRandomnessTests {
    @Test func `the clock counts milliseconds since 1970`() {
        let before = Int64(Date().timeIntervalSince1970 * 1000)
        let now = SystemClock().now
        let after = Int64(Date().timeIntervalSince1970 * 1000)
        #expect((before - 1...after + 1).contains(now))
    }

    @Test(arguments: [0, 1, 7, 8, 9, 32, 1000])
    func `as many random bytes come as were asked for`(count: Int) {
        let randomness = SystemRandomness()
        #expect(randomness.bytes(count).count == count)
    }

    @Test func `every byte of a draw is drawn`() {
        let randomness = SystemRandomness()
        // A place that is the same in 40 draws is left out of them: by chance, once in 2³¹².
        let draws = (0..<40).map { _ in randomness.bytes(12) }
        for place in 0..<12 { #expect(Set(draws.map { $0[place] }).count > 1) }
    }
}
