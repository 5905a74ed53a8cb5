/// A time during which one station holds the right to record for a volunteer. It is named by the release
/// that began it, or by the settlement of a contest; the first one, from registration on, has no name.
public struct Epoch: Hashable, Sendable {
    public let id: Entity
    /// What it rests on: one epoch, none for the first; of a settlement all that were contested.
    public let before: [Entity]
    /// Who gave; nil for a settlement.
    public let giver: Scope?
    public let taker: Scope

    public init(id: Entity, before: [Entity], giver: Scope?, taker: Scope) {
        self.id = id
        self.before = Array(Set(before)).sorted()
        self.giver = giver
        self.taker = taker
    }
}

/// The epochs that were entered, as far as they are known: a set, so the order in which they came does not
/// matter (I3).
public struct EpochGraph: Hashable, Sendable {
    public private(set) var epochs: [Entity: Epoch] = [:]

    public init(_ epochs: some Sequence<Epoch> = []) {
        for epoch in epochs { insert(epoch) }
    }

    /// One id means one epoch: whoever says otherwise of it does not change it by coming later.
    public mutating func insert(_ epoch: Epoch) {
        guard let known = epochs[epoch.id] else { return epochs[epoch.id] = epoch }
        if epoch.isBefore(known) { epochs[epoch.id] = epoch }
    }

    public subscript(id: Entity) -> Epoch? { epochs[id] }

    public func contains(_ id: Entity) -> Bool { epochs[id] != nil }

    /// Epochs that no other one rests on, by id. Two of them are a contest; none is the first epoch.
    public var heads: [Epoch] {
        let rested = Set(epochs.values.flatMap(\.before))
        return epochs.values.filter { !rested.contains($0.id) }.sorted { $0.id < $1.id }
    }

    /// All that `ids` rest on, themselves included, by id.
    public func lineage(of ids: some Sequence<Entity>) -> [Epoch] {
        var found: [Entity: Epoch] = [:]
        var waiting = Array(ids)
        while let id = waiting.popLast() {
            guard found[id] == nil, let epoch = epochs[id] else { continue }
            found[id] = epoch
            waiting += epoch.before
        }
        return found.values.sorted { $0.id < $1.id }
    }

    /// Everybody who gave or took, by id.
    public var stations: [Scope] {
        Set(epochs.values.flatMap { [$0.taker] + ($0.giver.map { [$0] } ?? []) }).sorted()
    }
}

extension Epoch {
    fileprivate func isBefore(_ other: Epoch) -> Bool {
        guard taker == other.taker else { return taker < other.taker }
        guard giver == other.giver else { return (giver ?? taker) < (other.giver ?? other.taker) }
        return before.lexicographicallyPrecedes(other.before)
    }
}
