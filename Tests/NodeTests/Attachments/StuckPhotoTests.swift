import Node
import Store
import SyncCore
import Synchronization
import Testing
import Transport

/// S20: a photo that never gets through, and the log beside it.
@Suite(.timeLimit(.minutes(1))) struct StuckPhotoTests {
    @Test func `S20 while a photo is stuck, what is recorded is delivered`() async throws {
        let pair = try Pair()
        let stuckOne = try pair.station.attach(photo(300_000), in: pair.scope)
        let requests = try await onThread {
            let line = StuckLine(pair.answer)
            let daemon = try Daemon(home: pair.station, transport: line, log: Pair.silent)
            var recorded = 0
            line.whileStuck = {
                guard recorded < 5 else { return daemon.mailbox.stop() }
                recorded += 1
                _ = try? pair.register("甲\(recorded)", at: pair.station)
                daemon.mailbox.changed()
            }
            daemon.run()
            return line.journal
        }
        #expect(try pair.names(at: pair.county).count == 6)
        #expect(try pair.delivery().pending == 0)
        #expect(try pair.county.bytes(of: stuckOne).isEmpty)
        // Each change: the piece is given up, then the log goes, then the piece is tried again.
        let stuck = requests.indices.filter { requests[$0] == "stuck" }
        #expect(stuck.count == 6)
        for index in stuck.dropLast() {
            #expect(requests[index + 1] == "cancel" && requests[index + 2] == "sync")
        }
        #expect(requests.last == "cancel", "the end of the process waits for nothing")
    }
}

/// A line on which pieces of attachments get no answer; everything else does. Time jumps.
final class StuckLine: Transport {
    private(set) var now: Int64 = 0
    private(set) var journal: [String] = []
    var whileStuck: () -> Void = {}
    private let farEnd: (LineRequest) -> Result<LineAnswer, LineFailure>
    private var outcomes: [LineOutcome] = []
    private var stuck: LineRequest?
    private var polls = 0

    init(_ farEnd: @escaping (LineRequest) -> Result<LineAnswer, LineFailure>) {
        self.farEnd = farEnd
    }

    func send(_ request: LineRequest) {
        if request.url.hasSuffix("attachment"),
            let asked = try? AttachmentRequest(bytes: request.body), case .give = asked.want
        {
            journal.append("stuck")
            stuck = request
            polls = 0
            return
        }
        journal.append(String(request.url.split(separator: "/").last ?? ""))
        end(request.id, farEnd(request))
    }

    private func end(
        _ id: UInt64, _ result: Result<LineAnswer, LineFailure>, sent: Int64 = 0
    ) {
        outcomes.append(
            LineOutcome(id: id, result: result, sentBytes: sent, receivedBytes: 0, elapsed: 1))
    }

    func cancel(_ id: UInt64) {
        guard let request = stuck, request.id == id else { return }
        journal.append("cancel")
        stuck = nil
        end(id, .failure(.cancelled), sent: Int64(request.body.count))
    }

    func poll(until deadline: Int64) -> [LineOutcome] {
        defer { outcomes = [] }
        if outcomes.isEmpty {
            now = max(now, deadline)
            polls += 1
            if stuck != nil, polls == 3 { whileStuck() }
        } else {
            now += 1
        }
        return outcomes
    }

    var waker: LineWaker { LineWaker {} }
}
