import Foundation
import GRDB
public import SyncCore

/// More than one PC that goes on from one key: a disk was copied, or stolen. Each of them counts.
public struct SharedKey: Sendable, Hashable {
    public let scope: Scope
    public let code: String?
    public let name: String?
    public let key: Origin
    /// The names under which they write now, ascending.
    public let writers: [Origin]
}

extension StoreView {
    /// Where two of them have spoken since the later one was admitted, by code and key. A PC that was put back
    /// twice goes on from one key twice, too; but its first successor has been quiet since.
    /// - Parameter time: admissions before it are passed over; milliseconds.
    public func sharedKeys(since time: Int64) throws -> [SharedKey] {
        let own = try ownOrigins()
        return try (scopes() + scopes(.desk)).filter { own.contains($0.authority) }.flatMap {
            card in
            guard let scope = try log.scope(card.scope) else { return [SharedKey]() }
            let table = StandingTable(log: log, scope: scope)
            guard try table.has(SystemKind.succeed) else { return [] }
            let heirs = try Heirs(table, db)
            return try heirs.shared(since: time).map { key, writers in
                SharedKey(
                    scope: card.scope, code: card.code, name: card.name, key: key,
                    writers: writers)
            }
        }
    }
}

/// Who goes on from which key in a scope.
private struct Heirs {
    /// A successor, with all that have come after it.
    struct Branch {
        let writers: [Origin]
        let admitted: Int64
        let contact: Int64
    }

    let standing: Standing
    let db: Database
    private var admissions: [Origin: Int64] = [:]

    init(_ table: StandingTable, _ db: Database) throws {
        standing = try table.standing()
        self.db = db
        for change in try table.changes() where change.governs(in: standing.authorities) {
            guard case .authority(.admit(let origin, _)) = change.content else { continue }
            admissions[origin] = min(change.time, admissions[origin] ?? .max)
        }
    }

    func shared(since time: Int64) throws -> [(key: Origin, writers: [Origin])] {
        let successions = standing.successions.filter {
            standing.isAnswered($0.origin) && !standing.authorities.contains($0.origin)
        }
        return try Dictionary(grouping: successions, by: \.predecessor).sorted { $0.key < $1.key }
            .compactMap { key, successions in
                let branches = try Set(successions.map(\.origin)).sorted().map(branch)
                let live = branches.filter { !$0.writers.isEmpty }
                let latest = live.map(\.admitted).max() ?? .min
                let speaking = live.filter { $0.contact >= latest }
                guard latest >= time, speaking.count > 1 else { return nil }
                return (key, speaking.flatMap(\.writers).sorted())
            }
    }

    private func branch(_ heir: Origin) throws -> Branch {
        let names = standing.answeredOrigins.filter {
            $0 == heir || standing.descends($0, from: heir)
        }
        return try Branch(
            writers: names.filter(isWriting), admitted: admissions[heir] ?? .min,
            contact: names.compactMap(lastContact).max() ?? .min)
    }

    private func isWriting(_ origin: Origin) -> Bool {
        !standing.isRetired(origin) && !standing.isBarred([origin])
            && standing.suspension(of: Set(standing.withEarlierNames([origin]))) == nil
    }

    private func lastContact(_ origin: Origin) throws -> Int64? {
        try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT last_contact FROM peer WHERE origin = ?"),
            arguments: [origin.databaseBytes])
    }
}
