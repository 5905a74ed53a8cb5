import GRDB
import ServiceRecords
public import SyncCore

/// A record that changes on one side when the other's changes arrive there.
public struct PendingWrite: Hashable, Sendable {
    public enum Effect: String, Sendable, CaseIterable {
        case adds, changes, hides
    }

    public let entity: Entity
    public let kind: KindNumber
    public let effect: Effect

    public init(entity: Entity, kind: KindNumber, effect: Effect) {
        self.entity = entity
        self.kind = kind
        self.effect = effect
    }
}

extension StoreView {
    /// What the level above lacks of the own logs, as far as its receipts reach.
    public func undeliveredWrites() throws -> [PendingWrite] {
        try ownLogs(upstream: PeerTable(db: db).upstream()).flatMap { own in
            try writes(of: own.row, beyond: own.covered, through: own.length)
        }
    }

    /// What a neighbour is not known to hold of a scope: neither by a message that this node began, nor by
    /// what it had in front of it when it wrote last.
    public func writes(in scope: Scope, lackedBy peer: Origin) throws -> [PendingWrite] {
        guard let row = try log.scope(scope) else { return [] }
        let peers = PeerTable(db: db)
        let seen = try seen(by: peer, in: row)
        return try log.logs(in: row.id).filter { $0.origin != peer }.flatMap { held in
            let told = try peers.length(of: held.id, at: peer) ?? 0
            return try writes(
                of: held, beyond: max(told, seen[held.origin]), through: log.length(held.id))
        }
    }

    /// What the last changes of a node show that it held; copies may show less than it did.
    private func seen(by peer: Origin, in scope: ScopeRow) throws -> Context {
        var seen = Context()
        guard let row = try log.log(peer, in: scope.id) else { return seen }
        let length = try log.length(row.id)
        for sequence in (length - min(length, Self.lookedBack))..<length {
            let dot = LocalDot(log: row.id, sequence: sequence + 1)
            if let context = try log.legible(at: dot)?.header.context {
                seen = seen.joined(with: context)
            }
        }
        return seen
    }

    private static let lookedBack: UInt64 = 16

    private func writes(
        of row: LogRow, beyond first: UInt64, through last: UInt64
    ) throws -> [PendingWrite] {
        guard first < last else { return [] }
        var writes: [PendingWrite] = []
        for sequence in (first + 1)...last {
            let dot = LocalDot(log: row.id, sequence: sequence)
            guard let stored = try? log.placed(at: dot),
                !SystemKind.range.contains(stored.original.kind),
                stored.header.kind != SystemKind.hop
            else { continue }
            writes.append(
                PendingWrite(
                    entity: stored.entity, kind: stored.original.kind,
                    effect: Self.isVoid(stored)
                        ? .hides : stored.original.entity == nil ? .adds : .changes))
        }
        return writes
    }

    /// What a record is; nil where it is not here.
    public func kind(of record: Entity) throws -> KindNumber? {
        guard let place = try place(of: record) else { return nil }
        return try EntityTable(db: db, scope: place.scope.id).kind(of: place.id)
    }

    private static func isVoid(_ write: Change.Placed) -> Bool {
        write.fields(of: Lifecycle.group.number)[Lifecycle.state.number] == .int(Lifecycle.voided)
    }

    /// The records that an origin wrote in a stretch of its log, each once, in order.
    public func records(
        writtenBy origin: Origin, in scope: Scope, _ sequences: ClosedRange<UInt64>
    ) throws -> [Entity] {
        guard let row = try log.scope(scope), let held = try log.log(origin, in: row.id) else {
            return []
        }
        let end = try min(sequences.upperBound, log.length(held.id))
        guard sequences.lowerBound <= end else { return [] }
        var seen: Set<Entity> = []
        return try (sequences.lowerBound...end).compactMap { sequence in
            let placed = try log.placed(at: LocalDot(log: held.id, sequence: sequence))
            guard !SystemKind.range.contains(placed.original.kind),
                seen.insert(placed.entity).inserted
            else { return nil }
            return placed.entity
        }
    }

    /// Whether nothing but words about resyncs has come to a scope since a vector, and all of the vector is
    /// here: then a state digest of that time can be compared with one of now.
    public func isState(of vector: VersionVector, in scope: Scope) throws -> Bool {
        guard let row = try log.scope(scope) else { return false }
        let held = try log.vector(of: row.id)
        guard vector.isCovered(by: held) else { return false }
        return try log.logs(in: row.id).allSatisfy { log in
            let (first, last) = (vector[log.origin], held[log.origin])
            guard first < last, last - first <= 256 else { return first >= last }
            return try ((first + 1)...last).allSatisfy { sequence in
                let kind = try self.log.placed(at: LocalDot(log: log.id, sequence: sequence))
                    .original.kind
                return ResyncChange.kinds.contains(kind)
            }
        }
    }

    /// Bytes a millisecond of the last exchanges that carried anything; nil where none is known.
    public func lineRate() throws -> Double? {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT sum(sent + received), sum(milliseconds) FROM (
                    SELECT * FROM exchange WHERE sent + received > 1000 AND milliseconds > 0
                    ORDER BY id DESC LIMIT 20)
                """)
        guard let row, let bytes = try row.cell(0) as Int64?, let time = try row.cell(1) as Int64?,
            time > 0
        else {
            return nil
        }
        return Double(bytes) / Double(time)
    }

    /// About how many bytes the logs of a scope come to on a line: columns, and personal parts as they are.
    public func lineBytes(of scope: Scope) throws -> Int64 {
        guard let row = try log.scope(scope) else { return 0 }
        let changes = try log.logs(in: row.id).reduce(0) {
            $0 + Int64(clamping: try log.length($1.id))
        }
        let parts = try Int64.fetchOne(
            db,
            sql: """
                SELECT sum(length(sealed)) FROM personal
                WHERE dot >> 40 IN (SELECT log FROM log WHERE scope = ?)
                """, arguments: [row.id])
        return changes * Self.bytesPerChange + (parts ?? 0)
    }

    /// docs/PERFORMANCE.md, the wire.
    private static let bytesPerChange: Int64 = 16
}
