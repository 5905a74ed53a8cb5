import ServiceRecords
import Store
import SyncCore
public import Texts

extension VolunteerCommands {
    /// Volunteers in order of registration, `limit` at most.
    /// - Parameter text: a name or part of it, a telephone number, a citizen's number, the ends of
    ///   either, a volunteer number, the beginning of an id.
    public static func list(
        _ place: Workplace, find text: String? = nil, code: String? = nil, limit: Int = 50
    ) throws -> VolunteerList {
        let scope = try place.scopeToRead(code: code)
        return try place.store.view { view in
            guard let text, !PlainText.trimmed(text).isEmpty else {
                let cards = try view.volunteers(in: scope, limit: max(0, limit))
                return VolunteerList(cards, of: try view.volunteerCount(in: scope))
            }
            let search = VolunteerSearch(text, in: scope)
            var found = try search.throughKeys(view)
            if found.isEmpty { found = try search.throughAll(view) }
            return VolunteerList(Array(found.prefix(max(0, limit))), of: found.count)
        }
    }
}

/// Looks a volunteer up as people do: by whatever they have in hand.
struct VolunteerSearch {
    private let text: String
    private let compact: String
    private let scope: Scope?

    init(_ text: String, in scope: Scope?) {
        self.text = PlainText.trimmed(text)
        compact = PlainText.compact(text).uppercased()
        self.scope = scope
    }

    /// Whole names and numbers, through tokens.
    func throughKeys(_ view: StoreView) throws -> [VolunteerCard] {
        var keys: [VolunteerKey] = [.name(text), .idNumber(compact)]
        if let phone = PhoneNumber(text) { keys.append(.phone(phone.text)) }
        var entities = try keys.flatMap { try view.volunteers(underKey: $0, in: scope) }
        entities += try view.volunteers(withNumber: text).map(\.entity)
        let cards = try Set(entities).sorted().compactMap(view.volunteer)
        return cards.filter { scope == nil || $0.scope == scope }.filter(isMeant)
    }

    /// Parts of names, ends of numbers: everybody is looked at, a page at a time.
    func throughAll(_ view: StoreView) throws -> [VolunteerCard] {
        var found: [VolunteerCard] = []
        var offset = 0
        while true {
            let page = try view.volunteers(in: scope, limit: 500, offset: offset)
            found += page.filter(isMeant)
            guard page.count == 500 else { return found }
            offset += page.count
        }
    }

    private func isMeant(_ card: VolunteerCard) -> Bool {
        let names = [card.name, card.nameAlt].compactMap(\.self)
        if names.contains(where: { $0.contains(text) }) { return true }
        if card.volunteerNumber == text { return true }
        guard compact.utf8.count >= 4 else { return false }
        let numbers = [card.idNumber].compactMap(\.self) + card.phones
        return numbers.contains { $0.uppercased().hasSuffix(compact) }
            || card.entity.description.hasPrefix(compact.lowercased())
    }
}

/// Volunteers, one line each.
public struct VolunteerList: Report {
    public static let kind = "VolunteerList"
    public static let list: String? = "volunteers"
    /// How many there are in all.
    public let count: Int
    public let volunteers: [VolunteerView]

    init(_ cards: [VolunteerCard], of count: Int) {
        self.count = count
        volunteers = cards.map(VolunteerView.init)
    }

    public func text(in language: Language) -> String {
        guard !volunteers.isEmpty else {
            return Sentence.record(.nobodyFound).text(in: language)
        }
        var lines = volunteers.map { $0.line(in: language) }
        if count > volunteers.count {
            let sentence = RecordSentence.shownOf(shown: volunteers.count, all: count)
            lines.append(Sentence.record(sentence).text(in: language))
        }
        return lines.joined(separator: "\n")
    }
}
