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

        var hash: Hash { Hash.sha256(Array(parameters.joined(separator: "\n").utf8)) }
    }

    private let place: Workplace

    /// Milliseconds for which a request stands.
    static let patience: Int64 = 7 * 86_400_000

    init(_ place: Workplace) { self.place = place }

    /// The approved requests, by scope; those scopes are left out that have no people with roles yet. What
    /// nobody has been asked yet is asked.
    /// - Throws: `Problem` 4 while an answer is awaited.
    func require(_ asked: [Asked]) throws -> [Scope: Entity] {
        var approved: [Scope: Entity] = [:]
        var waiting: [Entity] = []
        let now = try place.latestTime()
        for one in asked {
            let isNeeded = try place.store.view { view in
                try view.users(in: one.scope).contains { !$0.roles.isEmpty }
            }
            guard isNeeded else { continue }
            let cards = try place.store.view { try $0.approvals(in: one.scope) }
                .filter { $0.request.act == one.act && $0.request.parameters == one.hash }
            let states = cards.map { ($0, ApprovalState($0, at: now)) }
            if let card = states.first(where: { $0.1 == .approved })?.0 {
                approved[one.scope] = card.id
            } else if let card = states.first(where: { $0.1 == .waiting })?.0 {
                waiting.append(card.id)
            } else {
                waiting.append(try ask(one, at: now))
            }
        }
        guard waiting.isEmpty else {
            throw Problem(
                "waiting-for-approval", .waitingForApproval,
                .people(.waitingForSecond(waiting.map(RecordReference.short))),
                remedy: .people(.waitingForSecondRemedy))
        }
        return approved
    }

    private func ask(_ asked: Asked, at now: Int64) throws -> Entity {
        let request = ApprovalChange.Request(
            act: asked.act, parameters: asked.hash, summary: asked.summary,
            expires: now + Self.patience)
        return try place.commit(to: asked.scope) { try $0.write(.request(request)) }
    }
}
