import Foundation
import GRDB
import SyncCore

/// Where it stands that somebody has dealt with a change that does not count. The change itself may
/// arrive later, so it is told by its leaf, in which scope, origin and sequence are.
struct DismissalTable {
    let db: Database

    func note(_ change: Change, at dot: LocalDot) throws {
        guard change.header.kind != SystemKind.hop, let dismissal = Dismissal(change.canonical)
        else { return }
        try db.cachedStatement(sql: "INSERT OR IGNORE INTO dismissed(leaf, dot) VALUES(?, ?)")
            .execute(arguments: [Data(dismissal.leaf.bytes), dot])
    }
}
