import Foundation
import GRDB
import ServiceRecords
public import SyncCore

/// What a county does about the claims of its stations: finds whom they mean among the stations that it
/// governs, else in other counties, and carries on that a claim was given up. Whoever matches nobody learns
/// nothing.
struct ClaimDuties {
    let store: Store
    let log: LogTable
    let time: Int64
    let rooms: [TransferDuties.Room]
    private var db: Database { log.db }

    /// Whether anything was written; and whether somebody who comes may be whom a claim means.
    func run() throws -> (hasWritten: Bool, waits: Bool) {
        let matched = matched
        let over = promoted.union(withdrawn)
        let claims = try claims(over, matched)
        let hasMatched = try match(claims)
        let searching = ClaimSearching(store: store, log: log, time: time, rooms: rooms)
        let waits = claims.contains(where: \.isUnmatched) || searching.isAsked
        let hasSearched = try !hasMatched && searching.run(claims, over: over, matched: matched)
        let hasWithdrawn = try withdraw()
        return (hasWithdrawn || hasMatched || hasSearched, waits)
    }

    private var governed: [TransferDuties.Room] { rooms.filter(\.isGovernedStation) }

    /// Claims of stations here that are not over, as far as their numbers are held.
    private func claims(
        _ over: Set<Entity>, _ matched: [Entity: Set<Subject>]
    ) throws -> [ClaimSearching.Claim] {
        var claims: [ClaimSearching.Claim] = []
        for room in governed {
            for statement in room.statements where !over.contains(statement.id) {
                guard case .claim(let volunteer) = statement.word.content,
                    statement.scope == room.row.scope,
                    let part = try part(of: statement.id, in: room),
                    let number = part[ClaimPart.number]?.asText
                else { continue }
                claims.append(
                    .init(
                        search: .init(
                            id: statement.id, claimant: statement.scope, volunteer: volunteer,
                            number: VolunteerTerms.plain(number)),
                        from: part[ClaimPart.from]?.asText,
                        isUnmatched: matched[statement.id] == nil))
            }
        }
        return claims
    }

    private func match(_ claims: [ClaimSearching.Claim]) throws -> Bool {
        var words: [TransferWord] = []
        for claim in claims where claim.isUnmatched {
            let claim = claim.search
            for subject in try subjects(of: claim.number, besides: claim.claimant) {
                words.append(
                    TransferWord(
                        .match(
                            claim: claim.id, claimant: claim.claimant, volunteer: claim.volunteer),
                        of: subject))
            }
        }
        guard !words.isEmpty else { return false }
        let own = try store.ownScope(in: db)
        try store.commit(to: own, at: time, in: db) { door in
            for word in words { try door.write(word) }
        }
        return true
    }

    private var matched: [Entity: Set<Subject>] {
        var matched: [Entity: Set<Subject>] = [:]
        for room in rooms {
            for statement in room.statements {
                guard case .match(let claim, _, _) = statement.word.content,
                    let subject = statement.subject
                else { continue }
                matched[claim, default: []].insert(subject)
            }
        }
        return matched
    }

    /// Claims by which the claimant has become an owner.
    private var promoted: Set<Entity> {
        var promoted: Set<Entity> = []
        for room in rooms {
            for statement in room.statements {
                if case .end(let claim, .promoted) = statement.word.content {
                    promoted.insert(claim)
                }
            }
        }
        return promoted
    }

    /// Claims that their own stations gave up.
    private var withdrawn: Set<Entity> {
        Set(governed.flatMap { $0.statements.withdrawn(at: $0.row.scope) })
    }

    /// One was given up while somebody was found: whoever sequences that volunteer is told so.
    private func withdraw() throws -> Bool {
        var hasWritten = false
        let all = rooms.reduce(TransferStatements()) { $0.union($1.statements) }
        for room in governed {
            let scope = room.row.scope
            let withdrawn = room.statements.withdrawn(at: scope)
            guard !withdrawn.isEmpty else { continue }
            for statement in all {
                guard case .match(let claim, scope, _) = statement.word.content,
                    let subject = statement.subject, withdrawn.contains(claim),
                    !room.statements.of(subject).contains(where: {
                        $0.scope == scope && $0.word.content == .answer(claim: claim, .withdrawn)
                    })
                else { continue }
                try store.commit(to: scope, at: time, in: db) { door in
                    try door.write(
                        TransferWord(.answer(claim: claim, .withdrawn), of: subject))
                }
                hasWritten = true
            }
        }
        return hasWritten
    }

