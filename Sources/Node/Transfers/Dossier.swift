import Authority
public import ServiceRecords
public import Store
public import SyncCore

/// What is handed over of a volunteer: the groups of the record as they are shown, personal fields and open
/// ones together, and what goes along with it, sealed to the station that takes it.
public enum Dossier {
    /// Something of a person that is no field of their record: a consent, a certificate, the state of a time
    /// account. Where its kind is not known it is passed by; it stays in the release, for a later version.
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
    static let omitted: Set<GroupNumber> = [Volunteer.standing.group]

    /// - Parameters:
    ///   - companions: `Limits.listCount` at most; no kind of this version has any.
    ///   - province: the taker's, by its two digits: another one's own categories of service mean nothing
    ///     there.
    /// - Returns: the bytes, and the codes that were left out.
    public static func bytes(
        _ profile: [GroupNumber: Fields], companions: [Companion] = [], to province: String
    ) -> (bytes: [UInt8], dropped: [String]) {
        var writer = ByteWriter()
        var dropped: [String] = []
        let groups = profile.keys.filter { !omitted.contains($0) }.sorted()
        writer.varint(groups.count)
        for number in groups {
            guard var fields = profile[number] else { continue }
            let categories = Volunteer.serviceCategories
            if number == categories.group, let list = fields[categories.number]?.asList {
                let (kept, foreign) = parted(list, by: province)
                dropped += foreign.compactMap(\.asText)
                fields[categories.number] = kept.isEmpty ? nil : .list(kept)
            }
            writer.varint(UInt64(number))
            fields.write(to: &writer)
        }
        for companion in companions {
            writer.varint(UInt64(companion.kind))
            writer.blob(companion.bytes)
        }
        return (writer.bytes, dropped)
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

    /// What of a volunteer's record this version knows; nil where the bytes are none, or say nothing of it.
    public static func draft(_ bytes: [UInt8], entity: Entity?) -> Draft? {
        read(bytes, entity: entity)?.draft
    }

    /// What goes along with the record; nil where the bytes are no dossier.
    public static func companions(_ bytes: [UInt8]) -> [Companion]? {
        read(bytes, entity: nil)?.companions
    }

    private static func read(
        _ bytes: [UInt8], entity: Entity?
    ) -> (draft: Draft, companions: [Companion])? {
        var reader = ByteReader(bytes)
        var draft = Draft(Volunteer.kind, entity: entity)
        guard let count = try? reader.varint(in: 0...Limits.groupCount) else { return nil }
        for _ in 0..<count {
            guard let number = try? reader.varint(in: 0...Int(UInt32.max)),
                let fields = try? Fields(from: &reader)
            else { return nil }
            guard let group = Volunteer.kind.group(GroupNumber(number)),
                !omitted.contains(group.number)
            else { continue }
            // A record that is here already keeps what the dossier does not say.
            for field in group.fields where entity == nil || fields[field.number] != nil {
                draft[field] = fields[field.number]
            }
        }
        var companions: [Companion] = []
        while !reader.isAtEnd {
            guard companions.count < Limits.listCount,
                let kind = try? reader.varint(in: 0...Int(KindNumber.max)),
                let bytes = try? reader.blob(atMost: Limits.personalBytes)
            else { return nil }
            companions.append(Companion(kind: KindNumber(kind), bytes: bytes))
        }
        return draft.groupNumbers.isEmpty ? nil : (draft, companions)
    }

    /// What a sealed profile belongs to: it opens nowhere else.
    public static func purpose(giver: Scope, volunteer: Entity, taker: Scope) -> [UInt8] {
        giver.bytes + volunteer.bytes + taker.bytes
    }

    /// The field of the release's personal part in which the sealed profile stands.
    public static let field: FieldNumber = 1
}

extension NodeHome {
    /// The profile of a release to this station; nil where it is not here, or does not open.
    /// - Throws: `KeyError`.
    public func dossier(
        of release: TransferWord.Release, by giver: Scope, _ part: PersonalPart?
    ) throws -> [UInt8]? {
        guard let sealed = part?.fields[Dossier.field]?.asBytes else { return nil }
        let purpose = Dossier.purpose(
            giver: giver, volunteer: release.volunteer, taker: release.taker)
        return sealing.open(sealed, with: try scopeKey(release.taker), beside: purpose)
    }

