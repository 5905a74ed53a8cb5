import SyncCore
public import Texts

/// One volunteer.
public struct VolunteerReport: Report {
    public static let kind = "Volunteer"
    public let volunteer: VolunteerView
    /// Of every group in conflict, what each side has written.
    public let versions: [ConflictView]
    /// asked or erased; null where nobody has asked to erase who it is.
    public let erasure: Nullable<String>

    private enum CodingKeys: String, CodingKey { case versions, erasure }

    /// The members of the volunteer, and `versions` beside them.
    public func encode(to encoder: any Encoder) throws {
        try volunteer.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(versions, forKey: .versions)
        try container.encode(erasure, forKey: .erasure)
    }

    public func text(in language: Language) -> String {
        let whole = Labelled.text(volunteer.lines(in: language), in: language)
        let state: [PrivacySentence] =
            switch erasure.value {
            case nil: []
            case ErasureState.asked.word: [.isHidden]
            default: [.isErased]
            }
        let notes = state.map { Sentence.privacy($0).text(in: language) }
        return ([whole] + notes + versions.flatMap { $0.lines(in: language) }).joined(
            separator: "\n")
    }
}

/// A volunteer that was registered or edited.
public struct VolunteerWritten: Report {
    public static let kind = "VolunteerWritten"
    public let id: String
    /// Field groups that were written; 0 when nothing differed.
    public let groups: Int
    public let result: String
    public let dryRun: Bool
    private let sentence: RecordSentence

    enum Outcome {
        case registered
        case edited(groups: Int)
        case unchanged
    }

    private enum CodingKeys: String, CodingKey { case id, groups, result, dryRun }

    init(_ entity: Entity, _ outcome: Outcome, isDryRun: Bool) {
        id = entity.description
        dryRun = isDryRun
        let short = RecordReference.short(entity)
        switch outcome {
        case .registered: (groups, result, sentence) = (0, "registered", .registered(short))
        case .edited(let count):
            (groups, result, sentence) = (count, "edited", .edited(short, groups: count))
        case .unchanged: (groups, result, sentence) = (0, "unchanged", .unchanged(short))
        }
    }

    public func text(in language: Language) -> String {
        let sentences = [sentence] + (dryRun ? [.nothingWritten] : [])
        return sentences.map { Sentence.record($0).text(in: language) }.joined(separator: "\n")
    }
}
