import GRDB
import SyncCore
import Testing

@testable import Store

/// The cell that says where a change stands is bent: it names a place that no log reaches.
@Suite struct BentNumberTests {
    /// Nothing is left of what would lie between the segments and it, 2³⁹ changes.
    @Test(arguments: [false, true])
    func `no number of a change makes putting frames right endless`(isSegmentGone: Bool) throws {
        let world = try World(stations: 1)
        let station = world.stations[0]
        for index in 0..<40 { try station.register("人\(index)") }
        _ = try station.packAll()
        try station.store.write { db in
            for trigger in try String.fetchAll(
                db, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'")
            {
                try db.execute(sql: "DROP TRIGGER \(trigger)")
            }
            let last = try #require(
                try Int64.fetchOne(
                    db,
                    sql: """
                        SELECT max(dot) FROM change WHERE dot >> 40 IN (SELECT dot >> 40 FROM segment)
                        """))
            let log = last >> 40
            try db.execute(
                sql: "DELETE FROM change WHERE dot < ? AND dot >> 40 = ?", arguments: [last, log])
            try db.execute(
                sql: "UPDATE change SET dot = ? WHERE dot = ?",
                arguments: [LocalDot(log: log, sequence: 1 << 39), last])
            if isSegmentGone {
                try db.execute(
                    sql: """
                        DELETE FROM segment WHERE dot =
                            (SELECT max(dot) FROM segment WHERE dot >> 40 = ?)
                        """, arguments: [log])
            } else {
                try db.execute(
                    sql: """
                        UPDATE segment SET count = count + 1 WHERE dot =
                            (SELECT max(dot) FROM segment WHERE dot >> 40 = ?)
                        """, arguments: [log])
            }
        }
        station.store.writer.forget()
        let begun = ContinuousClock.now
        _ = try station.store.mendFrames(at: 1)
        #expect(ContinuousClock.now - begun < .seconds(20))
    }
}
