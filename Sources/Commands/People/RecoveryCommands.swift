import Authority
public import Node
import ServiceRecords
import Store
import SyncCore
public import Texts

/// A lost password: the PC shows a challenge, the county vouches for whoever it knows at the telephone, and
/// the PC checks that word without a line.
public enum RecoveryCommands {
    private static let hour: Int64 = 3_600_000
    /// Hours for which the county's word is good.
    public static let longest = 72

    /// Milliseconds for which a challenge is shown again: nobody makes the one worthless that somebody else
    /// reads out at the telephone.
    private static let pending: Int64 = 24 * hour

    /// The challenge that is waiting for the county's word, or a fresh one.
    public static func challenge(
        _ place: Workplace, login: String, clock: any SteadyClock = BootClock()
    ) throws -> RecoveryChallenge {
        _ = try scope(of: login, at: place)
        let now = clock.now
        let fresh = place.home.randomness.bytes(10)
        let challenge = try place.store.logins { logins -> [UInt8] in
            if let (waiting, made) = try logins.challenge(of: login),
                now.elapsed(since: .init(made)) < pending
            {
                return waiting
            }
            try logins.set(challenge: fresh, of: login, made: now.moment)
            return fresh
        }
        return RecoveryChallenge(
            login: login, station: place.home.code, challenge: SpokenText.encode(challenge))
    }

    /// The county's word, for the challenge that somebody reads out.
    public static func vouch(
        _ place: Workplace, login: String, code: String, challenge: String, hours: Int = 24
    ) throws -> RecoveryVouched {
        try place.require(.managePeople)
        guard (1...longest).contains(hours) else {
            throw Problem("bad-hours", .usage, .people(.badHours(longest: longest)))
        }
        guard let bytes = SpokenText.decode(challenge), bytes.count == 10 else {
            throw Problem("bad-challenge", .badInput, .people(.badChallenge))
        }
        let card = try place.station(code: code)
        let (isOurs, user) = try place.store.view {
            (try $0.governs(card.scope), try $0.user(login, in: card.scope))
        }
        guard isOurs else {
            throw Problem(
                "county-only", .notPermitted, .people(.countyOnly), remedy: .record(.askCounty))
        }
        guard let user, !user.roles.isEmpty else { throw LoginDesk.disabled(login) }
        let code = try RecoveryCode(
            for: login, in: card.scope, challenge: bytes,
            expires: UInt32(clamping: place.latestTime() / hour + Int64(hours)),
            by: place.home.signer)
        // Nobody has the word before the log has it.
        try place.commit(to: card.scope) { try $0.write(ActChange.vouched(login: login)) }
        return RecoveryVouched(login: login, code: code.text, hours: hours)
    }
}

extension LoginDesk {
    /// Sets a new password on the county's word, once: whether the word is good is asked again in the
    /// transaction that uses it up.
    public func recover(
        _ login: String, code text: String, password: String
    ) throws -> PasswordChanged {
        let scope = try RecoveryCommands.scope(of: login, at: place)
        let keys = try place.store.view { try $0.authorityKeys(of: scope) }
        let now = try place.latestTime()
        func check(_ challenge: [UInt8]?) throws {
            guard let code = RecoveryCode(text: text), let challenge,
                code.isSigned(for: login, in: scope, challenge: challenge, byOneOf: keys)
            else {
                throw Problem(
                    "bad-code", .notPermitted, .people(.badCode),
                    remedy: .people(.badCodeRemedy))
            }
            guard now / 3_600_000 < Int64(code.expires) else {
                throw Problem(
                    "code-expired", .notPermitted, .people(.codeExpired),
                    remedy: .people(.badCodeRemedy))
            }
        }
        try check(place.store.logins { try $0.challenge(of: login)?.bytes })
        let record = try record(of: password)
        try logins(noting: .recovered(login: login), by: nil) { logins in
            try check(logins.challenge(of: login)?.bytes)
            // Takes the challenge away.
            try logins.set(password: record, of: login)
        }
        return PasswordChanged(login: login)
    }
}

extension RecoveryCommands {
    /// The one scope in which the user is somebody here.
    static func scope(of login: String, at place: Workplace) throws -> Scope {
        let found = try place.store.view { view in
            try view.heldScopes().first {
                try view.user(login, in: $0)?.roles.isEmpty == false
            }
        }
        guard let found else { throw LoginDesk.disabled(login) }
        return found
    }
}

public struct RecoveryChallenge: Report {
    public static let kind = "RecoveryChallenge"
    public let login: String
    public let station: String
    public let challenge: String

    public func text(in language: Language) -> String {
        Sentence.people(
            .challenge(login: login, station: station, challenge: challenge)
        ).text(in: language)
    }
}

public struct RecoveryVouched: Report {
    public static let kind = "RecoveryVouched"
    public let login: String
    public let code: String
    public let hours: Int

    public func text(in language: Language) -> String {
        Sentence.people(.vouched(login: login, code: code, hours: hours)).text(in: language)
    }
}
