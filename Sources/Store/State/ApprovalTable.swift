import GRDB
import SyncCore

/// Where requests for a second person stand, and the answers.
struct ApprovalTable {
    let db: Database

    func note(_ change: Change, at dot: LocalDot) throws {
        guard change.header.kind != SystemKind.hop, ApprovalChange(change.canonical) != nil else {
            return
        }
        try db.cachedStatement(sql: "INSERT OR IGNORE INTO approval(dot) VALUES(?)")
            .execute(arguments: [dot])
    }
}
