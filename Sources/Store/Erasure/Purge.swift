import Foundation
import GRDB
import SyncCore

/// Takes erased parts out of everything that keeps any: the vault, branches that were set aside, runs
/// that wait, parts whose changes are gone. The commitments stay, so all roots do (I18).
struct Purge {
    let log: LogTable
    let vault: PersonalVault
    let scope: ScopeRow
    let erasures: Erasures
    private var db: Database { log.db }

    /// Whether anything was there to be taken.
    func run() throws -> Bool {
        guard !erasures.commitments.isEmpty else { return false }
        let (parts, aside, waiting) = (try purgeVault(), try purgeEvidence(), try purgeParked())
        let kept = try KeptParts(db: db).erase(erasures, in: scope.id)
        return parts || aside || waiting || kept
    }

    private func purgeVault() throws -> Bool {
        var found: [LocalDot] = []
        try ErasureTable(log: log, scope: scope).forEachPersonal(isHeld: true) { dot, commitment in
            if erasures.commitments.contains(commitment) { found.append(dot) }
        }
        for dot in found {
            try db.cachedStatement(sql: "UPDATE personal SET sealed = NULL WHERE dot = ?")
                .execute(arguments: [dot])
        }
        return !found.isEmpty
    }

    private func purgeEvidence() throws -> Bool {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT id, commitment FROM evidence JOIN log USING(log)
                WHERE scope = ? AND sealed IS NOT NULL
                """, arguments: [scope.id])
        let found = rows.filter { row in
            Hash(bytes: row.bytes(1)).map(erasures.commitments.contains) ?? false
        }
        for row in found {
            try db.execute(
                sql: "UPDATE evidence SET sealed = NULL WHERE id = ?",
                arguments: [row.cell(0) as Int64])
        }
        return !found.isEmpty
    }

    private func purgeParked() throws -> Bool {
        let parked = ParkedRuns(log: log, vault: vault)
        return try parked.ids(in: scope).reduce(false) {
            try parked.erase(erasures, in: $1) || $0
        }
    }
}

extension Run {
    /// The run, row by row, with what may be kept of its parts.
    func kept(by erasures: Erasures) -> Run {
        guard !erasures.commitments.isEmpty, !isPacked else { return self }
        return Run(
            scope: scope, origin: origin, first: first,
            rows: rows.map { Row(canonical: $0.canonical, personal: erasures.kept($0.personal)) },
            checkpoint: checkpoint, proof: proof)
    }
}

extension Change {
    func kept(by erasures: Erasures) -> Change {
        let content = erasures.kept(personal)
        return content == personal ? self : Change(canonical, personal: content)
    }
}
