/// What an aggregator has signed about a log: a receipt for another's log; for its own, its checkpoint,
/// which needs no second signature by the same hand.
public enum CountyWord: Hashable, Sendable {
    case receipt(Receipt)
    case own(SignedCheckpoint)

    /// Reads the note of either. Throws `NoteError`.
    public init(note: String) throws(NoteError) {
        let lines = note.utf8.count { $0 == UInt8(ascii: "\n") }
        self =
            try lines == 5 ? .own(SignedCheckpoint(note: note)) : .receipt(Receipt(note: note))
    }

    public var note: String {
        switch self {
        case .receipt(let receipt): receipt.note
        case .own(let signed): signed.note
        }
    }

    /// What the log's own key has signed.
    public var signed: SignedCheckpoint {
        switch self {
        case .receipt(let receipt): receipt.signed
        case .own(let signed): signed
        }
    }

    public var checkpoint: Checkpoint { signed.checkpoint }

    /// When the aggregator signed, in seconds since 1970; nil where the note has no time.
    public var time: UInt64? {
        if case .receipt(let receipt) = self { receipt.cosignature.time } else { nil }
    }
}
