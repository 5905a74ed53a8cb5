public import SyncCore

/// What somebody is at a station or at its county. The number is in the logs and never moves.
public enum Role: RoleNumber, Sendable, CaseIterable {
    /// Registers volunteers, records hours and visits.
    case worker = 1
    /// Runs a station: also approves hours, and is the second person.
    case manager = 2
    /// Watches over stations from the county, settles what is contested.
    case countyOperator = 3
    /// Manages people, keys and devices.
    case administrator = 4
    /// Reads, and writes nothing.
    case auditor = 5

    /// As it is typed, and as JSON has it.
    public var name: String {
        switch self {
        case .worker: "worker"
        case .manager: "manager"
        case .countyOperator: "county-operator"
        case .administrator: "administrator"
        case .auditor: "auditor"
        }
    }

    public var zh: String {
        switch self {
        case .worker: "社工"
        case .manager: "站点负责人"
        case .countyOperator: "县级操作员"
        case .administrator: "管理员"
        case .auditor: "审计员"
        }
    }

    /// By its name, or by what it is called on the screen.
    public init?(_ text: String) {
        guard let role = Self.allCases.first(where: { $0.name == text || $0.zh == text }) else {
            return nil
        }
        self = role
    }

    /// Whether it is held in all stations of a county, also in those that come later.
    public var isOfCounty: Bool {
        switch self {
        case .worker, .manager: false
        case .countyOperator, .administrator, .auditor: true
        }
    }
}
