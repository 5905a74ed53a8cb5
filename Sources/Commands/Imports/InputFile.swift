import Foundation
import Interchange
import Texts

/// A file that a person named to be read.
enum InputFile {
    /// - Throws: `Problem`, with 66 when there is no such file.
    static func read(_ path: String) throws -> [UInt8] {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw Problem(
                "input-not-found", .inputNotFound, .record(.fileMissing(path)),
                remedy: .record(.lookAtFile))
        }
        guard !isDirectory.boolValue, let data = FileManager.default.contents(atPath: path) else {
            throw Problem(
                "input-unreadable", .badInput, .record(.fileUnreadable(path)),
                remedy: .record(.lookAtFile))
        }
        return [UInt8](data)
    }

    /// The file as a table, its header read.
    static func table(_ path: String) throws -> TableRows {
        let bytes = try read(path)
        do throws(TableProblem) { return try TableRows(bytes) } catch { throw Problem(error) }
    }
}
