import Foundation
import Testing

@testable import Transport

@Suite(.timeLimit(.minutes(1)))
struct LineWakerTests {
    @Test func aRingFromAnotherThreadEndsTheWait() throws {
        let line = try CurlTransport()
        let waker = line.waker
        Thread.detachNewThread {
            usleep(100_000)
            waker.wake()
        }
        #expect(line.poll(until: line.now + 20_000) == [])
        #expect((50..<5000).contains(line.now))
    }

    @Test func ringsBeforeAPollEndThatOneAndNoOther() throws {
        let line = try CurlTransport()
        for _ in 0..<3 { line.waker.wake() }
        #expect(line.poll(until: line.now + 20_000) == [])
        #expect(line.now < 5000)
        let before = line.now
        #expect(line.poll(until: before + 200) == [])
        #expect(line.now >= before + 200)
    }

    @Test(arguments: [Int64.min, -1, 0])
    func aDeadlineInThePastDoesNotWait(deadline: Int64) throws {
        let line = try CurlTransport()
        #expect(line.poll(until: deadline) == [])
        #expect(line.now < 5000)
    }

    @Test func ringingIsSafeWhileTheTransportEndsAndAfterwards() throws {
        for _ in 0..<50 {
            var line: CurlTransport? = try CurlTransport()
            let waker = try #require(line?.waker)
            let rung = DispatchSemaphore(value: 0)
            for _ in 0..<4 {
                Thread.detachNewThread {
                    for _ in 0..<100 { waker.wake() }
                    rung.signal()
                }
            }
            line = nil
            for _ in 0..<4 { rung.wait() }
            waker.wake()
        }
    }
}
