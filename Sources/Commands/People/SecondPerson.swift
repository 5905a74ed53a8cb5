import Foundation
import ServiceRecords
import Store
import SyncCore
import Texts

/// What needs somebody else's word before it is done: asked for in the log, answered there, and carried
/// out by repeating the command.
struct SecondPerson {
    /// Something that is about to be done in one scope.
    struct Asked {
        let act: String
        let scope: Scope
        /// All that will be done, line by line: the second person approves exactly this.
        let parameters: [String]
        let summary: String
        /// How the summary of the same matter ends, whatever has changed in it; nil where that has no meaning.
        var matter: String?

        var hash: Hash { Hash.sha256(Array(parameters.joined(separator: "\n").utf8)) }
    }

    private let place: Workplace

    /// Milliseconds for which a request stands.
    static let patience: Int64 = 7 * 86_400_000

    init(_ place: Workplace) { self.place = place }

    /// Whether a scope has people with roles.
    func isNeeded(in scope: Scope) throws -> Bool {
        try place.store.view { view in
            try view.users(in: scope).contains { !$0.roles.isEmpty }
        }
    }

    /// The approved requests, by scope; those scopes are left out that have no people with roles yet. What
    /// nobody has been asked yet is asked.
    /// - Throws: `Problem` 4 while an answer is awaited.
    func require(_ asked: [Asked]) throws -> [Scope: Entity] {
        var approved: [Scope: Entity] = [:]
        var waiting: [Entity] = []
        var hasChanged = false
        let now = try place.latestTime()
        for one in asked {
            guard try isNeeded(in: one.scope) else { continue }
            let all = try place.store.view { try $0.approvals(in: one.scope) }
                .filter { $0.request.act == one.act }
            let cards = all.filter { $0.request.parameters == one.hash }
            let states = cards.map { ($0, ApprovalState($0, at: now)) }
            if let card = states.first(where: { $0.1 == .approved })?.0 {
                approved[one.scope] = card.id
            } else if let card = states.first(where: { $0.1 == .waiting })?.0 {
                waiting.append(card.id)
            } else {
                hasChanged =
                    try hasChanged || all.contains { try isEarlier($0, of: one, at: now) }
                waiting.append(try ask(one, at: now))
            }
        }
        guard waiting.isEmpty else {
            throw Problem(
                "waiting-for-approval", .waitingForApproval,
                .people(
                    .waitingForSecond(
                        waiting.map(RecordReference.short), hasChanged: hasChanged)),
                remedy: .people(.waitingForSecondRemedy))
        }
        return approved
    }

    /// Whether somebody here has asked for the same, and what it is about has changed since.
    private func isEarlier(_ card: ApprovalCard, of asked: Asked, at now: Int64) throws -> Bool {
        guard let matter = asked.matter, card.request.summary.hasSuffix(matter),
            card.asker == (try place.author(in: asked.scope)).actor
        else { return false }
        return [.approved, .waiting].contains(ApprovalState(card, at: now))
    }

    private func ask(_ asked: Asked, at now: Int64) throws -> Entity {
        let request = ApprovalChange.Request(
            act: asked.act, parameters: asked.hash, summary: asked.summary,
            expires: now + Self.patience)
        return try place.commit(to: asked.scope) { try $0.write(.request(request)) }
    }
}
