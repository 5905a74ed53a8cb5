import Commands
import Foundation
import ServiceRecords
import Texts

/// An answer as programs read it, whoever asks: one JSON object with `apiVersion`, `kind`, `at` and `data`.
enum Document {
    static let version = "yizhan/v1"
    /// `kind` of a problem.
    static let problem = "Problem"

    static func text(of report: some Report, isPretty: Bool) -> String {
        encode(Envelope(kind: type(of: report).kind, data: report), isPretty)
    }

    static func text(of problem: Problem, isPretty: Bool) -> String {
        let failure = Failure(
            code: problem.code, exit: problem.exit.rawValue,
            message: problem.message.text(in: .en), hint: problem.remedy?.text(in: .en))
        return encode(Envelope(kind: Self.problem, data: failure), isPretty)
    }

    private static func encode(_ envelope: some Encodable, _ isPretty: Bool) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting =
            isPretty
            ? [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            : [.sortedKeys, .withoutEscapingSlashes]
        let data = (try? encoder.encode(envelope)) ?? Data()
        return String(decoding: data, as: UTF8.self) + "\n"
    }

    private struct Envelope<Content: Encodable>: Encodable {
        let apiVersion = Document.version
        let kind: String
        let at = CivilTime.rfc3339(Int64(Date().timeIntervalSince1970 * 1_000))
        let data: Content
    }

    private struct Failure: Encodable {
        let code: String
        let exit: Int32
        let message: String
        let hint: String?
    }
}
