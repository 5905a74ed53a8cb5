/// Where a statement has to stand, and what a node has to carry there: each hop is one wrapper, by an
/// aggregator, in a scope that it shares with the next.
public struct TransferRoutes: Sendable {
    /// For each station scope the scope that leads to it: itself where this node governs it, else the
    /// desk of the neighbour that knows the way.
    private let ways: [Scope: Scope]
    /// The desk of the level above, for everything that is not known below.
    private let above: Scope?
    private let governed: Set<Scope>

    public init(governed: Set<Scope>, below: [Scope: Scope] = [:], above: Scope? = nil) {
        self.governed = governed
        self.above = above
        var ways = below
        for scope in governed { ways[scope] = scope }
        self.ways = ways
    }

    public struct Hop: Hashable, Sendable {
        public let statement: Entity
        public let into: Scope

        package init(statement: Entity, into: Scope) {
            self.statement = statement
            self.into = into
        }
    }

    private func way(to station: Scope) -> Scope? { ways[station] ?? above }

    /// Where `statement` has to go from here.
    func destinations(of statement: TransferStatement) -> Set<Scope> {
        var next: Set<Scope> = []
        for station in statement.stations { if let way = way(to: station) { next.insert(way) } }
        // The sequencer reads what stands in the scopes that it holds: its own station is not told.
        if let home = statement.subject?.home, statement.goesToSequencer, !governed.contains(home),
            let way = way(to: home)
        {
            next.insert(way)
        }
        // What counties say to each other stations do not hear.
        for station in statement.counties where !governed.contains(station) {
            if let way = way(to: station) { next.insert(way) }
        }
        return next
    }

    /// What this node owes, sorted: every statement that it holds anywhere, wherever it is missing.
    ///
    /// - Parameter held: by scope, what counts there.
    public func owed(_ held: [Scope: TransferStatements]) -> [Hop] {
        var owed: Set<Hop> = []
        for (_, statements) in held {
            for statement in statements {
                for scope in destinations(of: statement)
                where held[scope]?.contains(statement.id) != true {
                    owed.insert(Hop(statement: statement.id, into: scope))
                }
            }
        }
        return owed.sorted { ($0.into, $0.statement) < ($1.into, $1.statement) }
    }
}

extension TransferStatement {
    /// Every station in whose scope it has to stand: those whom it is told, and the one that said it,
    /// should that have lost it.
    var stations: [Scope] {
        switch word.content {
        case .release(let release): word.told + [scope, release.taker]
        case .accept, .taken, .cancel, .decline, .answer, .close, .account: word.told + [scope]
        case .entry, .denied, .contest, .settle, .refer, .end: word.told
        case .match(_, let claimant, _): word.told + [claimant]
        // Whom it means is found by counties, not told to stations.
        case .claim: [scope]
        case .inquire, .reply, .pick, .callOff: []
        }
    }

    /// Stations whose counties have to hear it, and not they. An accept of what was carried by hand shows a word
    /// to the county of whoever said it: that one may have been put back since, and have lost it.
    var counties: [Scope] {
        guard case .accept(_, let acceptance) = word.content else {
            return word.speaker == nil ? [] : word.told
        }
        return Self.speakers(in: acceptance.warrants, depth: TransferWord.warrantDepth)
    }

    private static func speakers(in warrants: [[UInt8]], depth: Int) -> [Scope] {
        guard depth > 0 else { return [] }
        return warrants.compactMap { try? Warrant(bytes: $0).claimed }.flatMap { statement in
            guard case .accept(_, let acceptance) = statement.word.content else {
                return [statement.scope]
            }
            return [statement.scope] + speakers(in: acceptance.warrants, depth: depth - 1)
        }
    }

    var goesToSequencer: Bool {
        switch word.content {
        case .release, .accept, .taken, .cancel, .decline, .answer, .match: true
        case .entry, .denied, .contest, .settle, .refer, .end: true
        case .close, .account, .claim, .inquire, .reply, .pick, .callOff: false
        }
    }
}
