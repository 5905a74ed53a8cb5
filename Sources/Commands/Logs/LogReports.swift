import ServiceRecords
import Store
import SyncCore
public import Texts

/// The logs that are held here, one line each.
public struct LogList: Report {
    public static let kind = "LogList"
    public static let list: String? = "logs"
    public let logs: [Entry]

    public struct Entry: Encodable, Sendable, Hashable {
        public let scope: String
        public let code: Nullable<String>
        public let name: Nullable<String>
        public let origin: String
        /// own, former (of an origin that this node was before), county or station.
        public let owner: String
        public let isAdmitted: Bool
        public let length: UInt64
        /// Size of the author's latest checkpoint; null for the own log, which is signed when sent.
        public let checkpoint: Nullable<UInt64>
        public let receipt: Nullable<UInt64>
        /// RFC 3339.
        public let receiptTime: Nullable<String>
        /// null for the county's own log.
        public let delivered: Nullable<Int>
        private let received: Int64?

        private enum CodingKeys: String, CodingKey {
            case scope, code, name, origin, owner, isAdmitted, length, checkpoint, receipt
            case receiptTime, delivered
        }

        init(_ card: LogCard) {
            scope = card.scope.description
            code = Nullable(card.code)
            name = Nullable(card.name)
            origin = card.origin.description
            owner = LogOwner(card).rawValue
            isAdmitted = card.isAdmitted
            length = card.length
            checkpoint = Nullable(card.checkpoint)
            receipt = Nullable(card.receipt)
            received = card.receiptTime.map { $0 * 1_000 }
            receiptTime = Nullable(received.map(CivilTime.rfc3339))
            delivered = Nullable(card.delivered)
        }

        fileprivate func line(in language: Language) -> String {
            let place = [code.value ?? String(scope.prefix(12)), name.value ?? ""]
                .joined(separator: " ")
            var parts: [LogSentence] = [
                .log(
                    place: place, origin: String(origin.prefix(12)),
                    owner: LogOwner(rawValue: owner) ?? .station, length: length)
            ]
            if !isAdmitted { parts.append(.notAdmitted) }
            if let size = checkpoint.value { parts.append(.checkpointAt(size)) }
            if let size = receipt.value, let received {
                parts.append(.receiptAt(size, time: CivilTime.local(received)))
            }
            if let count = delivered.value { parts.append(.deliveredCount(count)) }
            return parts.map { Sentence.log($0).text(in: language) }.joined(separator: "  ")
        }
    }

    init(_ cards: [LogCard]) { logs = cards.map(Entry.init) }

    public func text(in language: Language) -> String {
        guard !logs.isEmpty else { return Sentence.log(.noLogs).text(in: language) }
        return logs.map { $0.line(in: language) }.joined(separator: "\n")
    }
}

extension LogOwner {
    fileprivate init(_ card: LogCard) {
        self =
            card.isFormer ? .former : card.isOwn ? .own : card.isAuthority ? .county : .station
    }
}

/// What an export has written.
public struct LogExported: Report {
    public static let kind = "LogExport"
    public let file: String
    public let logs: Int
    public let changes: Int
    public let receipts: Int
    public let bytes: Int
    public let dryRun: Bool

    struct Count {
        var logs = 0
        var changes = 0
        var receipts = 0
        var bytes = 0

        mutating func add(_ line: ExportLine, bytes count: Int) {
            bytes += count
            switch line {
            case .origin: break
            case .change: changes += 1
            case .checkpoint: logs += 1
            case .receipt: receipts += 1
            }
        }
    }

    init(file: String, _ count: Count, isDryRun: Bool) {
        self.file = file
        logs = count.logs
        changes = count.changes
        receipts = count.receipts
        bytes = count.bytes
        dryRun = isDryRun
    }

    public func text(in language: Language) -> String {
        let sentence: LogSentence =
            dryRun
            ? .exportTried(logs: logs, changes: changes, receipts: receipts, bytes: bytes)
            : .exported(
                file: file, logs: logs, changes: changes, receipts: receipts, bytes: bytes)
        return Sentence.log(sentence).text(in: language)
    }
}

/// What was found in the logs that are held here. Exit 1 where something differs.
public struct LogVerification: Report {
    public static let kind = "LogVerification"
    public let isSound: Bool
    public let changes: Int
    public let findings: [DatabaseCheck.Finding]

    init(_ report: CheckReport) {
        isSound = report.isSound
        changes = report.changes
        findings = report.findings.map { .init(what: $0.what.rawValue, place: $0.place) }
    }

    public var exit: ExitStatus { isSound ? .done : .no }

    public func text(in language: Language) -> String {
        let found = findings.map { Sentence.node(.checkFinding(what: $0.what, place: $0.place)) }
        let end: LogSentence = isSound ? .logsSound(changes: changes) : .logsRemedy
        return (found + [.log(end)]).map { $0.text(in: language) }.joined(separator: "\n")
    }
}