    private func part(of claim: Entity, in room: TransferDuties.Room) throws -> Fields? {
        guard let dot = room.dots[claim] else { return nil }
        return try store.vault.content(at: dot, in: db).part?.fields
    }

    /// Everybody with this number in the stations here: of two registrations both, each for its own owner to
    /// answer.
    private func subjects(of number: String, besides claimant: Scope) throws -> [Subject] {
        let view = StoreView(log: log, vault: store.vault)
        let scopes = Set(governed.map(\.row.scope))
        let cards = try view.volunteers(withIDNumber: number).filter {
            $0.scope != claimant && scopes.contains($0.scope) && !$0.isVoided
        }
        return Set(try cards.map { try view.custody(of: $0.entity, in: $0.scope).subject })
            .sorted()
    }
}

/// What the personal part of a claim holds.
public enum ClaimPart {
    /// The citizen's number.
    public static let number: FieldNumber = 1
    /// The beginning of the code of the stations where the volunteer says to be known; absent for anywhere.
    public static let from: FieldNumber = 2
}

extension TransferStatements {
    /// Claims that a station has given up, whether it knew whom they mean or not.
    func withdrawn(at station: Scope) -> Set<Entity> {
        var withdrawn: Set<Entity> = []
        for statement in self where statement.scope == station {
            if case .answer(let claim, .withdrawn) = statement.word.content {
                withdrawn.insert(claim)
            }
        }
        return withdrawn
    }
}

/// A claim of a station that waits for somebody.
public struct WaitingClaim: Sendable, Hashable {
    public let claim: Entity
    /// The claimant's own record.
    public let volunteer: Entity
    /// Those whom it was found to mean and who have not answered, sorted; none where nobody was found.
    public let subjects: [Subject]
    /// How many.
    public var found: Int { subjects.count }
}

extension StoreView {
    /// Claims made in a station's scope that are not over, by id.
    public func waitingClaims(in scope: Scope) throws -> [WaitingClaim] {
        let statements = TransferStatements(try transferStatements(in: scope).map(\.statement))
        let withdrawn = statements.withdrawn(at: scope)
        var found: [Entity: Set<Subject>] = [:]
        var ended: [Entity: Set<Subject>] = [:]
        for statement in statements {
            guard let subject = statement.subject else { continue }
            switch statement.word.content {
            case .match(let claim, _, _): found[claim, default: []].insert(subject)
            case .end(let claim, _): ended[claim, default: []].insert(subject)
            default: break
            }
        }
        return statements.compactMap { statement in
            let id = statement.id
            guard case .claim(let volunteer) = statement.word.content, statement.scope == scope,
                !withdrawn.contains(id)
            else { return nil }
            let open = found[id, default: []].subtracting(ended[id] ?? [])
            guard !open.isEmpty || found[id] == nil else { return nil }
            return WaitingClaim(claim: id, volunteer: volunteer, subjects: open.sorted())
        }
    }

    /// Those of them that mean nobody who is known so far.
    public func unmatchedClaims(in scope: Scope) throws -> [WaitingClaim] {
        try waitingClaims(in: scope).filter { $0.found == 0 }
    }

    /// What this county and others have said to each other about claims that mean nobody here.
    public func claimSearch() throws -> ClaimSearch {
        ClaimSearch(
            try log.scopes().filter { $0.kind == .own || $0.kind == .desk }.flatMap { row in
                let standing = try StandingTable(log: log, scope: row).standing()
                return try TransferTable(log: log, scope: row).held(by: standing).filter {
                    guard $0.statement.word.speaker != nil else { return false }
                    return try log.canonical(at: $0.dot).map(SearchSignature.isValid) ?? false
                }.map(\.statement)
            })
    }
}
