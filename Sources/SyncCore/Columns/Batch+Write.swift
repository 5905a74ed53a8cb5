extension Batch {
    /// Packs as many of the leading rows of a run as a batch may hold: at least one, and any number of
    /// them can be left for the next.
    ///
    /// Total over any rows. What is no change of this log goes as it is.
    /// - Parameters:
    ///   - rows: at least one; the first has the sequence `first`.
    ///   - leaves: theirs in the tree, where they are at hand; none, or as many as there are rows.
    ///   - prefix: the changes before them, if whoever reads this holds them.
    ///   - locate: the change that made a record; only if whoever reads this holds it, under an equal
    ///     root. nil says that nobody knows.
    public init(
        _ rows: some Collection<Run.Row>, leaves: some Collection<Hash> = EmptyCollection(),
        scope: Scope, origin: Origin, first: UInt64, after prefix: Prefix = .none,
        packer: some FramePacker,
        locate: @escaping (Entity) -> Dot? = { _ in nil }
    ) {
        precondition(!rows.isEmpty, "a batch has a change")
        var count = min(rows.count, Limits.runChanges)
        while true {
            let batch = Fitted(
                Array(rows.prefix(count)), Array(leaves.prefix(count)), scope: scope,
                origin: origin, first: first, after: prefix, packer: packer, locate: locate)
            // What is all alike shrinks to less than a reader dares to unpack.
            if batch.isBelievable {
                self = batch.batch
                return
            }
            if count == 1 {
                self =
                    Fitted(
                        Array(rows.prefix(1)), Array(leaves.prefix(1)), scope: scope,
                        origin: origin, first: first,
                        after: .none,
                        packer: StoredFrames(), locate: locate
                    ).batch
                return
            }
            count = (batch.batch.count + 1) / 2
        }
    }

    /// The leading rows that fit into one batch.
    private struct Fitted {
        let batch: Batch
        private let personalByteCount: Int

        init(
            _ rows: [Run.Row], _ leaves: [Hash], scope: Scope, origin: Origin, first: UInt64,
            after prefix: Prefix, packer: some FramePacker, locate: @escaping (Entity) -> Dot?
        ) {
            var open = OpenGatherer(scope: scope, origin: origin, first: first)
            var personal = PersonalGatherer(of: origin)
            for (index, row) in rows.enumerated() {
                open.append(row, leaf: index < leaves.count ? leaves[index] : nil)
                personal.append(row.personal)
                if open.isFull || personal.isFull { break }
            }
            personalByteCount = personal.byteCount
            batch = Batch(
                scope: scope, origin: origin, first: first, count: open.count,
                byteCount: open.byteCount, prefixCount: prefix.count,
                open: Frame(open.variants(locate: locate), packer: packer, after: prefix.bytes),
                personal: personal.isEmpty ? nil : Frame(personal.variants(), packer: packer))
        }

        /// Whether a reader takes it: the same questions as in reading.
        var isBelievable: Bool {
            (try? Batch(bytes: batch.bytes)) != nil
                && personalByteCount <= batch.personalLimit
        }
    }
}
