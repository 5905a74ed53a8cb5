import SyncCore

/// For whom each record of a station is still needed: somebody who was registered twice may be held under one
/// record as two.
struct ProfileNeeds {
    private var subjects: [Entity: Set<Subject>] = [:]

    /// - Parameter custodies: of all volunteers at the station.
    init(_ custodies: [Custody]) {
        for custody in custodies where custody.needsProfile {
            for volunteer in custody.volunteers {
                subjects[volunteer, default: []].insert(custody.subject)
            }
        }
    }

    /// The station needs the profile of this one no more.
    mutating func end(_ custody: Custody) {
        for volunteer in custody.volunteers { subjects[volunteer]?.remove(custody.subject) }
    }

    func isNeeded(_ volunteer: Entity) -> Bool { subjects[volunteer]?.isEmpty == false }
}
