import ServiceRecords
import SyncCore
import Testing

@testable import Store

/// A database that is there, and not all of it.
@Suite struct MissingTableTests {
    /// All that is met by whoever opens a store, records somebody and sends it.
    static let tables = [
        "grdb_migrations", "setting", "scope", "log", "change", "personal", "own_origin", "chain",
        "entity", "volunteer_identity",
    ]

    @Test(arguments: tables)
    func `S9 a store that misses a table says that it is damaged, and sends nothing`(
        table: String
    ) throws {
        let county = try World(stations: 0).county
        try county.register("甲")
        let files = county.place.nodeFiles.image
        try county.tamper("PRAGMA foreign_keys = OFF; DROP TABLE \(table)")
        #expect {
            let again = try Replica(seed: 1_000, scope: county.scope, in: county.place)
            try again.register("乙")
            _ = try again.store.compose(
                Outline(summary: .zero), to: again.asPeer, schemaVersion: Schema.version,
                room: 1 << 16, at: 0)
        } throws: { error in
            if case StoreError.damaged = error { true } else { false }
        }
        #expect(county.place.nodeFiles.image == files, "nothing was made ready to leave")
    }
}
