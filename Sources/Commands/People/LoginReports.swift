import ServiceRecords
public import Texts

/// Who has logged in. The token is handed to the shell, and is in no report.
public struct LoggedIn: Report {
    public static let kind = "LoggedIn"
    public let login: String
    public let token: String

    private enum CodingKeys: String, CodingKey { case login }

    public func text(in language: Language) -> String {
        Sentence.people(
            .loggedIn(
                login: login, idleMinutes: Int(LoginDesk.idle / 60_000),
                hours: Int(LoginDesk.longestSession / 3_600_000))
        ).text(in: language)
    }
}

/// Under whose name commands are written.
public struct WhoAmI: Report {
    public static let kind = "WhoAmI"
    /// null for the node itself, that is for whoever owns its directory.
    public let login: Nullable<String>
    /// In any scope that is held here; names.
    public let roles: [String]

    /// - Throws: `Problem`.
    public init(_ place: Workplace) throws {
        login = Nullable(place.login)
        do { roles = try place.roles().map(\.name).sorted() } catch { throw Problem(error) }
    }

    public func text(in language: Language) -> String {
        let names = roles.map { language == .zh ? Role($0)?.zh ?? $0 : $0 }
        return Sentence.people(.whoAmI(login: login.value, roles: names)).text(in: language)
    }
}

public struct LoggedOut: Report {
    public static let kind = "LoggedOut"
    public let login: String

    public func text(in language: Language) -> String {
        Sentence.people(.loggedOut(login: login)).text(in: language)
    }
}

public struct PasswordChanged: Report {
    public static let kind = "PasswordChanged"
    public let login: String

    public func text(in language: Language) -> String {
        Sentence.people(.passwordChanged(login: login)).text(in: language)
    }
}
