import GRDB
import ServiceRecords
import SyncCore

/// The index by which volunteers are found: tokens of their terms, each with the record it came from.
///
/// It outlives an edit, and a token is short: what it gives are candidates, to be compared with what
/// is shown. A part that is withheld has no tokens.
struct TokenTable {
    let db: Database
    let vault: PersonalVault
    /// Local number; nil for all scopes.
    var scope: Int64?

    /// Volunteers that stand under all of these terms, in order of recording.
    func entities(under terms: [NameTerm]) throws -> [Int64] {
        let tokens = try rarest(of: Set(terms.prefix(Self.mostTerms).map(vault.token)))
        guard !tokens.isEmpty else { return [] }
        let fixed: StatementArguments = [Volunteer.kind.number, scope]
        return try Int64.fetchAll(
            db.cachedStatement(sql: Self.sql(joining: tokens.count)),
            arguments: fixed + StatementArguments(tokens))
    }

    /// A person who types more than this has said enough.
    private static let mostTerms = 32
    /// So many are looked up in the index; who stands under the rarest is soon compared with the rest.
    private static let mostJoined = 6

    /// The rarest first, for the index is read from it. Empty if nobody stands under one of them.
    private func rarest(of tokens: Set<Int64>) throws -> [Int64] {
        let statement = try db.cachedStatement(sql: "SELECT count(*) FROM token WHERE token = ?")
        var counts: [(count: Int, token: Int64)] = []
        for token in tokens {
            let count = try Int.fetchOne(statement, arguments: [token]) ?? 0
            guard count > 0 else { return [] }
            counts.append((count, token))
        }
        return counts.sorted { $0 < $1 }.prefix(Self.mostJoined).map(\.token)
    }

    /// A CROSS JOIN is read in the order in which it is written.
    private static func sql(joining count: Int) -> String {
        let joins = (1..<count).map {
            " CROSS JOIN token t\($0) ON t\($0).token = ?\($0 + 3) AND t\($0).entity = t0.entity"
        }
        return """
            SELECT t0.entity FROM token t0\(joins.joined())
            CROSS JOIN entity ON entity.id = t0.entity
            WHERE t0.token = ?3 AND kind = ?1 AND (?2 IS NULL OR scope = ?2) ORDER BY t0.entity
            """
    }
}

extension StoreView {
    /// Of one scope, or of all; nil for a scope that is not held.
    func tokens(in scope: Scope?) throws -> TokenTable? {
        var table = TokenTable(db: db, vault: vault)
        guard let scope else { return table }
        guard let row = try log.scope(scope) else { return nil }
        table.scope = row.id
        return table
    }
}
