import Foundation
import Store
import Synchronization

/// Joins the intakes of peers that arrive together into one commit: an fsync costs the same for one
/// station as for ten. A thread of its own, from the first intake on, because a commit waits for the
/// disk.
final class GroupCommitter: Sendable {
    /// More than this in one transaction helps no more, and makes a failure larger.
    private static let groupSize = 16

    typealias Answer = @Sendable (Result<IntakeReport, any Error>) -> Void

    private struct Waiting: Sendable {
        let intake: Intake
        let answer: Answer
    }

    private struct Queue: Sendable {
        var waiting: [Waiting] = []
        var hasThread = false
        var isClosed = false
    }

    private let store: Store
    private let queue = Mutex(Queue())
    private let ring = DispatchSemaphore(value: 0)

    private let isInline: Bool

    /// - Parameter isInline: whether to do without the thread, each intake in a commit of its own.
    init(store: Store, isInline: Bool = false) {
        self.store = store
        self.isInline = isInline
    }

    /// Returns when everything in the report is on stable storage.
    func apply(_ intake: Intake) async throws -> IntakeReport {
        try await withCheckedThrowingContinuation { continuation in
            apply(intake) { continuation.resume(with: $0) }
        }
    }

    /// Calls `answer`, on the committer's thread, when everything in the report is on stable storage;
    /// at once, with a failure, after `close`.
    func apply(_ intake: Intake, then answer: @escaping Answer) {
        guard !isInline else { return answer(store.apply([intake])[0]) }
        let (isTaken, needsThread) = queue.withLock { queue in
            guard !queue.isClosed else { return (false, false) }
            queue.waiting.append(Waiting(intake: intake, answer: answer))
            defer { queue.hasThread = true }
            return (true, !queue.hasThread)
        }
        guard isTaken else { return answer(.failure(CancellationError())) }
        if needsThread { start() }
        ring.signal()
    }

    func close() {
        queue.withLock { $0.isClosed = true }
        ring.signal()
    }

    private func start() {
        let thread = Thread { [self] in run() }
        thread.name = "commit"
        thread.start()
    }

    private func run() {
        while true {
            ring.wait()
            let group = queue.withLock { queue in
                let group = Array(queue.waiting.prefix(Self.groupSize))
                queue.waiting.removeFirst(group.count)
                return group
            }
            if group.isEmpty {
                if queue.withLock({ $0.isClosed && $0.waiting.isEmpty }) { return }
                continue
            }
            let results = store.apply(group.map(\.intake))
            for (waiting, result) in zip(group, results) { waiting.answer(result) }
        }
    }
}
