import Foundation
import GRDB
import ServiceRecords
public import SyncCore

extension StoreView {
    /// The digest of a scope's state: the sum over (record, group, sorted original leaves of S), over
    /// records that are voided, and over what does not count. Equal for equal vectors on any node
    /// (I17); nil for a scope that is not held.
    public func stateDigest(of scope: Scope) throws -> DigestSum? {
        guard let row = try log.scope(scope) else { return nil }
        var sum = DigestSum()
        try addRegisters(of: row, to: &sum)
        try addVoided(of: row, to: &sum)
        try addExcluded(of: row, to: &sum)
        return sum
    }

    private func addRegisters(of scope: ScopeRow, to sum: inout DigestSum) throws {
        try RegisterSweep(log: log).forEach(of: scope) { entity, tag, leaves in
            var writer = Self.writer(entity, "register", tag.number)
            for leaf in leaves { writer.hash(leaf) }
            sum.add(Hash.sha256(writer.bytes))
        }
    }

    private func addVoided(of scope: ScopeRow, to sum: inout DigestSum) throws {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT uid, is_edited FROM voided JOIN entity ON entity.id = voided.entity
                WHERE scope = ?
                """, arguments: [scope.id])
        for row in rows {
            guard let entity = Entity(bytes: row.bytes(0)) else { continue }
            try sum.add(Self.term(entity, "voided", row.cell(1) as Bool ? 1 : 0))
        }
    }

    private func addExcluded(of scope: ScopeRow, to sum: inout DigestSum) throws {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT dot, reason, origin FROM excluded JOIN log ON log.log = dot >> 40
                WHERE scope = ?
                """, arguments: [scope.id])
        for row in rows {
            guard let origin = Origin(bytes: row.bytes(2)) else { continue }
            let dot = try LocalDot(value: row.cell(0))
            try sum.add(Self.term(origin, row.cell(1), dot.sequence))
        }
    }

    private static func term(
        _ subject: some Identifier, _ what: String, _ number: UInt64
    ) -> Hash { Hash.sha256(writer(subject, what, number).bytes) }

    /// With what every term of the sum begins.
    private static func writer(
        _ subject: some Identifier, _ what: String, _ number: UInt64
    ) -> ByteWriter {
        var writer = ByteWriter(reserving: 96)
        writer.identifier(subject)
        writer.text(what)
        writer.varint(number)
        return writer
    }
}

extension GroupTag {
    fileprivate var number: UInt64 { UInt64(bitPattern: code) }
}
