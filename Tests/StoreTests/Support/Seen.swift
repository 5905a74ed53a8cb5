import ServiceRecords
import SyncCore

@testable import Store

/// All that people find of a scope at one node, by every way of asking.
struct Seen: Hashable {
    let volunteers: Set<VolunteerCard>
    let hours: Set<HoursCard>
    let total: HoursTotal
    let conflicts: Int
    /// Names of the questions below, with what they find.
    let found: [String: Set<Entity>]

    /// - Parameters:
    ///   - names: names, telephones and volunteer numbers to ask for.
    ///   - persons: whose service to ask for, whatever they are.
    init(_ replica: Replica, names: [String] = [], persons: [Entity] = []) throws {
        (volunteers, hours, total, conflicts, found) = try replica.store.view { view in
            var found: [String: Set<Entity>] = [:]
            for name in names {
                found["called \(name)"] = Set(
                    try view.volunteers(named: name).map(\.entity)
                        + view.volunteers(withPhone: name).map(\.entity))
                found["numbered \(name)"] = Set(
                    try view.volunteers(withNumber: name).map(\.entity)
                        + (view.volunteerNumbers(in: replica.scope)[name] ?? []))
                found["under key \(name)"] = Set(
                    try view.volunteers(underKey: .name(name), in: replica.scope)
                        + view.volunteers(underKey: .phone(name), in: replica.scope))
            }
            for person in persons {
                found["time of \(person)"] = Set(
                    try view.hours(of: person, overlapping: 0, .max >> 1).map(\.entity)
                        + view.served(by: person, touching: 0, .max >> 1).map(\.entity)
                        + view.hours(of: person, limit: .max).map(\.entity))
            }
            found["awaiting"] = Set(try view.awaitingApproval(in: replica.scope))
            return (
                Set(try view.volunteers(in: replica.scope, limit: .max)),
                Set(try view.hours(in: replica.scope, limit: .max)),
                try view.hoursTotal(in: replica.scope), try view.conflictCount(), found
            )
        }
    }
}

/// What a node has made of the logs that it holds: the same wherever the same logs are.
struct Derived: Hashable {
    let digest: String?
    let registers: [Oracle.Slot: Register]
    let voided: [Entity: Bool]
    let excluded: [Dot: String]

    init(_ replica: Replica) throws {
        digest = try replica.digest()
        registers = try replica.registers().filter { !$0.value.isUnwritten }
        voided = try replica.voided()
        excluded = try replica.excluded()
    }
}
