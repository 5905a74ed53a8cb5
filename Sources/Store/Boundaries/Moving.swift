import GRDB
public import SyncCore

/// A station that has ended here and is carried on in another county, with whoever is still to be released
/// to it.
public struct Leaving: Sendable {
    public let scope: Scope
    /// Of the station that lives, as far as is known here.
    public let taker: Scope
    /// Milliseconds since 1970: when the station ended. Nobody is released as of before.
    public let end: Int64
    public let movers: [Mover]
}

/// What the stations of another county have released to one of this county that carries on their work.
public struct Arriving: Sendable {
    public let scope: Scope
    public let offers: [Offer]

    public struct Offer: Sendable {
        public let custody: Custody
        public let release: TransferStatement
        /// nil as long as it has not come.
        public let part: PersonalPart?
    }
}

extension Store {
    /// Says that a station of this county carries on the work of one of another county; once.
    /// - Throws: `BoundaryRefusal`, `StoreError`.
    public func adopt(
        _ station: NamedScope, in scope: Scope, by author: Author, at time: Int64
    ) throws {
        try append(at: time) { db in
            let log = writer.log(db)
            guard let row = try log.scope(scope) else { throw StoreError.unknownScope(scope) }
            let standing = try standing(of: row, in: db)
            guard row.kind == .station,
                standing.authorities.contains(try identity.refresh(db).origin)
            else { throw BoundaryRefusal.notAuthority(scope) }
            let known = try BoundaryTable(log: log, scope: row).boundaries(by: standing)
            guard !known.predecessors.contains(where: { $0.station.scope == station.scope }) else {
                return
            }
            try commit(to: scope, by: author, at: time, in: db) {
                try $0.write(.carryOn(station, at: time))
            }
        }
    }

    /// All that decides about words of transfers, in numbers that grow with it (`TransferRest`): while it is
    /// the same, nothing is owed that was not owed before.
    public func transferPortrait() throws -> [Int64] { try read(TransferRest.portrait) }
}

extension StoreView {
    /// The station that carries on in the end: a successor, or where that has ended too, its own. Of stations
    /// that are governed elsewhere as far as the directory knows; nil for a circle.
    func living(_ named: Scope, after ended: Scope) throws -> Scope? {
        var (current, seen): (Scope, Set<Scope>) = (named, [ended])
        while seen.insert(current).inserted {
            let next =
                try governs(current)
                ? boundaries(of: current).successors.first?.scope
                : Directory(log: log).entry(of: current)?.successors.first
            guard let next else { return current }
            current = next
        }
        return nil
    }

    /// Stations of this county that are carried on in another one, and have somebody left.
    public func leavings() throws -> [Leaving] {
        try heldScopes().compactMap(leaving)
    }

    /// nil where nobody is left, or the station lives, or is carried on here.
    public func leaving(_ scope: Scope) throws -> Leaving? {
        guard let row = try log.scope(scope), try BoundaryTable.isDissolved(row, in: db),
            try governs(scope)
        else { return nil }
        let boundaries = try boundaries(of: scope)
        guard let end = boundaries.dissolution?.at, let named = boundaries.successors.first,
            let taker = try living(named.scope, after: scope), try !governs(taker)
        else { return nil }
        let movers = try movers(in: row).movers
        guard !movers.isEmpty else { return nil }
        return Leaving(scope: scope, taker: taker, end: end, movers: movers)
    }

    /// Stations of this county to which one of another county, whose work they carry on, has released
    /// somebody, and nobody has answered.
    public func arrivals() throws -> [Arriving] {
        try heldScopes().compactMap(arriving)
    }

    /// nil where nobody arrives.
    public func arriving(_ scope: Scope) throws -> Arriving? {
        guard try governs(scope) else { return nil }
        let before = Set(try boundaries(of: scope).predecessors.map(\.station.scope))
        guard try before.contains(where: { try !governs($0) }) else { return nil }
        let offered = try custodies(in: scope).compactMap { custody in
            custody.offer.flatMap { custody.releases[$0] }.map { (custody, $0) }
        }.filter { before.contains($0.1.scope) }
        guard !offered.isEmpty else { return nil }
        let parts = Dictionary(
            try transferStatements(in: scope).map { ($0.statement.id, $0.change.personal.part) },
            uniquingKeysWith: { first, _ in first })
        return Arriving(
            scope: scope,
            offers: offered.map { custody, release in
                Arriving.Offer(
                    custody: custody, release: release, part: parts[release.id] ?? nil)
            })
    }
}
