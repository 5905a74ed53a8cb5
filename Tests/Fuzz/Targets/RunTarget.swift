import SyncCore

extension FuzzTarget {
    /// A run as it stands in a message, and what its receiver does with it.
    static let run = FuzzTarget("run", seeds: Seeds.runs) { bytes throws(Violation) in
        let body = Seeds.message(aroundRun: bytes)
        let result = try outcome { () throws(MessageError) in try Message(bytes: body) }
        guard case .success(let message) = result else { return false }
        try claim(message.bytes == body, "a run has one spelling")
        for run in message.runs where !run.isPacked {
            try run.checkUnsigned()
            try run.checkSigned()
        }
        return true
    }
}

extension Run {
    private static let author = Result { try Writer(1).signer }

    /// A log of this length; what was in it is unknown here, and matters to its root only.
    private static func frontier(_ size: UInt64) throws(Violation) -> Frontier {
        let peaks = [Hash](repeating: Hash.sha256([]), count: size.nonzeroBitCount)
        guard let frontier = Frontier(size: size, peaks: peaks) else {
            throw Violation(description: "a log of length \(size) has a frontier")
        }
        return frontier
    }

    private func error(after held: Frontier, key: [UInt8]) -> RunError? {
        do throws(RunError) {
            _ = try verified(after: held, publicKey: key)
            return nil
        } catch { return error }
    }

    /// Nobody has signed it.
    fileprivate func checkUnsigned() throws(Violation) {
        try claim(first >= 1 && last >= first && last <= Limits.logLength, "a place in a log")
        let held = try Self.frontier(first - 1)
        try claim(
            error(after: held, key: FuzzTarget.stranger) == .badCheckpoint, "nobody's signature")
        try claim(error(after: try Self.frontier(last), key: []) == nil, "nothing in it is new")
        guard first > 1 else { return }
        let gap = error(after: try Self.frontier(first - 2), key: FuzzTarget.stranger)
        try claim(gap == .gap(expected: first - 1), "a gap is named")
    }

    /// The same rows under a signature that holds: all are taken, or the one is named that cannot be.
    fileprivate func checkSigned() throws(Violation) {
        let held = try Self.frontier(first - 1)
        var frontier = held
        var misplaced: UInt64?
        var middle = held
        for (index, row) in rows.enumerated() {
            let sequence = first + UInt64(index)
            guard let change = try? CanonicalChange(bytes: row.canonical),
                change.header.scope == scope, change.header.origin == origin,
                change.header.sequence == sequence
            else {
                misplaced = sequence
                break
            }
            frontier.append(Change(change, personal: row.personal).leaf)
            if index == rows.count / 2 { middle = frontier }
        }
        let (run, key) = try signed(over: frontier)
        if let misplaced {
            let error = run.error(after: held, key: key)
            try claim(
                error == .malformed(sequence: misplaced), "the row is named that is no change")
            return
        }
        let all = try claim("a signed run is taken") {
            try run.verified(after: held, publicKey: key)
        }
        try claim(
            all.changes.map(\.canonical.bytes) == rows.map(\.canonical), "every row is a change")
        try claim(all.frontier == frontier, "the log is as long as the run says")
        let rest = try claim("the rest of a run is taken") {
            try run.verified(after: middle, publicKey: key)
        }
        try claim(rest.frontier == frontier, "wherever the receiver stood before")
    }

    /// This run with a checkpoint of its own end.
    private func signed(over frontier: Frontier) throws(Violation) -> (Run, key: [UInt8]) {
        try claim("anything can be signed") {
            let signer = try Self.author.get()
            let checkpoint = try Checkpoint(
                name: Checkpoint.name(scope: scope, origin: origin), size: last,
                root: frontier.root)
            let run = Run(
                scope: scope, origin: origin, first: first, rows: rows,
                checkpoint: try SignedCheckpoint(signing: checkpoint, with: signer), proof: [])
            return (run, signer.publicKey)
        }
    }
}
