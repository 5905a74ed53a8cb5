import GRDB
public import ServiceRecords
public import SyncCore

/// What a PC of a station has brought after the county had closed the scope. It counts like everything
/// else that is in the log; it stands here so that somebody looks at it.
public struct LateChanges: Sendable, Hashable {
    public let origin: Origin
    /// From the first to the last sequence that is held; what the program writes of itself among them.
    public let sequences: ClosedRange<UInt64>
    /// How many of them write a record.
    public let count: Int
    /// Of these, written by somebody who had not been told of the end.
    public let unheard: Int
}

extension StoreView {
    /// What its county has said of a station's end and beginning; nothing for a scope that is not held.
    public func boundaries(of scope: Scope) throws -> Boundaries {
        guard let row = try log.scope(scope) else { return Boundaries() }
        return try BoundaryTable(log: log, scope: row).boundaries(by: standing(of: row))
    }

    /// The codes that a station has had.
    public func stationCodes(of scope: Scope) throws -> StationCodes {
        guard let row = try log.scope(scope) else { return StationCodes([]) }
        return try BoundaryTable(log: log, scope: row).codes(by: standing(of: row))
    }

    /// The record by which its county describes a station; nil where there is none.
    public func stationRecord(of scope: Scope) throws -> Entity? {
        guard let row = try log.scope(scope) else { return nil }
        return try BoundaryTable(log: log, scope: row).record(by: standing(of: row))
    }

    public func isDissolved(_ scope: Scope) throws -> Bool {
        guard let row = try log.scope(scope) else { return false }
        return try BoundaryTable.isDissolved(row, in: db)
    }

    /// What came after the end, log by log, where any of it writes a record; reads every change of it.
    public func lateChanges(in scope: Scope) throws -> [LateChanges] {
        guard let row = try log.scope(scope) else { return [] }
        let standing = try standing(of: row)
        let boundaries = try BoundaryTable(log: log, scope: row).boundaries(by: standing)
        let held = try log.vector(of: row.id)
        return try boundaries.late(in: held, besides: standing.authorities).map {
            origin, sequences -> LateChanges in
            guard let written = try log.log(origin, in: row.id) else {
                throw StoreError.damaged("log")
            }
            var (count, unheard) = (0, 0)
            for sequence in sequences {
                let dot = LocalDot(log: written.id, sequence: sequence)
                guard let change = try log.canonical(at: dot) else {
                    throw StoreError.damaged("gap in a log")
                }
                guard !SystemKind.range.contains(change.original.header.kind) else { continue }
                count += 1
                if !boundaries.isHeard(by: change.header.context) { unheard += 1 }
            }
            return LateChanges(
                origin: origin, sequences: sequences, count: count, unheard: unheard)
        }.filter { $0.count > 0 }
    }

    private func standing(of row: ScopeRow) throws -> Standing {
        try StandingTable(log: log, scope: row).standing()
    }
}
