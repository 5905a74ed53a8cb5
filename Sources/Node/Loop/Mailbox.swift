public import Store
public import SyncCore
import Synchronization
import Transport

extension Daemon {
    /// The mailbox of a running daemon: any thread may post.
    public struct Mailbox: Sendable {
        let letters: Letters
        private let waker: LineWaker

        init(waker: LineWaker) {
            letters = Letters()
            self.waker = waker
        }

        /// Something was recorded or received here.
        public func changed() { post(.changed) }

        /// Asks for an exchange with the level above; `answer` is called on the daemon's thread with its
        /// outcome.
        public func sync(_ answer: @escaping @Sendable (SyncOutcome) -> Void) {
            post(.sync(answer))
        }

        /// Asks for visits; `answer` is called on the daemon's thread when all are over.
        public func pull(
            _ order: PullOrder, _ answer: @escaping @Sendable ([PullOutcome]) -> Void
        ) {
            post(.pull(order, answer))
        }

        /// Asks for an attachment; `answer` is called on the daemon's thread with what came of it.
        public func fetch(
            _ item: AttachmentItem,
            _ answer: @escaping @Sendable (AttachmentOutcome) -> Void
        ) {
            post(.fetch(item, answer))
        }

        /// A neighbour has begun an exchange of its own, or goes on with it.
        public func called(by peer: Origin) { post(.called(peer)) }

        public func stop() { post(.stop) }

        func post(_ letter: Letter) {
            letters.put(letter)
            waker.wake()
        }
    }

    enum Letter: Sendable {
        case changed
        case sync(@Sendable (SyncOutcome) -> Void)
        case pull(PullOrder, @Sendable ([PullOutcome]) -> Void)
        case fetch(AttachmentItem, @Sendable (AttachmentOutcome) -> Void)
        case called(Origin)
        /// What a station brought is on the disk, or not.
        case committed(Origin, Message, Result<IntakeReport, any Error>)
        case stop
    }

    final class Letters: Sendable {
        private let queue = Mutex<[Letter]>([])

        func put(_ letter: Letter) { queue.withLock { $0.append(letter) } }

        func drain() -> [Letter] {
            queue.withLock { queue in
                defer { queue = [] }
                return queue
            }
        }
    }
}
