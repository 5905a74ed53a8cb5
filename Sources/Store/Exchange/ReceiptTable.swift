import Foundation
import GRDB
import SyncCore

/// The receipts of the level above: per log and cosigner the greatest.
struct ReceiptTable {
    let log: LogTable
    private var db: Database { log.db }

    /// The end of the year 9999, in seconds: a later time is nonsense, and would overflow elsewhere.
    private static let latestTime: UInt64 = 253_402_300_799

    /// SQL for the time of a receipt, whatever stands in the cell.
    static func time(_ table: String = "receipt") -> String {
        "max(0, min(\(table).time, \(latestTime)))"
    }

    /// Keeps a receipt if it is one: cosigned by the level above, over a log of a shared scope that
    /// is at least as long here and has that root. Anything else is dropped in silence: it proves
    /// nothing, and the changes stay pending.
    ///
    /// One that a bundle brings, and that is newer than the one that was held, shows that the level above
    /// holds at least so much now. What else a bundle says of that may be old, and raises nothing.
    func take(_ receipt: Receipt, of intake: Intake) throws {
        guard let key = intake.receiptKey,
            receipt.isCosigned(by: key) || PlantedBug.receiptUnsigned.isPlanted,
            receipt.cosignature.name == Checkpoint.cosignerName(intake.sender.origin),
            receipt.cosignature.time <= Self.latestTime,
            let row = try row(of: receipt.checkpoint.name, in: intake.scopes),
            receipt.isSigned(by: row.key),
            try joins(receipt.checkpoint, row) || PlantedBug.receiptUnjoined.isPlanted
        else { return }
        let before = try covered(row.id, by: intake.sender.origin)?.size ?? 0
        try db.cachedStatement(
            sql: """
                INSERT INTO receipt(log, cosigner, size, time, note) VALUES(?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET size = excluded.size, time = excluded.time,
                    note = excluded.note WHERE excluded.size >= receipt.size
                """
        ).execute(arguments: [
            row.id, intake.sender.origin.databaseBytes, Int64(receipt.checkpoint.size),
            Int64(clamping: receipt.cosignature.time), receipt.note,
        ])
        if intake.isCarried, receipt.checkpoint.size > before {
            try PeerTable(db: db)
                .raise(receipt.checkpoint.size, of: row.id, at: intake.sender.origin)
        }
    }

    private func row(of name: String, in scopes: Set<Scope>) throws -> LogRow? {
        guard let name = LogName(name), scopes.contains(name.scope),
            let scope = try log.scope(name.scope)
        else { return nil }
        return try log.log(name.origin, in: scope.id)
    }

    private func joins(_ checkpoint: Checkpoint, _ row: LogRow) throws -> Bool {
        guard checkpoint.size <= (try log.length(row.id)) else { return false }
        return try LogTree(db: db, log: row.id).root(size: checkpoint.size) == checkpoint.root
    }

    /// Length and time (seconds) of the receipt by `cosigner` that covers a log, if there is one.
    func covered(_ log: Int64, by cosigner: Origin) throws -> (size: UInt64, time: Int64)? {
        try Row.fetchOne(
            db.cachedStatement(
                sql: "SELECT size, \(Self.time()) FROM receipt WHERE log = ? AND cosigner = ?"),
            arguments: [log, cosigner.databaseBytes]
        ).map { try ($0.length(0), $0.cell(1)) }
    }
}
