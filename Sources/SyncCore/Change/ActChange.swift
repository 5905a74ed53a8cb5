/// Something that somebody did and that no record shows: it stands in the log to be read there, and
/// governs nothing (docs/PROTOCOL.md, People).
///
/// A change of kind 20 in the log of the node where it happened; who did it is the change's actor.
public enum ActChange: Hashable, Sendable {
    case login
    case logout
    /// Guesses at the password of this login were stopped. Nobody is the actor.
    case guessed(login: String)
    /// A password was set on this machine, by the user or for them.
    case passwordSet(login: String)
    /// A password was set on the word of the county.
    case recovered(login: String)
    /// The county gave its word that somebody may set a new password.
    case vouched(login: String)

    /// nil for any other change; of a copy, what it carries.
    public init?(_ change: CanonicalChange) {
        let original = change.original
        guard original.header.kind == SystemKind.act, let fields = Fields(systemGroupOf: original),
            let number = fields[1]?.asInt
        else { return nil }
        let login = fields[2]?.asText ?? ""
        switch number {
        case 1: self = .login
        case 2: self = .logout
        case 3: self = .guessed(login: login)
        case 4: self = .passwordSet(login: login)
        case 5: self = .recovered(login: login)
        case 6: self = .vouched(login: login)
        default: return nil
        }
    }

    public var open: OpenPart {
        let (number, login): (Int64, String?) =
            switch self {
            case .login: (1, nil)
            case .logout: (2, nil)
            case .guessed(let login): (3, login)
            case .passwordSet(let login): (4, login)
            case .recovered(let login): (5, login)
            case .vouched(let login): (6, login)
            }
        var fields = Fields([1: .int(number)])
        fields[2] = login.map(Value.text)
        return .groups([.init(AuthorityChange.group, fields)])
    }

    /// The words of all that there are.
    public static let words = [
        login, logout, guessed(login: ""), passwordSet(login: ""), recovered(login: ""),
        vouched(login: ""),
    ].map(\.word)

    /// A fixed word, for JSON and catalogues.
    public var word: String {
        switch self {
        case .login: "login"
        case .logout: "logout"
        case .guessed: "guessed"
        case .passwordSet: "password-set"
        case .recovered: "recovered"
        case .vouched: "vouched"
        }
    }

    /// Whom it is about, where that is not the actor.
    public var login: String? {
        switch self {
        case .login, .logout: nil
        case .guessed(let login), .passwordSet(let login), .recovered(let login),
            .vouched(let login):
            login
        }
    }
}
