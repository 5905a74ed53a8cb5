import Commands
import Foundation
import NodeConfiguration

/// Something that can be asked for at the console: what the command of the same name does, with the same
/// names and the same answer. The table of them routes requests and describes them.
struct APIOperation: Sendable {
    /// "resync plan".
    let name: String
    /// Whether something is other than before when it is done: then it is a POST.
    let changes: Bool
    let about: String
    let admission: Admission
    var fields: [InputField] = []
    let answer: AnswerForm
    /// The exit statuses with which it can fail besides those that any operation has.
    var failures: [ExitStatus] = []
    let perform: @Sendable (OperationInput, APIVisit) throws -> any Report

    static let root = "/api/v1/"

    var method: String { changes ? "post" : "get" }
    var path: String { Self.root + words.joined(separator: "/") }
    /// "resyncPlan".
    var id: String {
        words.prefix(1).joined() + words.dropFirst().map(\.capitalized).joined()
    }
    /// "resync".
    var group: String { words.first ?? "" }

    private var words: [String] { name.split(separator: " ").map(String.init) }
}

/// What an operation answers where it does not fail.
struct AnswerForm: Sendable {
    let kind: String
    let data: JSONSchema
    /// The answer of a real node.
    let example: JSONValue
    /// Whether it may have to wait for a second person, as it does in the example.
    var mayWait = false

    init<Answer: Report>(
        _: Answer.Type, _ data: JSONSchema, example: JSONValue, mayWait: Bool = false
    ) {
        kind = Answer.kind
        self.data = data
        self.example = example
        self.mayWait = mayWait
    }
}

/// Somebody who asks for an operation.
struct APIVisit: Sendable {
    /// The node, under their name.
    let place: Workplace
    /// Of their session; empty for whoever logs in.
    let token: String
    let service: APIService
}
