import Foundation
import GRDB
import SyncCore

/// Reads what an accept rests on, by the keys that are known here.
struct WarrantReader {
    let log: LogTable

    private static let depth = 8

    /// The releases and accepts that are proved, those inside an accept among them. What is not proved is
    /// left out: whoever governs its scope will bring it. Other words are, too: a warrant shows that
    /// somebody admitted has written one, and not that it counts where it stands.
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
            switch statement.word.content {
            case .release: return [change]
            case .accept(_, let acceptance):
                return [change]
                    + (try changes(in: acceptance.warrants, depth: depth - 1, founder: founder))
            default: return []
            }
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
