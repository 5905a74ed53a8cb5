import ServiceRecords

/// What is shown of who somebody is where nobody has said why they look.
enum PersonMask {
    /// `张＊`: how long the name is does not show.
    static func name(_ name: String) -> String { name.prefix(1) + "＊" }

    /// What no piece of is shown.
    static let whole = "＊"

    static func idNumber(_ number: String) -> String { CitizenNumber.masked(number) }

    static func phone(_ phone: String) -> String {
        PhoneNumber(phone)?.masked ?? CitizenNumber.masked(phone)
    }
}
