import GRDB
import ServiceRecords
public import SyncCore

extension Store {
    /// Says of its scopes what an aggregator's neighbours have to know: which stations there are, to whoever
    /// is below; which of their scopes there are to hold, to the level above. Says it once.
    ///
    /// With one station and nobody above there is nobody to tell.
    /// - Parameter exchangeKey: the public key under which something is sealed to a station; empty where it
    ///   is not here.
    public func publishScopes(
        at time: Int64, exchangeKey: @escaping (Scope) throws -> [UInt8]
    ) throws {
        guard try needsPublishing() else { return }
        let shared = try sharedScope()
        try append(at: time) { db in
            try ScopePublishing(
                store: self, log: writer.log(db), time: time, exchangeKey: exchangeKey
            ).run(shared)
        }
    }

    private func needsPublishing() throws -> Bool {
        try view { view in
            let stations = try view.heldScopes().filter(view.governs)
            return try stations.count > 1 || !view.heldScopes(.desk).isEmpty
        }
    }
}

private struct ScopePublishing {
    let store: Store
    let log: LogTable
    let time: Int64
    let exchangeKey: (Scope) throws -> [UInt8]
    private var db: Database { log.db }

    func run(_ shared: Scope) throws {
        let own = try store.identity.refresh(db).origin
        let rows = try log.scopes()
        let governed = try rows.filter {
            try store.standing(of: $0, in: db).authorities.contains(own)
        }
        let stations = rows.filter { $0.kind == .station }
        let ruled = stations.filter(governed.contains)
        var lines = try ruled.compactMap { try line($0, .listed) }
        for desk in governed where desk.kind == .desk {
            lines += try said([.raised], in: desk, byOthersThan: own).map(\.listed)
        }
        try say(lines, in: shared, as: own)
        let directories = try rows.filter { $0.kind == .shared }
            .compactMap { try line($0, .shared) }
        for scope in ruled + governed.filter({ $0.kind == .desk }) {
            try say(directories, in: scope.scope, as: own)
        }
        // What governs itself below is passed on as it was said.
        var raised = try ruled.compactMap { try line($0, .raised) }
        for desk in governed where desk.kind == .desk {
            raised += try said([.raised], in: desk, byOthersThan: own)
        }
        for desk in rows where desk.kind == .desk && !governed.contains(desk) {
            try say(raised, in: desk.scope, as: own)
        }
    }

    /// nil where the scope was opened by a key that is not here, and that has signed no such line: by an
    /// older version, or under a key that was lost.
    private func line(_ row: ScopeRow, _ purpose: Announcement.Purpose) throws -> Announcement? {
        guard let founder = try log.log(row.authority, in: row.id) else {
            throw StoreError.damaged("scope")
        }
        let key = row.kind == .station ? try exchangeKey(row.scope) : []
        guard row.scope.isFounded(by: founder.key),
            let signature = try signature(of: row, exchangeKey: key)
        else { return nil }
        let table = BoundaryTable(log: log, scope: row)
        let standing = try store.standing(of: row, in: db)
        let boundaries = try table.boundaries(by: standing)
        let coded = try table.codes(by: standing).present?.from
        let named = try log.named(row.scope)
        return Announcement(
            purpose, scope: row.scope, founderKey: founder.key, code: named.code,
            name: named.name, exchangeKey: key, signature: signature,
            from: max(coded ?? 0, boundaries.dissolution?.at ?? 0),
            successors: boundaries.successors.map(\.scope))
    }

    /// By the key itself; where that is gone, one that stands in a log already.
    private func signature(of row: ScopeRow, exchangeKey key: [UInt8]) throws -> [UInt8]? {
        if let signer = try store.identity.signer(of: row.authority) {
            return try signer.sign(Announcement.signed(row.scope, exchangeKey: key))
        }
        // Stations are announced in desks and directories, a directory everywhere.
        for scope in try log.scopes() where row.kind != .station || scope.kind != .station {
            let said = try TransferTable(log: log, scope: scope).announcements(
                [.listed, .shared, .raised], by: store.standing(of: scope, in: db))
            let known = said.first {
                $0.announcement.scope == row.scope && $0.announcement.exchangeKey == key
            }
            if let known { return known.announcement.signature }
        }
        return nil
    }

    private func said(
        _ purposes: [Announcement.Purpose], in row: ScopeRow, byOthersThan own: Origin
    ) throws -> [Announcement] {
        try TransferTable(log: log, scope: row).announcements(
            purposes, by: store.standing(of: row, in: db)
        ).filter { line in
            // What is passed on is believed by whoever reads it.
            try line.by != own
                && Directory(log: log).isCredible(line.announcement, by: line.by, in: row)
        }.map(\.announcement)
    }

    /// What was not said so yet.
    private func say(_ lines: [Announcement], in scope: Scope, as own: Origin) throws {
        guard let row = try log.scope(scope) else { return }
        let known = try TransferTable(log: log, scope: row).announcements(
            [.listed, .shared, .raised], by: store.standing(of: row, in: db))
        let owners = Set(try OwnOrigins(db: db).all())
        let said = Set(known.filter { owners.contains($0.by) }.map(\.announcement))
        let missing = lines.filter { !said.contains($0) }
        guard !missing.isEmpty else { return }
        try store.commit(to: scope, at: time, in: db) { door in
            for line in missing { try door.write(line) }
        }
    }
}

extension Announcement {
    fileprivate var listed: Announcement {
        Announcement(
            .listed, scope: scope, founderKey: founderKey, code: code, name: name,
            exchangeKey: exchangeKey, signature: signature, from: from, successors: successors)
    }
}
