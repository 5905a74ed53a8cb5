import GRDB
import ServiceRecords
public import SyncCore

/// The volunteers that a search gives.
public struct VolunteersFound: Sendable {
    public var volunteers: [VolunteerCard] = []
    /// How many fit in all; at most so many, where `isCountExact` is false: those who are not listed
    /// were not compared with what is shown of them.
    public var count = 0
    public var isCountExact = true
}

extension StoreView {
    /// Volunteers who fit a search, in order of recording, `limit` at most; everybody fits an empty one.
    /// The index names the candidates; of these, parts are opened until enough of them fit.
    public func volunteers(
        fitting search: VolunteerSearch, in scope: Scope? = nil, limit: Int
    ) throws -> VolunteersFound {
        if search.isEmpty {
            return VolunteersFound(
                volunteers: try volunteers(in: scope, limit: max(0, limit)),
                count: try volunteerCount(in: scope))
        }
        guard let tokens = try tokens(in: scope) else { return VolunteersFound() }
        for words in search.readings where !words.isEmpty {
            let found = try volunteers(fitting: words, through: tokens, limit: limit)
            if found.count > 0 { return found }
        }
        return VolunteersFound()
    }

    private func volunteers(
        fitting words: [SearchWord], through tokens: TokenTable, limit: Int
    ) throws -> VolunteersFound {
        var candidates = try self.candidates(for: words, through: tokens)[...]
        var found = VolunteersFound()
        while found.volunteers.count < limit, let id = candidates.popFirst() {
            let card = try card(id)
            let person = SoughtPerson(card)
            if words.allSatisfy({ $0.fits(person) }) { found.volunteers.append(card) }
        }
        found.count = found.volunteers.count + candidates.count
        found.isCountExact = candidates.isEmpty
        return found
    }

    /// So many words of a search may name somebody outright.
    private static let mostNaming = 16

    /// Whoever stands under all pieces of all words, and whoever a word names outright.
    private func candidates(
        for words: [SearchWord], through tokens: TokenTable
    ) throws -> [Int64] {
        var candidates = Set(
            try words.prefix(Self.mostNaming).flatMap { try named(by: $0, through: tokens) })
        if words.allSatisfy({ !$0.pieces.isEmpty }) {
            let terms = words.flatMap(\.pieces).flatMap(\.terms)
            candidates.formUnion(try tokens.entities(under: terms))
        }
        return candidates.sorted()
    }

    private func named(by word: SearchWord, through tokens: TokenTable) throws -> [Int64] {
        var ids = try tokens.entities(under: [VolunteerTerms.idNumber(word.idNumber)])
        if let phone = word.phone { ids += try tokens.entities(under: [NameTerm(.phone, phone)]) }
        for number in word.spellings.sorted() {
            ids += try volunteers(numbered: number, in: tokens.scope)
        }
        if let prefix = word.idPrefix {
            ids += try volunteers(withIDBeginning: prefix, in: tokens.scope)
        }
        return ids
    }

    private func volunteers(numbered number: String, in scope: Int64?) throws -> [Int64] {
        try Int64.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT id FROM volunteer_service JOIN entity USING(id)
                    WHERE volunteer_no = ?1 AND kind = ?2 AND (?3 IS NULL OR scope = ?3)
                    """), arguments: [number, Volunteer.kind.number, scope])
    }

    private func volunteers(
        withIDBeginning prefix: String, in scope: Int64?
    ) throws -> [Int64] {
        try entities(of: Volunteer.kind, beginningWith: prefix).flatMap { entity in
            try Int64.fetchAll(
                db.cachedStatement(
                    sql: "SELECT id FROM entity WHERE uid = ?1 AND (?2 IS NULL OR scope = ?2)"),
                arguments: [entity.databaseBytes, scope])
        }
    }
}
