import Foundation
import GRDB
public import SyncCore

/// Why a fetched store may not take the place of the node's own. Nothing has changed.
public enum RefetchError: Error, Hashable, Sendable {
    /// Both hold another change at one place: two branches, which an exchange settles.
    case fork(Dot)
    /// A change of which nobody else has a copy is damaged here.
    case damaged(Dot)
    /// What was fetched does not agree with itself.
    case unsound(String)
    /// Somebody was writing all the time. Try again.
    case busy

    /// A fixed word.
    public var word: String {
        switch self {
        case .fork: "fork"
        case .damaged: "damaged-here-alone"
        case .unsound: "unsound"
        case .busy: "busy"
        }
    }
}

/// What became of the logs in a refetch.
public struct RefetchFigures: Hashable, Sendable {
    /// Changes that came from the neighbour.
    public var fetched = 0
    /// Changes that only this node held, appended as they are.
    public var appended = 0
    /// Changes whose bytes were damaged here, and are whole now.
    public var healed = 0

    public init(fetched: Int = 0, appended: Int = 0, healed: Int = 0) {
        self.fetched = fetched
        self.appended = appended
        self.healed = healed
    }
}

/// Brings everything that is held here and was not fetched into the fetched store: what the neighbour
/// lacks of the logs, byte for byte, and all that no log says. Nothing of what is held may be missing
/// afterwards (I16): what cannot be brought over stops the whole.
struct Transplant {
    let live: StoreView
    let fresh: Store
    let db: Database
    private let puzzles = Puzzles()

    init(live: StoreView, fresh: Store, db: Database) {
        self.live = live
        self.fresh = fresh
        self.db = db
    }

    /// What is made of the logs themselves, or copied by hand.
    private static let logs: Set<String> = [
        "scope", "log", "change", "segment", "packed", "subtree", "personal", "checkpoint",
        "carried", "grdb_migrations",
    ]

    func run() throws -> RefetchFigures {
        var figures = RefetchFigures()
        guard try Numbering(from: live.db, to: db).copy() else {
            throw RefetchError.unsound("numbers")
        }
        fresh.writer.forget()
        for scope in try live.log.scopes() {
            guard let projector = try fresh.writer.projector(of: scope.scope, in: db) else {
                throw StoreError.unknownScope(scope.scope)
            }
            var hasKeptParts = false
            for row in try live.log.logs(in: scope.id) {
                if try compare(row, projector, &figures) { hasKeptParts = true }
                try append(row, projector, &figures)
                try keepCheckpoint(row)
            }
            // What is shown and searched by was derived without them.
            if hasKeptParts { try projector.rederive() }
            try projector.finish()
        }
        try copyTheRest()
        try purge()
        return figures
    }

    private var log: LogTable { fresh.writer.log(db) }

    /// Where both hold a change, it is the same: told by its leaf, and where that differs, by whether the
    /// bytes that are here give it.
    /// - Returns: whether a personal part was kept that the neighbour did not give.
    private func compare(
        _ row: LogRow, _ projector: Projector, _ figures: inout RefetchFigures
    ) throws -> Bool {
        let length = try log.length(row.id)
        figures.fetched += Int(clamping: length)
        let held = try live.log.length(row.id)
        // More of the own log than is here: memory was lost, and that is put right by an exchange.
        let isOwn = try live.ownOrigins().contains(row.origin)
        guard length <= held || !isOwn else {
            throw RefetchError.fork(Dot(origin: row.origin, sequence: held + 1))
        }
        var hasKept = false
        for sequence in 1..<(length + 1) {
            let dot = LocalDot(log: row.id, sequence: sequence)
            guard let fetched = try log.leaf(at: dot) else { throw RefetchError.unsound("leaf") }
            if sequence <= held {
                switch Held(at: dot, in: live) {
                case .whole(_, let leaf) where leaf == fetched: break
                case .whole: throw RefetchError.fork(Dot(origin: row.origin, sequence: sequence))
                case .damaged: figures.healed += 1
                }
            }
            if try keepPart(at: dot, projector) { hasKept = true }
        }
        return hasKept
    }

