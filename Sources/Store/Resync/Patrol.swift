public import SyncCore

/// Where a patrol has come to: first through the logs, then through the records.
public struct PatrolPlace: Hashable, Sendable {
    fileprivate enum Part: Hashable, Sendable {
        case log(Int64, sequence: UInt64)
        /// The local id of the last record that was compared; nil before the first.
        case records(after: Int64?)
    }

    fileprivate let part: Part
}

/// What one look of a patrol has found.
public struct PatrolFindings: Sendable {
    /// Changes whose bytes went bad.
    public var damages: [Damage] = []
    /// A table that says something else than the logs, and of which record where that is known; the first
    /// few.
    public var tables: [(table: String, record: Entity?)] = []

    public init() {}
}

extension Store {
    /// Looks at the next few changes of the logs: whether bytes and personal parts give their leaves, and
    /// registers know of the change; behind the last log, at the next few records: whether tables show
    /// what registers say. Alters nothing, and keeps nobody from writing.
    ///
    /// - Parameters:
    ///   - place: nil for the beginning.
    ///   - count: of changes or records, at most; 1 or more.
    /// - Returns: what is found among them, and where to go on; nil behind the last record.
    /// - Throws: `StoreError`.
    public func patrol(
        from place: PatrolPlace?, count: UInt64
    ) throws -> (found: PatrolFindings, next: PatrolPlace?) {
        try view { view in
            if case .records(let last) = place?.part {
                return try view.patrolRecords(after: last, count: count)
            }
            var start: (log: Int64, sequence: UInt64) = (0, 1)
            if case .log(let log, let sequence) = place?.part { start = (log, sequence) }
            let rows = try view.log.scopes().flatMap { scope in
                try view.log.logs(in: scope.id).map { (scope, $0) }
            }.sorted { $0.1.id < $1.1.id }
            for (scope, row) in rows.drop(while: { $0.1.id < start.log }) {
                let first = row.id == start.log ? start.sequence : 1
                let length = try view.log.length(row.id)
                guard first <= length else { continue }
                let last = min(length, first + count - 1)
                let found = try view.patrol(row, of: scope, first...last)
                return (found, PatrolPlace(part: .log(row.id, sequence: last + 1)))
            }
            return try view.patrolRecords(after: nil, count: count)
        }
    }
}

extension StoreView {
    fileprivate func patrol(
        _ row: LogRow, of scope: ScopeRow, _ sequences: ClosedRange<UInt64>
    ) throws -> PatrolFindings {
        var found = PatrolFindings()
        found.damages = try damages(in: row, of: scope, sequences)
        let bad = Set(found.damages.map(\.sequence))
        let check = try RegisterCheck(view: self, scope: scope)
        for sequence in sequences where !bad.contains(sequence) {
            do {
                let dot = LocalDot(log: row.id, sequence: sequence)
                if let mismatch = try check.mismatch(of: dot) { found.note([mismatch]) }
            } catch StoreError.damaged {
                // A register leads to a change that is damaged: found where that one stands.
                continue
            }
        }
        return found
    }

    fileprivate func patrolRecords(
        after last: Int64?, count: UInt64
    ) throws -> (found: PatrolFindings, next: PatrolPlace?) {
        var found = PatrolFindings()
        let (mismatches, next) = try RecordCheck(view: self).compare(
            after: last, count: Int(clamping: count))
        found.note(mismatches)
        return (found, next.map { PatrolPlace(part: .records(after: $0)) })
    }
}

extension PatrolFindings {
    /// More of one look are not named.
    private static let limit = 20

    fileprivate mutating func note(_ mismatches: [RecordCheck.Mismatch]) {
        tables += mismatches.prefix(max(0, Self.limit - tables.count)).map {
            ($0.table, $0.record)
        }
    }
}
