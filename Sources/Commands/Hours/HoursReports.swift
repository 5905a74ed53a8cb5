import Interchange
import ServiceRecords
import Store
import SyncCore
public import Texts

/// Service records, one line each.
public struct HoursList: Report {
    public static let kind = "HoursList"
    public static let list: String? = "records"
    public let records: [HoursView]
    /// How many of these count, or count as they do, only until somebody decides a conflict.
    public var disputed: Int { records.count(where: \.isDisputed) }

    /// Ids of their volunteers who can be read no more: the disk has altered what they are shown by.
    public var damaged: [String] {
        Set(records.filter(\.isVolunteerDamaged).compactMap(\.volunteer.value)).sorted()
    }

    public var omissions: [Sentence] {
        damaged.isEmpty ? [] : [.record(.namesDamaged(count: damaged.count))]
    }

    private enum CodingKeys: String, CodingKey { case records, disputed, damaged }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(records, forKey: .records)
        try container.encode(disputed, forKey: .disputed)
        try container.encode(damaged, forKey: .damaged)
    }

    public func text(in language: Language) -> String {
        guard !records.isEmpty else { return Sentence.record(.noRecords).text(in: language) }
        var lines = records.map { $0.line(in: language) }
        if disputed > 0 {
            lines.append(Sentence.record(.recordsDependOnConflicts(disputed)).text(in: language))
        }
        lines += omissions.map { $0.text(in: language) }
        return lines.joined(separator: "\n")
    }
}

/// One service record with the names that stand in its personal parts.
public struct HoursReport: Report {
    public static let kind = "ServiceRecord"
    public let record: HoursView
    public let leader: Nullable<String>
    public let recorder: Nullable<String>
    public let approver: Nullable<String>
    public let remark: Nullable<String>
    public let evaluation: Nullable<String>

    /// - Parameter isMasked: whether it is a child's, and nobody has said why they look.
    init(_ view: HoursView, persons: RecordPersons, isMasked: Bool) {
        let name = { (name: String) in isMasked ? PersonMask.name(name) : name }
        let remark = { (text: String) in isMasked ? PersonMask.whole : text }
        record = view
        leader = Nullable(persons.leaderName.map(name))
        recorder = Nullable(
            persons.recorderName.map(name) ?? persons.recorder?.description)
        approver = Nullable(persons.approverName.map(name))
        self.remark = Nullable(persons.remark.map(remark))
        evaluation = Nullable(persons.evaluation.map(remark))
    }

    public func text(in language: Language) -> String {
        let persons: [(RecordLabel, String?)] = [
            (.leader, leader.value), (.recorder, recorder.value), (.approver, approver.value),
        ]
        let lines = record.lines(in: language)
        return Labelled.text(
            lines + persons.compactMap { label, text in text.map { (label, $0) } }, in: language)
    }
}

/// Σ seconds by column; every unreversed record stands in exactly one.
public struct HoursTotalReport: Report {
    public static let kind = "HoursTotal"
    public let code: Nullable<String>
    public let seconds: Int64
    public let records: Int
    public let columns: Columns
    /// Open conflicts on which the sum depends; when somebody decides, it may move.
    public let openConflicts: Int
    /// Records that begin before an earlier one of the same person has ended: perhaps entered twice.
    public let overlaps: Int
    /// What it was computed from.
    public let basis: Basis
    /// By code; null unless they were asked for.
    public let stations: Nullable<[Station]>

    /// What was recorded in one station's scope. An end of the station, or another code, moves none of it.
    public struct Station: Encodable, Sendable, Hashable {
        public let code: String
        public let name: String
        public let seconds: Int64
        public let records: Int
        /// How many changes of each log it was computed from, by origin.
        public let vector: [String: UInt64]
        /// "open" or "ended".
        public let state: String
        /// Codes of the stations whose work it carries on, and of those that carry on its own.
        public let predecessors: [String]
        public let successors: [String]
        fileprivate let sentences: [BoundarySentence]

        private enum CodingKeys: String, CodingKey {
            case code, name, seconds, records, vector, state, predecessors, successors
        }

        init(_ place: StationPlace, _ sum: HoursSum, _ vector: [Origin: UInt64]) {
            self.vector = Dictionary(
                vector.map { ($0.key.description, $0.value) }, uniquingKeysWith: { one, _ in one })
            code = place.code
            name = place.name
            seconds = sum.seconds
            records = sum.records
            state = place.isEnded ? "ended" : "open"
            predecessors = place.predecessors.map(\.station.code)
            successors = place.successors.map(\.code)
            sentences = (place.endSentence.map { [$0] } ?? []) + place.originSentences
        }
    }

    public struct Basis: Encodable, Sendable, Hashable {
        public let rules: Int
        public let logs: Int
        public let changes: UInt64
        /// Equal where rules and all vectors are, and then the sums are equal, too.
        public let digest: String

        init(_ basis: TotalBasis) {
            rules = basis.rules
            logs = basis.logs
            changes = basis.changes
            digest = basis.digest.description
        }
    }

    public struct Sum: Encodable, Sendable, Hashable {
        public let seconds: Int64
        public let records: Int

        init(_ sum: HoursSum) {
            seconds = sum.seconds
            records = sum.records
        }
    }

    public struct Columns: Encodable, Sendable, Hashable {
        public let awaitingApproval: Sum
        public let confirmed: Sum
        public let provisional: Sum
        public let underReview: Sum
    }

    init(
        _ total: HoursTotal, _ basis: TotalBasis, overlaps: Int, code: String?,
        stations: [Station]?
    ) {
        self.basis = Basis(basis)
        self.overlaps = overlaps
        self.stations = Nullable(stations)
        self.code = Nullable(code)
        seconds = total.all.seconds
        records = total.all.records
        openConflicts = total.openConflicts
        columns = Columns(
            awaitingApproval: Sum(total[.awaitingApproval]), confirmed: Sum(total[.confirmed]),
            provisional: Sum(total[.provisional]), underReview: Sum(total[.underReview]))
    }

    public func text(in language: Language) -> String {
        let sums: [(HoursColumnName, Sum)] = [
            (.confirmed, columns.confirmed), (.awaitingApproval, columns.awaitingApproval),
            (.provisional, columns.provisional), (.underReview, columns.underReview),
        ]
        let unit = Sentence.record(.label(.hours)).text(in: language)
        let lines = sums.map { name, sum in
            "\(Sentence.record(.column(name)).text(in: language)): "
                + "\(Seconds.hours(sum.seconds)) \(unit) (\(sum.records))"
        }
        let label = Sentence.record(.label(.total)).text(in: language)
        let marks =
            openConflicts > 0
            ? [Sentence.record(.dependsOnConflicts(openConflicts)).text(in: language)] : []
        let twice =
            overlaps > 0 ? [Sentence.record(.hoursOverlap(overlaps)).text(in: language)] : []
        let places = (stations.value ?? []).map { station in
            let sum = "\(Seconds.hours(station.seconds)) \(unit) (\(station.records))"
            let words = station.sentences.map { Sentence.boundary($0).text(in: language) }
            return (["\(station.code)  \(station.name)  \(sum)"] + words).joined(separator: "  ")
        }
        return
            (["\(label): \(Seconds.hours(seconds)) \(unit) (\(records))"] + lines + marks + twice
            + places)
            .joined(separator: "\n")
    }
}