    /// Takes a volunteer over: the profile as a record of this station, then the accept, in one log. The record
    /// is the one that this station had of them before, or has of the one person with the same number; else
    /// a new one.
    /// - Parameters:
    ///   - custody: what the station knows of them; nil where nothing was ever said.
    ///   - profile: what `dossier` has opened.
    ///   - warrants: of a passport.
    /// - Returns: the record; nil where the profile says nothing.
    @discardableResult
    public func takeOver(
        _ release: TransferStatement, _ custody: Custody?, profile: [UInt8],
        warrants: [[UInt8]] = [], in door: CommitDoor
    ) throws -> Entity? {
        guard let subject = release.subject, let taker = release.release?.taker,
            let draft = Dossier.draft(profile, entity: nil)
        else { return nil }
        let custody = custody ?? Custody(of: subject, at: taker, TransferStatements())
        let before = try custody.volunteer.flatMap { try door.view.volunteer($0) }
        let known = try before?.entity ?? Self.registered(draft, in: taker, door.view)
        let entity = try known ?? door.write(draft)
        if let known, let draft = Dossier.draft(profile, entity: known) {
            try door.write(handedOver: draft)
        }
        try door.write(
            TransferWord(
                .accept(release: release.id, .init(volunteer: entity, warrants: warrants)),
                of: subject))
        return entity
    }

    /// Somebody whom a station has registered anew before the transfer came: the one record with the same
    /// number.
    private static func registered(
        _ draft: Draft, in scope: Scope, _ view: StoreView
    ) throws -> Entity? {
        guard let number = draft[Volunteer.idNumber]?.asText else { return nil }
        let cards = try view.volunteers(withIDNumber: number).filter {
            $0.scope == scope && !$0.isVoided
        }
        return cards.count == 1 ? cards.first?.entity : nil
    }

    /// Opens what was entered for this station and has no accept here, because the accept was lost: the
    /// entry stands for it.
    func openDossiers(in scope: Scope) throws {
        var count = 0
        for custody in try store.view({ try $0.custodies(in: scope) }) {
            for release in try unopened(custody) {
                guard let statement = custody.releases[release], let word = statement.release,
                    let part = try store.view({ try $0.personalPart(of: release, in: scope) }),
                    let profile = try dossier(of: word, by: statement.scope, part)
                else { continue }
                let entity = try store.commit(to: scope, by: author, at: clock.now) { door in
                    try takeOver(statement, custody, profile: profile, in: door)
                }
                if entity != nil { count += 1 }
            }
        }
        if count > 0 { try store.settleTransfers(in: [scope], at: clock.now) }
    }

    /// Dossiers that the station has to open by itself: of an entry whose accept was lost, and of one that was
    /// denied before it was entered all the same, and given up.
    private func unopened(_ custody: Custody) throws -> [Entity] {
        try custody.duties.compactMap { duty in
            switch duty {
            case .open(let release): return release
            case .taken(let epoch, _, _):
                guard let release = custody.droppedDossier(of: epoch) else { return nil }
                let card = try custody.volunteer.flatMap { volunteer in
                    try store.view { try $0.volunteer(volunteer) }
                }
                return card?.isKnown == true ? nil : release
            case .close: return nil
            }
        }
    }

    /// The private part of what is sealed to a station, or to an aggregator in its desk.
    /// - Throws: `KeyError.missing` where it is not here.
    private func scopeKey(_ scope: Scope) throws -> [UInt8] {
        let name = KeyFolder.scope(scope)
        guard let key = try files.read(name) else { throw KeyError.missing(name) }
        guard key.count == 32 else { throw KeyError.damaged(name) }
        return key
    }

    /// Says of this aggregator's scopes what its neighbours have to know.
    public func publishScopes() throws {
        guard role != .station else { return }
        try store.publishScopes(at: clock.now) { scope in
            do {
                return try ExchangeKey.publicKey(of: scopeKey(scope))
            } catch KeyError.missing { return [] }
        }
    }
}
