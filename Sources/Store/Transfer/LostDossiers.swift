import Foundation
import GRDB
import SyncCore

/// Words of transfers whose personal part is missing where it is needed, and lies in another scope of this
/// node: after an aggregator was put back a word may have come without it first.
///
/// In the word's own log the part is put back into its place. A word that was carried is carried once more, with
/// the part: so it goes on to whoever is next.
struct LostDossiers {
    let store: Store
    let log: LogTable
    let rooms: [TransferDuties.Room]
    private var db: Database { log.db }

    fileprivate struct Lost {
        let dot: LocalDot
        let commitment: Hash
        let change: CanonicalChange
    }

    /// Puts parts back into the logs of stations that this node governs; whether there were any.
    func putBack() throws -> Bool {
        var hasFound = false
        for room in rooms where room.isGovernedStation {
            for lost in try lost(in: room) where lost.change.header.kind != SystemKind.hop {
                guard let sealed = try part(of: lost.commitment),
                    let projector = try store.writer.projector(of: room.row.scope, in: db),
                    !projector.erasures.commitments.contains(lost.commitment)
                else { continue }
                try MissingParts(log: log).keep(sealed, at: lost.dot, projector)
                hasFound = true
            }
        }
        return hasFound
    }

    /// Releases that somebody still has to open and that were carried into a scope without the profile, which
    /// is here.
    func owed() throws -> [TransferRoutes.Hop] {
        let opened = opened
        var owed: [TransferRoutes.Hop] = []
        for room in rooms where room.mayCarry {
            for lost in try lost(in: room) where lost.change.header.kind == SystemKind.hop {
                guard let statement = TransferStatement(Change(lost)),
                    room.dots[statement.id] == lost.dot, !opened.contains(statement.id),
                    let release = statement.release, release.taker != statement.scope,
                    room.row.kind == .desk || release.taker == room.row.scope,
                    try part(of: lost.commitment) != nil,
                    let projector = try store.writer.projector(of: room.row.scope, in: db),
                    !projector.erasures.commitments.contains(lost.commitment)
                else { continue }
                owed.append(.init(statement: statement.id, into: room.row.scope))
            }
        }
        return owed
    }

    /// Releases that were accepted, or are over.
    private var opened: Set<Entity> {
        var opened: Set<Entity> = []
        var entered: Set<Entity> = []
        var over: Set<Entity> = []
        for room in rooms {
            for statement in room.statements {
                switch statement.word.content {
                case .accept(let release, _): opened.insert(release)
                case .entry(let epoch, _): entered.insert(epoch.id)
                case .denied(let release, _), .cancel(let release), .decline(let release):
                    over.insert(release)
                default: break
                }
            }
        }
        return opened.union(over.subtracting(entered))
    }

    private func lost(in room: TransferDuties.Room) throws -> [Lost] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT transfer_word.dot, commitment FROM log
                    JOIN transfer_word
                    ON transfer_word.dot BETWEEN log << 40 AND (log << 40) + 1099511627775
                    JOIN personal USING(dot) WHERE scope = ? AND sealed IS NULL
                    """), arguments: [room.row.id]
        ).compactMap { row in
            let dot: LocalDot = try row.cell(0)
            guard let commitment = Hash(bytes: row.bytes(1)),
                let change = try log.canonical(at: dot)
            else { return nil }
            return Lost(dot: dot, commitment: commitment, change: change)
        }
    }

    /// The part as it is sealed in another place of this node.
    private func part(of commitment: Hash) throws -> Data? {
        try Data.fetchOne(
            db,
            sql: "SELECT sealed FROM personal WHERE commitment = ? AND sealed IS NOT NULL LIMIT 1",
            arguments: [Data(commitment.bytes)])
    }
}

extension Change {
    fileprivate init(_ lost: LostDossiers.Lost) {
        self.init(lost.change, personal: .withheld(lost.commitment))
    }
}
