import ServiceRecords
import Store
import SyncCore
public import Texts

/// What `node doctor` found. Exit 1 where something waits to be done.
public struct DoctorReport: Report {
    public static let kind = "NodeDoctor"
    public static let list: String? = "findings"
    public let findings: [Finding]
    /// The latest first.
    public let incidents: [IncidentEntry]
    /// Receipts that do not prove delivery any more.
    public let affectedReceipts: [ReceiptEntry]
    private let isWhole: Bool

    /// How grave it is, the gravest first.
    public enum Severity: String, Encodable, Sendable, Comparable {
        case error, warning, notice

        public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .error: 0
            case .warning: 1
            case .notice: 2
            }
        }
    }

    public struct Finding: Encodable, Sendable, Hashable {
        /// A fixed word, stable for ever.
        public let code: String
        public let severity: Severity
        /// Code of the station that it is about.
        public let station: Nullable<String>
        public let origin: Nullable<String>
        public let count: Nullable<Int>
        /// A command.
        public let remedy: String
        let sentence: Sentence

        private enum CodingKeys: String, CodingKey {
            case code, severity, station, origin, count, remedy
        }
    }

    private enum CodingKeys: String, CodingKey {
        case findings, incidents, affectedReceipts
    }

    init(
        findings: [Finding], incidents: [IncidentEntry], receipts: [ReceiptEntry], isWhole: Bool
    ) {
        self.findings = findings
        self.incidents = incidents
        affectedReceipts = receipts
        self.isWhole = isWhole
    }

    public var exit: ExitStatus { findings.isEmpty ? .done : .no }

    public func text(in language: Language) -> String {
        lines.map { $0.text(in: language) }.joined(separator: "\n")
    }

    private var lines: [Sentence] {
        var lines: [Sentence] = [
            .doctor(findings.isEmpty ? .nothingToDo : .toDo(findings.count))
        ]
        for finding in findings {
            lines += [finding.sentence, .verbatim("  → \(finding.remedy)")]
        }
        if incidents.isEmpty {
            if isWhole { lines.append(.doctor(.noIncidents)) }
        } else {
            lines.append(
                .doctor(isWhole ? .allIncidents : .incidentsOf(days: DoctorCommands.days)))
            lines += incidents.map(\.sentence)
        }
        return lines + affectedReceipts.compactMap(\.sentence)
    }
}

/// Something that befell the node, for people and programs.
public struct IncidentEntry: Encodable, Sendable, Hashable {
    /// sidecar, own-log-longer, apart, key-lost, key-revoked, key-changed, retired, fork, repaired, set-aside, rescued, taken-back,
    /// parked-lost, other-heir, peer-renewed, peer-key-changed, peer-twice.
    public let kind: String
    /// RFC 3339, by this machine's clock.
    public let at: String
    public let station: Nullable<String>
    public let origin: Nullable<String>
    public let successor: Nullable<String>
    /// The length up to which two branches agree.
    public let point: Nullable<UInt64>
    public let count: Int
    let sentence: Sentence

    private enum CodingKeys: String, CodingKey {
        case kind, at, station, origin, successor, point, count
    }

    /// - Parameters:
    ///   - origins: that this node has been.
    ///   - waiting: origins whose admission is waited for here.
    init(_ incident: Incident, origins: [Origin], waiting: [Origin], at place: Workplace) {
        kind = incident.kind.rawValue
        at = CivilTime.rfc3339(incident.time)
        station = Nullable(incident.scope)
        origin = Nullable(incident.origin?.description)
        successor = Nullable(incident.successor?.description)
        point = Nullable(incident.point)
        count = incident.count
        sentence = .doctor(
            .incident(
                at: CivilTime.local(incident.time),
                incident.words(
                    place: place.placeName(incident.scope),
                    isOwn: incident.origin.map(origins.contains) ?? false,
                    waits: incident.successor.map(waiting.contains) ?? false)))
    }
}

extension Incident {
    fileprivate func words(place: String, isOwn: Bool, waits: Bool) -> IncidentWords {
        let (old, new) = (origin?.short ?? "", successor?.short ?? "")
        return switch kind {
        case .sidecar: .sidecar(old: old, new: new)
        case .ownLogLonger: .ownLogLonger(old: old, new: new)
        case .apart: .apart(old: old, new: new)
        case .keyLost: .keyLost(old: old, new: new)
        case .keyRevoked: .keyRevoked(old: old, new: new)
        case .keyChanged: .keyChanged(old: old, new: new)
        case .retired: .retired(old: old, new: new)
        case .fork:
            if let point {
                .fork(place: place, origin: old, point: point, count: count)
            } else {
                .ownFork(old: old, new: new)
            }
        case .repaired: .repaired(place: place, origin: old, point: point ?? 0, count: count)
        case .setAside:
            // What it sets aside of its own log a node writes again.
            isOwn
                ? .repaired(place: place, origin: old, point: point ?? 0, count: count)
                : .setAside(place: place, origin: old, point: point ?? 0, count: count)
        case .rescued: .rescued(place: place, count: count)
        case .takenBack: .takenBack(place: place)
        case .parkedLost: .parkedLost(place: place, origin: old)
        case .unreadable:
            if let point {
                .unreadable(place: place, origin: old, point: point, count: count)
            } else {
                .pastDamage(old: old, new: new)
            }
        case .otherHeir: .otherHeir(old: old, new: new)
        case .peerTwice: .countyTwice(old: old, new: new)
        case .peerKeyChanged where waits, .peerRenewed where waits:
            .stationWaits(old: old, new: new)
        case .peerKeyChanged:
            isAbove
                ? .countyChangedKey(old: old, new: new) : .stationChangedKey(old: old, new: new)
        case .peerRenewed:
            isAbove ? .countyRenewed(old: old, new: new) : .stationRenewed(old: old, new: new)
        }
    }
}

/// A receipt that does not prove delivery any more, for people and programs.
public struct ReceiptEntry: Encodable, Sendable, Hashable {
    /// county-renewed or set-aside.
    public let reason: String
    public let station: Nullable<String>
    public let origin: String
    public let size: UInt64
    /// RFC 3339, as the receipt says it.
    public let time: String
    /// Changes that it does not prove any more.
    public let changes: Int
    /// nil where a finding says it.
    let sentence: Sentence?

    private enum CodingKeys: String, CodingKey {
        case reason, station, origin, size, time, changes
    }

    init(_ receipt: AffectedReceipt, at place: Workplace) {
        reason = receipt.reason.rawValue
        station = Nullable(receipt.code)
        origin = receipt.origin.description
        size = receipt.size
        let milliseconds = receipt.time * 1_000
        time = CivilTime.rfc3339(milliseconds)
        changes = receipt.changes
        switch receipt.reason {
        case .countyRenewed: sentence = nil
        case .setAside:
            sentence = .doctor(
                .receiptOverBranch(
                    place: place.placeName(receipt.code), origin: receipt.origin.short,
                    size: receipt.size, changes: receipt.changes,
                    at: CivilTime.local(milliseconds)))
        }
    }
}
