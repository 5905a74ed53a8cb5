import ArgumentParser
import Commands
import Foundation
import Texts

struct OpenAPICommand: YizhanCommand {
    static let configuration = CommandConfiguration(
        commandName: "openapi",
        abstract: "Print the description of the local API at the console: OpenAPI 3.1, in JSON.")
    @OptionGroup var global: GlobalOptions

    var toleratesFaults: Bool { true }

    func perform(_: Shell) throws -> any Report { OpenAPIText(OpenAPIDocument().json) }
}

struct OpenAPIText: Report {
    static let kind = "OpenAPI"
    private let document: JSONValue

    init(_ document: JSONValue) { self.document = document }

    func encode(to encoder: any Encoder) throws { try document.encode(to: encoder) }

    func text(in language: Language) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: (try? encoder.encode(document)) ?? Data(), as: UTF8.self)
    }
}
