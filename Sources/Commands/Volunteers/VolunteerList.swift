import ServiceRecords
import Store
import SyncCore
public import Texts

extension VolunteerCommands {
    /// Volunteers in order of registration, `limit` at most.
    /// - Parameter text: words that all must fit: a name or part of it, its initials or pinyin, the
    ///   ends of a citizen's or a telephone number, a whole number, the beginning of an id.
    public static func list(
        _ place: Workplace, find text: String? = nil, code: String? = nil, limit: Int = 50
    ) throws -> VolunteerList {
        let scope = try place.scopeToRead(code: code)
        let search = VolunteerSearch(text ?? "")
        return VolunteerList(
            try place.store.view { try $0.volunteers(fitting: search, in: scope, limit: limit) },
            on: place.today)
    }
}

/// Volunteers, one line each. Exit 3 where somebody cannot be read.
public struct VolunteerList: Report {
    public static let kind = "VolunteerList"
    public static let list: String? = "volunteers"
    /// How many there are in all; where `isCountExact` is false, at most so many.
    public let count: Int
    public let isCountExact: Bool
    public let volunteers: [VolunteerView]
    /// Who would be listed and can be read no more: the disk has altered what they are shown by. Hexadecimal.
    public let damaged: [String]

    init(_ found: VolunteersFound, on today: LocalDay) {
        count = found.count
        isCountExact = found.isCountExact
        volunteers = found.volunteers.map { VolunteerView($0, on: today) }
        damaged = found.damaged.map(\.description)
    }

    public var exit: ExitStatus { damaged.isEmpty ? .done : .partly }

    public var omissions: [Sentence] {
        damaged.isEmpty ? [] : [.record(.peopleDamaged(count: damaged.count))]
    }

    public func text(in language: Language) -> String {
        guard count > 0 else {
            return Sentence.record(.nobodyFound).text(in: language)
        }
        var lines = volunteers.map { $0.line(in: language) }
        lines += omissions.map { $0.text(in: language) }
        if count > volunteers.count + damaged.count {
            let sentence = RecordSentence.shownOf(
                shown: volunteers.count, all: count, isExact: isCountExact)
            lines.append(Sentence.record(sentence).text(in: language))
        }
        return lines.joined(separator: "\n")
    }
}
