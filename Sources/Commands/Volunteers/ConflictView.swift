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
    /// What waits for a person about a record; what says the same is no conflict.
    static func all(
        of entity: Entity, _ kind: Kind, on today: LocalDay, in view: StoreView
    ) throws -> [ConflictView] {
        try view.conflicts(of: entity).filter { $0.tag.kind == kind.number }.map { conflict in
            let group = kind.group(conflict.tag.group)
            let isOfChild = try conflict.isOfChild(on: today, in: view)
            return ConflictView(
                group: group?.name ?? "\(conflict.tag.group)",
                versions: conflict.versions.map {
                    Version($0, of: kind.group($0.tag.group), isOfChild: isOfChild)
                },
                title: group?.zh ?? "\(conflict.tag.group)")
        }
    }

    /// A line for the group and one for each version; very many are one item to look through.
    func lines(in language: Language) -> [String] {
        let name = language == .zh ? title : group
        let heading = Sentence.record(.conflictOf(name)).text(in: language)
        guard versions.count <= Conflict.mostSideBySide else {
            let many = Sentence.conflict(.manyVersions(versions.count)).text(in: language)
            return [heading, "  " + many]
        }
        return [heading]
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
    fileprivate init(_ version: Version, of group: Group?, isOfChild: Bool) {
        side = version.isByAuthority ? "county" : "station"
        origin = version.origin.description
        at = CivilTime.rfc3339(version.time)
        time = version.time
        isShown = version.isShown
        fields = FieldText.texts(version.fields, of: group, .masked(isOfChild: isOfChild))
    }
}
