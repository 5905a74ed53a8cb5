import Foundation
import GRDB

/// Receipts over branches that were set aside: the county did sign for them, and for what is in no log
/// any more. Kept for people, who may have shown them to somebody.
struct VoidReceiptTable {
    let db: Database

    static let schema = """
        CREATE TABLE void_receipt(
            log INTEGER NOT NULL, cosigner BLOB NOT NULL, size INTEGER NOT NULL,
            point INTEGER NOT NULL, time INTEGER NOT NULL, note TEXT NOT NULL,
            PRIMARY KEY(log, cosigner, size)) WITHOUT ROWID;
        """

    /// To be called before a log is cut.
    func take(from row: LogRow, beyond point: UInt64) throws {
        try db.execute(
            sql: """
                INSERT OR REPLACE INTO void_receipt(log, cosigner, size, point, time, note)
                SELECT log, cosigner, size, ?2, time, note FROM receipt
                WHERE log = ?1 AND size > ?2
                """, arguments: [row.id, Int64(point)])
    }
}
