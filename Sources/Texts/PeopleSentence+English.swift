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

        case .wrongPassword: "wrong login or password"
        case .wrongPasswordRemedy:
            "if it is lost, the owner of the data directory sets another (yizhan user passwd), or the county "
                + "vouches for you (yizhan user recover)"
        case .tooManyGuesses(let seconds): "too many wrong passwords: try again in \(seconds) s"
        case .tooManyGuessesRemedy: "neither a restart nor another time of day makes that shorter"
        case .badPassword(let shortest, let longest):
            "a password has \(shortest) to \(longest) characters; nothing was changed"
        case .passwordsDiffer: "the two are not the same; nothing was changed"
        case .passwordNeeded: "there is no password"
        case .passwordNeededRemedy:
            "type it at a terminal, or name a file by --password-file (- for standard input)"
        case .askPassword: "password: "
        case .askOldPassword: "old password: "
        case .askNewPassword: "new password: "
        case .askAgain: "once more: "
        case .notLoggedIn: "you are not logged in, or not any more"
        case .logIn: "log in by yizhan user login LOGIN"
        case .loggedIn(let login, let idleMinutes, let hours):
            "\(login) is logged in, for \(hours) hours or until \(idleMinutes) minutes without a command"
        case .loggedOut(let login): "\(login) is logged out"
        case .passwordChanged(let login):
            "the password of \(login) is set on this machine; sessions under the old one have ended"

        case .notOwner(let directory): "you do not own \(directory)"
        case .notOwnerRemedy:
            "ask the administrator to set listen.people, then log in by yizhan user login"
        case .notThroughDoor: "only the owner of the data directory can give this command"
        case .noFilesThroughDoor:
            "a login attaches no files: ask the owner of the data directory to do it"
        case .doorNotPossible(let path):
            "no socket can be opened at \(path): there is no such folder, or it cannot be written"
        case .doorNotPossibleRemedy: "make the folder, or set listen.people to another"
        case .nobodyAtDoor(let path): "no node runs behind \(path)"
        case .doorFailed(let path):
            "the connection through \(path) broke; what you asked for may have been done: look first"
        }
    }
}
