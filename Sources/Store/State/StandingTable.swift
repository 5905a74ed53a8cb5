import Foundation
import GRDB
import SyncCore

/// The changes of a scope that govern it, whoever's log they stand in, and what they make of everybody's
/// changes.
struct StandingTable {
    let log: LogTable
    let scope: ScopeRow
    private var db: Database { log.db }

    func standing() throws -> Standing {
        let authority = try log.log(scope.authority, in: scope.id)
        return Standing(
            authority: scope.authority,
            authorityLength: try authority.map { try log.length($0.id) } ?? 0,
            changes: try changes())
    }

    /// The words of authority that are in force, as they were written first.
    func words() throws -> [CanonicalChange] {
        let authorities = try standing().authorities
        return try kept().compactMap { kept in
            guard let change = kept.governing, change.governs(in: authorities),
                AuthorityChange(kept.canonical.original) != nil
            else { return nil }
            return kept.canonical.original
        }
    }

    /// Requests for certificates of signers, each in its author's own log, in order of logs and sequences.
    func requests() throws -> [(author: Origin, request: SigningRequest)] {
        guard try has(SystemKind.askCertificate) else { return [] }
        return try kept().compactMap { kept in
            guard !kept.canonical.isWrapper, let request = SigningRequest(kept.canonical)
            else { return nil }
            return (author: kept.canonical.header.origin, request: request)
        }
    }

    /// In order of logs and sequences.
    func changes() throws -> [GoverningChange] { try kept().compactMap(\.governing) }

