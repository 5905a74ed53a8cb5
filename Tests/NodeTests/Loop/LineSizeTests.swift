import SyncCore
import Testing
import Transport

@testable import Node

/// What a line learns of its size from what has failed on it.
@Suite struct LineSizeTests {
    /// A failure, the bytes that the line had taken by then, and how large the next request may be after
    /// 12,000 bytes of sixteen KiB.
    static let cases: [(LineFailure, sent: Int64, next: Int)] = [
        (.interrupted, 12_000, 6_000), (.tooSlow, 5_000, 6_000), (.refused, 12_000, 6_000),
        (.refused, 0, 16 << 10), (.tls, 0, 16 << 10), (.unresolved, 0, 16 << 10),
    ]

    @Test(arguments: cases)
    func `S16 what the line has begun to bear was too large, whatever the failure is called`(
        failure: LineFailure, sent: Int64, next: Int
    ) throws {
        let twin = TwinTransport { _ in .failure(failure) }
        let line = Line(
            transport: twin, addresses: ["127.0.0.1:1"], numbers: RequestNumbers(),
            batching: Batching())
        var tally = Tally()
        let request = try MessageBody(bytes: [UInt8](repeating: 0, count: 12_000))
        #expect(line.post(.sync(request, isFull: false), security: nil, tally: &tally) == nil)
        var outcome = try #require(twin.poll(until: 0).first)
        outcome.sentBytes = sent
        _ = line.word(for: outcome, tally: &tally)
        #expect(line.batching.request.bytes == next)
    }
}
