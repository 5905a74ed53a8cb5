import Foundation
import GRDB
public import SyncCore

/// An origin that writes in a scope of which this node is the authority, and that no word of it has
/// admitted. What it writes is kept and signed for; it counts for everybody once it is admitted.
public struct WaitingOrigin: Sendable, Hashable {
    public let scope: Scope
    public let code: String?
    public let name: String?
    public let origin: Origin
    /// As the first run of its log brought it, or a join file that it showed.
    public let publicKey: [UInt8]
    public let changes: UInt64
    /// The origin whose place it says to take, signed by that one's key; nil for a stranger.
    public let predecessor: Origin?
    /// Whether that one is revoked: what it brings is evidence.
    public let isBarred: Bool
    /// Whether it came by a join file that another key had used.
    public let isSecondUse: Bool
}

/// More live origins than a scope should have: each adds to every vector and context for ever.
public struct CrowdedScope: Sendable, Hashable {
    /// So many may live in a scope without a warning.
    public static let limit = 8

    public let code: String?
    public let name: String?
    /// Those that were admitted and not retired.
    public let origins: Int
}

extension StoreView {
    /// By code and origin; none at a node that governs nothing.
    public func waitingOrigins() throws -> [WaitingOrigin] {
        let own = try ownOrigins()
        let governed = try (scopes() + scopes(.desk)).filter { own.contains($0.authority) }
        return try governed.flatMap { card in
            guard let scope = try log.scope(card.scope) else { return [WaitingOrigin]() }
            let standing = try StandingTable(log: log, scope: scope).standing()
            let users = try SecondUses(log: log).keys(in: scope)
            let rows = try log.logs(in: scope.id)
            let writers = try rows.map { ($0.origin, $0.key, try log.length($0.id)) }
            let silent = users.filter { user in !rows.contains { $0.origin == user.origin } }
            return (writers + silent.map { ($0.origin, $0.key, 0) }).compactMap {
                origin, key, length in
                let isSecondUse = users.contains { $0.origin == origin }
                guard length > 0 || isSecondUse, !standing.isAnswered(origin),
                    !standing.isRevoked(origin)
                else { return nil }
                return WaitingOrigin(
                    scope: card.scope, code: card.code, name: card.name, origin: origin,
                    publicKey: key, changes: length,
                    predecessor: standing.successions.first { $0.origin == origin }?.predecessor,
                    isBarred: standing.isBarred([origin]), isSecondUse: isSecondUse)
            }
        }
    }

    /// Scopes for which the level above has signed for what this node writes now, and has not admitted
    /// it: somebody has to.
    public func scopesAwaitingAdmission() throws -> [ScopeCard] {
        guard let own = try ownOrigins().last, let upstream = try PeerTable(db: db).upstream()
        else { return [] }
        return try (scopes() + scopes(.desk)).filter { card in
            guard let scope = try log.scope(card.scope), let row = try log.log(own, in: scope.id),
                try covered(row, length: log.length(row.id), by: upstream).size > 0
            else { return false }
            return try !StandingTable(log: log, scope: scope).standing().isAnswered(own)
        }
    }

    /// By code.
    public func crowdedScopes() throws -> [CrowdedScope] {
        try scopes().compactMap { card in
            guard let scope = try log.scope(card.scope) else { return nil }
            let logs = try log.logs(in: scope.id)
            guard logs.count > CrowdedScope.limit else { return nil }
            let standing = try StandingTable(log: log, scope: scope).standing()
            let live = try logs.count {
                try log.length($0.id) > 0 && standing.isAdmitted($0.origin)
                    && !standing.isRetired($0.origin)
            }
            guard live > CrowdedScope.limit else { return nil }
            return CrowdedScope(code: card.code, name: card.name, origins: live)
        }
    }
}

extension Store {
    /// To be called before people are told that somebody is not admitted: what stands beside the logs about that may
    /// be gone, by a hand, and is derived anew then.
    /// - Throws: `StoreError`; the store is as it was.
    public func askLogsWhoCounts() throws {
        let scopes = try view { view in
            try Set(view.waitingOrigins().map(\.scope))
                .union(view.scopesAwaitingAdmission().map(\.scope))
        }
        for scope in scopes.sorted() { try askLogs(in: scope) }
    }

    func askLogs(in scope: Scope) throws {
        try write { db in try writer.projector(of: scope, in: db)?.askLogs() }
    }

    /// The operator's word that an origin may write, and what the authority owes after it: its predecessor
    /// is retired.
    /// - Parameter time: wall clock, milliseconds.
    public func admit(
        _ waiting: WaitingOrigin, by author: Author = Author(), at time: Int64
    ) throws {
        try append(at: time) { db in
            let log = writer.log(db)
            guard let scope = try log.scope(waiting.scope) else {
                throw StoreError.unknownScope(waiting.scope)
            }
            try commit(to: waiting.scope, by: author, at: time, in: db) {
                try $0.write(.admit(origin: waiting.origin, publicKey: waiting.publicKey))
            }
            try Duties(store: self, log: log, scope: scope, time: time).run()
        }
    }
}
