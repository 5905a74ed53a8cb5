import GRDB
import SyncCore

/// Where instructions stand, what was reported on them, and what takes them back.
struct InstructionTable {
    let db: Database

    func note(_ change: Change, at dot: LocalDot) throws {
        guard change.header.kind != SystemKind.hop, ResyncChange(change.canonical) != nil else {
            return
        }
        try db.cachedStatement(sql: "INSERT OR IGNORE INTO resync_word(dot) VALUES(?)")
            .execute(arguments: [dot])
    }
}
