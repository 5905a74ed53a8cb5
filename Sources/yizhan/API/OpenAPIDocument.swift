import Commands
import Node
import ServiceRecords

/// The description of the local API, made from its table of operations: OpenAPI 3.1.0.
struct OpenAPIDocument {
    let operations: [APIOperation]

    init(_ operations: [APIOperation] = APIOperation.all) { self.operations = operations }

    var json: JSONValue {
        [
            "openapi": "3.1.0", "info": Self.info, "servers": Self.servers,
            "security": [["session": []]],
            "tags": .array(
                Self.groups.map { ["name": .text($0.name), "description": .text($0.about)] }),
            "paths": .object(
                Dictionary(
                    operations.map { ($0.path, [$0.method: $0.described]) },
                    uniquingKeysWith: { first, _ in first }
                ).mapValues(JSONValue.object)),
            "components": [
                "securitySchemes": ["session": Self.session], "schemas": .object(schemas),
                "headers": ["Yizhan-Exit": Self.exitHeader],
            ],
        ]
    }

    private var schemas: [String: JSONValue] {
        let answers = operations.map { ($0.answer.kind, $0.answer.document.json) }
        return Dictionary(
            answers + [(Document.problem, APIOperation.problem.json)],
            uniquingKeysWith: { first, _ in first })
    }

    private static let info: JSONValue = [
        "title": "Yizhan 驿站", "version": .text(ProgramVersion.text),
        "description": """
        The local API of a node, at the address of its console and nowhere else. Every operation does what \
        the command of the same name does, and answers the document of its `-o json`; `Yizhan-Exit` is \
        the exit status of that command, and the status of an answer follows from it. Whoever asks works \
        under their own name: `user/login` opens a session. Where nobody has a role yet, there is nobody \
        to log in, and everything is 403.
        """,
        "license": ["name": "Apache 2.0", "identifier": "Apache-2.0"],
    ]

    private static let servers: JSONValue = [
        [
            "url": "http://{console}", "description": "What listen.console says.",
            "variables": ["console": ["default": "127.0.0.1:8421"]],
        ]
    ]

    private static let groups = [
        (name: "user", about: "Sessions. 30 minutes without a request end one, and 12 hours."),
        (
            name: "resync",
            about: "Bringing a copy in order; nothing of it loses what is not delivered."
        ),
        (name: "db", about: "What is stored, compared with itself."),
        (name: "backup", about: "Copies of the node that were read back."),
    ]

    private static let session: JSONValue = [
        "type": "http", "scheme": "bearer",
        "description": "The token that user/login gives. It is worth nothing on another machine.",
    ]

    private static let exitHeader: JSONValue = [
        "description": "The exit status of the command of this name.", "required": true,
        "schema": [
            "type": "integer",
            "enum": .array(ExitStatus.allCases.map { .integer(Int64($0.rawValue)) }),
        ],
    ]
}

extension APIOperation {
    fileprivate var described: JSONValue {
        var members: [String: JSONValue] = [
            "operationId": .text(id), "tags": [.text(group)], "summary": .text(about),
            "description": .text("As `yizhan \(name)`." + right), "responses": .object(responses),
        ]
        if case .anybody = admission { members["security"] = [] }
        if changes {
            members["requestBody"] = body
        } else if !fields.isEmpty {
            members["parameters"] = .array(fields.map(\.parameter))
        }
        return .object(members)
    }

    /// In the words of the table of roles.
    private var right: String {
        guard case .act(let act) = admission else { return "" }
        let roles = Role.allCases.filter { Rights.acts($0).contains(act) }.map(\.name)
        return " For " + roles.joined(separator: ", ") + "."
    }

