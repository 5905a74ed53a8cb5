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
