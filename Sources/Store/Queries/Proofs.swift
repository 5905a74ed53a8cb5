import Foundation
import GRDB
public import ServiceRecords
public import SyncCore

/// There is no proof of a record yet: so many of the changes that make it up are not under the county's
/// signature. Deliver them first.
public struct NotSigned: Error, Hashable, Sendable {
    public let changes: Int
}

extension Store {
    /// The changes that make up a record as it is shown: the one that created it, then every write
    /// that survives, siblings too, each with its way to what the county has signed.
    ///
    /// - Parameter time: wall clock in milliseconds, for what a county signs of what it holds.
    /// - Throws: `NotSigned`; `StoreError`, `unknownEntity` for a record that has not arrived, or that
    ///   does not count.
    public func proof(of record: Entity, _ kind: Kind, at time: Int64) throws -> RecordProof {
        try expose(at: time)
        return try read { db in
            let log = LogTable(db: db)
            let seal = try CountySeal(log: log, identity: identity)
            return try ProofMaker(log: log, seal: seal, time: time).proof(of: record, kind)
        }
    }
}

private struct ProofMaker {
    let log: LogTable
    let seal: CountySeal
    let time: Int64
    private var db: Database { log.db }

    func proof(of record: Entity, _ kind: Kind) throws -> RecordProof {
        let row = try Row.fetchOne(
            db, sql: "SELECT id, scope FROM entity WHERE uid = ? AND kind = ?",
            arguments: [record.databaseBytes, kind.number])
        guard let row, let creation = try creation(of: record, id: row.cell(0), scope: row.cell(1))
        else {
            throw StoreError.unknownEntity(record)
        }
        let registers = RegisterTable(log: log)
        let survivors = try registers.tags(of: row.cell(0)).flatMap { tag in
            try registers.survivors(row.cell(0), tag).map(\.dot)
        }
        return try proof(of: record, dots: Set(survivors).union([creation]))
    }

    /// A record that was mentioned before it arrived has a number of its own; its creating change is
    /// found by its leaf, of which the record's id is the head.
    private func creation(of record: Entity, id: Int64, scope: Int64) throws -> LocalDot? {
        if id > 0 { return LocalDot(value: id) }
        let low = Data(record.bytes + [UInt8](repeating: 0, count: 16))
        let high = Data(record.bytes + [UInt8](repeating: 0xFF, count: 16))
        return try LocalDot.fetchOne(
            db,
            sql: """
                SELECT dot FROM alias WHERE leaf BETWEEN ?2 AND ?3
                UNION ALL SELECT dot FROM (
                    SELECT dot, leaf FROM change UNION ALL SELECT dot, leaf FROM packed)
                JOIN log ON log.log = dot >> 40
                WHERE scope = ?1 AND leaf BETWEEN ?2 AND ?3
                    AND dot NOT IN (SELECT dot FROM excluded) LIMIT 1
                """, arguments: [scope, low, high])
    }

    private func proof(of record: Entity, dots: Set<LocalDot>) throws -> RecordProof {
        var parts: [RecordProof.Part] = []
        var unsigned = 0
        for (id, inLog) in Dictionary(grouping: dots, by: \.log).sorted(by: { $0.key < $1.key }) {
            let row = try log.log(id)
            let word = try word(on: row)
            let signed = inLog.filter { $0.sequence <= word?.checkpoint.size ?? 0 }.sorted()
            unsigned += inLog.count - signed.count
            guard let word, !signed.isEmpty else { continue }
            parts.append(
                RecordProof.Part(
                    publicKey: row.key, word: word,
                    changes: try signed.map { try included($0, size: word.checkpoint.size) }))
        }
        guard unsigned == 0 else { throw NotSigned(changes: unsigned) }
        return RecordProof(record: record, parts: parts)
    }

    private func word(on row: LogRow) throws -> CountyWord? {
        guard let scope = try log.scopes().first(where: { $0.id == row.scope }) else {
            throw StoreError.damaged("scope")
        }
        return try seal.word(on: row, in: scope, at: time)
    }

    private func included(_ dot: LocalDot, size: UInt64) throws -> RecordProof.Included {
        guard let canonical = try log.canonical(at: dot) else {
            throw StoreError.damaged("change \(dot.value)")
        }
        let commitment = try Data.fetchOne(
            db, sql: "SELECT commitment FROM personal WHERE dot = ?", arguments: [dot]
        ).flatMap { Hash(bytes: $0) }
        let tree = LogTree(log.statements, log: dot.log)
        return RecordProof.Included(
            canonical, commitment: commitment ?? .zero,
            path: try tree.inclusionProof(index: dot.sequence - 1, size: size))
    }
}
