import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Texts

/// The logs themselves, and what shows others that they are as they were.
public enum LogCommands {
    /// Logs that are held here, what is signed of them and what is delivered.
    public static func list(_ place: Workplace) throws -> LogList {
        LogList(try place.store.view { try $0.logs() })
    }

    /// One change, decoded; of its personal part only whether it is here.
    /// - Parameters:
    ///   - origin: the first six digits of the log's origin, or more.
    ///   - code: the station, where an origin writes in several scopes.
    public static func show(
        _ place: Workplace, origin: String, sequence: UInt64, code: String?
    ) throws -> ChangeReport {
        let scope = try place.scopeToRead(code: code)
        return try place.store.view { view in
            let logs = try view.logs().filter {
                (scope == nil || $0.scope == scope) && origin.utf8.count >= 6
                    && $0.origin.description.hasPrefix(origin.lowercased())
            }
            guard logs.count <= 1 else {
                throw Problem(
                    "ambiguous", .badInput,
                    .record(.ambiguous(origin, logs.map { "\($0.code ?? "")/\($0.origin)" })),
                    remedy: .record(.codeNeededRemedy))
            }
            guard let log = logs.first,
                let card = try view.change(
                    Dot(origin: log.origin, sequence: sequence), in: log.scope)
            else {
                throw Problem(
                    "unknown-change", .inputNotFound, .log(.unknownChange),
                    remedy: .log(.unknownChangeRemedy))
            }
            return ChangeReport(card)
        }
    }

    /// Writes all that is held as lines that an outsider can check with programs of their own.
    public static func export(_ place: Workplace, file: String) throws -> LogExported {
        try OutputFile.refuseExisting(file)
        let output = place.isDryRun ? nil : try OutputFile(file)
        var count = LogExported.Count()
        try place.store.exportLogs(at: place.now) { line in
            let text = ExportText.line(line)
            count.add(line, bytes: text.count)
            try output?.write(text)
        }
        try output?.finish()
        return LogExported(file: file, count, isDryRun: place.isDryRun)
    }

    /// Recomputes every leaf and root that is held and checks every signature.
    public static func verify(_ place: Workplace) throws -> LogVerification {
        LogVerification(try place.store.verifyLogs())
    }
}
