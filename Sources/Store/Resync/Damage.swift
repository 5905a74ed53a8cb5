import GRDB
public import SyncCore

/// A change whose bytes, or personal part, are not what their leaf says, while the leaf itself is proved.
public struct Damage: Hashable, Sendable {
    public let scope: Scope
    public let origin: Origin
    public let sequence: UInt64
    public let isPersonal: Bool
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

    /// The same of what is held under the numbers of some runs; nothing else of the logs is looked at.
    /// - Throws: `StoreError`.
    public func damages(among runs: [Run]) throws -> [Damage] {
        try view { view in
            try runs.flatMap { run -> [Damage] in
                guard let scope = try view.log.scope(run.scope),
                    let row = try view.log.log(run.origin, in: scope.id)
                else { return [] }
                let first = max(run.first, 1)
                let last = try min(run.last, view.log.length(row.id))
                return first <= last ? try view.damages(in: row, of: scope, first...last) : []
            }
        }
    }
}

extension StoreView {
    fileprivate func damages(in row: LogRow, of scope: ScopeRow) throws -> [Damage] {
        let length = try log.length(row.id)
        return length > 0 ? try damages(in: row, of: scope, 1...length) : []
    }

    func damages(
        in row: LogRow, of scope: ScopeRow, _ sequences: ClosedRange<UInt64>
    ) throws -> [Damage] {
        var found: [Damage] = []
        try log.forEachChange(of: row.id, sequences) { change in
            guard let fault = try fault(in: change) else { return }
            found.append(
                Damage(
                    scope: scope.scope, origin: row.origin, sequence: change.dot.sequence,
                    isPersonal: fault == .personalPart))
        }
        return found
    }

    private enum Fault { case change, personalPart }

    private func fault(in change: LogTable.Resting) throws -> Fault? {
        let commitment = try log.commitment(at: change.dot)
        if commitment != nil, (try? vault.content(at: change.dot, in: db)) == nil {
            return .personalPart
        }
        guard let leaf = change.leaf, let bytes = change.bytes else { return .change }
        return MerkleTree.leaf(bytes, commitment: commitment ?? .zero) == leaf ? nil : .change
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
