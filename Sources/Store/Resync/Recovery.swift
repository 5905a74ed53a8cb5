import Foundation
import GRDB
import ServiceRecords
import SyncCore

/// Finds out what a damaged change said, from what is here: its own bytes, with one place put right, or the
/// rows that were derived from it while it was whole. Whether that is so its leaf says, so nothing is guessed
/// (docs/RESYNC.md).
struct Recovery {
    /// Bytes that are hashed for one change, at most: a tenth of a second.
    private static let hashedBytes = 64 << 20
    /// Times that a segment is unpacked, at most: seconds.
    private static let unpackings = 200_000

    let view: StoreView
    private var log: LogTable { view.log }
    private var db: Database { view.db }

    /// The change that gave the leaf at a place of a log; nil where it is not found.
    func row(at dot: LocalDot, of origin: Origin, in scope: ScopeRow) throws -> Run.Row? {
        guard let leaf = try log.leaf(at: dot) else { return nil }
        let commitment = try log.commitment(at: dot)
        func gives(_ bytes: [UInt8]) -> Bool {
            bytes.withUnsafeBytes { MerkleTree.leaf($0, commitment: commitment ?? .zero) } == leaf
        }
        let resting = try bytes(at: dot)
        if let other = Self.commitment(giving: leaf, with: resting, near: commitment) {
            return Run.Row(
                canonical: resting, personal: try other == .zero ? .none : part(at: dot, other))
        }
        let word = try Data.fetchOne(
            db.cachedStatement(sql: "SELECT bytes FROM authority_change WHERE dot = ?"),
            arguments: [dot]
        ).map { [UInt8]($0) }
        guard
            let bytes = try [resting, word ?? []].first(where: gives)
                ?? shown(at: dot, of: origin, in: scope, resting, gives)
                ?? OneOff.first(
                    near: resting, within: Self.hashedBytes / max(resting.count, 1),
                    where: gives)
        else { return nil }
        return Run.Row(canonical: bytes, personal: try part(at: dot, commitment))
    }

    /// The commitment that belongs to whole bytes, where another one lies beside them: none, or this one with
    /// one place put right.
    private static func commitment(
        giving leaf: Hash, with bytes: [UInt8], near stored: Hash?
    ) -> Hash? {
        func gives(_ commitment: Hash) -> Bool {
            bytes.withUnsafeBytes { MerkleTree.leaf($0, commitment: commitment) } == leaf
        }
        guard let stored, !bytes.isEmpty, !gives(stored) else { return nil }
        if gives(.zero) { return .zero }
        return OneOff.first(near: stored.bytes, within: 16 << 10) { trial in
            Hash(bytes: trial).map(gives) ?? false
        }.flatMap { Hash(bytes: $0) }
    }

    /// What the leaf of a change has to be, where its bytes are a change for that very place and give the leaf
    /// that stands there but for one place: that would take chance 2²⁴⁰ tries.
    func leaf(at dot: LocalDot, of origin: Origin, in scope: ScopeRow) throws -> Mending.Leaf? {
        guard let stored = try log.leaf(at: dot), let given = try log.givenLeaf(at: dot),
            zip(stored.bytes, given.bytes).count(where: { $0 != $1 }) == 1,
            let header = (try? CanonicalChange(bytes: bytes(at: dot)))?.header,
            header.scope == scope.scope,
            header.dot == Dot(origin: origin, sequence: dot.sequence)
        else { return nil }
        return .init(dot: dot, leaf: given)
    }

    private func bytes(at dot: LocalDot) throws -> [UInt8] {
        let resting = try Data.fetchOne(
            db.cachedStatement(sql: "SELECT bytes FROM change WHERE dot = ?"), arguments: [dot])
        if let resting { return [UInt8](resting) }
        let segment = try? log.statements.segments.segment(covering: dot)
        return segment.map { Array($0[dot]) } ?? []
    }

    /// The personal part as it is sealed here, with one bit put right where it does not open.
    /// - Parameter isSearched: whether to look for that bit.
    func part(
        at dot: LocalDot, _ commitment: Hash?, isSearched: @autoclosure () -> Bool = true
    ) throws -> PersonalContent {
        guard let commitment else { return .none }
        let sealed = try Data.fetchOne(
            db.cachedStatement(sql: "SELECT sealed FROM personal WHERE dot = ?"), arguments: [dot]
        ).map { [UInt8]($0) }
        var part = sealed.flatMap { try? view.vault.open($0, commitment: commitment) }
        if part == nil, let sealed, isSearched() {
            _ = OneOff.first(near: sealed, within: 16 << 10) {
                part = try? view.vault.open($0, commitment: commitment)
                return part != nil
            }
        }
        return part.map(PersonalContent.held) ?? .withheld(commitment)
    }

