import ServiceRecords
import Store
import SyncCore

/// Users come and go, and write with the right to and without.
extension CountyWorld {
    private static let logins = ["cao", "du"]

    /// The county names a user, or gives one a role, or takes it away.
    func decideAboutPeople(_ pick: UInt64) {
        let scope = scopes[Int(pick % UInt64(scopes.count))]
        do {
            try commit(at: county, in: scope) { door in
                let login = Self.logins[Int(pick / 3 % UInt64(Self.logins.count))]
                let user = try door.view.users(in: scope).first { $0.login == login }?.entity
                guard let user else {
                    _ = try door.write(user: login, name: nil)
                    return
                }
                let role = Role.allCases[Int(pick / 7 % UInt64(Role.allCases.count))]
                let word =
                    switch pick / 41 % 6 {
                    case 0: RoleWord(revoking: nil, from: user)
                    case 1: RoleWord(revoking: role.rawValue, from: user)
                    default:
                        RoleWord(granting: role.rawValue, with: Rights.writing(role), to: user)
                    }
                _ = try door.write(word)
            }
            figures.roleWords += 1
        } catch { figures.failedWrites += 1 }
    }

    /// Who writes at a machine: mostly the node itself, else a user whom it knows, whom nobody asks whether
    /// they may.
    func author(at machine: Machine, in scope: Scope, _ pick: UInt64) -> Store.Author {
        guard (pick >> 40) % 3 == 0,
            let users = try? machine.life?.store.view({ try $0.users(in: scope) }),
            !users.isEmpty
        else { return Store.Author() }
        figures.userWrites += 1
        return Store.Author(unasked: users[Int((pick >> 44) % UInt64(users.count))].entity)
    }
}
