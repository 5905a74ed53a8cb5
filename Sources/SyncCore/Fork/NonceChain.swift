/// What one origin remembers of its exchanges with another, to find out that one of the two was put
/// back to an earlier state, or lives twice.
///
/// Each message carries two random numbers of its sender: the one that the receiver has surely met
/// (`previous`), and a fresh one (`next`), which is kept, through retries and restarts, until a message
/// of the receiver echoes it. Whoever receives a message must have met one of the two in the last one;
/// anything else means that either memory is not what it was.
public struct NonceChain: Hashable, Sendable {
    /// A random number; zero stands for none.
    public typealias Nonce = UInt64

    /// What a message says of the chain.
    public struct Word: Hashable, Sendable {
        /// The origin that the message is meant for.
        public let recipient: Origin
        public let previous: Nonce
        public let next: Nonce
        /// The `next` of the recipient that was met last.
        public let echo: Nonce

        public init(recipient: Origin, previous: Nonce, next: Nonce, echo: Nonce) {
            self.recipient = recipient
            self.previous = previous
            self.next = next
            self.echo = echo
        }
    }

    public private(set) var previous: Nonce
    public private(set) var next: Nonce
    /// The `next` of the peer's last accepted message.
    public private(set) var seen: Nonce

    public init(previous: Nonce = 0, next: Nonce, seen: Nonce = 0) {
        self.previous = previous
        self.next = next
        self.seen = seen
    }

    public func word(to recipient: Origin) -> Word {
        Word(recipient: recipient, previous: previous, next: next, echo: seen)
    }

    /// Takes the word of a message of the peer. False where the chain does not hold: nothing of the
    /// message may be applied then, and the chain is as it was.
    /// - Parameter fresh: a random number, not zero, used if a new one is due.
    public mutating func accept(_ word: Word, fresh: Nonce) -> Bool {
        guard
            seen == word.previous || seen == word.next || PlantedBug.nonceUnchecked.isPlanted
        else { return false }
        seen = word.next
        if word.echo == next || PlantedBug.nonceSpentUnmet.isPlanted {
            previous = next
            next = fresh
        }
        return true
    }

    /// Whether the peer has ever answered under this pair of origins.
    public var hasMet: Bool { seen != 0 }
}
