import Node
public import ServiceRecords
import Store
public import SyncCore
import Texts

extension Workplace {
    /// Who writes into a scope: the user who works here, or the node itself.
    /// - Throws: `Problem` 77 where the user is nobody in that scope.
    func author(in scope: Scope) throws -> Store.Author {
        guard let login else { return home.author }
        let user = try store.view { try $0.user(login, in: scope) }
        guard let user, !user.roles.isEmpty else { throw noRole(login) }
        return Store.Author(actor: user.entity)
    }

    /// Milliseconds since 1970, no earlier than the greatest time of a receipt that is held: what has expired
    /// is not good again because a clock was set back.
    func latestTime() throws -> Int64 { try max(now, store.view { try $0.latestReceiptTime() }) }

    /// The roles in one scope, or in any.
    func roles(in scope: Scope? = nil) throws -> Set<Role> {
        guard let login else { return [] }
        let cards = try store.view { view in
            try (scope.map { [$0] } ?? view.heldScopes()).compactMap {
                try view.user(login, in: $0)
            }
        }
        return Set(cards.flatMap(\.roles).compactMap(Role.init(rawValue:)))
    }

    /// Lets the node itself do everything, and a user what one of their roles allows.
    /// - Throws: `Problem` 77.
    public func require(_ act: Act, in scope: Scope? = nil) throws {
        guard let login else { return }
        let roles = try roles(in: scope)
        guard !roles.isEmpty else { throw noRole(login) }
        guard roles.contains(where: { Rights.acts($0).contains(act) }) else {
            throw Problem(
                "not-permitted", .notPermitted,
                .people(.mayNot(login: login, roles: roles.map(\.name).sorted(), act: act.words)),
                remedy: .people(.askAdministrator))
        }
    }

    /// Refuses where nobody has a role: there is nobody yet who could log in.
    /// - Throws: `Problem` 77.
    public func requirePeople() throws {
        let hasPeople = try store.view { view in
            try view.heldScopes().contains(where: view.hasPeople(in:))
        }
        guard !hasPeople else { return }
        throw Problem(
            "no-people", .notPermitted, .people(.noPeople), remedy: .people(.noPeopleRemedy))
    }

    private func noRole(_ login: String) -> Problem {
        Problem(
            "no-role", .notPermitted, .people(.noRole(login: login)),
            remedy: .people(.askAdministrator))
    }
}

extension Act {
    var words: Words {
        switch self {
        case .read: Words(zh: "查看", en: "look at records")
        case .record: Words(zh: "登记", en: "record")
        case .decide: Words(zh: "处理冲突和暂存", en: "settle conflicts and quarantine")
        case .approve: Words(zh: "复核", en: "be the second person")
        case .managePeople: Words(zh: "管理用户", en: "manage users")
        case .manageStations: Words(zh: "管理站点", en: "manage stations and their devices")
        case .audit: Words(zh: "查看审计记录", en: "read the audit trail")
        }
    }
}

extension Problem {
    /// What a role may not write.
    static func notPermitted(_ tag: GroupTag) -> Problem {
        let kind = Schema.kind(tag.kind)
        return Problem(
            "not-permitted", .notPermitted,
            .people(
                .mayNotWrite(
                    kind: Words(zh: kind?.zh ?? tag.kindName, en: tag.kindName),
                    group: Words(zh: kind?.group(tag.group)?.zh ?? tag.groupName, en: tag.groupName)
                )),
            remedy: .people(.askAdministrator))
    }
}
