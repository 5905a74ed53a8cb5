import Foundation
import GRDB
import SyncCore

/// Own logs whose end is gone while SQLite finds the file sound: rows were deleted by hand, or a disk put an old
/// page back. Nothing in a log says that it went on; what was derived from it, and lies beyond its end, does.
struct LostTails {
    /// The origin whose log was found to end too early where its key was not at hand; empty for none.
    static let settingName = "lost-tail"

    let log: LogTable

    private var db: Database { log.db }

    /// Own logs that went on.
    /// - Parameter origins: whose logs are looked at.
    /// - Parameter isThorough: whether every register is looked at. Without, an edit that has no personal part
    ///   goes unseen, and each log costs a few looks into keys.
    func find(of origins: [Origin], isThorough: Bool) throws -> [LogRow] {
        let registers = isThorough ? try lastRegisters() : [:]
        return try log.scopes().flatMap { scope in
            try origins.compactMap { origin in
                guard let row = try log.log(origin, in: scope.id) else { return nil }
                let beyond = try range(of: row, beyond: log.length(row.id))
                let isShown =
                    try registers[row.id, default: 0] >= beyond.lowerBound
                    || isShown(beyond)
                return isShown ? row : nil
            }
        }
    }

    /// The last change of each log of which a register stands.
    private func lastRegisters() throws -> [Int64: Int64] {
        let rows = try Row.fetchAll(
            db, sql: "SELECT dot >> 40, max(dot) FROM register GROUP BY dot >> 40")
        // A cell may hold anything: a hand has been here, or the disk.
        let last = rows.compactMap { row in
            Int64.fromDatabaseValue(row[0]).flatMap { log in
                Int64.fromDatabaseValue(row[1]).map { (log, $0) }
            }
        }
        return Dictionary(last, uniquingKeysWith: max)
    }

    private func isShown(_ range: Range<Int64>) throws -> Bool {
        try [("personal", "dot"), ("entity", "id"), ("resync_word", "dot")].contains {
            table, column in
            try Bool.fetchOne(
                db.cachedStatement(
                    sql: "SELECT 1 FROM \(table) WHERE \(column) >= ? AND \(column) < ? LIMIT 1"),
                arguments: [range.lowerBound, range.upperBound]) ?? false
        }
    }

    /// What was written beyond a length of a log, by local dot, with the record where that is known.
    func records(in row: LogRow, beyond length: UInt64) throws -> [Int64: Entity?] {
        let range = range(of: row, beyond: length)
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT dot, NULL FROM personal WHERE dot >= ?1 AND dot < ?2
                UNION ALL SELECT dot, uid FROM register LEFT JOIN entity ON entity.id = entity
                    WHERE dot >= ?1 AND dot < ?2
                UNION ALL SELECT id, uid FROM entity WHERE id >= ?1 AND id < ?2
                """, arguments: [range.lowerBound, range.upperBound])
        var found: [Int64: Entity?] = [:]
        for row in rows {
            guard let dot = Int64.fromDatabaseValue(row[0]) else { continue }
            let record = Data.fromDatabaseValue(row[1]).flatMap { Entity(bytes: $0) }
            if found[dot] == nil || record != nil { found[dot] = .some(record) }
        }
        return found
    }

    private func range(of row: LogRow, beyond length: UInt64) -> Range<Int64> {
        LocalDot(log: row.id, sequence: length + 1)
            .value..<LocalDot(log: row.id &+ 1, sequence: 0).value
    }
}

extension LogTable {
    /// How far an own log is known to be held by the level above. To be asked before anything of the log is
    /// cut.
    func lengthAbove(ofOwn row: LogRow) throws -> UInt64 {
        let peers = PeerTable(db: db)
        guard let above = try peers.upstream() else { return 0 }
        let receipted = try ReceiptTable(log: self).covered(row.id, by: above.origin)?.size ?? 0
        let told = try peers.length(of: row.id, at: above.origin) ?? 0
        // What a bent cell says beyond that no sequence reaches.
        return min(max(receipted, told), Limits.logLength - 1)
    }
}

extension Store {
    /// Says what was gone with the ends of own logs, does away with what was derived from it, and lets the node
    /// go on as a new origin, since the sequences were used. What the level above holds comes back from there.
    func goOnPastLostTails(isThorough: Bool, at time: Int64, in db: Database) throws {
        let log = writer.log(db)
        let present = try identity.refresh(db).origin
        let lost = LostTails(log: log)
        let origins = isThorough ? try OwnOrigins(db: db).all() : [present]
        let rows = try lost.find(of: origins, isThorough: isThorough)
        let isOwed = try Self.setting(LostTails.settingName, in: db) == present.description
        guard !rows.isEmpty || isOwed else { return }
        for row in rows {
            let point = try max(log.length(row.id), log.lengthAbove(ofOwn: row))
            let places = try LostChanges.note(
                lost.records(in: row, beyond: point), of: row, beyond: point, at: time, in: db)
            try PastDamage.add(places, in: db)
            try EvidenceTable(log: log).cut(row, to: point, isBranch: false)
        }
        writer.forget()
        for scope in try log.scopes() where rows.contains(where: { $0.scope == scope.id }) {
            do {
                try db.inSavepoint {
                    try writer.projector(of: scope.scope, in: db)?.rederive()
                    return .commit
                }
            } catch StoreError.damaged {
                // Whoever goes on past that damage derives anew.
                writer.forget()
            }
        }
        if isOwed || rows.contains(where: { $0.origin == present }) {
            try Self.set(LostTails.settingName, "", in: db)
            try succeed(because: .unreadable, at: time, in: db)
        }
    }

    /// Looks for ends of own logs that are gone, whatever they wrote: to be called before somebody asks for a
    /// repair or derives anew, as nothing of it can be told afterwards. Less is found by every transaction
    /// that may append, by itself.
    /// - Parameter time: wall clock, milliseconds.
    /// - Throws: `StoreError`; the store is as it was.
    public func goOnPastLostTails(at time: Int64) throws {
        try append(at: time) { try goOnPastLostTails(isThorough: true, at: time, in: $0) }
    }
}
