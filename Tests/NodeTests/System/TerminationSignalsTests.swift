import Foundation
import Node
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)), .serialized) struct TerminationSignalsTests {
    static let signals: [(Int32, TerminationSignals.Signal)] = [
        (SIGTERM, .terminate), (SIGINT, .interrupt), (SIGTERM, .terminate),
    ]

    @Test(arguments: signals)
    func `a signal becomes a call on another thread`(
        number: Int32, expected: TerminationSignals.Signal
    ) throws {
        let received = Mutex<TerminationSignals.Signal?>(nil)
        let done = DispatchSemaphore(value: 0)
        let here = pthread_self()
        let elsewhere = Mutex(false)
        try TerminationSignals.watch { signal in
            received.withLock { $0 = signal }
            elsewhere.withLock { $0 = pthread_equal(here, pthread_self()) == 0 }
            done.signal()
        }
        kill(getpid(), number)
        #expect(done.wait(timeout: .now() + 10) == .success)
        #expect(received.withLock { $0 } == expected)
        #expect(elsewhere.withLock { $0 })
    }

    @Test func `a broken pipe is an error and not an end`() throws {
        try TerminationSignals.watch { _ in }
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        close(ends[0])
        #expect(write(ends[1], "x", 1) == -1)
        #expect(errno == EPIPE)
        close(ends[1])
    }
}
