import GRDB
import SyncCore

/// All registers of a scope with the writes that survive in them, in one sweep over its logs. What nothing but the
/// creating change wrote is read off that change where it lies; only later writes are looked for.
struct RegisterSweep {
    /// So many changes are looked at in one go.
    private static let blockSize: UInt64 = 256

    private let log: LogTable
    private let registers: RegisterTable
    /// Of a range of local ids, in order.
    private let records: Prepared
    /// Those of them that have rows beside their creating changes.
    private let writtenLater: Prepared

    private struct Record {
        let id: Int64
        let entity: Entity
        /// Whether it has rows beside its creating change.
        let isWrittenLater: Bool
    }

    init(log: LogTable) {
        self.log = log
        registers = RegisterTable(log: log)
        records = Prepared(
            log.db,
            """
            SELECT id, uid FROM entity WHERE id BETWEEN ?1 AND ?2 AND scope = ?3 ORDER BY id
            """)
        writtenLater = Prepared(
            log.db,
            """
            SELECT entity FROM register WHERE entity BETWEEN ?1 AND ?2
            UNION SELECT entity FROM known WHERE entity BETWEEN ?1 AND ?2
            """)
    }

    /// Gives each register with the original leaves of its surviving writes, in order.
    /// - Throws: `StoreError.damaged`, where a change cannot be read.
    func forEach(of scope: ScopeRow, _ body: (Entity, GroupTag, [Hash]) throws -> Void) throws {
        for record in try records(of: scope, .min...0) { try giveRows(of: record, body) }
        for row in try log.logs(in: scope.id) {
            let length = try log.length(row.id)
            var next: UInt64 = 1
            while next <= length {
                let last = min(length, next + Self.blockSize - 1)
                try forEach(in: row, next...last, of: scope, body)
                next = last + 1
            }
        }
    }

    private func forEach(
        in row: LogRow, _ sequences: ClosedRange<UInt64>, of scope: ScopeRow,
        _ body: (Entity, GroupTag, [Hash]) throws -> Void
    ) throws {
        let first = LocalDot(log: row.id, sequence: sequences.lowerBound)
        let last = LocalDot(log: row.id, sequence: sequences.upperBound)
        var left = try records(of: scope, first.value...last.value)[...]
        try log.forEachChange(of: row.id, sequences) { change in
            guard let record = left.first, record.id == change.dot.value else { return }
            left.removeFirst()
            guard !record.isWrittenLater else { return try giveRows(of: record, body) }
            let placed = try log.placed(change)
            for tag in placed.tags { try body(record.entity, tag, [placed.originalLeaf]) }
        }
        if let record = left.first { throw StoreError.damaged("no change at \(record.id)") }
    }

    private func giveRows(
        of record: Record, _ body: (Entity, GroupTag, [Hash]) throws -> Void
    ) throws {
        for tag in try registers.tags(of: record.id) {
            let survivors = try registers.survivors(record.id, tag)
            try body(record.entity, tag, survivors.map(\.change.originalLeaf).sorted())
        }
    }

    private func records(of scope: ScopeRow, _ ids: ClosedRange<Int64>) throws -> [Record] {
        var later: Set<Int64> = []
        try writtenLater.forEach {
            $0.int(1, ids.lowerBound)
            $0.int(2, ids.upperBound)
        } _: {
            later.insert($0.int(0))
        }
        var found: [Record] = []
        try records.forEach {
            $0.int(1, ids.lowerBound)
            $0.int(2, ids.upperBound)
            $0.int(3, scope.id)
        } _: { row in
            guard let entity = row.withBytes(1, { Entity(bytes: $0) }) else {
                throw StoreError.damaged("entity")
            }
            let id = row.int(0)
            found.append(Record(id: id, entity: entity, isWrittenLater: later.contains(id)))
        }
        return found
    }
}
