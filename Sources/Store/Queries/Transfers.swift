import Foundation
import GRDB
import ServiceRecords
public import SyncCore

/// A statement of a transfer as this node holds it, with its personal part if that is here.
public struct HeldStatement: Sendable {
    public let statement: TransferStatement
    public let change: Change
}

extension StoreView {
    /// What counts of transfers in a scope, by id.
    public func transferStatements(in scope: Scope) throws -> [HeldStatement] {
        guard let row = try log.scope(scope) else { return [] }
        let standing = try StandingTable(log: log, scope: row).standing()
        return try TransferTable(log: log, scope: row).held(by: standing).compactMap { held in
            guard let canonical = try log.canonical(at: held.dot) else { return nil }
            let content = try vault.content(at: held.dot, in: db)
            return HeldStatement(
                statement: held.statement,
                change: Change(canonical.original, personal: content))
        }
    }

    /// How a station stands to each volunteer about whom anything was said.
    public func custodies(in scope: Scope) throws -> [Custody] {
        guard let row = try log.scope(scope) else { return [] }
        let standing = try StandingTable(log: log, scope: row).standing()
        let statements = try TransferTable(log: log, scope: row).believed(by: standing)
        return statements.subjects.map { Custody(of: $0, at: scope, statements) }
    }

    /// The custody that a record of a station is about: of a volunteer of whom nothing was ever said it is
    /// that station's own.
    public func custody(of volunteer: Entity, in scope: Scope) throws -> Custody {
        let known = try custodies(in: scope).first {
            $0.volunteers.contains(volunteer) || $0.volunteer == volunteer
        }
        return known
            ?? Custody(
                of: Subject(home: scope, root: volunteer), at: scope, TransferStatements())
    }

    /// What all statements say that this node holds, of its own scope too: for a sequencer.
    public func ledgers() throws -> [Ledger] {
        let rows = try log.scopes()
        var governed: [Scope: [TransferTable.Held]] = [:]
        for row in rows where row.kind != .desk {
            if try governs(row.scope) { governed[row.scope] = try held(in: row) }
        }
        var filter = try DeskFilter(log: log, governed: governed)
        var all = TransferStatements()
        for row in rows {
            let held = try held(in: row).filter { $0.statement.subject != nil }
            for one in try filter.believed(held, in: row) { all.insert(one.statement) }
        }
        let stations = Set(rows.filter { $0.kind == .station }.map(\.scope))
            .intersection(governed.keys)
        return all.subjects.filter { stations.contains($0.home) }.map { Ledger(of: $0, all) }
    }

    private func held(in row: ScopeRow) throws -> [TransferTable.Held] {
        try TransferTable(log: log, scope: row).held(
            by: StandingTable(log: log, scope: row).standing())
    }

    /// What the records of somebody in one scope come to, by column in the order of `HoursColumn`. Hours under
    /// the id of whoever was merged into them are that one's own, who moves by a release of their own.
    public func account(
        of volunteers: [Entity], in scope: Scope
    ) throws -> TransferWord.Account {
        var sums: [HoursColumn: HoursSum] = [:]
        for volunteer in volunteers {
            for card in try ownHours(of: volunteer, in: scope) {
                guard let column = card.column else { continue }
                sums[column, default: HoursSum()] += HoursSum(seconds: card.seconds, records: 1)
            }
        }
        return try account(sums, in: scope)
    }

    func account(
        _ sums: [HoursColumn: HoursSum], in scope: Scope
    ) throws -> TransferWord.Account {
        let named = try log.named(scope)
        return TransferWord.Account(
            scope: scope, code: named.code, name: named.name,
            seconds: HoursColumn.allCases.map { sums[$0]?.seconds ?? 0 },
            records: HoursColumn.allCases.map { Int64(sums[$0]?.records ?? 0) })
    }

    /// Whether a volunteer's record came into being with the accept of a transfer: its first change and those
    /// that followed stand right before that, in one log, and were written at one moment.
    func isMade(_ volunteer: Entity, by accept: Entity, in scope: Scope) throws -> Bool {
        guard let row = try log.scope(scope),
            let statement = try transferStatements(in: scope).first(where: {
                $0.statement.id == accept
            })?.statement,
            let held = try log.log(statement.author, in: row.id)
        else { return false }
        var sequence = statement.sequence
        while sequence > 1 {
            sequence -= 1
            let dot = LocalDot(log: held.id, sequence: sequence)
            guard let canonical = try log.canonical(at: dot), !canonical.isWrapper,
                canonical.header.time == statement.time
            else { return false }
            let change = Change(canonical, personal: try vault.content(at: dot, in: db))
            guard change.entity == volunteer else { return false }
            if change.createsEntity { return true }
        }
        return false
    }

    /// The personal part of a statement, if it is here.
    public func personalPart(of statement: Entity, in scope: Scope) throws -> PersonalPart? {
        try transferStatements(in: scope).first { $0.statement.id == statement }?
            .change.personal.part
    }

    /// All groups of a volunteer as shown, personal fields and open ones together.
    public func profile(of volunteer: Entity) throws -> [GroupNumber: Fields] {
        let id = try Int64.fetchOne(
            db, sql: "SELECT id FROM entity WHERE uid = ? AND kind = ?",
            arguments: [volunteer.databaseBytes, Volunteer.kind.number])
        return try id.map { try fields(of: $0, kind: Volunteer.kind) } ?? [:]
    }

    /// The stations that are known here, by code.
    public func directory() throws -> [Announcement] { try Directory(log: log).entries() }

    /// Its line about one station; nil where it has none.
    public func directoryEntry(of scope: Scope) throws -> Announcement? {
        try Directory(log: log).entry(of: scope)
    }

    /// The key that opened a scope, as far as it is known.
    public func founderKey(of scope: Scope) throws -> [UInt8]? {
        try WarrantReader.founder(of: scope, in: log)
    }
}
