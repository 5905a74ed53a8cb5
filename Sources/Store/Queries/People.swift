import GRDB
public import SyncCore

/// A user of one scope, as its authority's words make them now.
public struct UserCard: Sendable, Hashable {
    public let entity: Entity
    public let login: String
    /// nil where the personal part is not held.
    public let name: String?
    /// Ascending; empty for somebody who may do nothing any more.
    public let roles: [RoleNumber]
}

extension StoreView {
    /// By login. Roles are as somebody sees them who looks at the scope now.
    public func users(in scope: Scope) throws -> [UserCard] {
        guard let row = try log.scope(scope) else { return [] }
        let standing = try StandingTable(log: log, scope: row).standing()
        let seen = try RenderingTable(log: log, scope: row).vector(by: standing)
        return try standing.people.users.map { user in
            UserCard(
                entity: user.entity, login: user.login, name: try name(of: user, in: row),
                roles: standing.people.roles(of: user.entity, seenBy: seen).keys.sorted())
        }
    }

    /// The user of this login; of two, which only a county that lost a part of its past can have
    /// written, the one who may do something.
    public func user(_ login: String, in scope: Scope) throws -> UserCard? {
        let users = try users(in: scope).filter { $0.login == login }
        return users.first { !$0.roles.isEmpty } ?? users.first
    }

    /// Whether this node's words govern a scope.
    public func governs(_ scope: Scope) throws -> Bool {
        guard let row = try log.scope(scope) else { return false }
        let standing = try StandingTable(log: log, scope: row).standing()
        return try OwnOrigins(db: db).presentKey().map {
            standing.authorities.contains(Origin(publicKey: $0))
        } ?? false
    }

    /// The public keys whose words govern a scope.
    public func authorityKeys(of scope: Scope) throws -> [[UInt8]] {
        guard let row = try log.scope(scope) else { return [] }
        let authorities = try StandingTable(log: log, scope: row).standing().authorities
        return try log.logs(in: row.id).filter { authorities.contains($0.origin) }.map(\.key)
    }

    private func name(of user: People.User, in scope: ScopeRow) throws -> String? {
        guard let row = try log.log(user.dot.origin, in: scope.id) else { return nil }
        let dot = LocalDot(log: row.id, sequence: user.dot.sequence)
        guard case .held(let part) = try vault.content(at: dot, in: db) else { return nil }
        return part.fields[PeopleChange.personalName]?.asText
    }
}
