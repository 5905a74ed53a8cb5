import ServiceRecords
import Store
import SyncCore
public import Texts

/// Who is named in the scopes that are held here, and what they are.
public struct UserList: Report {
    public static let kind = "UserList"
    public static let list: String? = "users"
    public let users: [Entry]

    public struct Entry: Encodable, Sendable, Hashable {
        public let login: String
        /// null where the personal part is not held.
        public let name: Nullable<String>
        public let user: String
        public let station: Nullable<String>
        /// Names; a number for one that this version does not know. Empty for a user who is disabled.
        public let roles: [String]

        init(_ card: UserCard, in scope: ScopeCard) {
            login = card.login
            name = Nullable(card.name)
            user = card.entity.description
            station = Nullable(scope.code)
            roles = card.roles.map { Role(rawValue: $0)?.name ?? "\($0)" }
        }
    }

    public func text(in language: Language) -> String {
        guard !users.isEmpty else { return Sentence.people(.nobody).text(in: language) }
        return users.map { entry in
            let roles = entry.roles.map { name in
                language == .zh ? Role(name)?.zh ?? name : name
            }
            return Sentence.people(
                .userRow(
                    login: entry.login, name: entry.name.value.map(PlainText.oneLine),
                    station: entry.station.value,
                    roles: roles)
            ).text(in: language)
        }.joined(separator: "\n")
    }
}

/// What became of a user's roles, and where.
public struct UserChanged: Report {
    public static let kind = "UserChanged"
    public let login: String
    /// added, granted, revoked, disabled or unchanged.
    public let result: String
    /// null for all roles.
    public let role: Nullable<String>
    /// Codes of the stations for which it holds.
    public let stations: [String]
    public let dryRun: Bool

    enum Result: String { case added, granted, revoked, disabled, unchanged }

    init(_ result: Result, _ login: String, _ role: Role?, _ cards: [ScopeCard], isDryRun: Bool) {
        self.login = login
        self.result = result.rawValue
        self.role = Nullable(role?.name)
        stations = cards.map { $0.code ?? $0.scope.description }
        dryRun = isDryRun
    }

    public func text(in language: Language) -> String {
        let role = role.value.map { language == .zh ? Role($0)?.zh ?? $0 : $0 } ?? ""
        let said: PeopleSentence =
            switch Result(rawValue: result) {
            case .added: .userAdded(login: login, role: role, stations: stations.count)
            case .granted: .roleGranted(login: login, role: role, stations: stations.count)
            case .revoked: .roleRevoked(login: login, role: role, stations: stations.count)
            case .disabled: .userDisabled(login: login, stations: stations.count)
            case .unchanged, nil: .userUnchanged(login: login)
            }
        let more: Sentence = dryRun ? .record(.nothingWritten) : .people(.knownAtNextExchange)
        return (result == Result.unchanged.rawValue ? [.people(said)] : [.people(said), more])
            .map { (sentence: Sentence) in sentence.text(in: language) }.joined(separator: "\n")
    }
}
