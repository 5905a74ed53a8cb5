import Node
import ServiceRecords
import Store
import SyncCore
import Texts

/// In whose name something about a transfer is done: this station's; or, at the county of one that is absent,
/// that one's, with a second person's word. What is written stands in the station's scope either way, under
/// the origin of whoever wrote it.
struct ActingStation {
    let place: Workplace
    let scope: Scope
    let code: String
    let name: String
    /// The county acts for it.
    let isAbsent: Bool

    /// - Parameter absent: the code of the station for which a county acts; nil at a station.
    /// - Throws: `Problem`.
    init(_ place: Workplace, for absent: String?) throws {
        self.place = place
        let scope =
            try absent.map { try place.scope(code: $0) } ?? TransferCommands.station(place)
        self.scope = scope
        isAbsent = place.home.role != .station
        let (card, governs) = try place.store.view {
            (try $0.scopes().first { $0.scope == scope }, try $0.governs(scope))
        }
        code = isAbsent ? card?.code ?? "" : place.home.code
        name = isAbsent ? card?.name ?? "" : place.home.name
        guard !isAbsent || governs else {
            throw Problem(
                "not-governed", .notPermitted, .transfer(.notGoverned(code: code)),
                remedy: .transfer(.notGovernedRemedy))
        }
        try place.require(.record, in: scope)
    }

    /// Writes in the station's name.
    /// - Parameters:
    ///   - act: a fixed word, for the second person.
    ///   - subjects: what it is about: the second person agrees to exactly this.
    /// - Throws: `Problem`: 4 while a second person's answer is awaited; nothing is written then.
    func commit<T>(
        _ act: String, about subjects: [any Identifier], _ body: (CommitDoor) throws -> T
    ) throws -> T {
        let approval = try approval(of: act, subjects)
        let result = try place.commit(to: scope) { door in
            let result = try body(door)
            if let approval { try door.write(.answer(.init(to: approval, .carriedOut))) }
            return result
        }
        if isAbsent { try TransferCommands.settle(place, scope) }
        return result
    }

    private func approval(of act: String, _ subjects: [any Identifier]) throws -> Entity? {
        guard isAbsent, !place.isDryRun else { return nil }
        let names = subjects.map { "\($0)" }
        let asked = SecondPerson.Asked(
            act: "transfer-\(act)", scope: scope, parameters: ["transfer-\(act)"] + names,
            summary: "\(code) \(names.map { $0.prefix(12) }.joined(separator: " "))")
        return try SecondPerson(place).require([asked])[scope]
    }

    /// The volunteer of this station that `text` means.
    func volunteer(_ text: String) throws -> VolunteerCard {
        try place.store.view { [scope, isAbsent] in
            try RecordReference.volunteer(text, in: $0, scope: isAbsent ? scope : nil)
        }
    }
}
