import GRDB
public import SyncCore

/// Something that needed a second person, with what was answered.
public struct ApprovalCard: Sendable {
    public struct Answered: Sendable {
        public let answer: ApprovalChange.Answer
        /// nil for the node itself.
        public let actor: Entity?
        /// What the actor was, by what they had in front of them.
        public let roles: [RoleNumber]
        /// Milliseconds, by the clock of whoever answered.
        public let time: Int64
    }

    public let id: Entity
    public let scope: Scope
    public let request: ApprovalChange.Request
    /// Who asks; nil for the node itself.
    public let asker: Entity?
    public let time: Int64
    public let answers: [Answered]
}

extension StoreView {
    /// Every request of a scope, the oldest first by its author's clock.
    public func approvals(in scope: Scope) throws -> [ApprovalCard] {
        guard let row = try log.scope(scope) else { return [] }
        let people = try StandingTable(log: log, scope: row).standing().people
        let dots = try LocalDot.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT dot FROM approval
                    WHERE dot >> 40 IN (SELECT log FROM log WHERE scope = ?) ORDER BY dot
                    """), arguments: [row.id])
        var requests: [Entity: (ApprovalChange.Request, Header)] = [:]
        var answers: [Entity: [ApprovalCard.Answered]] = [:]
        for dot in dots {
            guard let canonical = try log.legible(at: dot) else { continue }
            let header = canonical.original.header
            switch ApprovalChange(canonical) {
            case .request(let request):
                let id = Entity(creatingLeaf: try log.placed(at: dot).originalLeaf)
                requests[id] = (request, header)
            case .answer(let answer):
                let roles = header.actor.map { people.roles(of: $0, seenBy: header.context) }
                answers[answer.request, default: []].append(
                    .init(
                        answer: answer, actor: header.actor, roles: roles?.keys.sorted() ?? [],
                        time: header.time))
            case nil: continue
            }
        }
        return requests.map { id, request in
            ApprovalCard(
                id: id, scope: scope, request: request.0, asker: request.1.actor,
                time: request.1.time, answers: answers[id] ?? [])
        }.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
    }
}
