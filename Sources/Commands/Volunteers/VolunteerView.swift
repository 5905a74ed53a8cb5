import ServiceRecords
import Store
import SyncCore
import Texts

/// A volunteer as it is shown: who it is, and numbers only as far as they help to tell people apart.
public struct VolunteerView: Encodable, Sendable, Hashable {
    public let id: String
    public let scope: String
    public let name: Nullable<String>
    public let nameAlt: Nullable<String>
    /// Codes of the lists.
    public let gender: Nullable<String>
    public let idType: Nullable<String>
    /// `6201**********1234`.
    public let idNumber: Nullable<String>
    /// Year alone: the rest would give away what the number hides.
    public let birthYear: Nullable<Int>
    public let phones: [String]
    public let residenceArea: Nullable<String>
    public let serviceArea: Nullable<String>
    public let volunteerNumber: Nullable<String>
    public let serviceCategories: [String]
    public let standing: Nullable<String>
    /// Names of the fields without which the person shows as 待认证; they hinder nothing.
    public let missing: [String]
    public let isVoided: Bool
    /// Names of the groups with two surviving entries.
    public let conflicts: [String]

    init(_ card: VolunteerCard, on today: LocalDay) {
        let isChild = Minority.isChild(bornOn: card.birthDate, on: today)
        let name = { (name: String) in isChild ? PersonMask.name(name) : name }
        id = card.entity.description
        scope = card.scope.description
        self.name = Nullable(card.name.map(name))
        nameAlt = Nullable(card.nameAlt.map(name))
        gender = Nullable(card.gender)
        idType = Nullable(card.idType)
        idNumber = Nullable(card.idNumber.map(PersonMask.idNumber))
        birthYear = Nullable(card.birthDate.flatMap { Int($0.prefix(4)) })
        phones = card.phones.map(PersonMask.phone)
        residenceArea = Nullable(card.residenceArea)
        serviceArea = Nullable(card.serviceArea)
        volunteerNumber = Nullable(card.volunteerNumber)
        serviceCategories = card.serviceCategories
        standing = Nullable(card.standing)
        missing = Self.missing(of: card)
        isVoided = card.isVoided
        conflicts = card.conflicts
    }

    private static func missing(of card: VolunteerCard) -> [String] {
        let wanted: [(name: String, isMissing: Bool)] = [
            ("idNumber", card.idNumber == nil), ("gender", card.gender == nil),
            ("birthDate", card.birthDate == nil), ("phones", card.phones.isEmpty),
            ("residenceArea", card.residenceArea == nil),
            ("serviceCategories", card.serviceCategories.isEmpty),
        ]
        return wanted.filter(\.isMissing).map(\.name)
    }

    private static let labels: [String: RecordLabel] = [
        "idNumber": .idNumber, "gender": .gender, "birthDate": .birthDate, "phones": .phones,
        "residenceArea": .residenceArea, "serviceCategories": .serviceCategories,
    ]

    /// One line for a list.
    func line(in language: Language) -> String {
        let marks = conflicts.isEmpty ? "" : "  ▲" + conflicts.joined(separator: ",")
        let parts = [
            String(id.prefix(12)), name.value ?? "—", idNumber.value ?? "—",
            phones.first ?? "—", volunteerNumber.value ?? "",
        ]
        return PlainText.row(parts.filter { !$0.isEmpty }.joined(separator: "  ")) + marks
    }

    /// Everything, a line each.
    func lines(in language: Language) -> [(RecordLabel, String)] {
        let categories = serviceCategories.map {
            Self.name($0, in: CodeLists.serviceCategory, language)
        }
        let all: [(RecordLabel, String?)] = [
            (.id, id), (.name, name.value), (.nameAlt, nameAlt.value),
            (.gender, gender.value.map { Self.name($0, in: CodeLists.gender, language) }),
            (.birthDate, birthYear.value.map(String.init)),
            (.idType, idType.value.map { Self.name($0, in: CodeLists.idType, language) }),
            (.idNumber, idNumber.value), (.phones, phones.joined(separator: " ")),
            (.residenceArea, residenceArea.value), (.serviceArea, serviceArea.value),
            (.volunteerNumber, volunteerNumber.value),
            (.serviceCategories, categories.joined(separator: " ")),
            (.standing, standingText(in: language)),
            (.conflicts, conflicts.joined(separator: " ")),
        ]
        return all.compactMap { label, text in
            text.flatMap { $0.isEmpty ? nil : (label, $0) }
        }
    }

    private func standingText(in language: Language) -> String? {
        let labels = missing.compactMap { Self.labels[$0] }
        guard !labels.isEmpty else { return standing.value }
        return Sentence.record(.unverified(labels)).text(in: language)
    }

    private static func name(
        _ code: String, in list: CodeList, _ language: Language
    ) -> String {
        guard let entry = list[code] else { return code }
        return language == .zh ? entry.zh : entry.en
    }
}
