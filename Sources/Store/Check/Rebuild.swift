import GRDB
import SyncCore

extension Store {
    /// Derives everything that can be derived from the logs again, in one transaction: after a
    /// program with another schema of records, or when somebody doubts the tables.
    public func rebuild() throws {
        try write { db in
            try DerivedTables.create(db)
            let log = LogTable(db: db)
            for scope in try log.scopes() {
                let projector = try Projector(
                    log: log, scope: scope, vault: vault, cache: writerCache)
                try projector.rederive(fromScratch: true)
            }
            try Self.set("derived-shape", DerivedTables.shape, in: db)
        }
    }
}
