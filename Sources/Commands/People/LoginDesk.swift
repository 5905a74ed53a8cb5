public import Authority
import Foundation
public import Node
import ServiceRecords
import Store
import SyncCore
import Texts

/// Passwords and sessions of one machine: who is who, and how often somebody may guess.
public struct LoginDesk: Sendable {
    let place: Workplace
    let clock: any SteadyClock
    let cost: PasswordCost

    public init(
        _ place: Workplace, clock: any SteadyClock = BootClock(), cost: PasswordCost = .usual
    ) {
        self.place = place
        self.clock = clock
        self.cost = cost
    }

    /// Opens a session; the token is known to whoever logged in, and here only its hash.
    ///
    /// A guess is counted on the disk before the password is looked at. Somebody unknown costs the same
    /// time, and is told the same.
    /// - Throws: `Problem` 77 for a wrong password or somebody without a role, 75 where guesses are used up.
    public func login(_ login: String, password: String) throws -> LoggedIn {
        let known = try place.store.logins { try $0.password(of: login) }
        try spend(at: known == nil ? Self.strangers : login)
        let record = known.flatMap(PasswordRecord.init(text:))
        let isRight = (record ?? .nobody(cost)).fits(password) && record != nil
        guard isRight else { throw Self.wrong }
        let token = LoginSession.token(place.home.randomness)
        guard let hash = LoginSession.hash(ofToken: token) else {
            throw Problem("bug", .bug, .unexpected("token"), remedy: .reportBug)
        }
        let now = clock.now.moment
        try giveBack(to: login)
        try requireRole(login)
        try logins(noting: .login, by: login) {
            try $0.open(.init(login: login, opened: now, seen: now), token: hash)
        }
        return LoggedIn(login: login, token: token)
    }

    /// Whose token this is, who still is somebody here; the session goes on from now.
    /// - Throws: `Problem` 77 where there is no such session, or no more.
    public func resume(_ token: String) throws -> String {
        let login = try holder(of: token)
        try requireRole(login)
        return login
    }

    private func holder(of token: String) throws -> String {
        guard let hash = LoginSession.hash(ofToken: token) else { throw Self.noSession }
        let now = clock.now
        let login = try place.store.logins { logins -> String? in
            guard let stored = try logins.session(hash) else { return nil }
            guard LoginSession(stored).holds(at: now) else {
                try logins.close(token: hash)
                return nil
            }
            // Not every command costs a write to the disk.
            if now.elapsed(since: .init(stored.seen)) >= Self.noteworthy {
                try logins.note(seen: now.moment, token: hash)
            }
            return stored.login
        }
        guard let login else { throw Self.noSession }
        return login
    }

    private static let noteworthy: Int64 = 30_000

    public func logout(_ token: String) throws -> LoggedOut {
        let login = try holder(of: token)
        guard let hash = LoginSession.hash(ofToken: token) else { throw Self.noSession }
        try logins(noting: .logout, by: login) { try $0.close(token: hash) }
        return LoggedOut(login: login)
    }

    /// Sets a password on this machine, and ends the sessions under the old one.
    ///
    /// The owner of the directory sets anybody's; a user their own, who knows the old one. Nobody else, for
    /// whoever sets another's password can log in as them, and be two persons.
    public func set(
        password: String, of login: String, knowing old: String? = nil
    ) throws -> PasswordChanged {
        try requireRole(login)
        if place.login == login {
            let known = try place.store.logins { try $0.password(of: login) }
            try spend(at: login)
            guard let old, let record = known.flatMap(PasswordRecord.init(text:)),
                record.fits(old)
            else { throw Self.wrong }
            try giveBack(to: login)
        } else {
            guard place.login == nil else {
                throw Problem(
                    "others-password", .notPermitted, .people(.othersPassword(login)),
                    remedy: .people(.othersPasswordRemedy(login)))
            }
        }
        let record = try record(of: password)
        try logins(noting: .passwordSet(login: login), by: place.login) {
            try $0.set(password: record, of: login)
        }
        return PasswordChanged(login: login)
    }

    /// What is kept of a password; it takes as long as the cost says.
    /// - Throws: `Problem` where it is too short or too long.
    func record(of password: String) throws -> String {
        let length = password.count
        guard (Self.shortest...Self.longest).contains(length) else {
            throw Problem(
                "bad-password", .badInput,
                .people(.badPassword(shortest: Self.shortest, longest: Self.longest)))
        }
        return try PasswordRecord(
            password, salt: place.home.randomness.bytes(16), cost: cost
        ).text
    }

    static let idle = LoginSession.idle
    static let longestSession = LoginSession.longest
    private static let shortest = 8
    private static let longest = 128
}

