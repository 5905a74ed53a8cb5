public import SyncCore

/// What sums over service were computed from: nodes with the same basis come to the same sums, byte for byte.
public struct TotalBasis: Sendable, Hashable {
    /// By which rules rows are derived from logs; another number may give other rows.
    public let rules: Int
    /// How many changes of each log are held, by station.
    public let vectors: [Scope: [Origin: UInt64]]

    public var logs: Int { vectors.values.reduce(0) { $0 + $1.count } }

    public var changes: UInt64 {
        vectors.values.reduce(0) { $1.values.reduce($0) { $0 &+ $1 } }
    }

    /// SHA-256 of one line of each log, `SCOPE ORIGIN LENGTH`, in their order, behind one of the rules.
    public var digest: Hash {
        var lines = ["rules \(rules)"]
        for (scope, vector) in vectors.sorted(by: { $0.key < $1.key }) {
            for (origin, length) in vector.sorted(by: { $0.key < $1.key }) {
                lines.append("\(scope) \(origin) \(length)")
            }
        }
        return Hash.sha256(Array((lines.joined(separator: "\n") + "\n").utf8))
    }
}

extension StoreView {
    /// Of the sums of one station, or of all that are held.
    public func totalBasis(of scope: Scope? = nil) throws -> TotalBasis {
        let rows = try log.scopes().filter {
            $0.kind == .station && (scope == nil || $0.scope == scope)
        }
        let vectors = try rows.map { row in
            (
                row.scope,
                Dictionary(
                    try log.logs(in: row.id).map { ($0.origin, try log.length($0.id)) }
                        .filter { $0.1 > 0 }, uniquingKeysWith: { one, _ in one })
            )
        }
        return TotalBasis(
            rules: DerivedTables.rules,
            vectors: Dictionary(vectors, uniquingKeysWith: { one, _ in one }))
    }
}
