import Testing

@testable import BadLine

/// What a line does, as values: milliseconds and bytes, no socket and no clock.
@Suite struct LineProfileTests {
    @Test func `windows come and go from when the line was laid`() {
        let windows = LineWindows(up: 20, down: 40)
        #expect([0, 19, 60, 79, 6_000].map(windows.isUp(at:)) == [true, true, true, true, true])
        #expect([20, 59, 80, 119].map(windows.isUp(at:)) == [false, false, false, false])
        #expect([0, 19, 20, 59, 60].map(windows.change(after:)) == [20, 20, 60, 60, 80])
    }

    @Test func `bytes leave one after the other at the line's rate, whoever's they are`() {
        var profile = LineProfile()
        profile.delay = 300
        var carrier = Carrier()
        #expect(carrier.carry(8_000, lost: 0, at: 0, rate: 8_000, profile) == 1_300)
        #expect(carrier.carry(800, lost: 0, at: 500, rate: 8_000, profile) == 1_400)
        #expect(carrier.backlog(at: 500) == 600)
        #expect(carrier.carry(800, lost: 0, at: 2_000, rate: 8_000, profile) == 2_400)
        #expect(carrier.carry(1 << 20, lost: 0, at: 9_000, rate: 0, profile) == 9_300)
    }

    @Test func `a lost segment takes the line twice and comes a round trip late`() {
        var profile = LineProfile()
        profile.delay = 150
        var carrier = Carrier()
        #expect(carrier.carry(1_000, lost: 1, at: 0, rate: 2_000, profile) == 1_000 + 150 + 300)
        #expect(carrier.carry(1_000, lost: 0, at: 0, rate: 2_000, profile) == 1_500 + 150)
    }

    @Test(arguments: [1, 10, 50] as [UInt64])
    func `as many segments are lost as the profile says, the same ones however they are taken`(
        percent: UInt64
    ) {
        var profile = LineProfile()
        profile.segmentLoss = percent
        let dice = LineDice(seed: 7)
        let bytes = 10_000 * LineDice.segment
        let lost = dice.lostSegments(in: 0..<bytes, of: 1, .up, profile)
        #expect((Int(percent) * 70...Int(percent) * 130).contains(lost))
        let pieces = stride(from: 0, to: bytes, by: 777).reduce(0) {
            $0 + dice.lostSegments(in: $1..<min($1 + 777, bytes), of: 1, .up, profile)
        }
        #expect(pieces == lost)
        #expect(dice.lostSegments(in: 0..<bytes, of: 2, .up, profile) != lost)
    }

    @Test func `as many connections are lost as the profile says, by bytes or by seconds`() {
        var profile = LineProfile()
        profile.connectionLoss = 10
        profile.lossPerSecond = 20
        let dice = LineDice(seed: 1)
        #expect((70...130).contains((0..<1_000).count { dice.fatalByte(of: $0, profile) != nil }))
        let lives = (0..<1_000).compactMap { dice.life(of: $0, profile) }
        #expect((150...250).contains(lives.count { $0 < 1_000 }))
        #expect(lives.count == 1_000)
        #expect(dice.life(of: 1, LineProfile()) == nil)
        #expect(dice.fatalByte(of: 1, LineProfile()) == nil)
    }

    @Test func `a quickened line carries as many bytes in a window as before`() throws {
        let quick = LineProfile.marketDay.quickened(by: 10)
        let windows = try #require(quick.windows)
        #expect(windows == LineWindows(up: 2_000, down: 4_000))
        #expect(Int64(quick.upRate) * windows.up == 2_000 * 20_000)
        #expect(quick.delay == 15)
    }
}
