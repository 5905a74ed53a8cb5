import Foundation
import GRDB
import SyncCore

/// Branches of forked logs that were set aside: every change of them byte for byte, for proof, and until
/// some log carries it again. A change leaves its log only into this table; a trigger sees to that (I1).
struct EvidenceTable {
    let log: LogTable
    private var db: Database { log.db }

    static let schema = """
        CREATE TABLE evidence(
            id INTEGER PRIMARY KEY, log INTEGER NOT NULL, sequence INTEGER NOT NULL,
            point INTEGER NOT NULL, leaf BLOB NOT NULL, original BLOB NOT NULL, bytes BLOB NOT NULL,
            commitment BLOB, sealed BLOB, UNIQUE(log, leaf));
        CREATE TABLE fork(
            log INTEGER NOT NULL, point INTEGER NOT NULL, note TEXT, PRIMARY KEY(log, point))
            WITHOUT ROWID;
        """

    /// Of what is here already, only what could not be read gives way.
    private static let orReadable = """
        ON CONFLICT(log, leaf) DO UPDATE SET bytes = excluded.bytes, original = excluded.original,
            governs = excluded.governs, unreadable = excluded.unreadable
        WHERE evidence.unreadable
        """

    /// One change of a branch that was set aside.
    struct Kept {
        let log: Int64
        let sequence: UInt64
        /// The length up to which the branches agree.
        let point: UInt64
        let change: Change
        /// What shows others that it stood there; of a word of authority, where its author's signature
        /// was at hand.
        let proof: Attestation.Proof?
    }

    /// Takes everything beyond `point` out of a log and keeps it here.
    /// - Returns: the changes, in order; without those that cannot be read any more, of which their bytes are
    ///   kept as they lie.
    func setAside(_ row: LogRow, beyond point: UInt64, vault: PersonalVault) throws -> [Change] {
        let length = try log.length(row.id)
        guard length > point else { return [] }
        var changes: [Change] = []
        let signed = try CheckpointTable(db: db).latest(of: row.id)
        try log.unpack(row, beyond: point)
        for sequence in (point + 1)...length {
            let dot = LocalDot(log: row.id, sequence: sequence)
            let change = try log.readable(at: dot, vault: vault)
            let place = try change.flatMap { try proof(of: $0, in: row, signed) }
            try db.cachedStatement(
                sql: """
                    INSERT INTO evidence(
                        log, sequence, point, leaf, original, bytes, governs, proof, unreadable,
                        commitment, sealed)
                    SELECT ?1, ?2, ?3, change.leaf, coalesce(?4, change.leaf), bytes, ?5, ?6, ?7,
                        commitment, sealed
                    FROM change LEFT JOIN personal USING(dot) WHERE dot = ?8
                    \(Self.orReadable)
                    """
            ).execute(arguments: [
                row.id, Int64(sequence), Int64(point),
                (change?.originalLeaf).map { Data($0.bytes) },
                change?.canonical.isWordOfAuthority ?? false, place.map { Data($0.bytes) },
                change == nil, dot,
            ])
            if let change { changes.append(change) }
        }
        try note(fork: row, at: point, note: signed?.checkpoint.note)
        try cut(row, to: point)
        return changes
    }

    /// That a word of authority stands in its author's log, while it still does.
    private func proof(
        of change: Change, in row: LogRow, _ signed: CheckpointTable.Kept?
    ) throws -> Attestation.Proof? {
        guard change.canonical.isWordOfAuthority, let signed,
            change.header.sequence <= signed.joined
        else { return nil }
        let tree = LogTree(log.statements, log: row.id)
        return Attestation.Proof(
            signed.checkpoint, size: signed.joined, root: try tree.root(size: signed.joined),
            path: try tree.inclusionProof(index: change.header.sequence - 1, size: signed.joined),
            growth: signed.proof)
    }

