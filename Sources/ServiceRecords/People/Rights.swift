public import SyncCore

/// What people do with the program, as far as not everybody may.
public enum Act: String, Sendable, CaseIterable {
    /// Looks at records and at what is delivered.
    case read
    /// Records; which groups of which kinds is said by `Rights.writing`.
    case record
    /// Decides about changes that do not count.
    case decide
    /// Is the second person for what somebody else asks for.
    case approve
    /// Makes users, gives and takes roles.
    case managePeople
    /// Says which stations there are, where they listen, and who may speak and write for them.
    case manageStations
    /// Reads who did what and when.
    case audit
}

/// The one table of who may do what. What a role may *write* goes into the log with every grant, so that
/// nodes of other versions judge alike; a change of this table is for later grants.
public enum Rights {
    public static func writing(_ role: Role) -> WriteRights {
        switch role {
        case .worker: WriteRights(permitted: [.everything], excepted: [station, approval])
        case .manager: WriteRights(permitted: [.everything], excepted: [station])
        case .countyOperator: WriteRights(permitted: [.everything])
        // Whoever gives out roles does not also confirm hours.
        case .administrator: WriteRights(permitted: [.everything], excepted: [approval])
        case .auditor: WriteRights()
        }
    }

    public static func acts(_ role: Role) -> Set<Act> {
        switch role {
        case .worker: [.read, .record]
        case .manager: [.read, .record, .decide, .approve, .audit]
        case .countyOperator: [.read, .record, .decide, .approve, .manageStations, .audit]
        case .administrator:
            [.read, .record, .decide, .approve, .managePeople, .manageStations, .audit]
        case .auditor: [.read, .audit]
        }
    }

    /// How a county describes a station is the county's.
    private static let station = WriteRights.Reach.kind(Station.kind.number)
    /// Hours are approved by somebody who answers for the station.
    private static let approval = WriteRights.Reach.group(
        ServiceRecord.kind.tag(ServiceRecord.approval))
}
