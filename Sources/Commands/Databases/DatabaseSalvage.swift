public import Authority
public import Foundation
import Node
import Store
import SyncCore
public import Texts

extension DatabaseCommands {
    /// Puts a node's broken file right, whether the node can be opened or not.
    /// - Throws: `Problem`; the file is as it was.
    public static func salvage(
        in directory: URL, isDryRun: Bool = false, passphrase: @escaping Passphrase = { nil }
    ) throws -> DatabaseSalvage {
        do {
            try NodeHome.requireStore(in: directory)
            if isDryRun {
                return DatabaseSalvage(found: try BrokenStore.finding(in: directory))
            }
            let salvage = try NodeHome.salvage(in: directory, passphrase: passphrase)
            guard let salvage else { return DatabaseSalvage(found: nil) }
            let home = try NodeHome(opening: directory, passphrase: passphrase)
            try home.noteSalvage(salvage.report)
            _ = try? ControlClient.ask(
                directory: directory.path, .changed, timeout: .milliseconds(500))
            return DatabaseSalvage(salvage)
        } catch SalvageError.essential(let table) {
            throw Problem(
                "not-salvageable", .disk, .node(.notSalvageable(table)),
                remedy: .node(.notSalvageableRemedy))
        } catch SalvageError.busy {
            throw Problem("store-busy", .temporary, .storeBusy, remedy: .tryAgain)
        } catch let error as SafetyError {
            throw Problem(
                error.word, .disk, .node(.brokenFileNotKept(reason: error.word)),
                remedy: .diskRemedy)
        } catch { throw Problem(error, directory: directory) }
    }
}

/// What `db salvage` has done. Exit 3 where parts of the logs are gone, which a repair fetches.
public struct DatabaseSalvage: Report {
    public static let kind = "DatabaseSalvage"
    /// What SQLite found wrong, where nothing was done about it yet; null for nothing.
    public let finding: Nullable<String>
    /// Whether the file was put right.
    public let isSalvaged: Bool
    /// The broken file, kept for thirty days.
    public let kept: Nullable<String>
    public let changes: UInt64
    /// Pages and rows that made no sense, by table.
    public let holes: [Hole]
    /// Logs of other nodes that end earlier now; what lay behind comes again.
    public let cuts: [Cut]
    /// Entries at the ends of this node's logs that are gone and not known to be at the county: origin and
    /// sequence, and the record where it is known.
    public let lost: [String]
    /// Whether the node has asked itself for a repair.
    public let isRepairAsked: Bool

    public struct Hole: Encodable, Sendable, Hashable {
        public let table: String
        public let count: Int
    }

    public struct Cut: Encodable, Sendable, Hashable {
        public let origin: String
        public let length: UInt64
        /// Changes that wait for what is missing, and join by themselves.
        public let waiting: Int
    }

    init(found: String?) {
        finding = Nullable(found)
        isSalvaged = false
        kept = Nullable(nil)
        changes = 0
        holes = []
        cuts = []
        lost = []
        isRepairAsked = false
    }

    init(_ salvage: FileSalvage) {
        finding = Nullable(nil)
        isSalvaged = true
        kept = Nullable(salvage.kept.path)
        changes = salvage.report.changes
        holes = salvage.report.holes.sorted { $0.key < $1.key }
            .map { Hole(table: $0.key, count: $0.value) }
        cuts = salvage.report.cuts.map {
            Cut(origin: $0.origin.description, length: $0.length, waiting: $0.waiting)
        }
        lost = salvage.report.lost
        isRepairAsked = salvage.report.isLogTouched
    }

    public var exit: ExitStatus {
        if finding.value != nil { return .no }
        return isRepairAsked ? .partly : .done
    }

    public func text(in language: Language) -> String {
        sentences.map { Sentence.node($0).text(in: language) }.joined(separator: "\n")
    }

    private var sentences: [NodeSentence] {
        if let words = finding.value { return [.fileBroken(words), .fileBrokenRemedy] }
        guard isSalvaged else { return [.fileSound] }
        return [.salvaged(changes: changes, kept: kept.value ?? "")]
            + cuts.map { .salvageCut(origin: String($0.origin.prefix(12)), length: $0.length) }
            + (lost.isEmpty ? [] : [.salvageLost(lost)])
            + (isRepairAsked ? [.salvageRepair] : [])
    }
}
