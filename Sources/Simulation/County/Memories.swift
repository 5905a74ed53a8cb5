import Node
import Store
import SyncCore

/// Stations and counties that may have forgotten something, or live twice, and have not come to the end of an exchange
/// since. By then they are found out (I2, I20): neither end writes on in a log of which the other holds more, or
/// another branch.
struct Memories {
    /// Who a station and its county were when a disk of either was put back or copied.
    private struct Names: Equatable {
        let station: Origin?
        let county: Origin?

        init(_ station: Machine, _ county: Machine) {
            self.station = station.origin
            self.county = county.origin
        }
    }

    /// What there was to be found out before an exchange.
    struct Expectation {
        fileprivate let isOwed: Bool
    }

    private var suspects: [Int: Names] = [:]

    /// A disk of one of the two is about to be put back, or was copied.
    mutating func suspect(_ station: Machine, with county: Machine) {
        if suspects[station.index] == nil {
            suspects[station.index] = Names(station, county)
        }
    }

    /// To be asked before an exchange; nil where nothing has befallen either end.
    func expectation(of station: Machine, with county: Machine) throws -> Expectation? {
        guard let names = suspects[station.index] else { return nil }
        let isFound = names != Names(station, county)
        return try Expectation(isOwed: isFound || !Self.areWhole(station, county))
    }

    /// To be asked once an exchange has come to its end.
    /// - Returns: whether somebody was found out; nil where somebody should have been and was not.
    mutating func conclude(
        _ expected: Expectation, of station: Machine, with county: Machine
    ) throws -> Bool? {
        let names = suspects.removeValue(forKey: station.index)
        guard try Self.areWhole(station, county) else { return nil }
        return expected.isOwed || names != Names(station, county)
    }

    private static func areWhole(_ station: Machine, _ county: Machine) throws -> Bool {
        try station.scopes.allSatisfy {
            try station.holdsAll(of: county, in: $0) && county.holdsAll(of: station, in: $0)
        }
    }
}

extension Machine {
    /// Under which name it writes now.
    fileprivate var origin: Origin? { life?.store.presentKey.map { Origin(publicKey: $0) } }

    /// Whether another machine holds nothing of this one's present log but how it begins.
    fileprivate func holdsAll(of other: Machine, in scope: Scope) throws -> Bool {
        guard let origin else { return false }
        return try leaves(of: origin, in: scope).starts(with: other.leaves(of: origin, in: scope))
    }

    private func leaves(of origin: Origin, in scope: Scope) throws -> [Hash] {
        try (life?.store.changes(in: scope) ?? []).filter { $0.header.origin == origin }.map(\.leaf)
    }
}
