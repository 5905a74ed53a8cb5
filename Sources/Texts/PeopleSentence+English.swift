extension PeopleSentence {
    var english: String {
        switch self {
        case .mayNot(let login, let roles, let act):
            "\(login) (\(roles.joined(separator: ", "))) may not \(act.en); nothing was changed"
        case .mayNotWrite(let kind, let group):
            "your role may not write “\(group.en)” of a \(kind.en); nothing was changed"
        case .noRole(let login): "\(login) has no role here, or was disabled"
        case .askAdministrator:
            "if it is needed, ask the county's administrator for it (yizhan user role)"

        case .badLogin(let text): "no login: \(text)"
        case .badLoginRemedy:
            "1 to 32 small letters, digits, full stops, hyphens or underscores; a letter or digit first"
        case .badName: "give a name, 64 characters at most"
        case .loginTaken(let login): "the login \(login) is taken"
        case .loginTakenRemedy:
            "give the same person a role by yizhan user role, another person another login"
        case .unknownRole(let text, let known):
            "there is no role “\(text)”; there are \(known.joined(separator: ", "))"
        case .unknownUser(let login): "there is no user \(login)"
        case .lookAtUsers: "see yizhan user list"
        case .stationNeeded(let role): "the role \(role) belongs to a station: name it by --code"
        case .countyOnly: "users and roles are the affair of the county that opened the station"
        case .noStationYet: "there is no station yet: users stand in the stations' records"
        case .inviteFirst: "open a station first (yizhan station invite)"
        case .nobody: "there are no users yet"
        case .userRow(let login, let name, let station, let roles):
            "\(login)  \(name ?? "(name not held here)")  \(station ?? "")  "
                + (roles.isEmpty ? "disabled" : roles.joined(separator: ", "))
        case .userAdded(let login, let role, let stations):
            "user \(login) added as \(role) at \(stations) station(s)"
        case .roleGranted(let login, let role, let stations):
            "\(login) is \(role) at \(stations) station(s)"
        case .roleRevoked(let login, let role, let stations):
            "\(login) is no longer \(role) at \(stations) station(s)"
        case .userDisabled(let login, let stations):
            "\(login) is disabled at \(stations) station(s); what they wrote still counts"
        case .userUnchanged(let login): "\(login) has no such role; nothing was changed"
        case .knownAtNextExchange: "stations know after their next exchange"
        }
    }
}
