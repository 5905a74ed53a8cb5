import Foundation
import GRDB
public import SyncCore

/// Puts the bytes of damaged changes right, from a neighbour that holds them whole.
///
/// The one place that alters a log, and only to what its leaves say: a change's bytes may become those
/// that give the leaf that stands beside them, and a leaf that of the bytes. Both are put into `mended` first,
/// with what was there; a trigger lets through nothing else (I1).
struct Mending {
    static let schema = """
        CREATE TABLE mended(
            dot INTEGER PRIMARY KEY, leaf BLOB NOT NULL, bytes BLOB NOT NULL, was BLOB,
            time INTEGER NOT NULL);
        CREATE TABLE mended_segment(
            dot INTEGER PRIMARY KEY, bytes BLOB NOT NULL, was BLOB, time INTEGER NOT NULL);
        DROP TRIGGER change_is_never_altered;
        CREATE TRIGGER change_is_never_altered BEFORE UPDATE ON change
            WHEN NEW.dot <> OLD.dot OR NEW.leaf <> OLD.leaf OR NOT EXISTS(
                SELECT 1 FROM mended WHERE mended.dot = OLD.dot AND mended.leaf = OLD.leaf
                AND mended.bytes = NEW.bytes)
            BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
        DROP TRIGGER segment_is_never_altered;
        CREATE TRIGGER segment_is_never_altered BEFORE UPDATE ON segment
            WHEN NEW.dot <> OLD.dot OR NEW.count <> OLD.count OR NOT EXISTS(
                SELECT 1 FROM mended_segment WHERE mended_segment.dot = OLD.dot
                AND mended_segment.bytes = NEW.bytes)
            BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
        """

    /// Lets a leaf be put right, too, beside the bytes that it is the leaf of.
    static let leaves = """
        DROP TRIGGER change_is_never_altered;
        CREATE TRIGGER change_is_never_altered BEFORE UPDATE ON change
            WHEN NEW.dot <> OLD.dot OR NOT EXISTS(
                SELECT 1 FROM mended WHERE mended.dot = OLD.dot AND mended.leaf = NEW.leaf
                AND mended.bytes = NEW.bytes)
            BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
        """

    /// What the leaf of a change has to be.
    struct Leaf: Hashable {
        let dot: LocalDot
        let leaf: Hash
    }

    let log: LogTable
    let vault: PersonalVault
    let erasures: Erasures
    /// Milliseconds, wall clock.
    let time: Int64
    private var db: Database { log.db }

    /// Takes one change that a neighbour gave; false where it does not give the leaf that is held, or is
    /// whole here.
    func take(_ row: Run.Row, at dot: LocalDot) throws -> Bool {
        let given = row.canonical.withUnsafeBytes {
            MerkleTree.leaf($0, commitment: row.personal.commitment)
        }
        guard let leaf = try log.leaf(at: dot) else {
            // The leaf is gone as well. The root of its block will say (`Frames`).
            guard try dot.sequence < log.length(dot.log), try Self.given(for: dot, in: db) == nil
            else { return false }
            try stage(row.canonical, given, at: dot)
            return true
        }
        guard given == leaf else {
            // The same bytes in two places: it is the leaf here that has gone bad.
            guard try log.givenLeaf(at: dot) == given else { return false }
            return try put([Leaf(dot: dot, leaf: given)]) > 0
        }
        let isNew = try mendCommitment(row.personal.commitment, at: dot)
        let needsBytes = try needsBytes(row.canonical, at: dot)
        if needsBytes { try stage(row.canonical, leaf, at: dot) }
        return try mendPart(erasures.kept(row.personal), at: dot) || needsBytes || isNew
    }

    /// Puts leaves right whose changes lie whole beside them; the number of those that were not.
    @discardableResult
    func put(_ leaves: [Leaf]) throws -> Int {
        try leaves.count { leaf in
            try db.execute(
                sql: """
                    INSERT OR REPLACE INTO mended(dot, leaf, bytes, was, time)
                    SELECT dot, ?2, bytes, bytes, ?3 FROM change WHERE dot = ?1
                    """, arguments: [leaf.dot, Data(leaf.leaf.bytes), time])
            try db.execute(
                sql: "UPDATE change SET leaf = ?2 WHERE dot = ?1 AND leaf <> ?2",
                arguments: [leaf.dot, Data(leaf.leaf.bytes)])
            return db.changesCount > 0
        }
    }

    /// Runs give more than was asked for: what is whole here is left alone.
    private func needsBytes(_ bytes: [UInt8], at dot: LocalDot) throws -> Bool {
        let inRow = try Data.fetchOne(
            db.cachedStatement(sql: "SELECT bytes FROM change WHERE dot = ?"), arguments: [dot])
        if let inRow { return inRow != Data(bytes) }
        guard let segment = try? log.statements.segments.segment(covering: dot) else { return true }
        return !segment[dot].elementsEqual(bytes)
    }

