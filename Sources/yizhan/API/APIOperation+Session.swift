import Commands
import Texts

extension APIOperation {
    /// The sessions are those of `user login`.
    static let session = [
        APIOperation(
            name: "user login", changes: true,
            about:
                "Opens a session. Guesses are counted, and the first few wrong ones make others wait.",
            admission: .anybody,
            fields: [
                InputField(
                    name: "login", form: .text(longest: 64), about: "One's login.",
                    example: "cao", isRequired: true),
                InputField(
                    name: "password", form: .secret(longest: 1_024),
                    about: "On this machine.", example: "雪山-狮子-123", isRequired: true),
            ],
            answer: AnswerForm(
                SessionOpened.self,
                .object([
                    "login": .text(),
                    "token": .text("For Authorization: Bearer. It is shown only here."),
                ]), example: APIExample.loggedIn)
        ) { input, visit in
            try visit.service.login(
                input["login"] ?? "", password: input["password"] ?? "", at: visit.place)
        },
        APIOperation(
            name: "user logout", changes: true, about: "Ends the session.", admission: .session,
            answer: AnswerForm(
                LoggedOut.self, .object(["login": .text()]), example: APIExample.loggedOut)
        ) { _, visit in try LoginDesk(visit.place).logout(visit.token) },
        APIOperation(
            name: "user whoami", changes: false, about: "Whose session it is.",
            admission: .session,
            answer: AnswerForm(
                WhoAmI.self,
                .object([
                    "login": .text().orNull,
                    "roles": .list("In any scope that is held here.", of: .text()),
                ]), example: APIExample.whoAmI)
        ) { _, visit in try WhoAmI(visit.place) },
    ]
}

/// A session that was opened for a program, which keeps the token by itself.
struct SessionOpened: Report {
    static let kind = LoggedIn.kind
    let login: String
    let token: String

    /// Nobody reads it at a terminal.
    func text(in language: Language) -> String { "" }
}
