import Authority
import Foundation
import Interchange
import Texts

/// The rows that an import sends back, gathered until the file can be written whole. It holds people's
/// data as they were in the imported file: only its owner may read it.
struct RejectedFile {
    private let rows: RejectedRows
    private let source: String
    private let wanted: String?
    private var bytes: [UInt8] = []

    /// - Parameter wanted: where the person wants it; nil puts it beside the imported file.
    init(header: [String], of source: String, wanted: String?) throws {
        if let wanted, Self.isSame(wanted, source) {
            throw Problem(
                "output-is-input", .usage, .record(.outputIsInput(source)),
                remedy: .record(.chooseAnotherFile))
        }
        rows = RejectedRows(header: header)
        self.source = source
        self.wanted = wanted
    }

    mutating func add(
        _ row: CSVReader.Row, _ problems: [RowProblem], in language: Language
    ) {
        bytes += rows.row(
            row, columns: problems.map(\.column),
            reasons: problems.map { $0.explanation(in: language) })
    }

    /// The path of the file that was written; nil when no row was rejected.
    ///
    /// A file that the person named is replaced. Beside the imported file nothing is ever replaced:
    /// somebody may have spent an afternoon correcting it.
    func write() throws -> String? {
        guard !bytes.isEmpty else { return nil }
        let contents = rows.start + bytes
        let path = wanted ?? Self.freePath(beside: source, for: contents)
        if FileManager.default.contents(atPath: path) == Data(contents) { return path }
        let draft = URL(fileURLWithPath: path + ".\(getpid()).tmp")
        guard PrivateFile.create(draft, contents: contents), rename(draft.path, path) == 0 else {
            unlink(draft.path)
            throw Problem("disk", .disk, .diskFailed(path), remedy: .diskRemedy)
        }
        return path
    }

    private static func freePath(beside source: String, for contents: [UInt8]) -> String {
        var path = source + ".rejected.csv"
        var number = 1
        while let taken = FileManager.default.contents(atPath: path), taken != Data(contents) {
            number += 1
            path = source + ".rejected-\(number).csv"
        }
        return path
    }

    private static func isSame(_ left: String, _ right: String) -> Bool {
        let paths = [left, right].map { URL(fileURLWithPath: $0).resolvingSymlinksInPath().path }
        return paths[0] == paths[1]
    }
}