extension LoginDesk {
    /// Logins without a password here share one budget: made-up ones cannot fill the table.
    private static let strangers = "?"
    private static let everybody = ""

    /// Takes one guess of this login and of all together.
    func spend(at login: String) throws {
        let now = clock.now
        let spent = try logins(noting: .guessed(login: login), by: nil, where: \.isLast) { logins in
            var own = try logins.budget(login, .user, at: now)
            var all = try logins.budget(Self.everybody, .node, at: now)
            let before = own.left
            let waits = [own.spend(.user, at: now), all.spend(.node, at: now)].compactMap(\.self)
            if let wait = waits.max() { return Spent(wait: wait) }
            try logins.set(own, at: login)
            try logins.set(all, at: Self.everybody)
            return Spent(isLast: own.left == 0 && before > 0)
        }
        if let wait = spent.wait {
            throw Problem(
                "too-many-guesses", .temporary,
                .people(.tooManyGuesses(seconds: Int((wait + 999) / 1_000))),
                remedy: .people(.tooManyGuessesRemedy))
        }
    }

    private struct Spent {
        /// Milliseconds; nil where a guess was left.
        var wait: Int64?
        /// Whether it was the last one that was left.
        var isLast = false
    }

    func giveBack(to login: String) throws {
        let now = clock.now
        try place.store.logins { logins in
            var own = try logins.budget(login, .user, at: now)
            var all = try logins.budget(Self.everybody, .node, at: now)
            own.giveBack(.user)
            all.giveBack(.node)
            try logins.set(own, at: login)
            try logins.set(all, at: Self.everybody)
        }
    }

    /// Alters the table of logins, and writes what was done into the log of the first scope in which the user
    /// is somebody: both in one transaction. Of whom nobody knows nothing is written down.
    /// - Parameters:
    ///   - login: who did it; nil for the node itself.
    ///   - isNoted: whether what came of it is to be written down.
    @discardableResult
    func logins<T>(
        noting act: ActChange, by login: String?, where isNoted: (T) -> Bool = { _ in true },
        _ body: (Logins) throws -> T
    ) throws -> T {
        let whom = login ?? act.login
        let found = try place.store.view { view in
            try view.scopes().lazy.compactMap { card -> (Scope, UserCard)? in
                guard let whom, let user = try view.user(whom, in: card.scope) else { return nil }
                return (card.scope, user)
            }.first
        }
        guard let (scope, user) = found else { return try place.store.logins(body) }
        let author = login == nil ? place.home.author : Store.Author(actor: user.entity)
        return try place.store.logins(beside: scope, by: author, at: place.now) { logins, door in
            let result = try body(logins)
            if isNoted(result) { try door.write(act) }
            return result
        }
    }

    /// At an aggregator people of its own work, who see all of its stations; at a station anybody of it.
    func requireRole(_ login: String) throws {
        let roles = try working(as: login).roles()
        guard place.home.role == .station ? !roles.isEmpty : roles.contains(where: \.isOfCounty)
        else { throw Self.disabled(login) }
    }

    func working(as login: String) -> Workplace {
        Workplace(home: place.home, language: place.language, login: login)
    }

    static let wrong = Problem(
        "wrong-password", .notPermitted, .people(.wrongPassword),
        remedy: .people(.wrongPasswordRemedy))

    public static let noSession = Problem(
        "not-logged-in", .notPermitted, .people(.notLoggedIn), remedy: .people(.logIn))

    static func disabled(_ login: String) -> Problem {
        Problem(
            "no-role", .notPermitted, .people(.noRole(login: login)),
            remedy: .people(.askAdministrator))
    }
}

extension Logins {
    fileprivate func budget(
        _ login: String, _ size: GuessBudget.Size, at now: BootTime
    ) throws -> GuessBudget {
        try guesses(at: login).map {
            GuessBudget(left: $0.left, filled: BootTime($0.filled))
        } ?? GuessBudget(size, at: now)
    }

    fileprivate func set(_ budget: GuessBudget, at login: String) throws {
        try set(Guesses(left: budget.left, filled: budget.filled.moment), at: login)
    }
}

extension BootTime {
    init(_ moment: Logins.Moment) {
        self.init(boot: moment.boot, milliseconds: moment.milliseconds)
    }

    var moment: Logins.Moment { .init(boot: boot, milliseconds: milliseconds) }
}

extension LoginSession {
    fileprivate init(_ stored: Logins.Session) {
        self.init(
            login: stored.login, opened: BootTime(stored.opened), seen: BootTime(stored.seen))
    }
}
