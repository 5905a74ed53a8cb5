import ServiceRecords
import Store
import Texts

/// What couriers carry, and what of it waits here, in the answer of `status`.
public struct CourierState: Encodable, Sendable, Hashable {
    /// Entries that went into a bundle and have no receipt yet; a part of those that are pending.
    public let underWay: Int
    /// RFC 3339, of the last such bundle.
    public let since: Nullable<String>
    /// Runs that came in bundles and wait for what stands before them.
    public let parkedRuns: Int
    public let parkedChanges: Int
    private let written: Int64?

    private enum CodingKeys: String, CodingKey { case underWay, since, parkedRuns, parkedChanges }

    init(_ underWay: UnderWay, parked: [ParkedRun]) {
        self.init(
            underWay.entries, since: underWay.since, parkedRuns: parked.count,
            parkedChanges: parked.reduce(0) { $0 + $1.changes })
    }

    private init(_ entries: Int, since: Int64?, parkedRuns: Int, parkedChanges: Int) {
        underWay = entries
        written = entries > 0 ? since : nil
        self.since = Nullable(written.map(CivilTime.rfc3339))
        self.parkedRuns = parkedRuns
        self.parkedChanges = parkedChanges
    }

    /// An origin's word on where it comes from went into the bundle as well, and is no entry.
    func limited(to pending: Int) -> CourierState {
        CourierState(
            min(underWay, pending), since: written, parkedRuns: parkedRuns,
            parkedChanges: parkedChanges)
    }

    var sentences: [BundleSentence] {
        var sentences: [BundleSentence] = []
        if let written { sentences.append(.underWay(underWay, since: CivilTime.local(written))) }
        if parkedRuns > 0 {
            sentences.append(.parked(runs: parkedRuns, changes: parkedChanges))
        }
        return sentences
    }
}
