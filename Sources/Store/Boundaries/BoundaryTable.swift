import GRDB
import ServiceRecords
import SyncCore

/// What the county has said of one station as a place: its codes and names, its end, whose work it
/// carries on.
struct BoundaryTable {
    let log: LogTable
    let scope: ScopeRow
    private var db: Database { log.db }

    /// `boundary_word`: where such words stand, whoever wrote them. `dissolved`: scopes that have ended.
    static let schema = """
        CREATE TABLE boundary_word(dot INTEGER PRIMARY KEY);
        CREATE TABLE dissolved(scope INTEGER PRIMARY KEY);
        """

    static let names = ["boundary_word", "dissolved"]

    /// Notes a change that may say something of the place; false for any other.
    func note(_ change: Change, at dot: LocalDot) throws -> Bool {
        guard change.kind == SystemKind.boundary || change.kind == Station.kind.number,
            change.header.kind != SystemKind.hop
        else { return false }
        try db.cachedStatement(sql: "INSERT OR IGNORE INTO boundary_word(dot) VALUES(?)")
            .execute(arguments: [dot])
        return true
    }

    func boundaries(by standing: Standing) throws -> Boundaries {
        Boundaries(
            try words(by: standing).compactMap { change in
                BoundaryChange(change).map { Boundaries.Placed($0, at: change.header.dot) }
            })
    }

    /// Every successor that was ever named, but for those that took the place of others.
    func mergedInto(by standing: Standing) throws -> Set<Scope> {
        Set(
            try words(by: standing).flatMap { change -> [Scope] in
                guard case .dissolve(let word) = BoundaryChange(change), !word.isInstead else {
                    return []
                }
                return word.successors.map(\.scope)
            })
    }

    /// By the order in which they were written; between origins of one county that is told by the time
    /// that they say it was.
    func codes(by standing: Standing) throws -> StationCodes {
        let writes = try words(by: standing).map(\.original).filter {
            $0.header.kind == Station.kind.number
        }
        return StationCodes(
            writes.sorted { Self.isBefore($0.header, $1.header) }.map(StationCodes.Write.init))
    }

    /// The first of the authority's records about the station.
    func record(by standing: Standing) throws -> Entity? {
        let first = try words(by: standing).filter {
            $0.original.header.kind == Station.kind.number && $0.original.header.entity == nil
        }.min { Self.isBefore($0.original.header, $1.original.header) }
        guard let first, let row = try log.log(first.header.origin, in: scope.id) else {
            return nil
        }
        let dot = LocalDot(log: row.id, sequence: first.header.sequence)
        return Entity(creatingLeaf: try log.placed(at: dot).originalLeaf)
    }

    private static func isBefore(_ one: Header, _ other: Header) -> Bool {
        guard one.origin != other.origin else { return one.sequence < other.sequence }
        return (one.time, one.origin) < (other.time, other.origin)
    }

    /// In logs of the authority, and by nobody else.
    private func words(by standing: Standing) throws -> [CanonicalChange] {
        try dots().compactMap { dot in
            guard let canonical = try log.canonical(at: dot),
                standing.authorities.contains(canonical.header.origin),
                standing.authorities.contains(canonical.original.header.origin)
            else { return nil }
            return canonical
        }
    }

    private func dots() throws -> [LocalDot] {
        try LocalDot.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT dot FROM log JOIN boundary_word
                    ON dot BETWEEN log << 40 AND (log << 40) + 1099511627775
                    WHERE scope = ? ORDER BY origin, dot
                    """), arguments: [scope.id])
    }

    /// Brings in line what is kept beside the logs: the list of scopes that have ended, the code and the
    /// name under which people find the scope, and what a node that is described is called itself.
    /// - Returns: whether the scope has ended.
    func derive(by standing: Standing) throws -> Bool {
        let isDissolved = try boundaries(by: standing).isDissolved
        try db.cachedStatement(sql: "DELETE FROM dissolved WHERE scope = ?")
            .execute(arguments: [scope.id])
        if isDissolved {
            try db.cachedStatement(sql: "INSERT INTO dissolved(scope) VALUES(?)")
                .execute(arguments: [scope.id])
        }
        if let present = try codes(by: standing).present { try call(present, standing) }
        return isDissolved
    }

    private func call(_ present: StationCodes.Period, _ standing: Standing) throws {
        let own = OwnOrigins(db: db)
        let isOwn = try standing.authorities.contains { try own.contains($0) }
        let isStation = try Store.setting("role", in: db) == "station"
        switch scope.kind {
        case .station:
            try rename(present)
            if isStation { try rename(self: present) }
        // Who opened it describes the neighbour below; to that one it says what it is called itself.
        case .desk: isOwn ? try rename(present) : try rename(self: present)
        case .own: if isOwn { try rename(self: present) }
        case .shared: break
        }
    }

    private func rename(_ present: StationCodes.Period) throws {
        try db.cachedStatement(
            sql: """
                UPDATE scope SET code = ?1, name = ?2
                WHERE scope = ?3 AND (code IS NOT ?1 OR name IS NOT ?2)
                """
        ).execute(arguments: [present.code, present.name, scope.id])
    }

    private func rename(self present: StationCodes.Period) throws {
        for (name, value) in [("code", present.code), ("name", present.name)]
        where try Store.setting(name, in: db) != value { try Store.set(name, value, in: db) }
    }

    static func isDissolved(_ scope: ScopeRow, in db: Database) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT EXISTS(SELECT 1 FROM dissolved WHERE scope = ?)"),
            arguments: [scope.id]) ?? false
    }
}

extension StationCodes.Write {
    fileprivate init(_ change: CanonicalChange) {
        func fields(_ group: GroupNumber) -> Fields {
            change.groups.first { $0.group == group }.map { Fields($0.fields) } ?? Fields()
        }
        let (code, identity) = (fields(Station.code.group), fields(Station.name.group))
        self.init(
            code: code[Station.code.number]?.asText, name: identity[Station.name.number]?.asText,
            from: code[Station.codeFrom.number]?.asInt, until: code[Station.codeTo.number]?.asInt)
    }
}
