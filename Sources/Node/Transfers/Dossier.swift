public import ServiceRecords
public import SyncCore

/// What is handed over of a volunteer: the groups of the record as they are shown, personal fields and open
/// ones together, and what goes along with it, sealed to the station that takes it.
///
/// What a station does not know of it is kept with its record, unread, and goes on with the volunteer (I4).
public enum Dossier {
    /// Something of a person that is no field of their record: a consent, a certificate, the state of a time
    /// account.
    public struct Companion: Hashable, Sendable {
        /// Of the record that it is made from.
        public let kind: KindNumber
        /// In the form of that kind.
        public let bytes: [UInt8]

        public init(kind: KindNumber, bytes: [UInt8]) {
            self.kind = kind
            self.bytes = bytes
        }
    }

    /// Everything that the record has, but for what only means something here.
    static let omitted = Volunteer.local.union([Volunteer.unread.group])

    /// Bytes of one at most: sealed it is one value of a field, 48 bytes longer.
    static let room = Limits.textBytes - 48

    /// - Parameters:
    ///   - profile: all groups of the record; what it has unread goes along as it came, as far as there is
    ///     room, where the record itself says nothing of it.
    ///   - companions: `Limits.listCount` at most; no kind of this version has any.
    ///   - province: the taker's, by its two digits: another one's own categories of service mean nothing
    ///     there.
    /// - Returns: the bytes, and the codes that were left out.
    public static func bytes(
        _ profile: [GroupNumber: Fields], companions: [Companion] = [], to province: String
    ) -> (bytes: [UInt8], dropped: [String]) {
        var content = DossierContent(
            groups: profile.filter { !omitted.contains($0.key) }, companions: companions)
        let categories = Volunteer.serviceCategories
        var dropped: [String] = []
        if let list = profile[categories.group]?[categories.number]?.asList {
            let (kept, foreign) = parted(list, by: province)
            dropped = foreign.compactMap(\.asText)
            content.groups[categories.group]?[categories.number] =
                kept.isEmpty ? nil : .list(kept)
        }
        if let unread = DossierContent(unreadIn: profile) { content.add(unread, room: room) }
        return (content.bytes, dropped)
    }

    /// Categories of service that mean something in a province, and those that do not.
    private static func parted(
        _ categories: [Value], by province: String
    ) -> (kept: [Value], foreign: [Value]) {
        let isForeign = { (code: Value) in
            let home = code.asText.flatMap(CodeLists.province(ofServiceCategory:))
            return home != nil && home != province
        }
        return (categories.filter { !isForeign($0) }, categories.filter(isForeign))
    }

    /// A record of this version, and in it unread what this version does not know; nil where the bytes are
    /// none, or say nothing of what it knows.
    /// - Parameter record: what a record that is here already has; what it has unread stays beside what comes.
    public static func draft(
        _ bytes: [UInt8], entity: Entity?, keeping record: [GroupNumber: Fields] = [:]
    ) -> Draft? {
        guard let content = DossierContent(bytes) else { return nil }
        var draft = Draft(
            handedOver: content.groups.filter { !omitted.contains($0.key) }, to: entity)
        guard !draft.groupNumbers.isEmpty else { return nil }
        var unread = content.unread
        if !unread.isEmpty {
            if let kept = DossierContent(unreadIn: record) { unread.add(kept, room: room) }
            draft[Volunteer.unread] = .list([.bytes(unread.bytes)])
        }
        return draft
    }

    /// What goes along with the record; nil where the bytes are no dossier.
    public static func companions(_ bytes: [UInt8]) -> [Companion]? {
        DossierContent(bytes)?.companions
    }

    /// Its groups, known or not; nil where the bytes are no dossier.
    public static func groups(_ bytes: [UInt8]) -> [GroupNumber: Fields]? {
        DossierContent(bytes)?.groups
    }

    /// What a sealed profile belongs to: it opens nowhere else.
    public static func purpose(giver: Scope, volunteer: Entity, taker: Scope) -> [UInt8] {
        giver.bytes + volunteer.bytes + taker.bytes
    }

    /// The field of the release's personal part in which the sealed profile stands.
    public static let field: FieldNumber = 1
}
