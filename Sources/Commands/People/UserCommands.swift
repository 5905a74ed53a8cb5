import Node
import ServiceRecords
import Store
import SyncCore
import Texts

/// Users and their roles, written into the scopes that they hold for. Only the county that opened a scope
/// can: its words govern (docs/PROTOCOL.md, People).
public enum UserCommands {
    /// Names a user and gives a first role.
    /// - Parameter code: the station; nil for all of the county's, which only its own roles are held in.
    public static func add(
        _ place: Workplace, login: String, name: String, role: String, code: String? = nil
    ) throws -> UserChanged {
        let role = try checked(role)
        let name = PlainText.trimmed(name)
        guard Login.isValid(login) else {
            throw Problem(
                "bad-login", .badInput, .people(.badLogin(login)),
                remedy: .people(.badLoginRemedy))
        }
        try OpenWords.refuseNumber(in: login, of: "LOGIN")
        guard !name.isEmpty, name.count <= 64, PlainText.isOneLine(name) else {
            throw Problem("bad-name", .badInput, .people(.badName))
        }
        let scopes = try scopes(of: role, code: code, at: place)
        let known = try place.store.view { view in
            try view.scopes().contains { try view.user(login, in: $0.scope) != nil }
        }
        guard !known else {
            throw Problem(
                "login-taken", .badInput, .people(.loginTaken(login)),
                remedy: .people(.loginTakenRemedy))
        }
        for card in scopes {
            try place.commit(to: card.scope) { door in
                let user = try door.write(user: login, name: name)
                try door.write(
                    RoleWord(granting: role.rawValue, with: Rights.writing(role), to: user))
            }
        }
        return UserChanged(.added, login, role, scopes, isDryRun: place.isDryRun)
    }

    /// Gives a role to a user who is known here, at another station too, or takes it away.
    public static func role(
        _ place: Workplace, login: String, role: String, isGranted: Bool, code: String? = nil
    ) throws -> UserChanged {
        let role = try checked(role)
        let known = try self.known(login, at: place)
        guard isGranted else {
            let cards = try meant(known.map(\.0), code: code, at: place)
            return try revoke(role, of: login, in: cards, at: place)
        }
        let cards = try scopes(of: role, code: code, at: place)
        for card in cards {
            try place.commit(to: card.scope) { door in
                let here = try door.view.user(login, in: card.scope)
                let user =
                    try here?.entity
                    ?? door.write(user: login, name: known.lazy.compactMap(\.1.name).first)
                try door.write(
                    RoleWord(granting: role.rawValue, with: Rights.writing(role), to: user))
            }
        }
        return UserChanged(.granted, login, role, cards, isDryRun: place.isDryRun)
    }

    /// Takes all roles away. What the user wrote stays, and counts.
    public static func disable(
        _ place: Workplace, login: String, code: String? = nil
    ) throws -> UserChanged {
        let cards = try meant(known(login, at: place).map(\.0), code: code, at: place)
        return try revoke(nil, of: login, in: cards, at: place)
    }

    /// Everybody who is named in the scopes that are held here.
    public static func list(_ place: Workplace, code: String? = nil) throws -> UserList {
        let scope = try place.scopeToRead(code: code)
        return try place.store.view { view in
            UserList(
                users: try view.scopes().filter { scope == nil || $0.scope == scope }
                    .flatMap { card in
                        try view.users(in: card.scope).map { UserList.Entry($0, in: card) }
                    })
        }
    }

    /// Who works for the whole county is taken along to a station that it opens, in the transaction that
    /// opens it.
    static func takeAlong(to scope: Scope, through door: CommitDoor) throws {
        let users = try door.view.scopes().filter { $0.scope != scope }
            .flatMap { try door.view.users(in: $0.scope) }
        let byLogin = Dictionary(grouping: users, by: \.login)
        let roles = byLogin.mapValues { cards in
            Set(cards.flatMap(\.roles).compactMap(Role.init(rawValue:))).filter(\.isOfCounty)
        }
        for (login, roles) in roles.sorted(by: { $0.key < $1.key }) where !roles.isEmpty {
            let name = byLogin[login]?.lazy.compactMap(\.name).first
            let user = try door.write(user: login, name: name)
            for role in roles.sorted(by: { $0.rawValue < $1.rawValue }) {
                try door.write(
                    RoleWord(granting: role.rawValue, with: Rights.writing(role), to: user))
            }
        }
    }

    private static func revoke(
        _ role: Role?, of login: String, in cards: [ScopeCard], at place: Workplace
    ) throws -> UserChanged {
        var changed: [ScopeCard] = []
        for card in cards {
            let isChanged = try place.commit(to: card.scope) { door in
                guard let user = try door.view.user(login, in: card.scope),
                    role.map({ user.roles.contains($0.rawValue) }) ?? !user.roles.isEmpty
                else { return false }
                try door.write(RoleWord(revoking: role?.rawValue, from: user.entity))
                return true
            }
            if isChanged { changed.append(card) }
        }
        return UserChanged(
            changed.isEmpty ? .unchanged : role == nil ? .disabled : .revoked, login, role,
            changed, isDryRun: place.isDryRun)
    }

    private static func checked(_ text: String) throws -> Role {
        guard let role = Role(text) else {
            throw Problem(
                "unknown-role", .usage,
                .people(.unknownRole(text, known: Role.allCases.map(\.name))))
        }
        return role
    }

    private static func known(
        _ login: String, at place: Workplace
    ) throws -> [(ScopeCard, UserCard)] {
        try place.require(.managePeople)
        let known = try place.store.view { view in
            try view.scopes().compactMap { card in
                try view.user(login, in: card.scope).map { (card, $0) }
            }
        }
        guard !known.isEmpty else {
            throw Problem(
                "unknown-user", .inputNotFound, .people(.unknownUser(login)),
                remedy: .people(.lookAtUsers))
        }
        return known
    }

    /// Of these scopes the one of a code, or all of them, as far as they are this node's to govern.
    private static func meant(
        _ cards: [ScopeCard], code: String?, at place: Workplace
    ) throws -> [ScopeCard] {
        let scope = try place.scopeToRead(code: code)
        return try governed(cards.filter { scope == nil || $0.scope == scope }, at: place)
    }

    private static func scopes(
        of role: Role, code: String?, at place: Workplace
    ) throws -> [ScopeCard] {
        try place.require(.managePeople)
        if let code {
            // It would be held in every station that comes later, too.
            guard !role.isOfCounty else {
                throw Problem("of-the-county", .usage, .people(.ofCounty(role: role.name)))
            }
            return try governed([place.station(code: code)], at: place)
        }
        guard role.isOfCounty else {
            throw Problem(
                "code-needed", .usage, .people(.stationNeeded(role: role.name)),
                remedy: .record(.codeNeededRemedy))
        }
        return try governed(place.store.view { try $0.scopes() }, at: place)
    }

    private static func governed(
        _ cards: [ScopeCard], at place: Workplace
    ) throws -> [ScopeCard] {
        let governed = try place.store.view { view in
            try cards.filter { try view.governs($0.scope) }
        }
        guard !governed.isEmpty else {
            let hasNone = place.home.role != .station && cards.isEmpty
            throw Problem(
                hasNone ? "no-station" : "county-only", .notPermitted,
                .people(hasNone ? .noStationYet : .countyOnly),
                remedy: hasNone ? .people(.inviteFirst) : .record(.askCounty))
        }
        return governed
    }
}
