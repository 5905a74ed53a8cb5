import GRDB
public import SyncCore

/// A change whose bytes, or personal part, are not what their leaf says, while the leaf itself is proved; or
/// one that is gone from the middle of its log.
public struct Damage: Hashable, Sendable {
    public let scope: Scope
    public let origin: Origin
    public let sequence: UInt64
    public let isPersonal: Bool

    /// For people: origin and sequence.
    public var place: String { "\(origin):\(sequence)" }
}

extension Store {
    /// What is damaged here and may be whole elsewhere, in the order of the logs.
    /// - Throws: `StoreError`.
    public func damages() throws -> [Damage] {
        try view { view in
            try view.log.scopes().flatMap { scope in
                try view.log.logs(in: scope.id).flatMap { try view.damages(in: $0, of: scope) }
            }
        }
    }

    /// The same within parts of logs.
    /// - Throws: `StoreError`.
    public func damages(in wants: [Want]) throws -> [Damage] {
        try view { view in
            try wants.filter { !$0.isMet }.flatMap { want -> [Damage] in
                guard let scope = try view.log.scope(want.scope),
                    let row = try view.log.log(want.origin, in: scope.id)
                else { return [] }
                return try view.damages(in: row, of: scope, want.first...want.last)
            }
        }
    }

    /// Parts damages into those that a narrowing means, and the rest. Bytes that went bad prove nothing: the
    /// tables that were derived before say of which kind a change is, its own header only where they are
    /// silent, and what neither says is meant.
    /// - Throws: `StoreError`.
    public func parted(
        _ damages: [Damage], by narrowing: Narrowing
    ) throws -> (meant: [Damage], rest: [Damage]) {
        guard !narrowing.isNone, !damages.isEmpty else { return (damages, []) }
        return try view { view in
            var (meant, rest): ([Damage], [Damage]) = ([], [])
            for damage in damages {
                let (kind, time) = try view.hint(of: damage)
                if narrowing.concerns(kind: kind, time: time) {
                    meant.append(damage)
                } else {
                    rest.append(damage)
                }
            }
            return (meant, rest)
        }
    }
}

extension StoreView {
    func damages(in row: LogRow, of scope: ScopeRow) throws -> [Damage] {
        let length = try log.length(row.id)
        return length > 0 ? try damages(in: row, of: scope, 1...length) : []
    }

    func damages(
        in row: LogRow, of scope: ScopeRow, _ sequences: ClosedRange<UInt64>
    ) throws -> [Damage] {
        var found: [Damage] = []
        func note(_ sequence: UInt64, isPersonal: Bool) {
            found.append(
                Damage(
                    scope: scope.scope, origin: row.origin, sequence: sequence,
                    isPersonal: isPersonal))
        }
        var next = sequences.lowerBound
        try log.forEachChange(of: row.id, sequences) { change in
            let sequence = change.dot.sequence
            // Gone, and its leaf with it.
            while next < sequence, found.count < Self.gapLimit {
                note(next, isPersonal: false)
                next += 1
            }
            next = sequence + 1
            guard let fault = try fault(in: change) else { return }
            note(sequence, isPersonal: fault == .personalPart)
        }
        return found
    }

    /// Beyond so many damaged changes those that are gone are not counted one by one.
    private static let gapLimit = 10_000

    /// The record that a change writes, by what was derived from it before, and by its own word where that is
    /// silent, and by what a broken file said; nil where none says it.
    func record(writtenAt dot: LocalDot) throws -> Entity? {
        let written = try Int64.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT id FROM entity WHERE id = ?1
                    UNION ALL SELECT entity FROM register WHERE dot = ?1 LIMIT 1
                    """), arguments: [dot])
        if let written { return try? entity(written) }
        if let change = (try? log.canonical(at: dot))?.original { return change.header.entity }
        return DamagedRecords(try Store.setting(DamagedRecords.settingName, in: db) ?? "")[dot]
    }

    /// The record that the change at a place of a log writes.
    /// - Throws: `StoreError`.
    public func record(of scope: Scope, _ origin: Origin, at sequence: UInt64) throws -> Entity? {
        guard let scope = try log.scope(scope), let row = try log.log(origin, in: scope.id) else {
            return nil
        }
        return try record(writtenAt: LocalDot(log: row.id, sequence: sequence))
    }

    /// What the change at a damaged place seems to be.
    fileprivate func hint(of damage: Damage) throws -> (kind: KindNumber?, time: Int64?) {
        guard let scope = try log.scope(damage.scope),
            let row = try log.log(damage.origin, in: scope.id)
        else { return (nil, nil) }
        let dot = LocalDot(log: row.id, sequence: damage.sequence)
        let header = (try? log.canonical(at: dot))?.original.header
        let created = try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT kind FROM entity WHERE id = ?"), arguments: [dot])
        let written = try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT grp FROM register WHERE dot = ? LIMIT 1"),
            arguments: [dot])
        let kind =
            created.flatMap { KindNumber(exactly: $0) }
            ?? written.map { GroupTag(code: $0).kind } ?? header?.kind
        return (kind, header?.time)
    }

    private enum Fault { case change, personalPart }

    private func fault(in change: LogTable.Resting) throws -> Fault? {
        let commitment = try log.commitment(at: change.dot)
        guard let leaf = change.leaf, let bytes = change.bytes,
            MerkleTree.leaf(bytes, commitment: commitment ?? .zero) == leaf
        else { return .change }
        let isOpen = commitment == nil || (try? vault.content(at: change.dot, in: db)) != nil
        return isOpen ? nil : .personalPart
    }
}

extension [Damage] {
    /// What to ask for: neighbours in a log together, row by row.
    public var wants: [Want] {
        var wants: [Want] = []
        for damage in self {
            if let last = wants.last, last.scope == damage.scope, last.origin == damage.origin,
                damage.sequence <= last.last + 1
            {
                wants[wants.count - 1] = Want(
                    scope: last.scope, origin: last.origin, first: last.first,
                    last: Swift.max(last.last, damage.sequence), isLiteral: true)
            } else {
                wants.append(
                    Want(
                        scope: damage.scope, origin: damage.origin, first: damage.sequence,
                        last: damage.sequence, isLiteral: true))
            }
        }
        return wants
    }
}
