import GRDB
import SyncCore

extension Store {
    /// Derives everything that can be derived from the logs again, in one transaction: after a
    /// program with another schema of records, or when somebody doubts the tables. An index of what is not
    /// derived is made anew where it does not fit its table.
    public func rebuild() throws {
        try write { db in
            for index in try IndexComparison.run(db) {
                try db.execute(sql: "REINDEX main.\(index.name)")
            }
            try rebuild(db)
        }
    }

    /// - Parameters:
    ///   - isDamageLeftOut: where the node has to open, whatever lies damaged in its logs.
    ///   - words: rows of `authority_change`, which stand beside their logs for the case that these are damaged.
    func rebuild(
        _ db: Database, leavingOutDamage isDamageLeftOut: Bool = false,
        keeping words: (Database) throws -> Void = { _ in }
    ) throws {
        writer.forget()
        try DerivedTables.create(db)
        try words(db)
        for scope in try writer.log(db).scopes() {
            try writer.projector(of: scope.scope, in: db)?
                .rederive(fromScratch: true, leavingOutDamage: isDamageLeftOut)
        }
        try Self.set("derived-shape", DerivedTables.shape, in: db)
    }
}
