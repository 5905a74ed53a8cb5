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
    /// Who could be read no more: the disk has altered what they are shown by. They count, and are not among
    /// `volunteers`.
    public var damaged: [Entity] = []
}

extension StoreView {
    /// Volunteers who fit a search, in order of recording, `limit` at most; everybody fits an empty one.
    /// The index names the candidates; of these, parts are opened until enough of them fit.
    public func volunteers(
        fitting search: VolunteerSearch, in scope: Scope? = nil, limit: Int
    ) throws -> VolunteersFound {
        if search.isEmpty {
            var found = VolunteersFound()
            for id in try volunteerIDs(in: scope, limit: max(0, limit)) {
                try read(id, into: &found) { _ in true }
            }
            found.count = try volunteerCount(in: scope)
            return found
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
            try read(id, into: &found) { person in words.allSatisfy { $0.fits(person) } }
        }
        found.count = found.volunteers.count + found.damaged.count + candidates.count
        found.isCountExact = candidates.isEmpty
        return found
    }

    /// One record that the disk has altered keeps nobody else from being found.
    private func read(
        _ id: Int64, into found: inout VolunteersFound, if fits: (SoughtPerson) -> Bool
    ) throws {
        do {
            let card = try card(id)
            if fits(SoughtPerson(card)) { found.volunteers.append(card) }
        } catch StoreError.damaged {
            found.damaged.append(try entity(id))
        }
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
