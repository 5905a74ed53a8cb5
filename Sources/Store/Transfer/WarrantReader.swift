import Foundation
import GRDB
import SyncCore

/// Reads what an accept rests on, by the keys that are known here.
struct WarrantReader {
    let log: LogTable

    private static let depth = 8

    /// The changes that are proved, those inside an accept among them. What is not proved is left out:
    /// whoever governs its scope will bring it.
    func changes(in warrants: [[UInt8]]) throws -> [Change] {
        try Self.changes(in: warrants) { warrant in
            try warrant.scope.flatMap { try founder(of: $0) }
        }
    }

    /// - Parameter founder: the key that is believed to have opened the scope of a warrant.
    static func changes(
        in warrants: [[UInt8]], depth: Int = WarrantReader.depth,
        founder: (Warrant) throws -> [UInt8]?
    ) rethrows -> [Change] {
        guard depth > 0 else { return [] }
        return try warrants.flatMap { bytes -> [Change] in
            guard let warrant = try? Warrant(bytes: bytes), let key = try founder(warrant),
                let statement = try? warrant.statement(founder: key),
                let change = warrant.change.changes.first?.change
            else { return [] }
            guard case .accept(_, let acceptance) = statement.word.content else { return [change] }
            return [change]
                + (try changes(in: acceptance.warrants, depth: depth - 1, founder: founder))
        }
    }

    /// The key that opened a scope: of one that is held, or by the directory.
    func founder(of scope: Scope) throws -> [UInt8]? {
        if let row = try log.scope(scope), let founder = try log.log(row.authority, in: row.id) {
            return founder.key
        }
        return try Directory(log: log).entry(of: scope)?.founderKey
    }
}

/// The stations that are known, here and elsewhere: what aggregators have said of their scopes.
struct Directory {
    let log: LogTable

    /// By code. Of two lines about one scope the later one of the list counts.
    func entries() throws -> [Announcement] {
        var known: [Scope: Announcement] = [:]
        for row in try log.scopes() where row.kind == .shared || row.kind == .desk {
            let standing = try StandingTable(log: log, scope: row).standing()
            for (entry, _) in try TransferTable(log: log, scope: row)
                .announcements([.listed, .raised], by: standing)
            {
                known[entry.scope] = entry
            }
        }
        return known.values.sorted { ($0.code, $0.scope) < ($1.code, $1.scope) }
    }

    func entry(of scope: Scope) throws -> Announcement? {
        try entries().first { $0.scope == scope }
    }
}
