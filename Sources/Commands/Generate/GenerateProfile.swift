import Interchange
import ServiceRecords
import Texts

/// What sort of place is made up, and how big it is.
public enum GenerateProfile: String, Sendable, CaseIterable {
    case station, street, county, lanzhou, panjin

    struct Size {
        var volunteers: Int
        var records: Int
        var stations: Int
        var teams: Int
        /// Half hours in all, where the sum has to come out exactly.
        var halfHours: Int?
    }

    var size: Size {
        switch self {
        case .station:
            Size(volunteers: 6_000, records: 55_000, stations: 1, teams: 20)
        case .street:
            Size(volunteers: 60_000, records: 550_000, stations: 1, teams: 120)
        case .county:
            Size(volunteers: 77_000, records: 744_000, stations: 13, teams: 260)
        case .lanzhou:
            Size(volunteers: 655_000, records: 6_000_000, stations: 110, teams: 2_200)
        case .panjin:
            // 55,809.00 hours, one to three hours a record.
            Size(
                volunteers: 190_000, records: 27_900, stations: 46, teams: 1_003,
                halfHours: 111_618)
        }
    }

    /// The code under which the profile's townships stand in a list of divisions.
    var prefix: String {
        switch self {
        case .station, .street, .county: "620102"
        case .lanzhou: "6201"
        case .panjin: "2111"
        }
    }

    var isSingle: Bool { self == .station || self == .street }
}

/// A township for which records are made up.
struct GeneratedTownship: Sendable, Hashable {
    let code: String
    let name: String

    /// The townships of a profile by a list of divisions, else numbered ones.
    /// - Throws: `Problem`.
    static func all(of profile: GenerateProfile, list: String?) throws -> [GeneratedTownship] {
        let count = profile.size.stations
        guard let list else { return numbered(count, under: profile.prefix) }
        let listed = try DivisionCommands.read(list).divisions
            .filter { $0.level == 3 && $0.code.digits.hasPrefix(profile.prefix) }
            .map { GeneratedTownship(code: $0.code.digits, name: $0.name) }
            .sorted { $0.code < $1.code }
        guard !listed.isEmpty else {
            throw Problem(
                "no-townships", .badInput, .record(.noTownships(under: profile.prefix)),
                remedy: .record(.noTownshipsRemedy))
        }
        return Array(listed.prefix(count))
    }

    /// Under a prefecture the townships are spread over three counties.
    private static func numbered(_ count: Int, under prefix: String) -> [GeneratedTownship] {
        (0..<count).map { index in
            let county = prefix.utf8.count == 6 ? "" : "0\(2 + index % 3)"
            let number = (prefix.utf8.count == 6 ? index : index / 3) + 1
            let digits = String(1_000 + number).dropFirst()
            return GeneratedTownship(code: prefix + county + digits, name: "示例\(index + 1)街道")
        }
    }
}
