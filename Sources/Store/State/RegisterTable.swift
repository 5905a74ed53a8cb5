import Foundation
import GRDB
import SyncCore

/// Registers at rest. Most groups are written once, by the change that created the record: they have
/// no row at all. A later write leaves one row; a conflict has one for each sibling. K is written down
/// only where it is more than the contexts of the survivors say (docs/STORE.md, Registers).
struct RegisterTable {
    let log: LogTable
    let aliases: AliasTable
    private let statements: RegisterStatements
    /// Of the connection that writes; nil where one look does not pay for remembering.
    private let cache: WriterCache?
    /// What authors are taken to have seen.
    let contexts = EffectiveContexts()
    /// The change that was read last: the groups of one record are asked for one after the other,
    /// and a stored change never alters.
    private let recent = Recent()

    private final class Recent {
        @exclusivity(unchecked) var stored: Stored?
    }

    /// - Parameter side: whose registers they are, where tables were derived anew beside the present ones.
    init(log: LogTable, cache: WriterCache? = nil, of side: DerivedSide? = nil) {
        self.log = log
        self.cache = cache
        aliases = AliasTable(log: log)
        statements = RegisterStatements(log.db, of: side)
    }

    /// One surviving write with the dot whose bytes are read for it.
    struct Stored: Sendable {
        let dot: LocalDot
        let change: Change.Placed
    }

    /// A register as its rows say it.
    struct Loaded {
        /// The dots in `register`; none where only the creating change wrote the group.
        fileprivate let rows: [LocalDot]
        /// K, where it is written down.
        fileprivate let known: Context?
        /// S, in order of original leaves.
        let survivors: [Stored]

        /// Whether no write of the group is held, and so nothing can be shown.
        var isUnwritten: Bool { survivors.isEmpty && known == nil }
    }

    func load(_ entity: Int64, _ tag: GroupTag) throws -> Register {
        try register(read(entity, tag))
    }

    func read(_ entity: Int64, _ tag: GroupTag) throws -> Loaded {
        var rows: [LocalDot] = []
        try statements.rows.forEach {
            $0.int(1, entity)
            $0.int(2, tag.code)
        } _: {
            rows.append($0.dot(0))
        }
        let known = try known(entity, tag)
        return Loaded(
            rows: rows, known: known,
            survivors: try survivors(entity, tag, rows: rows, isKnown: known != nil))
    }

    func register(_ loaded: Loaded) throws -> Register {
        Register(
            known: loaded.known ?? implied(by: loaded.survivors),
            surviving: try loaded.survivors.map {
                Register.Write(original: $0.change.originalLeaf, dots: try aliases.dots(of: $0))
            })
    }

    /// The writes of S, in order of their original leaves.
    func survivors(_ entity: Int64, _ tag: GroupTag) throws -> [Stored] {
        try read(entity, tag).survivors
    }

    private func survivors(
        _ entity: Int64, _ tag: GroupTag, rows: [LocalDot], isKnown: Bool
    ) throws -> [Stored] {
        guard rows.isEmpty else {
            return try rows.map(stored).sorted {
                $0.change.originalLeaf < $1.change.originalLeaf
            }
        }
        // K without survivors: contexts that cover each other. Only a faulty peer can write such.
        guard entity > 0, !isKnown, cache?.creation(of: entity, wrote: tag) != false else {
            return []
        }
        let creation = try stored(LocalDot(value: entity))
        return creation.change.writes(tag) ? [creation] : []
    }

    /// Writes down what has become of a register; its survivors.
    /// - Parameter added: the write that was applied to it.
    func save(
        _ register: Register, over before: Loaded, added: Stored, _ entity: Int64, _ tag: GroupTag
    ) throws -> [Stored] {
        let candidates = before.survivors + [added]
        // Of several copies of one write the least dot is read, whichever came first (I3).
        let survivors = register.surviving.compactMap { write in
            candidates.filter { $0.change.originalLeaf == write.original }
                .min {
                    !PlantedBug.firstCopyShown.isPlanted
                        && $0.change.header.dot < $1.change.header.dot
                }
        }
        guard survivors.count == register.surviving.count else {
            throw StoreError.damaged("a surviving write has no change")
        }
        let implied = implied(by: survivors)
        let dots = survivors.map(\.dot)
        let isCreation = dots.map(\.value) == [entity] && register.known == implied
        try saveRows(isCreation ? [] : dots, over: before.rows, entity, tag)
        try saveKnown(register.known, implied: implied, over: before.known, entity, tag)
        return survivors
    }

    private func saveRows(
        _ dots: [LocalDot], over before: [LocalDot], _ entity: Int64, _ tag: GroupTag
    ) throws {
        guard Set(dots) != Set(before) else { return }
        if !before.isEmpty {
            try statements.clear.run {
                $0.int(1, entity)
                $0.int(2, tag.code)
            }
        }
        for dot in dots {
            try statements.insert.run {
                $0.int(1, entity)
                $0.int(2, tag.code)
                $0.dot(3, dot)
            }
        }
    }

