import Foundation
import GRDB
import ServiceRecords
public import SyncCore

/// What a county does about the claims of its stations: finds whom they mean among the stations that it
/// governs, and carries on that a claim was given up before anybody was found. Whoever matches nobody learns
/// nothing.
struct ClaimDuties {
    let store: Store
    let log: LogTable
    let time: Int64
    let rooms: [TransferDuties.Room]
    private var db: Database { log.db }

    /// Whether anything was written.
    func run() throws -> Bool {
        let hasMatched = try match()
        return try withdraw() || hasMatched
    }

    private var governed: [TransferDuties.Room] { rooms.filter(\.isGovernedStation) }

    private func match() throws -> Bool {
        let over = matched.union(withdrawn)
        var words: [TransferWord] = []
        for room in governed {
            for statement in room.statements where !over.contains(statement.id) {
                guard case .claim(let volunteer) = statement.word.content,
                    statement.scope == room.row.scope,
                    let number = try number(of: statement.id, in: room),
                    let subject = try subject(of: number, besides: room.row.scope)
                else { continue }
                words.append(
                    TransferWord(
                        .match(
                            claim: statement.id, claimant: statement.scope, volunteer: volunteer),
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

    private var matched: Set<Entity> {
        var matched: Set<Entity> = []
        for room in rooms {
            for statement in room.statements {
                if case .match(let claim, _, _) = statement.word.content { matched.insert(claim) }
            }
        }
        return matched
    }

    /// Claims that their own stations gave up before anybody was found.
    private var withdrawn: Set<Entity> {
        Set(governed.flatMap { $0.statements.withdrawnUnmatched(at: $0.row.scope) })
    }

    /// One was given up while somebody was found: whoever sequences that volunteer is told so.
    private func withdraw() throws -> Bool {
        var hasWritten = false
        let all = rooms.reduce(TransferStatements()) { $0.union($1.statements) }
        for room in governed {
            let scope = room.row.scope
            let withdrawn = room.statements.withdrawnUnmatched(at: scope)
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

    private func number(of claim: Entity, in room: TransferDuties.Room) throws -> String? {
        guard let dot = room.dots[claim] else { return nil }
        return try store.vault.content(at: dot, in: db).part?.fields[1]?.asText
    }

    private func subject(of number: String, besides claimant: Scope) throws -> Subject? {
        let view = StoreView(log: log, vault: store.vault)
        let scopes = Set(governed.map(\.row.scope))
        let cards = try view.volunteers(withIDNumber: number).filter {
            $0.scope != claimant && scopes.contains($0.scope) && !$0.isVoided
        }
        // Two registrations are a matter for people.
        let subjects = Set(
            try cards.map { try view.custody(of: $0.entity, in: $0.scope).subject })
        return subjects.count == 1 ? subjects.first : nil
    }
}

extension TransferStatements {
    /// Claims that a station has given up before it knew whom they mean.
    func withdrawnUnmatched(at station: Scope) -> Set<Entity> {
        var withdrawn: Set<Entity> = []
        for statement in self where statement.subject == nil && statement.scope == station {
            if case .answer(let claim, .withdrawn) = statement.word.content {
                withdrawn.insert(claim)
            }
        }
        return withdrawn
    }
}

extension StoreView {
    /// Claims made in a station's scope that mean nobody who is known there so far and were not given up,
    /// with the volunteers' records, by id.
    public func unmatchedClaims(
        in scope: Scope
    ) throws -> [(claim: Entity, volunteer: Entity)] {
        let statements = TransferStatements(try transferStatements(in: scope).map(\.statement))
        var over = statements.withdrawnUnmatched(at: scope)
        for statement in statements {
            if case .match(let claim, _, _) = statement.word.content { over.insert(claim) }
        }
        return statements.compactMap { statement in
            guard case .claim(let volunteer) = statement.word.content, statement.scope == scope,
                !over.contains(statement.id)
            else { return nil }
            return (statement.id, volunteer)
        }
    }
}
