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
        let registers = RegisterTable(log: log)
        let ids = try Row.fetchCursor(
            db, sql: "SELECT id, uid FROM entity WHERE scope = ?", arguments: [scope.id])
        while let row = try ids.next() {
            let id = row[0] as Int64
            guard let entity = Entity(bytes: row[1] as Data) else {
                throw StoreError.damaged("entity")
            }
            for tag in try registers.tags(of: id) {
                let leaves = try registers.survivors(id, tag).map(\.change.originalLeaf).sorted()
                sum.add(Self.term(entity, "register", tag.number, leaves.flatMap(\.bytes)))
            }
        }
    }

    /// Over all scopes, K of every register included: what rows they take is the store's own affair.
    func registerDigest() throws -> DigestSum {
        let registers = RegisterTable(log: log)
        var sum = DigestSum()
        for scope in try log.scopes() {
            try addRegisters(of: scope, to: &sum)
            registers.contexts.standing = try StandingTable(log: log, scope: scope).standing()
            let ids = try Row.fetchCursor(
                db, sql: "SELECT id, uid FROM entity WHERE scope = ?", arguments: [scope.id])
            while let row = try ids.next() {
                guard let entity = Entity(bytes: row[1] as Data) else { continue }
                for tag in try registers.tags(of: row[0]) {
                    let known = try registers.load(row[0], tag).known
                    sum.add(Self.term(entity, "known", tag.number, known.bytes))
                }
            }
        }
        return sum
    }

    private func addVoided(of scope: ScopeRow, to sum: inout DigestSum) throws {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT uid, is_edited FROM voided JOIN entity ON entity.id = voided.entity
                WHERE scope = ?
                """, arguments: [scope.id])
        for row in rows {
            guard let entity = Entity(bytes: row[0] as Data) else { continue }
            sum.add(Self.term(entity, "voided", row[1] as Bool ? 1 : 0, []))
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
            guard let origin = Origin(bytes: row[2] as Data) else { continue }
            let dot = LocalDot(value: row[0])
            sum.add(Self.term(origin, row[1], dot.sequence, []))
        }
    }

    private static func term(
        _ subject: some Identifier, _ what: String, _ number: UInt64, _ rest: [UInt8]
    ) -> Hash {
        var writer = ByteWriter()
        writer.identifier(subject)
        writer.text(what)
        writer.varint(number)
        writer.raw(rest)
        return Hash.sha256(writer.bytes)
    }
}

extension GroupTag {
    fileprivate var number: UInt64 { UInt64(bitPattern: code) }
}
