import GRDB
import SyncCore

extension Store {
    /// Derives everything that can be derived from the logs again, in one transaction: after a
    /// program with another schema of records, or when somebody doubts the tables.
    public func rebuild() throws {
        try write(rebuild)
    }

    func rebuild(_ db: Database) throws {
        writer.forget()
        try DerivedTables.create(db)
        for scope in try writer.log(db).scopes() {
            try writer.projector(of: scope.scope, in: db)?.rederive(fromScratch: true)
        }
        try Self.set("derived-shape", DerivedTables.shape, in: db)
    }
}
