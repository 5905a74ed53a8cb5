/// The token of a session, as a request shows it (RFC 6750 §2.1).
struct BearerToken {
    let text: String

    /// nil where there is none, or more than one.
    init?(_ fields: [String]) {
        guard fields.count == 1, let field = fields.first else { return nil }
        let parts = field.split(separator: " ")
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        text = String(parts[1])
    }
}