    private func stage(_ bytes: [UInt8], _ leaf: Hash, at dot: LocalDot) throws {
        try db.execute(
            sql: """
                INSERT OR REPLACE INTO mended(dot, leaf, bytes, was, time)
                VALUES(?1, ?2, ?3, (SELECT bytes FROM change WHERE dot = ?1), ?4)
                """, arguments: [dot, Data(leaf.bytes), Data(bytes), time])
        try db.execute(
            sql: "UPDATE change SET bytes = ?2 WHERE dot = ?1 AND bytes <> ?2",
            arguments: [dot, Data(bytes)])
    }

    /// The leaf has just shown what belongs here: nothing, where the change has no personal part.
    private func mendCommitment(_ commitment: Hash, at dot: LocalDot) throws -> Bool {
        let here = try Data.fetchOne(
            db, sql: "SELECT commitment FROM personal WHERE dot = ?", arguments: [dot])
        let right = commitment == .zero ? nil : Data(commitment.bytes)
        guard here != right else { return false }
        guard let right else {
            try db.execute(sql: "DELETE FROM personal WHERE dot = ?", arguments: [dot])
            return true
        }
        try db.execute(
            sql: """
                INSERT INTO personal(dot, commitment) VALUES(?, ?)
                ON CONFLICT(dot) DO UPDATE SET commitment = excluded.commitment
                """, arguments: [dot, right])
        return true
    }

    private func mendPart(_ content: PersonalContent, at dot: LocalDot) throws -> Bool {
        guard content.part != nil, (try? vault.content(at: dot, in: db)) == nil,
            let sealed = try vault.sealed(content)?.sealed
        else { return false }
        try db.execute(
            sql: "UPDATE personal SET sealed = ? WHERE dot = ?", arguments: [Data(sealed), dot])
        return true
    }

    /// What a neighbour has given for a change that is damaged here.
    static func given(for dot: LocalDot, in db: Database) throws -> [UInt8]? {
        try Data.fetchOne(
            db.cachedStatement(sql: "SELECT bytes FROM mended WHERE dot = ?"), arguments: [dot]
        ).map { [UInt8]($0) }
    }
}

extension Store {
    /// Takes what a neighbour has given again for what is damaged here: changes that give the leaves that
    /// are held, and nothing else. Tables that were derived from what was damaged have to be derived anew.
    /// - Returns: the number of changes taken.
    /// - Throws: `StoreError`; the store is as it was.
    public func mend(_ runs: [Run], at time: Int64) throws -> Int {
        defer { identity.dropWaiting() }
        return try write { db in
            let taken = try runs.filter { !$0.isPacked }.reduce(0) { taken, run in
                let rows = run.rows.enumerated().map { (run.first + UInt64($0), $1) }
                return try taken + mend(rows, of: run.origin, in: run.scope, at: time, db)
            }
            writer.forget()
            return taken
        }
    }

    /// The same of changes of one log.
    func mend(
        _ rows: [(sequence: UInt64, row: Run.Row)], of origin: Origin, in scope: Scope,
        at time: Int64, _ db: Database
    ) throws -> Int {
        guard let projector = try writer.projector(of: scope, in: db),
            let held = try projector.log(of: origin)
        else { return 0 }
        let mending = Mending(
            log: writer.log(db), vault: vault, erasures: projector.erasures, time: time)
        let taken = try rows.count {
            try mending.take($0.row, at: LocalDot(log: held.id, sequence: $0.sequence))
        }
        if let first = rows.first?.sequence, let last = rows.last?.sequence, first <= last {
            try Frames(log: writer.log(db), time: time).mend(held, touching: first...last)
        }
        // In the same transaction: who is killed now still owes the tables.
        if taken > 0 { try oweMended(db) }
        return taken
    }

    func oweMended(_ db: Database) throws { try Self.set(Self.rebuildOwed, "1", in: db) }

    private static let rebuildOwed = "rebuild-owed"

    /// Whether a change was mended since tables were last derived.
    /// - Throws: `StoreError`.
    public func owesMended() throws -> Bool { try setting(Self.rebuildOwed) == "1" }

    /// Derives the tables anew where a change was mended since that was last done.
    /// - Throws: `StoreError`; it is still owed then.
    public func rebuildMended() throws {
        guard try owesMended() else { return }
        try write { db in
            try rebuild(db)
            try Self.set(Self.rebuildOwed, "", in: db)
        }
    }

    /// How many changes, and segments of them, were ever mended here.
    public func mendedCount() throws -> Int {
        try read { db in
            try Int.fetchOne(
                db,
                sql: """
                    SELECT count(*) FROM mended
                    WHERE was IS NOT NULL AND was <> bytes
                    """) ?? 0
        }
    }
}
