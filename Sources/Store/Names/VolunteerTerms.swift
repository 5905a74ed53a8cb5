import ServiceRecords
import SyncCore

/// What the index holds of a volunteer's personal part.
enum VolunteerTerms {
    /// Some perhaps twice.
    static func terms(of part: PersonalPart) -> [NameTerm] {
        switch part.group {
        case Volunteer.name.group: identity(part.fields)
        case Volunteer.phones.group:
            (part.fields[Volunteer.phones.number]?.asList ?? []).compactMap(\.asText).flatMap(phone)
        default: []
        }
    }

    /// A number as it is compared: without blanks and width, letters upper case.
    static func plain(_ number: String) -> String { PlainText.compact(number).uppercased() }

    static func idNumber(_ number: String) -> NameTerm {
        NameTerm(.idNumber, number.uppercased())
    }

    private static func identity(_ fields: Fields) -> [NameTerm] {
        var terms: [NameTerm] = []
        for field in [Volunteer.name, Volunteer.nameAlt] {
            guard let name = fields[field.number]?.asText else { continue }
            terms.append(NameTerm(.name, name))
            terms += NameKeys(name).terms
        }
        if let number = fields[Volunteer.idNumber.number]?.asText {
            let plain = plain(number)
            terms += [idNumber(number), NameTerm.ending(of: plain)].compactMap(\.self)
            terms.append(.bucket(NumberMask.bucket(of: plain)))
        }
        return terms
    }

    private static func phone(_ number: String) -> [NameTerm] {
        [NameTerm(.phone, number)] + [NameTerm.ending(of: plain(number))].compactMap(\.self)
    }
}