    private func saveKnown(
        _ known: Context, implied: Context, over before: Context?, _ entity: Int64, _ tag: GroupTag
    ) throws {
        if known == implied {
            guard before != nil else { return }
            try statements.forget.run {
                $0.int(1, entity)
                $0.int(2, tag.code)
            }
        } else if known != before {
            statements.noteKnown()
            try statements.remember.run {
                $0.int(1, entity)
                $0.int(2, tag.code)
                $0.bytes(3, known.bytes)
            }
        }
    }

    private func known(_ entity: Int64, _ tag: GroupTag) throws -> Context? {
        // Who asks a thousand times asks first whether there is anything at all.
        guard try cache == nil || statements.hasKnown() else { return nil }
        return try statements.known.first {
            $0.int(1, entity)
            $0.int(2, tag.code)
        } _: { row in
            var reader = ByteReader(row.bytes(0))
            guard let context = try? Context(from: &reader) else {
                throw StoreError.damaged("known")
            }
            return context
        }
    }

    private func implied(by survivors: [Stored]) -> Context {
        survivors.reduce(Context()) { $0.joined(with: contexts.context(of: $1.change.header)) }
    }

    /// The contexts of a write, one for each change that carries it and counts.
    func contexts(of stored: Stored) throws -> [Context] {
        var headers = [stored.change.header]
        for dot in try aliases.places(of: stored.change.originalLeaf) where dot != stored.dot {
            headers.append(try log.placed(at: dot).header)
        }
        return headers.map(contexts.context)
    }

    /// Every register of a record that was ever written.
    func tags(of entity: Int64) throws -> Set<GroupTag> {
        var later: Set<GroupTag> = []
        try statements.tags.forEach({ $0.int(1, entity) }) {
            later.insert(GroupTag(code: $0.int(0)))
        }
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

/// The contexts of changes as they count (`Standing.effectiveContext`).
final class EffectiveContexts {
    var standing: Standing?

    func context(of header: Header) -> Context {
        standing?.effectiveContext(of: header) ?? header.context
    }
}

extension Change {
    /// A stored change without its personal part: what registers need to know of it.
    struct Placed: Sendable {
        let leaf: Hash
        let originalLeaf: Hash
        /// Of the change as it stands in its log.
        let header: Header
        /// Of the write itself, inside all wrappers: it decides which sibling is shown.
        let original: Header
        let groups: EncodedGroups

        init(_ canonical: CanonicalChange, leaf: Hash, originalLeaf: Hash) {
            self.leaf = leaf
            self.originalLeaf = originalLeaf
            header = canonical.header
            let inner = canonical.carried?.original
            original = inner?.header ?? canonical.header
            groups = inner?.groups ?? canonical.groups
        }

        init(_ change: Change) {
            self.init(change.canonical, leaf: change.leaf, originalLeaf: change.originalLeaf)
        }

        /// The change as it stands in its log.
        var dot: Dot { header.dot }

        /// The record that is written, created by this change or not.
        var entity: Entity { original.entity ?? Entity(creatingLeaf: originalLeaf) }

        func writes(_ tag: GroupTag) -> Bool {
            original.kind == tag.kind && groups.contains { $0.group == tag.group }
        }

        var tags: [GroupTag] { groups.map { GroupTag(kind: original.kind, group: $0.group) } }

        func encoded(_ group: GroupNumber) -> EncodedFields? {
            groups.first { $0.group == group }?.fields
        }

        func fields(of group: GroupNumber) -> Fields { encoded(group).map(Fields.init) ?? Fields() }
    }
}

extension LogTable {
    func placed(at dot: LocalDot) throws -> Change.Placed {
        guard let (leaf, canonical) = try stored(at: dot) else {
            throw StoreError.damaged("no change at \(dot.value)")
        }
        return try placed(canonical, leaf: leaf, at: dot)
    }

    func placed(_ change: Resting) throws -> Change.Placed {
        guard let leaf = change.leaf, let bytes = change.bytes,
            let canonical = try? CanonicalChange(bytes: [UInt8](bytes))
        else { throw StoreError.damaged("change \(change.dot.value)") }
        return try placed(canonical, leaf: leaf, at: change.dot)
    }

    private func placed(
        _ canonical: CanonicalChange, leaf: Hash, at dot: LocalDot
    ) throws -> Change.Placed {
        var original = leaf
        if canonical.isWrapper {
            original = canonical.original.leaf(commitment: try commitment(at: dot) ?? .zero)
        }
        return Change.Placed(canonical, leaf: leaf, originalLeaf: original)
    }
}
