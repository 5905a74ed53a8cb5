import GRDB
import SyncCore

/// Own logs in which a change went bad on the disk before anybody else had it. Nothing that lies behind it
/// joins there, so it is set aside with it and written again as copies in the log of a new origin, as a branch
/// would be. What cannot be read itself stays beside the logs, as it lies (docs/RESYNC.md).
struct DamagedTails {
    /// A log, and how far it is whole or held by the level above.
    private struct Tail {
        let scope: ScopeRow
        let row: LogRow
        let point: UInt64
        let lost: [String]
    }

    let store: Store
    let log: LogTable
    let time: Int64

    private var db: Database { log.db }
    private var view: StoreView { StoreView(log: log, vault: store.vault) }

    func run() throws -> PastDamage {
        let tails = try tails()
        let present = try store.identity.refresh(db).origin
        if tails.contains(where: { $0.row.origin == present }) {
            try store.succeed(because: .unreadable, at: time, in: db)
        }
        var past = PastDamage(try Store.setting(PastDamage.settingName, in: db) ?? "")
        for tail in tails {
            past.add(tail.lost)
            past.copies += try writeAgain(tail)
        }
        // In the same transaction: who is killed now still has to tell what was lost.
        if !tails.isEmpty { try Store.set(PastDamage.settingName, past.text, in: db) }
        return past
    }

    private func tails() throws -> [Tail] {
        let origins = try OwnOrigins(db: db).all()
        return try log.scopes().flatMap { scope in
            try origins.compactMap { origin in
                try log.log(origin, in: scope.id).flatMap { try tail(of: $0, in: scope) }
            }
        }
    }

    private func tail(of row: LogRow, in scope: ScopeRow) throws -> Tail? {
        let length = try log.length(row.id)
        guard length > 0 else { return nil }
        // With no level above nobody has signed for anything.
        let covered =
            try PeerTable(db: db).upstream()
            .map { try view.covered(row, length: length, by: $0).size } ?? 0
        let damages = try view.damages(in: row, of: scope, 1...length)
        let first = try damages.first { damage in
            // Of a log with a gap no root can be made, whoever holds it; it comes back from there.
            let dot = LocalDot(log: row.id, sequence: damage.sequence)
            return try !damage.isPersonal && (damage.sequence > covered || log.leaf(at: dot) == nil)
        }
        guard let first else { return nil }
        return Tail(
            scope: scope, row: row, point: first.sequence - 1,
            lost: try damages.filter { $0.sequence >= first.sequence && $0.sequence > covered }
                .map { damage in
                    let dot = LocalDot(log: row.id, sequence: damage.sequence)
                    let record = try view.record(writtenAt: dot)
                    return damage.place + (record.map { ":\($0)" } ?? "")
                })
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

/// What came of going on past damage, until it is told.
public struct PastDamage: Sendable, Hashable {
    static let settingName = "past-damage"
    /// Set while nobody was asked to tell it.
    static let unaskedName = "past-damage-unasked"
    /// More are only counted.
    private static let limit = 64

    /// Changes that cannot be read and that nobody has, and personal parts behind them.
    public private(set) var lost = 0
    /// Of the first of them: origin and sequence, and the record that was written, where it is known.
    public private(set) var places: [String] = []
    /// Changes that lay behind them, and were written again.
    public internal(set) var copies = 0

    public init() {}

    mutating func add(_ more: [String]) {
        lost += more.count
        places += more.prefix(max(0, Self.limit - places.count))
    }

    /// Keeps what was lost until a repair tells it, and that none was asked to yet.
    static func add(_ more: [String], in db: Database) throws {
        var past = PastDamage(try Store.setting(settingName, in: db) ?? "")
        let new = more.filter { !past.places.contains($0) }
        guard !new.isEmpty else { return }
        past.add(new)
        try Store.set(settingName, past.text, in: db)
        try Store.set(unaskedName, "1", in: db)
    }

    var text: String { (["\(lost)", "\(copies)"] + places).joined(separator: " ") }

    /// None for anything that `text` does not write.
    init(_ text: String) {
        let words = text.split(separator: " ").map(String.init)
        guard words.count >= 2, let lost = UInt32(words[0]), let copies = UInt32(words[1]) else {
            return
        }
        self.lost = Int(lost)
        self.copies = Int(copies)
        places = Array(words.dropFirst(2).prefix(Self.limit))
    }
}

extension Store {
    /// Goes on past changes of own logs that are damaged here and that the level above has not: to be called
    /// when everybody was asked for them.
    /// - Parameter time: wall clock, milliseconds.
    /// - Returns: what has come of it since it was told last.
    /// - Throws: `StoreError`; the store is as it was.
    public func goOnPastDamage(at time: Int64) throws -> PastDamage {
        try append(at: time) { db in
            try DamagedTails(store: self, log: writer.log(db), time: time).run()
        }
    }

    /// What has come of going on past damage, and was not told yet.
    /// - Throws: `StoreError`.
    public func pastDamage() throws -> PastDamage {
        PastDamage(try setting(PastDamage.settingName) ?? "")
    }

    /// It is told now.
    /// - Throws: `StoreError`.
    public func forgetPastDamage() throws {
        try write { db in
            for name in [
                PastDamage.settingName, PastDamage.unaskedName, DamagedRecords.settingName,
            ] {
                try Self.set(name, "", in: db)
            }
        }
    }

    /// Whether something was lost that a repair has to tell, and none was asked to.
    /// - Throws: `StoreError`.
    public func isLossUnasked() throws -> Bool {
        try setting(PastDamage.unaskedName)?.isEmpty == false
    }

    /// A repair is asked for now.
    /// - Throws: `StoreError`.
    public func noteLossAsked() throws { try set(PastDamage.unaskedName, "") }
}
