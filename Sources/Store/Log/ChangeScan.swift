import SyncCore

/// Reads logs from end to end for whoever derives from them: a block of changes in two sweeps, where a look for
/// each change and for each personal part would cost more than what is derived.
struct ChangeScan {
    /// So many changes are in memory at a time.
    private static let blockSize: UInt64 = 256

    private let log: LogTable
    private let vault: PersonalVault
    private let parts: Prepared

    /// One place in a log, as far as it could be read.
    private struct Entry {
        /// What is written down as its leaf.
        var leaf: Hash?
        var canonical: CanonicalChange?
        var content: PersonalContent? = PersonalContent.none
        /// Whether anybody asks for it; what cannot be read is always asked for.
        var isMeant = true

        /// nil for one that does not give its leaf: a commitment that nobody has opened may be any.
        var change: Change? {
            guard let canonical, let content else { return nil }
            let change = Change(canonical, personal: content)
            return change.leaf == leaf ? change : nil
        }
    }

    /// Which changes are asked for, and whose personal parts are to be opened: of all others their commitments
    /// are given.
    struct Choice {
        /// Asked first, by the kind in a change's header: of a wrapper, its own.
        var mayBeMeant: (KindNumber) -> Bool = { _ in true }
        var isMeant: (CanonicalChange) -> Bool = { _ in true }
        var isOpened: (CanonicalChange) -> Bool
    }

    init(log: LogTable, vault: PersonalVault) {
        self.log = log
        self.vault = vault
        parts = Prepared(
            log.db, "SELECT dot, commitment, sealed FROM personal WHERE dot BETWEEN ? AND ?")
    }

    /// Gives the changes of a log in order; nil for one that is damaged, or not there.
    func forEach(
        of row: LogRow, _ choice: Choice, _ body: (LocalDot, Change?) throws -> Void
    ) throws {
        let length = try log.length(row.id)
        var next: UInt64 = 1
        while next <= length {
            let sequences = next...min(length, next + Self.blockSize - 1)
            for (sequence, entry) in zip(sequences, try entries(of: row, sequences, choice))
            where entry.isMeant {
                try body(LocalDot(log: row.id, sequence: sequence), entry.change)
            }
            next = sequences.upperBound + 1
        }
    }

    private func entries(
        of row: LogRow, _ sequences: ClosedRange<UInt64>, _ choice: Choice
    ) throws -> [Entry] {
        var entries = Array(repeating: Entry(), count: sequences.count)
        func place(_ dot: LocalDot) -> Int { Int(dot.sequence - sequences.lowerBound) }
        try log.forEachChange(of: row.id, sequences) { change in
            guard let bytes = change.bytes.map([UInt8].init) else { return }
            let place = place(change.dot)
            if let kind = Header.kind(leading: bytes), !choice.mayBeMeant(kind) {
                entries[place].isMeant = false
                return
            }
            guard let canonical = try? CanonicalChange(bytes: bytes) else { return }
            entries[place].leaf = change.leaf
            entries[place].canonical = canonical
            entries[place].isMeant = choice.isMeant(canonical)
        }
        try parts.forEach {
            $0.dot(1, LocalDot(log: row.id, sequence: sequences.lowerBound))
            $0.dot(2, LocalDot(log: row.id, sequence: sequences.upperBound))
        } _: { columns in
            let index = place(columns.dot(0))
            guard entries[index].isMeant, let canonical = entries[index].canonical else { return }
            entries[index].content = content(columns, isOpened: choice.isOpened(canonical))
        }
        return entries
    }

    /// nil for a part that does not open, or has no commitment.
    private func content(_ columns: Columns, isOpened: Bool) -> PersonalContent? {
        guard let commitment = columns.hash(1) else { return nil }
        guard isOpened, !columns.isNull(2) else { return .withheld(commitment) }
        return try? .held(vault.open(columns.bytes(2), commitment: commitment))
    }
}
