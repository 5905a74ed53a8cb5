import GRDB
public import SyncCore

/// Own logs in which a change went bad on the disk before anybody else had it. Nothing that lies behind it
/// joins there, so it is set aside with it and written again as copies in the log of a new origin, as a branch
/// would be. What cannot be read itself stays beside the logs, as it lies (docs/RESYNC.md).
struct DamagedTails {
    /// A log, and how far it is whole or held by the level above.
    private struct Tail {
        let scope: ScopeRow
        let row: LogRow
        let point: UInt64
        let lost: [PastDamage.Lost]
    }

    let store: Store
    let log: LogTable
    let time: Int64

    private var db: Database { log.db }

    func run() throws -> PastDamage {
        let tails = try tails()
        let present = try store.identity.refresh(db).origin
        if tails.contains(where: { $0.row.origin == present }) {
            try store.succeed(because: .unreadable, at: time, in: db)
        }
        return try tails.reduce(into: PastDamage()) { past, tail in
            past.lost += tail.lost
            past.copies += try writeAgain(tail)
        }
    }

    private func tails() throws -> [Tail] {
        let view = StoreView(log: log, vault: store.vault)
        let upstream = try PeerTable(db: db).upstream()
        let origins = try OwnOrigins(db: db).all()
        return try log.scopes().flatMap { scope in
            try origins.compactMap { origin in
                guard let row = try log.log(origin, in: scope.id) else { return nil }
                let length = try log.length(row.id)
                // With no level above nobody has signed for anything.
                let covered =
                    try upstream.map { try view.covered(row, length: length, by: $0).size } ?? 0
                guard covered < length else { return nil }
                let lost = try view.damages(in: row, of: scope, (covered + 1)...length)
                    .filter { !$0.isPersonal }
                guard let first = lost.first else { return nil }
                return Tail(
                    scope: scope, row: row, point: first.sequence - 1,
                    lost: try lost.map { damage in
                        let dot = LocalDot(log: row.id, sequence: damage.sequence)
                        return .init(damage: damage, record: try view.record(writtenAt: dot))
                    })
            }
        }
    }

    /// The number of copies.
    private func writeAgain(_ tail: Tail) throws -> Int {
        let changes = try EvidenceTable(log: log)
            .setAside(tail.row, beyond: tail.point, vault: store.vault)
        store.writer.forget()
        try store.writer.projector(of: tail.scope.scope, in: db)?.rederive()
        let lost = try changes.filter { try !$0.isLineage && !log.holds($0, in: tail.scope.id) }
        try OwnCopies(store: store, log: log, scope: tail.scope, time: time)
            .write(lost, of: tail.row.origin, beyond: tail.point, isFork: false)
        try IncidentTable(db: db).note(
            .unreadable, at: time, scope: tail.scope.id, origin: tail.row.origin,
            point: tail.point, count: tail.lost.count)
        return lost.count
    }
}

/// What came of going on past damage.
public struct PastDamage: Sendable, Hashable {
    public struct Lost: Sendable, Hashable {
        public let damage: Damage
        /// Which it wrote, where that is known.
        public let record: Entity?
    }

    /// Changes that cannot be read and that nobody has.
    public internal(set) var lost: [Lost] = []
    /// Changes that lay behind them, and were written again.
    public internal(set) var copies = 0

    public init() {}
}

extension Store {
    /// Goes on past changes of own logs that are damaged here and that the level above has not: to be called
    /// when everybody was asked for them.
    /// - Parameter time: wall clock, milliseconds.
    /// - Throws: `StoreError`; the store is as it was.
    public func goOnPastDamage(at time: Int64) throws -> PastDamage {
        try append(at: time) { db in
            try DamagedTails(store: self, log: writer.log(db), time: time).run()
        }
    }
}
