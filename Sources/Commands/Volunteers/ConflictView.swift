import ServiceRecords
import Store
import SyncCore
import Texts

/// A group in conflict, with all its versions side by side: people decide, never a clock.
public struct ConflictView: Encodable, Sendable, Hashable {
    public let group: String
    public let versions: [Version]
    private let title: String

    public struct Version: Encodable, Sendable, Hashable {
        /// "county" or "station".
        public let side: String
        public let origin: String
        /// RFC 3339, by the author's clock.
        public let at: String
        /// By field name; numbers that identify somebody are masked.
        public let fields: [String: String]
        /// Shown everywhere until somebody decides.
        public let isShown: Bool
        fileprivate let time: Int64
    }

    private enum CodingKeys: String, CodingKey { case group, versions }
}

extension ConflictView.Version {
    private enum CodingKeys: String, CodingKey { case side, origin, at, fields, isShown }
}

extension ConflictView {
    static func all(of entity: Entity, _ kind: Kind, in view: StoreView) throws -> [ConflictView] {
        try kind.groups.compactMap { group in
            let versions = try view.versions(of: entity, kind, group)
            guard versions.count > 1 else { return nil }
            return ConflictView(
                group: group.name, versions: versions.map { Version($0, of: group) },
                title: group.zh)
        }
    }

    /// A line for the group and one for each version.
    func lines(in language: Language) -> [String] {
        let name = language == .zh ? title : group
        return [Sentence.record(.conflictOf(name)).text(in: language)]
            + versions.map { version in
                let values = version.fields.sorted { $0.key < $1.key }.map(\.value)
                return Sentence.record(
                    .conflictVersion(
                        isCounty: version.side == "county", at: CivilTime.local(version.time),
                        values: values.joined(separator: " "), isShown: version.isShown)
                ).text(in: language)
            }
    }
}

extension ConflictView.Version {
    fileprivate init(_ version: Version, of group: Group) {
        side = version.isByAuthority ? "county" : "station"
        origin = version.origin.description
        at = CivilTime.rfc3339(version.time)
        time = version.time
        isShown = version.isShown
        var fields: [String: String] = [:]
        for field in group.fields {
            guard let value = version.fields[field.number] else { continue }
            let text = Self.text(value, isPersonal: field.isPersonal)
            // The year alone, as on the card: the rest would give away what the number hides.
            fields[field.name] = field == Volunteer.birthDate ? String(text.prefix(4)) : text
        }
        self.fields = fields
    }

    private static func text(_ value: Value, isPersonal: Bool) -> String {
        switch value {
        case .text(let text): isPersonal ? masked(text) : text
        case .int(let number): String(number)
        case .bool(let flag): String(flag)
        case .reference(let entity): RecordReference.short(entity)
        case .list(let items):
            items.map { Self.text($0, isPersonal: isPersonal) }.joined(separator: " ")
        case .null, .bytes, .ownEntity: ""
        }
    }

    private static func masked(_ text: String) -> String {
        PhoneNumber(text)?.masked ?? CitizenNumber.maskingNumbers(in: text)
    }
}
