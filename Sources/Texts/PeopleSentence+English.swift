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
        case .badName: "give a name: one line, 64 characters at most, no control characters"
        case .loginTaken(let login): "the login \(login) is taken"
        case .loginTakenRemedy:
            "give the same person a role by yizhan user role, another person another login"
        case .unknownRole(let text, let known):
            "there is no role “\(text)”; there are \(known.joined(separator: ", "))"
        case .unknownUser(let login): "there is no user \(login)"
        case .lookAtUsers: "see yizhan user list"
        case .ofCounty(let role):
            "the role \(role) is held in every station of the county: leave --code out"
        case .stationNeeded(let role): "the role \(role) belongs to a station: name it by --code"
        case .countyOnly: "users and roles are the affair of the county that opened the station"
        case .noStationYet: "there is no station yet: users stand in the stations' records"
        case .inviteFirst: "open a station first (yizhan station invite)"
        case .nobody: "there are no users yet"
        case .noPeople: "nobody has a role here yet, so nobody can log in"
        case .noPeopleRemedy:
            "the owner of the data directory uses the command line; for others to log in, the county names "
                + "users first (yizhan user add)"
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

        case .othersPassword(let login):
            "the password of \(login) is set by themselves or by the owner of the data directory"
        case .othersPasswordRemedy(let login):
            "the owner runs yizhan user passwd \(login) without a login; or they themselves, "
                + "yizhan user recover \(login)"
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
        case .whoAmI(let login?, let roles):
            "\(login)  " + (roles.isEmpty ? "no role" : roles.joined(separator: ", "))
        case .whoAmI(nil, _):
            "nobody is logged in: commands are the node's own, by the owner of its directory"
        case .passwordChanged(let login):
            "the password of \(login) is set on this machine; sessions under the old one have ended"

        case .badHours(let longest): "1 to \(longest) hours"
        case .badChallenge: "this is no challenge that a PC shows"
        case .badCode:
            "this is not the county's word for this: it is good once, for one PC, one user and the last challenge "
                + "shown; nothing was changed"
        case .badCodeRemedy: "run yizhan user recover LOGIN again and read the new challenge out"
        case .codeExpired: "the county's word has expired; nothing was changed"
        case .challenge(let login, let station, let challenge):
            "tell the county: station \(station), user \(login), challenge \(challenge)\n"
                + "it answers by yizhan user vouch; then yizhan user recover \(login) --vouched CODE"
        case .vouched(let login, let code, let hours):
            "for \(login), good once and for \(hours) hours:\n\(code)"

        case .waitingForSecond(let ids, let hasChanged):
            (hasChanged
                ? "what was asked for or agreed to has changed since, and has to be agreed to as it is now; "
                : "")
                + "asked for, and waiting for somebody else to agree: \(ids.joined(separator: ", ")); nothing was changed"
        case .waitingForSecondRemedy:
            "somebody else agrees by yizhan approval approve; then give the command again"
        case .secondNeedsLogin: "a second person answers under their own name: log in first"
        case .reasonNeeded: "give a reason, 200 characters at most"
        case .ownRequest(let login): "\(login) cannot agree to what \(login) asks for"
        case .notWaiting(let id, let state): "\(id) does not wait: \(state.en)"
        case .unknownRequest(let text): "there is no request \(text)"
        case .lookAtApprovals: "see yizhan approval list --all"
        case .noApprovals: "nothing waits for a second person"
        case .approvalRow(let id, let act, let summary, let by, let until, let state):
            "\(id)  \(act)  \(summary)  by \(by ?? "the node")  until \(until)  \(state.en)"
        case .answered(let id, let isApproved): "\(id) \(isApproved ? "approved" : "declined")"

        case .nothingAudited: "nothing fits"
        case .unknownAuditKind(let text, let known):
            "the audit trail has no kind “\(text)”; there are \(known.joined(separator: ", "))"
        case .auditRow(let at, let user, let what, let record, let station, let exclusion):
            "\(at)  \(user ?? "node")  \(what)  \(record)  \(station ?? "")"
                + (exclusion.map { "  does not count: \($0)" } ?? "")
        case .audited(let changes, let file): "\(changes) changes written to \(file)"
        case .auditDamaged(let count):
            "\(count) more cannot be read, this disk has altered them, and nobody can tell whether they fit: "
                + "yizhan resync plan --level verify says which, --level repair mends them"

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
        case .doorSlow(let seconds):
            "the node has not answered within \(seconds) seconds; what you asked for may be under way, or done"
        case .doorSlowRemedy:
            "look first, and then decide whether to ask again; of lists ask for less"
        case .answerTooLong(let mebibytes):
            "the answer is longer than \(mebibytes) MiB and was not sent; what you asked for has been done"
        case .answerTooLongRemedy: "ask for less: for one station, say, or one record"
        case .requestTooLong(let kibibytes):
            "this is longer than the \(kibibytes) KiB that go through the socket; nothing was done"
        case .requestTooLongRemedy:
            "say it in fewer words, or in several commands; files and long lists are for the owner of the data "
                + "directory"
        case .otherNode(let directory):
            "the node behind this socket does not live in \(directory); nothing was done"
        case .otherNodeRemedy:
            "leave --data-dir and YIZHAN_DATA_DIR out, or set listen.people to the socket of the node that is meant"
        case .passwordNotText: "the password is no UTF-8 text; nothing was changed"
        case .doorFailed(let path):
            "the connection through \(path) broke; what you asked for may have been done: look first"
        }
    }
}