    /// Every table that speaks of the log's places forgets those beyond `point`. Personal parts are kept until
    /// their changes come again.
    /// - Parameter isBranch: whether another branch has its place; receipts over this one are kept for people.
    func cut(_ row: LogRow, to point: UInt64, isBranch: Bool = true) throws {
        let (first, end) = (
            LocalDot(log: row.id, sequence: point + 1), LocalDot(log: row.id &+ 1, sequence: 0)
        )
        try KeptParts(db: db).keep(of: row, beyond: point)
        for table in [
            "personal", "carried", "authority_change", "erasure_word", "unerased", "change",
        ] {
            try db.execute(
                sql: "DELETE FROM \(table) WHERE dot >= ? AND dot < ?", arguments: [first, end])
        }
        let block = LocalDot(log: row.id, sequence: point / LogTree.blockSize)
        try db.execute(
            sql: "DELETE FROM subtree WHERE dot >= ? AND dot < ?", arguments: [block, end])
        try db.execute(
            sql: "DELETE FROM checkpoint WHERE log = ? AND (size > ?2 OR joined > ?2)",
            arguments: [row.id, Int64(point)])
        if isBranch { try VoidReceiptTable(db: db).take(from: row, beyond: point) }
        guard !PlantedBug.receiptOutlivesBranch.isPlanted else { return }
        try db.execute(
            sql: "DELETE FROM receipt WHERE log = ? AND size > ?",
            arguments: [row.id, Int64(point)])
    }

    /// Keeps changes of a peer's branch that this node does not take into its log.
    func keep(
        _ changes: [Change], of row: LogRow, beyond point: UInt64, note: String,
        vault: PersonalVault, erasures: Erasures
    ) throws {
        for change in changes where !PlantedBug.evidenceDropped.isPlanted {
            let content = try vault.sealed(erasures.kept(change.personal))
            try db.cachedStatement(
                sql: """
                    INSERT INTO evidence(
                        log, sequence, point, leaf, original, bytes, governs, commitment, sealed)
                    VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)
                    \(Self.orReadable)
                    """
            ).execute(arguments: [
                row.id, Int64(change.header.sequence), Int64(point), Data(change.leaf.bytes),
                Data(change.originalLeaf.bytes), Data(change.canonical.bytes),
                change.canonical.isWordOfAuthority, content.map { Data($0.commitment.bytes) },
                content?.sealed.map { Data($0) },
            ])
        }
        try self.note(fork: row, at: point, note: note)
    }

