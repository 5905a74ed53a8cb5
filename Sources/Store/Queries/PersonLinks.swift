import GRDB
import ServiceRecords
import SyncCore

/// Which volunteers' records are one person's: merged by a person, or joined by a transfer, in which the new station
/// goes by a record of its own.
struct PersonLinks {
    /// Of each that is not the first of its person, one that stands before it: a lower number.
    private var parents: [Int64: Int64] = [:]

    /// Of those that are one person, always the same one. Ways are halved as they are gone, since what a station
    /// writes may make them as long as it likes (Tarjan, van Leeuwen 1984).
    private mutating func person(of id: Int64) -> Int64 {
        var person = id
        while let parent = parents[person] {
            guard let next = parents[parent] else { return parent }
            parents[person] = next
            person = next
        }
        return person
    }

    /// The lowest number stays, so that the answer does not depend on the order.
    mutating func join(_ one: Int64, _ other: Int64) {
        let (one, other) = (person(of: one), person(of: other))
        guard one != other else { return }
        parents[max(one, other)] = min(one, other)
    }

    /// `[[record, person], …]` of all that are not alone, for a query's `json_each`.
    var json: String {
        var persons: [Int64: Int64] = [:]
        // Whoever stands before is done before.
        for (id, parent) in parents.sorted(by: { $0.key < $1.key }) {
            persons[id] = persons[parent] ?? parent
        }
        return "[" + persons.map { "[\($0),\($1)]" }.joined(separator: ",") + "]"
    }
}

extension StoreView {
    /// Those that were merged by a person: what a station's own logs say of its volunteers.
    func mergedPersons(in scope: Scope? = nil) throws -> PersonLinks {
        var links = PersonLinks()
        let merged = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT s.id, s.merged_into FROM volunteer_standing s
                    JOIN entity v ON v.id = s.id JOIN entity k ON k.id = s.merged_into
                    WHERE s.merged_into IS NOT NULL
                    AND v.kind = \(Volunteer.kind.number) AND k.kind = v.kind
                    AND (?1 IS NULL OR v.scope = (SELECT scope FROM scope WHERE id = ?1))
                    """), arguments: [scope?.databaseBytes])
        for row in merged { links.join(try row.cell(0), try row.cell(1)) }
        return links
    }

    func personLinks() throws -> PersonLinks {
        var links = try mergedPersons()
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
