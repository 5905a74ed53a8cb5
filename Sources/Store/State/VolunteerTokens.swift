import Foundation
import ServiceRecords
import SyncCore

/// The keyed tokens by which a station finds its own volunteers again: by citizen number, name or
/// telephone. Local to one store; no log and no other node ever sees them.
enum VolunteerTokens {
    static func idNumber(_ number: String, _ vault: PersonalVault) -> Data {
        vault.token("id", number.uppercased())
    }

    static func name(_ name: String, _ vault: PersonalVault) -> Data { vault.token("name", name) }

    static func phone(_ phone: String, _ vault: PersonalVault) -> Data {
        vault.token("phone", phone)
    }

    static func tokens(of part: PersonalPart, vault: PersonalVault) -> [Data] {
        switch part.group {
        case Volunteer.name.group:
            let number = part.fields[Volunteer.idNumber.number]?.asText
            let names = [Volunteer.name, Volunteer.nameAlt].compactMap {
                part.fields[$0.number]?.asText
            }
            return names.map { name($0, vault) } + (number.map { [idNumber($0, vault)] } ?? [])
        case Volunteer.phones.group:
            let phones = part.fields[Volunteer.phones.number]?.asList ?? []
            return phones.compactMap(\.asText).map { phone($0, vault) }
        default: return []
        }
    }
}
