public import Texts

/// What `yizhan help TOPIC` explains besides commands.
public enum HelpTopic: String, Sendable, CaseIterable {
    case exitCodes = "exit-codes"
    case output
    case sync

    public var title: Sentence {
        switch self {
        case .exitCodes: .help(.exitCodes)
        case .output: .help(.output)
        case .sync: .help(.sync)
        }
    }

    /// What is explained, and how.
    public var entries: [HelpEntry] {
        switch self {
        case .exitCodes:
            ExitStatus.allCases.map { HelpEntry(String($0.rawValue), $0.meaning) }
                + [HelpEntry("130, 143", .exitInterrupted)]
        case .output: Self.outputEntries
        case .sync: Self.syncEntries
        }
    }

    private static let outputEntries = [
        HelpEntry("-o text", .outputText), HelpEntry("-o json", .outputJSON),
        HelpEntry("-o jsonl", .outputJSONL), HelpEntry("-o csv", .outputCSV),
        HelpEntry("stdout", .outputStreams), HelpEntry("✗ … →", .outputFailures),
        HelpEntry("2026-03-01T01:00:00Z", .outputUnits),
        HelpEntry("6201**********1234", .outputMasked),
    ]

    private static let syncEntries = [
        HelpEntry("exit 0", .syncRecorded), HelpEntry("●", .syncDelivered),
        HelpEntry("◐", .syncPending), HelpEntry("○", .syncUnreachable),
        HelpEntry("▲", .syncAttention), HelpEntry("?", .syncUnknown),
        HelpEntry("yizhan node serve", .syncDaemon), HelpEntry("yizhan sync now", .syncNow),
        HelpEntry("yizhan pull --all", .syncPull),
        HelpEntry("yizhan bundle export", .syncBundle),
        HelpEntry("yizhan status --fail-if pending", .syncWatch),
    ]
}

/// A word, a sign or a number, and what it means.
public struct HelpEntry: Sendable, Hashable {
    public let term: String
    public let meaning: HelpSentence

    init(_ term: String, _ meaning: HelpSentence) {
        self.term = term
        self.meaning = meaning
    }
}

extension ExitStatus {
    /// What it says to a person.
    public var meaning: HelpSentence {
        switch self {
        case .done: .exitDone
        case .no: .exitNo
        case .partly: .exitPartly
        case .waitingForApproval: .exitWaitingForApproval
        case .usage: .exitUsage
        case .badInput: .exitBadInput
        case .inputNotFound: .exitInputNotFound
        case .otherNodeUnreachable: .exitOtherNodeUnreachable
        case .bug: .exitBug
        case .disk: .exitDisk
        case .temporary: .exitTemporary
        case .versionMismatch: .exitVersionMismatch
        case .notPermitted: .exitNotPermitted
        case .configuration: .exitConfiguration
        }
    }
}
