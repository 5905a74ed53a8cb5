import Foundation
import GRDB
import SyncCore

/// Registers at rest. Most groups are written once, by the change that created the record: they have
/// no row at all. A later write leaves one row; a conflict has one for each sibling. K is written down
/// only where it is more than the contexts of the survivors say (docs/STORE.md, Registers).
struct RegisterTable {
    let log: LogTable
    let aliases: AliasTable
    private var db: Database { log.db }
    /// The change that was read last: the groups of one record are asked for one after the other,
    /// and a stored change never alters.
    private let recent = Recent()

    private final class Recent {
        var stored: Stored?
    }

    init(log: LogTable) {
        self.log = log
        aliases = AliasTable(log: log)
    }

    /// One surviving write with the dot whose bytes are read for it.
    struct Stored {
        let dot: LocalDot
        let change: Change.Placed
    }

    func load(_ entity: Int64, _ tag: GroupTag) throws -> Register {
        let survivors = try survivors(entity, tag)
        let writes = try survivors.map {
            Register.Write(original: $0.change.originalLeaf, dots: try aliases.dots(of: $0))
        }
        return Register(
            known: try known(entity, tag) ?? Self.implied(by: survivors), surviving: writes)
    }

    /// The writes of S, in order of their original leaves.
    func survivors(_ entity: Int64, _ tag: GroupTag) throws -> [Stored] {
        let rows = try LocalDot.fetchAll(
            db.cachedStatement(sql: "SELECT dot FROM register WHERE entity = ? AND grp = ?"),
            arguments: [entity, tag.code])
        guard rows.isEmpty else {
            return try rows.map(stored).sorted {
                $0.change.originalLeaf < $1.change.originalLeaf
            }
        }
        // K without survivors: contexts that cover each other. Only a faulty peer can write such.
        guard entity > 0, try known(entity, tag) == nil else { return [] }
        let creation = try stored(LocalDot(value: entity))
        return creation.change.writes(tag) ? [creation] : []
    }

    /// Writes `register` down; `rows` are the dots by which its writes can be read here.
    func save(
        _ register: Register, _ entity: Int64, _ tag: GroupTag, rows: [Hash: LocalDot]
    ) throws {
        let dots = register.surviving.compactMap { rows[$0.original] }
        guard dots.count == register.surviving.count else {
            throw StoreError.damaged("a surviving write has no change")
        }
        let implied = Self.implied(by: try dots.map(stored))
        let isCreation = dots.map(\.value) == [entity] && register.known == implied
        try saveSurvivors(isCreation ? [] : dots, entity, tag)
        try saveKnown(register.known, implied: implied, entity, tag)
        try db.cachedStatement(
            sql: register.isConflict
                ? "INSERT OR IGNORE INTO conflict(entity, grp) VALUES(?, ?)"
                : "DELETE FROM conflict WHERE entity = ? AND grp = ?"
        ).execute(arguments: [entity, tag.code])
    }

    private func saveSurvivors(_ dots: [LocalDot], _ entity: Int64, _ tag: GroupTag) throws {
        try db.cachedStatement(sql: "DELETE FROM register WHERE entity = ? AND grp = ?")
            .execute(arguments: [entity, tag.code])
        for dot in dots {
            try db.cachedStatement(sql: "INSERT INTO register(entity, grp, dot) VALUES(?, ?, ?)")
                .execute(arguments: [entity, tag.code, dot])
        }
    }

    private func saveKnown(
        _ known: Context, implied: Context, _ entity: Int64, _ tag: GroupTag
    ) throws {
        if known == implied {
            try db.cachedStatement(sql: "DELETE FROM known WHERE entity = ? AND grp = ?")
                .execute(arguments: [entity, tag.code])
        } else {
            try db.cachedStatement(
                sql: "INSERT OR REPLACE INTO known(entity, grp, context) VALUES(?, ?, ?)"
            ).execute(arguments: [entity, tag.code, Data(known.bytes)])
        }
    }

    private func known(_ entity: Int64, _ tag: GroupTag) throws -> Context? {
        let bytes = try Data.fetchOne(
            db.cachedStatement(sql: "SELECT context FROM known WHERE entity = ? AND grp = ?"),
            arguments: [entity, tag.code])
        guard let bytes else { return nil }
        var reader = ByteReader([UInt8](bytes))
        guard let context = try? Context(from: &reader) else { throw StoreError.damaged("known") }
        return context
    }

    private static func implied(by survivors: [Stored]) -> Context {
        survivors.reduce(Context()) { $0.joined(with: $1.change.header.context) }
    }

    /// Every register of a record that was ever written.
    func tags(of entity: Int64) throws -> Set<GroupTag> {
        let codes = try Int64.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT grp FROM register WHERE entity = ?1
                    UNION SELECT grp FROM known WHERE entity = ?1
                    """), arguments: [entity])
        let later = Set(codes.map(GroupTag.init(code:)))
        guard entity > 0 else { return later }
        return later.union(try stored(LocalDot(value: entity)).change.tags)
    }

    func stored(_ dot: LocalDot) throws -> Stored {
        if let stored = recent.stored, stored.dot == dot { return stored }
        let stored = Stored(dot: dot, change: try log.placed(at: dot))
        recent.stored = stored
        return stored
    }
}

extension Change {
    /// A stored change without its personal part: what registers need to know of it.
    struct Placed {
        let canonical: CanonicalChange
        let leaf: Hash
        let originalLeaf: Hash

        var header: Header { canonical.header }
        /// Header of the write itself, inside all wrappers: it decides which sibling is shown.
        var original: Header { canonical.original.header }

        var groups: [OpenPart.GroupContent] {
            if case .groups(let groups) = canonical.original.open { groups } else { [] }
        }

        func writes(_ tag: GroupTag) -> Bool { tags.contains(tag) }

        var tags: [GroupTag] {
            groups.map { GroupTag(kind: canonical.original.header.kind, group: $0.group) }
        }

        func fields(of group: GroupNumber) -> Fields {
            groups.first { $0.group == group }?.fields ?? Fields()
        }
    }
}

extension LogTable {
    func placed(at dot: LocalDot) throws -> Change.Placed {
        guard let canonical = try canonical(at: dot), let leaf = try leaf(at: dot) else {
            throw StoreError.damaged("no change at \(dot.value)")
        }
        var original = leaf
        if canonical.isWrapper {
            let commitment = try Data.fetchOne(
                db.cachedStatement(sql: "SELECT commitment FROM personal WHERE dot = ?"),
                arguments: [dot]
            ).flatMap { Hash(bytes: $0) }
            original = canonical.original.leaf(commitment: commitment ?? .zero)
        }
        return Change.Placed(canonical: canonical, leaf: leaf, originalLeaf: original)
    }
}