    /// Copies of words of authority in logs of others, with those about erasing.
    func copiedWords(outside authorities: Set<Origin>) throws -> [LocalDot] {
        let rows = try log.logs(in: scope.id).filter { !authorities.contains($0.origin) }
        return try rows.flatMap { row in
            try LocalDot.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT dot FROM authority_change
                        WHERE dot BETWEEN ?1 AND ?2 AND kind <> \(SystemKind.attest)
                        UNION SELECT dot FROM erasure_word WHERE dot BETWEEN ?1 AND ?2
                        ORDER BY dot
                        """),
                arguments: [
                    LocalDot(log: row.id, sequence: 0),
                    LocalDot(log: row.id, sequence: Limits.logLength),
                ])
        }
    }

    /// What was said to have stood in some log; unproved.
    func attestations() throws -> [Attestation] {
        try kept(where: "kind = \(SystemKind.attest)").compactMap { Attestation($0.canonical) }
    }

    /// A change as it was taken. It stands here beside its log, so that bytes of the log that go bad alter
    /// nothing of who counts.
    private struct Kept {
        let canonical: CanonicalChange
        let original: Hash

        var governing: GoverningChange? {
            GoverningChange(canonical, original: original, isProven: true)
        }
    }

    private func kept(where condition: String = "kind <> \(SystemKind.attest)") throws -> [Kept] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT dot, bytes, original, sum FROM log JOIN authority_change
                    ON dot BETWEEN log << 40 AND (log << 40) + 1099511627775
                    WHERE scope = ? AND \(condition) ORDER BY origin, dot
                    """), arguments: [scope.id]
        ).map { row in
            // A hand may have put anything into a cell.
            let cells = (1...3).map { Data.fromDatabaseValue(row[$0]) ?? Data() }
            let (bytes, original) = ([UInt8](cells[0]), [UInt8](cells[1]))
            if Self.sum(bytes, original) == cells[2], let hash = Hash(bytes: original),
                let canonical = try? CanonicalChange(bytes: bytes)
            {
                return Kept(canonical: canonical, original: hash)
            }
            // What stands beside the log went bad: then the log has it.
            let dot: LocalDot = try row.cell(0)
            guard let change = try log.readable(at: dot) else {
                throw StoreError.damaged("authority_change \(dot.value)")
            }
            return Kept(canonical: change.canonical, original: change.originalLeaf)
        }
    }

    /// By which a word is told from one that went bad.
    private static func sum(_ bytes: [UInt8], _ original: [UInt8]) -> Data {
        Data(Hash.sha256(original, bytes).bytes)
    }

    /// Notes a change that may govern, or shows that one had stood somewhere; false for any but the first.
    /// Whether it does is for the standing to say.
    func note(_ change: Change, at dot: LocalDot) throws -> Bool {
        guard SystemKind.range.contains(change.kind) else { return false }
        try ErasureTable(log: log, scope: scope).note(change, at: dot)
        let governs = GoverningChange(change.canonical, original: change.originalLeaf) != nil
        // Requests and attestations govern nothing, and are looked for where they stand.
        guard
            governs || SigningRequest(change.canonical) != nil
                || Attestation(change.canonical) != nil
        else { return false }
        try db.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO authority_change(dot, kind, original, bytes, sum)
                VALUES(?, ?, ?, ?, ?)
                """
        ).execute(
            arguments: [
                dot, Int64(change.kind), Data(change.originalLeaf.bytes),
                Data(change.canonical.bytes),
                Self.sum(change.canonical.bytes, change.originalLeaf.bytes),
            ])
        return governs
    }

    /// Whether an origin was ever succeeded or retired here.
    func hasLineage() throws -> Bool { try has(SystemKind.retire) || has(SystemKind.succeed) }

    /// Whether anybody has written a word of this kind that may govern.
    func has(_ kind: KindNumber) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT EXISTS(
                        SELECT 1 FROM log JOIN authority_change
                        ON dot BETWEEN log << 40 AND (log << 40) + 1099511627775
                        WHERE scope = ? AND kind = ?)
                    """), arguments: [scope.id, Int64(kind)]) ?? false
    }

    /// - Parameter standing: by which it is excluded.
    func exclude(
        _ change: Change, at dot: LocalDot, _ exclusion: Standing.Exclusion, by standing: Standing
    ) throws {
        try db.cachedStatement(
            sql: "INSERT INTO excluded(dot, reason, detail, original) VALUES(?, ?, ?, ?)"
        ).execute(
            arguments: [
                dot, exclusion.reason, exclusion.detail, Data(change.originalLeaf.bytes),
            ])
        guard exclusion == .notPermitted else { return }
        for entry in change.canonical.original.header.context.entries
        where standing.authorities.contains(entry.origin) {
            guard try entry.length > held(entry.origin) else { continue }
            try db.cachedStatement(
                sql: "INSERT OR IGNORE INTO awaited(scope, origin, length, dot) VALUES(?, ?, ?, ?)"
            ).execute(
                arguments: [scope.id, entry.origin.databaseBytes, Int64(entry.length), dot])
        }
    }

    private func held(_ origin: Origin) throws -> UInt64 {
        try log.log(origin, in: scope.id).map { try log.length($0.id) } ?? 0
    }

    /// Changes that do not count, and are judged by words of the authority that have yet to come.
    /// Once there are other authorities, the scope is derived again.
    func awaiting(_ authorities: Set<Origin>) throws -> [LocalDot] {
        try authorities.sorted().flatMap { origin in
            try LocalDot.fetchAll(
                db.cachedStatement(
                    sql: "SELECT dot FROM awaited WHERE scope = ? AND origin = ? AND length > ?"),
                arguments: [scope.id, origin.databaseBytes, Int64(held(origin))])
        }
    }
}

extension Standing.Exclusion {
    /// Every word that `reason` can be.
    static let reasons = ["malformed", "not-admitted", "not-permitted", "refused", "revoked"]

    var reason: String {
        switch self {
        case .notAdmitted: "not-admitted"
        case .refused: "refused"
        case .revoked: "revoked"
        case .notPermitted: "not-permitted"
        case .malformed: "malformed"
        }
    }

    var detail: String {
        switch self {
        case .refused(let reason): reason
        case .notAdmitted, .revoked, .notPermitted, .malformed: ""
        }
    }
}
