import Interchange
import ServiceRecords
import Store
import SyncCore
public import Texts

/// Service records that were entered, or that were there before, and what was attached to them.
public struct HoursAdded: Report {
    public static let kind = "HoursAdded"
    public let records: [Record]
    /// Ids of records that said the same already.
    public let alreadyThere: [String]
    /// Ids of attachments, those that were there before among them.
    public private(set) var attachments: [String] = []
    /// Codes of what went wrong with files after the hours were recorded.
    public var notAttached: [String] { problems.map(\.code) }
    public let notes: [String]
    public let dryRun: Bool
    private let rowNotes: [RowNote]
    private let scope: Scope
    private let subjects: [Entity]
    private var problems: [Problem] = []

    public struct Record: Encodable, Sendable, Hashable {
        public let id: String
        public let start: String
        public let end: String
        public let seconds: Int64
        let entity: Entity

        private enum CodingKeys: String, CodingKey { case id, start, end, seconds }

        init(_ entity: Entity, _ part: HoursRow.Part) {
            self.entity = entity
            id = entity.description
            start = CivilTime.rfc3339(part.interval.start)
            end = CivilTime.rfc3339(part.interval.end)
            seconds = part.seconds
        }
    }

    private enum CodingKeys: String, CodingKey {
        case records, alreadyThere, attachments, notAttached, notes, dryRun
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(records, forKey: .records)
        try container.encode(alreadyThere, forKey: .alreadyThere)
        try container.encode(attachments, forKey: .attachments)
        try container.encode(notAttached, forKey: .notAttached)
        try container.encode(notes, forKey: .notes)
        try container.encode(dryRun, forKey: .dryRun)
    }

    init(
        _ records: [Record], known: [Entity], in scope: Scope, notes: [RowNote], isDryRun: Bool
    ) {
        self.records = records
        self.scope = scope
        subjects = records.map(\.entity) + known
        alreadyThere = known.map(\.description)
        self.notes = notes.map(\.rawValue)
        rowNotes = notes
        dryRun = isDryRun
    }

    /// The hours are safe whatever comes of the files.
    public var exit: ExitStatus { problems.isEmpty ? .done : .partly }

    /// Attaches each file to every record that does not have it yet.
    func attaching(_ intakes: [AttachmentIntake], _ place: Workplace) -> HoursAdded {
        var report = self
        for intake in intakes {
            do {
                var lacking: [Entity] = []
                for subject in subjects {
                    if let known = try intake.known(of: subject) {
                        if intake.lacks(known) { try intake.putBack(known) }
                        report.attachments.append(known.entity.description)
                    } else {
                        lacking.append(subject)
                    }
                }
                guard !lacking.isEmpty else { continue }
                report.attachments += try intake.add(to: lacking, in: scope, caption: nil)
                    .map(\.description)
            } catch { report.problems.append(Problem(error)) }
        }
        return report
    }

    public func text(in language: Language) -> String {
        var sentences: [Sentence] = records.map {
            .record(.recorded(String($0.id.prefix(12)), hours: Seconds.hours($0.seconds)))
        }
        sentences += alreadyThere.map { .record(.alreadyRecorded(String($0.prefix(12)))) }
        sentences += attachments.map { .attachment(.attachedToIt(String($0.prefix(12)))) }
        for problem in problems {
            sentences += [.attachment(.notAttached), problem.message]
            sentences += subjects.prefix(1).map {
                .attachment(.notAttachedRemedy(record: RecordReference.short($0)))
            }
        }
        if dryRun { sentences.append(.record(.nothingWritten)) }
        return (sentences.map { $0.text(in: language) } + rowNotes.map { $0.text(in: language) })
            .joined(separator: "\n")
    }
}