    private var body: JSONValue {
        let members = Dictionary(fields.map { ($0.name, $0) }) { first, _ in first }
        let schema = JSONSchema.object(
            members.mapValues { $0.schema.about($0.about) },
            optional: Set(fields.filter { !$0.isRequired }.map(\.name)))
        let example = fields.filter { $0.isRequired || $0.isTypical }
        return [
            "required": true,
            "content": [
                "application/json": [
                    "schema": schema.json,
                    "example": .object(Dictionary(example.map { ($0.name, $0.example) }) { $1 }),
                ]
            ],
        ]
    }

    private var responses: [String: JSONValue] {
        var responses: [String: JSONValue] = [
            "200": Self.response(
                "What was asked for.", answer.kind, answer.mayWait ? nil : answer.whole)
        ]
        if answer.mayWait {
            responses["202"] = Self.response(
                "The same; somebody else has to agree before anything happens.", answer.kind,
                answer.whole)
        }
        for (status, words) in refusals {
            responses["\(status)"] = Self.response(words, Document.problem, nil)
        }
        responses["default"] = Self.response(
            "It was not done, and why.", Document.problem, Self.exampleProblem)
        return responses
    }

    /// The usual ones; for the rest there is the default.
    private var refusals: [(Int, String)] {
        var refusals = [
            (400, "What was said is no such request; the message names the field."),
            (403, "Whoever asks may not do this, or a page from elsewhere asks."),
            (421, "Asked by a name that is not the console's."),
            (500, "The disk, the configuration or the program fails."),
            (503, "Not now; nothing was done, unless the code is `unfinished`."),
        ]
        if case .anybody = admission {
        } else {
            refusals.append((401, "No session, or no more."))
        }
        if changes {
            refusals += [
                (411, "The length of the body is not stated."), (413, "The body is too large."),
                (415, "The body is not application/json."),
            ]
        }
        let words: [ExitStatus: (Int, String)] = [
            .inputNotFound: (404, "There is no such station, instruction or backup."),
            .no: (409, "As things stand the answer is no; nothing was changed."),
            .badInput: (422, "What was named is not what it should be."),
        ]
        return refusals + failures.compactMap { words[$0] }
    }

    private static func response(
        _ words: String, _ kind: String, _ example: JSONValue?
    ) -> JSONValue {
        var content: [String: JSONValue] = [
            "schema": ["$ref": .text("#/components/schemas/\(kind)")]
        ]
        content["example"] = example
        return [
            "description": .text(words),
            "headers": ["Yizhan-Exit": ["$ref": "#/components/headers/Yizhan-Exit"]],
            "content": ["application/json": .object(content)],
        ]
    }

    fileprivate static let problem = AnswerForm.document(
        Document.problem,
        .object(
            [
                "code": .text("For programs, and stable: unknown-station, say."),
                "exit": .count("As Yizhan-Exit."), "message": .text("For people."),
                "hint": .text("What to do about it."),
            ], optional: ["hint"]))

    private static let exampleProblem = AnswerForm.whole(Document.problem, APIExample.problem)
}

extension InputField {
    fileprivate var parameter: JSONValue {
        var members: [String: JSONValue] = [
            "name": .text(name), "in": "query", "description": .text(about),
            "required": .flag(isRequired), "schema": schema.json,
        ]
        if isRequired || isTypical { members["example"] = example }
        return .object(members)
    }
}

extension AnswerForm {
    fileprivate var document: JSONSchema { Self.document(kind, data) }
    fileprivate var whole: JSONValue { Self.whole(kind, example) }

    /// The envelope of every answer.
    fileprivate static func document(_ kind: String, _ data: JSONSchema) -> JSONSchema {
        .object([
            "apiVersion": .constant(Document.version), "kind": .constant(kind),
            "at": .time("When this was answered."), "data": data,
        ])
    }

    fileprivate static func whole(_ kind: String, _ data: JSONValue) -> JSONValue {
        [
            "apiVersion": .text(Document.version), "kind": .text(kind),
            "at": "2026-11-29T10:40:28Z", "data": data,
        ]
    }
}
