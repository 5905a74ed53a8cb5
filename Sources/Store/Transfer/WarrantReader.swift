import Foundation
import GRDB
import SyncCore

/// Reads what an accept rests on, by the keys that are known here.
struct WarrantReader {
    let log: LogTable
    let memo: WarrantMemo

    /// The releases and accepts that are proved, those inside an accept among them. What is not proved is
    /// left out: whoever governs its scope will bring it. Other words are, too: a warrant shows that
    /// somebody admitted has written one, and not that it counts where it stands.
    func changes(in warrants: [[UInt8]]) throws -> [Change] {
        try Self.changes(in: warrants, memo.shown) { warrant in
            try Self.founder(of: warrant.scope, in: log) == warrant.founderKey
        }
    }

    /// - Parameters:
    ///   - shown: what a warrant shows.
    ///   - isBelieved: whether the key that a warrant names has opened its scope.
    static func changes(
        in warrants: [[UInt8]], depth: Int = TransferWord.warrantDepth,
        _ shown: ([UInt8]) -> WarrantMemo.Shown? = WarrantMemo.Shown.init,
        where isBelieved: (WarrantMemo.Shown) throws -> Bool
    ) rethrows -> [Change] {
        guard depth > 0 else { return [] }
        return try warrants.flatMap { bytes -> [Change] in
            guard let warrant = shown(bytes), try isBelieved(warrant) else { return [] }
            switch warrant.statement.word.content {
            case .release: return [warrant.change]
            case .accept(_, let acceptance):
                return [warrant.change]
                    + (try changes(
                        in: acceptance.warrants, depth: depth - 1, shown, where: isBelieved))
            default: return []
            }
        }
    }

    /// The key that opened a scope: of one that is held, or by the directory.
    static func founder(of scope: Scope, in log: LogTable) throws -> [UInt8]? {
        if let row = try log.scope(scope), let founder = try log.log(row.authority, in: row.id) {
            return founder.key
        }
        return try Directory(log: log).entry(of: scope)?.founderKey
    }
}