    /// Writes down that a log has two branches; the signed note of the one that was set aside, where it
    /// is held.
    func note(fork row: LogRow, at point: UInt64, note: String? = nil) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO fork(log, point, note) VALUES(?, ?, ?)
                ON CONFLICT DO UPDATE SET note = coalesce(note, excluded.note)
                """
        ).execute(arguments: [row.id, Int64(point), note])
    }

    /// Forks of a log of which a signed branch was set aside here, by the lengths at which they part.
    func points(of log: Int64) throws -> [UInt64] {
        try Int64.fetchAll(
            db.cachedStatement(
                sql: "SELECT DISTINCT point FROM evidence WHERE log = ? ORDER BY point LIMIT 64"),
            arguments: [log]
        ).compactMap { UInt64(exactly: $0) }
    }

    /// Whether nothing was ever set aside in a scope.
    func isEmpty(in scope: Int64) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(
                sql: "SELECT NOT EXISTS(SELECT 1 FROM evidence JOIN log USING(log) WHERE scope = ?)"
            ),
            arguments: [scope]) ?? true
    }

    /// Changes kept here that no log of the scope carries and a copy could, ordered by place and leaf.
    func uncarried(in scope: Int64, vault: PersonalVault) throws -> [Kept] {
        try kept(
            in: scope, where: "NOT EXISTS(SELECT 1 FROM carried WHERE carried.leaf = original)",
            vault: vault
        ).filter { try $0.change.canBeCopied && !log.holds($0.change, in: scope) }
    }

    /// Parts that are kept here of changes which stand in a log of the scope again, and without them.
    func parts(
        missingIn scope: Int64
    ) throws -> [(dot: LocalDot, commitment: Hash, sealed: Data)] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT dot, lacking.commitment, kept.sealed FROM log
                    CROSS JOIN personal lacking INDEXED BY personal_withheld
                        ON dot BETWEEN log.log << 40 AND (log.log << 40) + 1099511627775
                    JOIN evidence kept ON kept.commitment = lacking.commitment
                    WHERE scope = ?1 AND lacking.sealed IS NULL AND kept.sealed IS NOT NULL
                        AND kept.log IN (SELECT log FROM log WHERE scope = ?1)
                    """), arguments: [scope]
        ).map { row in
            guard let commitment = Hash(bytes: row.bytes(1)) else {
                throw StoreError.damaged("evidence")
            }
            return try (row.cell(0), commitment, row.cell(2))
        }
    }

    /// Words of authority that are kept here, said again or not, ordered by place and leaf.
    func words(in scope: Int64, vault: PersonalVault) throws -> [Kept] {
        try kept(in: scope, where: "governs", vault: vault)
            .filter { $0.change.canonical.isWordOfAuthority }
    }

    private func kept(
        in scope: Int64, where condition: String, vault: PersonalVault
    ) throws -> [Kept] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT evidence.log, sequence, point, bytes, commitment, sealed, proof
                    FROM evidence JOIN log USING(log)
                    WHERE scope = ? AND NOT unreadable AND \(condition)
                    ORDER BY evidence.log, sequence, evidence.leaf
                    """), arguments: [scope]
        ).map { row in
            guard let canonical = try? CanonicalChange(bytes: row.blob(3)),
                let sequence = try UInt64(exactly: row.cell(1) as Int64),
                let point = try UInt64(exactly: row.cell(2) as Int64)
            else { throw StoreError.damaged("evidence") }
            let commitment = Hash(bytes: row.bytes(4))
            let personal = try vault.content(
                commitment: commitment, sealed: (row.cell(5) as Data?).map { [UInt8]($0) })
            return try Kept(
                log: row.cell(0), sequence: sequence, point: point,
                change: Change(canonical, personal: personal),
                proof: (row.cell(6) as Data?).flatMap {
                    try? Attestation.Proof(bytes: [UInt8]($0))
                })
        }
    }

    /// Every change kept here of a scope.
    func all(in scope: Int64, vault: PersonalVault) throws -> [Change] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT bytes, commitment, sealed FROM evidence JOIN log USING(log)
                WHERE scope = ? AND NOT unreadable
                """, arguments: [scope]
        ).map { row in
            guard let canonical = try? CanonicalChange(bytes: row.blob(0)) else {
                throw StoreError.damaged("evidence")
            }
            let personal = try vault.content(
                commitment: Hash(bytes: row.bytes(1)),
                sealed: (row.cell(2) as Data?).map { [UInt8]($0) })
            return Change(canonical, personal: personal)
        }
    }

    /// How many changes were set aside in all, for people.
    func count() throws -> Int { try Int.fetchOne(db, sql: "SELECT count(*) FROM evidence") ?? 0 }
}

extension LogTable {
    /// Whether the write that a change carries stands in some log of the scope, as itself or in a copy.
    func holds(_ change: Change, in scope: Int64) throws -> Bool {
        let header = change.canonical.original.header
        if let home = try log(header.origin, in: scope),
            try leaf(at: LocalDot(log: home.id, sequence: header.sequence)) == change.originalLeaf
        {
            return true
        }
        return try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT 1 FROM carried WHERE leaf = ?"),
            arguments: [Data(change.originalLeaf.bytes)]) ?? false
    }

    /// Notes that a wrapper carries a write: asked for when branches are set aside, whether it counts
    /// or not.
    func noteCarried(_ change: Change, at dot: LocalDot) throws {
        guard change.canonical.isWrapper, change.header.kind != SystemKind.hop,
            !change.carriesForeignWrite
        else { return }
        try db.cachedStatement(sql: "INSERT OR IGNORE INTO carried(leaf, dot) VALUES(?, ?)")
            .execute(arguments: [Data(change.originalLeaf.bytes), dot])
    }
}