    /// The header as it lies here, over the values that the tables show of this very change.
    private func shown(
        at dot: LocalDot, of origin: Origin, in scope: ScopeRow, _ resting: [UInt8],
        _ gives: ([UInt8]) -> Bool
    ) throws -> [UInt8]? {
        guard let header = Header(leading: resting), header.scope == scope.scope,
            header.dot == Dot(origin: origin, sequence: dot.sequence),
            let kind = Schema.kind(header.kind)
        else { return nil }
        let entities = EntityTable(db: db, scope: scope.id)
        let id = try header.entity.map { try entities.find($0) } ?? dot.value
        guard let id else { return nil }
        let part = (try? view.vault.content(at: dot, in: db))?.part
        let groups = try kind.groups.sorted { $0.number < $1.number }.compactMap { group in
            guard let table = TypedTable.find(kind.tag(group)) else {
                return part?.group == group.number
                    ? OpenPart.GroupContent(group.number, Fields()) : nil
            }
            return try Row.fetchOne(
                db, sql: "SELECT * FROM \(table.name) WHERE id = ? AND dot = ?",
                arguments: [id, dot]
            ).map { row in
                OpenPart.GroupContent(
                    group.number,
                    table.values(in: row, of: id, isCreation: header.entity == nil) {
                        try? view.entity($0)
                    })
            }
        }
        let bytes = CanonicalChange(header: header, open: .groups(groups)).bytes
        return gives(bytes) ? bytes : nil
    }

    /// Whether a segment that a change lies in does not unpack, and what it is with one bit put right.
    func segment(covering dot: LocalDot) throws -> (first: LocalDot, count: Int, found: Segment?)? {
        let segments = log.statements.segments
        guard (try? segments.segment(covering: dot)) == nil,
            let (first, count) = try segments.extent(covering: dot),
            (1...Segment.changes).contains(count)
        else { return nil }
        let leaves = try (0..<count).map { index in
            let dot = LocalDot(value: first.value + Int64(index))
            return (leaf: try log.leaf(at: dot), part: try log.commitment(at: dot) ?? .zero)
        }
        var found: Segment?
        _ = try OneOff.first(near: segments.packedBytes(at: first), within: Self.unpackings) {
            guard let trial = try? Segment(at: first, count: count, unpacking: $0) else {
                return false
            }
            let isWhole = leaves.enumerated().allSatisfy { index, expected in
                trial.withBytes(of: trial.dot(index)) {
                    MerkleTree.leaf($0, commitment: expected.part) == expected.leaf
                }
            }
            if isWhole { found = trial }
            return isWhole
        }
        return (first, count, found)
    }
}

extension Store {
    /// Puts right, without anybody's help, what is damaged here in one place only, or stands in the tables as
    /// it was. Tables are to be derived anew afterwards (`rebuildMended`).
    /// - Parameter damages: as `damages` has found them.
    /// - Returns: the number of changes put right.
    /// - Throws: `StoreError`; the store is as it was.
    public func recover(_ damages: [Damage], at time: Int64) throws -> Int {
        let (leaves, found) = try view { view in
            let leaves = try view.leaves(damages)
            return (leaves, leaves.isEmpty ? try view.recovered(damages) : [])
        }
        // Where a leaf is put right something else may be damaged still.
        guard leaves.isEmpty else {
            let put = try write { db in
                defer { writer.forget() }
                return try Mending(
                    log: writer.log(db), vault: vault, erasures: .init(), time: time
                ).put(leaves.map(\.leaf))
            }
            let places = Set(leaves.map(\.place))
            return try put + recover(damages.filter { !places.contains($0.place) }, at: time)
        }
        guard !found.isEmpty else { return 0 }
        return try write { db in
            let taken = try found.reduce(0) { taken, log in
                try taken + mend(log.rows, of: log.origin, in: log.scope, at: time, db)
            }
            writer.forget()
            return taken
        }
    }
}

extension StoreView {
    /// More changes and segments than that are not puzzled over at once.
    private static let puzzleLimit = 64

    fileprivate typealias Recovered = (
        scope: Scope, origin: Origin, rows: [(sequence: UInt64, row: Run.Row)]
    )

    /// Damaged changes of which the leaf alone is wrong, by place.
    fileprivate func leaves(_ damages: [Damage]) throws -> [(place: String, leaf: Mending.Leaf)] {
        let recovery = Recovery(view: self)
        return try damages.filter { !$0.isPersonal }.compactMap { damage in
            guard let scope = try log.scope(damage.scope),
                let row = try log.log(damage.origin, in: scope.id),
                let leaf = try recovery.leaf(
                    at: LocalDot(log: row.id, sequence: damage.sequence), of: row.origin,
                    in: scope)
            else { return nil }
            return (damage.place, leaf)
        }
    }

    fileprivate func recovered(_ damages: [Damage]) throws -> [Recovered] {
        let recovery = Recovery(view: self)
        var found: [Recovered] = []
        var segment: (first: LocalDot, count: Int, found: Segment?)?
        var puzzles = 0
        for damage in damages where puzzles < Self.puzzleLimit {
            guard let scope = try log.scope(damage.scope),
                let row = try log.log(damage.origin, in: scope.id)
            else { continue }
            let dot = LocalDot(log: row.id, sequence: damage.sequence)
            // Logs come in the order of their origins, not of their places in the file.
            let isCovered = segment.map {
                (0..<Int64($0.count)).contains(dot.value - $0.first.value)
            }
            if isCovered != true {
                segment = try recovery.segment(covering: dot)
                puzzles += 1
            }
            let given: Run.Row?
            if let segment {
                given = try segment.found.map { found in
                    Run.Row(
                        canonical: Array(found[dot]),
                        personal: try log.commitment(at: dot).map { .withheld($0) } ?? .none)
                }
            } else {
                given = try recovery.row(at: dot, of: row.origin, in: scope)
            }
            guard let given else { continue }
            if found.last?.scope != damage.scope || found.last?.origin != damage.origin {
                found.append((damage.scope, damage.origin, []))
            }
            found[found.count - 1].rows.append((damage.sequence, given))
        }
        return found
    }
}
