/// What a role is, a number for ever. What it may do is said where it is granted.
public typealias RoleNumber = UInt32

/// What a scope's authority says of its people. Like its other words it counts only in its own logs
/// (docs/PROTOCOL.md, People).
public enum PeopleChange: Hashable, Sendable {
    /// There is a user who logs in by this name. The name that people know them by is personal.
    case user(login: String)
    case role(RoleWord)

    /// The personal field beside a login: what the person is called.
    public static let personalName: FieldNumber = 2

    /// nil for any other change.
    public init?(_ change: CanonicalChange) {
        guard let fields = Fields(systemGroupOf: change) else { return nil }
        switch change.header.kind {
        case SystemKind.user:
            guard change.header.entity == nil, let login = fields[1]?.asText,
                Login.isValid(login)
            else { return nil }
            self = .user(login: login)
        case SystemKind.role:
            guard let word = RoleWord(fields) else { return nil }
            self = .role(word)
        default: return nil
        }
    }

    public var kind: KindNumber {
        switch self {
        case .user: SystemKind.user
        case .role: SystemKind.role
        }
    }

    public var open: OpenPart {
        let fields =
            switch self {
            case .user(let login): Fields([1: .text(login)])
            case .role(let word): word.fields
            }
        return .groups([.init(AuthorityChange.group, fields)])
    }
}

/// The name by which somebody logs in: 1 to 32 of a–z, 0–9, full stop, hyphen and underscore, the first
/// a letter or a digit. It never looks like another one on any screen.
public enum Login {
    public static func isValid(_ text: String) -> Bool {
        guard let first = text.utf8.first, isWord(first), text.utf8.count <= 32 else {
            return false
        }
        return text.utf8.allSatisfy { isWord($0) || ".-_".utf8.contains($0) }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

/// Gives a user a role, with what it may write, or takes it away.
public struct RoleWord: Hashable, Sendable {
    public let user: Entity
    /// nil for every role at once, which can only be taken away.
    public let role: RoleNumber?
    public let isGranted: Bool
    /// What the role may write, as it was when it was granted: so every version of the program judges
    /// alike, whatever roles and kinds it knows. Nothing where a role is taken away.
    public let rights: WriteRights

    public init(granting role: RoleNumber, with rights: WriteRights, to user: Entity) {
        self.user = user
        self.role = role
        self.rights = rights
        isGranted = true
    }

    /// - Parameter role: nil for every role.
    public init(revoking role: RoleNumber?, from user: Entity) {
        self.user = user
        self.role = role
        rights = WriteRights()
        isGranted = false
    }

    init?(_ fields: Fields) {
        guard case .reference(let user) = fields[1],
            let role = fields[2]?.asInt.flatMap({ RoleNumber(exactly: $0) }),
            case .bool(let isGranted) = fields[3], role > 0 || !isGranted,
            let rights = WriteRights(permitted: fields[4], excepted: fields[5])
        else { return nil }
        self.user = user
        self.role = role > 0 ? role : nil
        self.isGranted = isGranted
        self.rights = isGranted ? rights : WriteRights()
    }

    var fields: Fields {
        var fields = Fields([
            1: .reference(user), 2: .int(Int64(role ?? 0)), 3: .bool(isGranted),
        ])
        if isGranted {
            fields[4] = rights.permittedValue
            fields[5] = rights.exceptedValue
        }
        return fields
    }
}