    /// Keeps a personal part that is here and that the neighbour did not give; false where there is none. The
    /// leaf that was fetched proves it, whatever has become of the change beside it.
    private func keepPart(at dot: LocalDot, _ projector: Projector) throws -> Bool {
        guard case .withheld(let commitment) = try fresh.vault.content(at: dot, in: db) else {
            return false
        }
        let lying = try Recovery(view: live)
            .part(at: dot, commitment, isSearched: puzzles.take()).part
        guard
            let part = try lying
                ?? KeptParts(db: live.db)
                .part(under: commitment, in: projector.scope.id, vault: live.vault),
            part.commitment == commitment
        else { return false }
        let kept = projector.erasures.kept(.held(part))
        guard let sealed = try fresh.vault.sealed(kept)?.sealed else { return false }
        try db.execute(
            sql: "UPDATE personal SET sealed = ? WHERE dot = ?", arguments: [Data(sealed), dot])
        return true
    }

    /// What the neighbour does not hold, as it is.
    private func append(
        _ row: LogRow, _ projector: Projector, _ figures: inout RefetchFigures
    ) throws {
        var length = try log.length(row.id)
        let end = try live.log.length(row.id)
        while length < end, !PlantedBug.suffixForgotten.isPlanted {
            let dot = LocalDot(log: row.id, sequence: length + 1)
            guard case .whole(let change, _) = Held(at: dot, in: live) else {
                throw RefetchError.damaged(Dot(origin: row.origin, sequence: length + 1))
            }
            let kept = change.kept(by: projector.erasures)
            let place = try log.append(kept, to: row.id)
            try LogTree(log.statements, log: row.id).sealBlock(endingAt: place.sequence)
            try fresh.vault.store(kept.personal, at: place, in: db)
            try projector.take(kept, at: place)
            length += 1
            figures.appended += 1
        }
    }

    /// The author's latest signature that is known here.
    private func keepCheckpoint(_ row: LogRow) throws {
        guard let held = try CheckpointTable(db: live.db).latest(of: row.id) else { return }
        let table = CheckpointTable(db: db)
        if let fetched = try table.latest(of: row.id), fetched.joined >= held.joined { return }
        let length = try log.length(row.id)
        if held.joined <= length { try table.keep(held, in: row.id) }
    }

    /// Of what was brought over as it lies, some may have been erased by words that were fetched.
    private func purge() throws {
        for scope in try log.scopes() {
            guard let erasures = try fresh.writer.projector(of: scope.scope, in: db)?.erasures,
                try Purge(log: log, vault: fresh.vault, scope: scope, erasures: erasures).run()
            else { continue }
            try Store.noteErased(in: db)
        }
    }

    /// Who the node is, whom it knows, and what befell it.
    private func copyTheRest() throws {
        let owes = try Store.owesScrub(in: db)
        let names = try String.fetchAll(
            live.db,
            sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        for name in names.sorted()
        where !Self.logs.contains(name) && !DerivedTables.allNames.contains(name) {
            try TableCopy(name).replace(from: live.db, to: db)
        }
        try Store.set("derived-shape", DerivedTables.shape, in: db)
        if owes { try Store.noteErased(in: db) }
    }
}

/// How many parts that do not open as they lie are puzzled over still.
private final class Puzzles {
    private var left = 64

    func take() -> Bool {
        left -= 1
        return left >= 0
    }
}

/// A change as it lies here, judged by its own bytes.
private enum Held {
    case whole(Change, leaf: Hash)
    case damaged

    init(at dot: LocalDot, in view: StoreView) {
        guard let (leaf, canonical) = try? view.log.stored(at: dot),
            let personal = try? view.vault.content(at: dot, in: view.db)
        else {
            self = .damaged
            return
        }
        let change = Change(canonical, personal: personal)
        self = change.leaf == leaf ? .whole(change, leaf: leaf) : .damaged
    }
}
