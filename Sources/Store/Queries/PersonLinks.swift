import GRDB
import SyncCore

/// Which volunteers' records are one person's: merged by a person, or joined by a transfer, in which the new station
/// goes by a record of its own.
struct PersonLinks {
    private var parents: [Int64: Int64] = [:]

    /// Of those that are one person, always the same one.
    func person(of id: Int64) -> Int64 {
        var person = id
        while let parent = parents[person] { person = parent }
        return person
    }

    /// The lower number stays, so that the answer does not depend on the order.
    mutating func join(_ one: Int64, _ other: Int64) {
        let (one, other) = (person(of: one), person(of: other))
        guard one != other else { return }
        parents[max(one, other)] = min(one, other)
    }

    /// `[[record, person], …]` of all that are not alone, for a query's `json_each`.
    var json: String {
        "[" + parents.keys.sorted().map { "[\($0),\(person(of: $0))]" }.joined(separator: ",") + "]"
    }
}

extension StoreView {
    func personLinks() throws -> PersonLinks {
        var links = PersonLinks()
        let merged = try Row.fetchAll(
            db.cachedStatement(
                sql: "SELECT id, merged_into FROM volunteer_standing WHERE merged_into IS NOT NULL")
        )
        for row in merged { links.join(try row.cell(0), try row.cell(1)) }
        let hasMoves = try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT EXISTS(SELECT 1 FROM transfer_word)"))
        guard hasMoves == true else { return links }
        var known: [Subject: Int64] = [:]
        for row in try log.scopes() where row.kind == .station {
            for custody in try custodies(in: row.scope) {
                for volunteer in custody.volunteers {
                    let id = try Int64.fetchOne(
                        db.cachedStatement(
                            sql: "SELECT id FROM entity WHERE uid = ? AND scope = ?"),
                        arguments: [volunteer.databaseBytes, row.id])
                    guard let id else { continue }
                    if let first = known[custody.subject] { links.join(first, id) }
                    known[custody.subject] = id
                }
            }
        }
        return links
    }
}
