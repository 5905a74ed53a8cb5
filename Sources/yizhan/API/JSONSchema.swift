/// A form of JSON values, as OpenAPI 3.1 describes it (JSON Schema 2020-12). Objects have the members that
/// are named, all of them unless said otherwise, and no other.
struct JSONSchema: Sendable {
    let json: JSONValue

    private init(_ members: [String: JSONValue], _ about: String = "") {
        json = .object(
            about.isEmpty ? members : members.merging(["description": .text(about)]) { $1 })
    }

    static func text(_ about: String = "", longest: Int? = nil) -> Self {
        var members: [String: JSONValue] = ["type": "string"]
        if let longest {
            members.merge(["minLength": 1, "maxLength": .integer(Int64(longest))]) { $1 }
        }
        return Self(members, about)
    }

    /// 1 to so many characters, no control characters among them.
    static func line(longest: Int) -> Self {
        Self([
            "type": "string", "minLength": 1, "maxLength": .integer(Int64(longest)),
            "pattern": #"^[^\u0000-\u001f\u007f]*$"#,
        ])
    }

    static func word(_ about: String = "", of words: [String]) -> Self {
        Self(["type": "string", "enum": .array(words.map(JSONValue.text))], about)
    }

    static func constant(_ text: String) -> Self { Self(["type": "string", "const": .text(text)]) }

    /// RFC 3339, UTC.
    static func time(_ about: String = "") -> Self {
        Self(["type": "string", "format": "date-time"], about)
    }

    static func count(_ about: String = "") -> Self {
        Self(["type": "integer", "minimum": 0], about)
    }

    static func flag(_ about: String = "") -> Self { Self(["type": "boolean"], about) }

    static func list(_ about: String = "", of element: JSONSchema, most: Int? = nil) -> Self {
        var members: [String: JSONValue] = ["type": "array", "items": element.json]
        if let most { members["maxItems"] = .integer(Int64(most)) }
        return Self(members, about)
    }

    /// Integers by names that are not known beforehand.
    static func figures(_ about: String = "") -> Self {
        Self(["type": "object", "additionalProperties": ["type": "integer"]], about)
    }

    static func object(
        _ members: [String: JSONSchema], about: String = "", optional: Set<String> = []
    ) -> Self {
        let required = members.keys.filter { !optional.contains($0) }.sorted()
        return Self(
            [
                "type": "object", "properties": .object(members.mapValues(\.json)),
                "required": .array(required.map(JSONValue.text)), "additionalProperties": false,
            ], about)
    }

    /// The same, with these words.
    func about(_ words: String) -> Self {
        guard case .object(let members) = json else { return self }
        return Self(members, words)
    }

    /// The same, or null.
    var orNull: Self {
        guard case .object(let members) = json else { return self }
        var about = ""
        if case .text(let text)? = members["description"] { about = text }
        guard case .text(let type)? = members["type"], members["enum"] == nil else {
            return Self(["anyOf": [json, ["type": "null"]]], about)
        }
        return Self(members.merging(["type": [.text(type), "null"]]) { $1 })
    }
}
