import Foundation
import GRDB
import ServiceRecords
import SyncCore

/// What the records of volunteers in one scope come to, asked for many of them: after a merger a scope has
/// thousands whose sums may have moved.
struct ScopeAccounts {
    /// Of so many volunteers the records are looked at one by one; of more, all of the scope are summed up.
    private static let few = 16

    private let view: StoreView
    private let scope: Scope
    /// By volunteer and column.
    private var sums: [Entity: [HoursColumn: HoursSum]]?

    /// - Parameter count: of how many it will be asked.
    init(_ count: Int, in scope: Scope, _ view: StoreView) throws {
        self.view = view
        self.scope = scope
        if count > Self.few { sums = try view.hoursByVolunteer(in: scope) }
    }

    func account(of volunteers: [Entity]) throws -> TransferWord.Account {
        guard let sums else { return try view.account(of: volunteers, in: scope) }
        var all: [HoursColumn: HoursSum] = [:]
        for volunteer in volunteers {
            for (column, sum) in sums[volunteer, default: [:]] {
                all[column, default: HoursSum()] += sum
            }
        }
        return try view.account(all, in: scope)
    }
}

extension StoreView {
    /// What is counted in a scope, by volunteer; records of nobody who is known are left out.
    func hoursByVolunteer(in scope: Scope) throws -> [Entity: [HoursColumn: HoursSum]] {
        let rows = try Row.fetchAll(
            db,
            sql: Self.counted + """
                SELECT v.uid, col, coalesce(sum(counted.seconds), 0), count(*)
                FROM counted JOIN service_record_entry e ON e.id = counted.id
                JOIN entity v ON v.id = e.volunteer GROUP BY v.uid, col
                """, arguments: [scope.databaseBytes, mergedPersons(in: scope).json])
        var sums: [Entity: [HoursColumn: HoursSum]] = [:]
        for row in rows {
            guard let volunteer = Entity(bytes: row.bytes(0)),
                let column = try HoursColumn(rawValue: row.cell(1))
            else { continue }
            sums[volunteer, default: [:]][column] = try HoursSum(
                seconds: row.cell(2), records: row.cell(3))
        }
        return sums
    }
}
