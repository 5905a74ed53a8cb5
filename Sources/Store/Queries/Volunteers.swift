import Foundation
import GRDB
import ServiceRecords
public import SyncCore

/// A volunteer as shown; personal fields are nil where their part is not held.
public struct VolunteerCard: Sendable, Hashable {
    public let entity: Entity
    public let scope: Scope
    public let name: String?
    public let nameAlt: String?
    public let gender: String?
    public let birthDate: String?
    public let idType: String?
    public let idNumber: String?
    public let phones: [String]
    public let residenceArea: String?
    public let volunteerNumber: String?
    public let serviceArea: String?
    public let serviceCategories: [String]
    public let standing: String?
    public let isVoided: Bool
    /// Names of the groups in conflict.
    public let conflicts: [String]

    /// Whether anything is here that says who it is.
    public var isKnown: Bool { name != nil || idNumber != nil }

    /// The citizen's number as it is compared between counties.
    var plainNumber: String? { idNumber.map(VolunteerTerms.plain) }
}

extension StoreView {
    /// Volunteers whose citizen number this is, in every scope that is held here.
    public func volunteers(withIDNumber number: String) throws -> [VolunteerCard] {
        try cards(under: .idNumber(number)).filter {
            $0.idNumber?.uppercased() == number.uppercased()
        }
    }

    /// Volunteers whose citizen's numbers fall into one bucket (`NumberMask`).
    func volunteers(inBucket bucket: Int) throws -> [VolunteerCard] {
        try TokenTable(db: db, vault: vault).entities(under: [.bucket(bucket)]).map(card).filter {
            $0.plainNumber.map(NumberMask.bucket) == bucket
        }
    }

    /// Who stands under a bucket, with all that counts of each: whoever comes, goes, is voided, is hidden or
    /// shown again, or gets another number moves it.
    func mark(ofBucket bucket: Int) throws -> SearchMemo.Mark {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT entity, grp, dot, EXISTS(
                        SELECT 1 FROM entity e JOIN hidden USING(scope, uid) WHERE e.id = entity)
                    FROM token LEFT JOIN register USING(entity)
                    WHERE token = ? ORDER BY 1, 2, 3
                    """),
            arguments: [vault.token(NameTerm.bucket(bucket))])
        return SearchMemo.Mark(rows.map { $0.databaseValues.compactMap(Int64.fromDatabaseValue) })
    }

    public func volunteers(named name: String) throws -> [VolunteerCard] {
        try cards(under: .name(name)).filter {
            $0.name == name || $0.nameAlt == name
        }
    }

    public func volunteers(withPhone phone: String) throws -> [VolunteerCard] {
        try cards(under: .phone(phone)).filter {
            $0.phones.contains(phone)
        }
    }

    public func volunteers(withNumber number: String) throws -> [VolunteerCard] {
        try Int64.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT id FROM volunteer_service JOIN entity USING(id)
                    WHERE volunteer_no = ? AND kind = \(Volunteer.kind.number)
                    """), arguments: [number]
        ).map(card)
    }

    public func volunteer(_ entity: Entity) throws -> VolunteerCard? {
        try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT id FROM entity WHERE uid = ? AND kind = ?"),
            arguments: [entity.databaseBytes, Volunteer.kind.number]
        ).map(card)
    }

    /// In order of recording, `limit` at most, from `offset`; of one scope, or of all that are held.
    public func volunteers(
        in scope: Scope? = nil, limit: Int, offset: Int = 0
    ) throws -> [VolunteerCard] {
        try volunteerIDs(in: scope, limit: limit, offset: offset).map(card)
    }

    func volunteerIDs(in scope: Scope?, limit: Int, offset: Int = 0) throws -> [Int64] {
        try Int64.fetchAll(
            db,
            sql: """
                SELECT id FROM entity WHERE kind = ?1
                AND (?2 IS NULL OR scope = (SELECT scope FROM scope WHERE id = ?2))
                ORDER BY id LIMIT ?3 OFFSET ?4
                """,
            arguments: [Volunteer.kind.number, scope?.databaseBytes, limit, offset])
    }

    public func volunteerCount(in scope: Scope? = nil) throws -> Int {
        try Int.fetchOne(
            db,
            sql: """
                SELECT count(*) FROM entity WHERE kind = ?1
                AND (?2 IS NULL OR scope = (SELECT scope FROM scope WHERE id = ?2))
                """, arguments: [Volunteer.kind.number, scope?.databaseBytes]) ?? 0
    }

    private func cards(under key: VolunteerKey) throws -> [VolunteerCard] {
        try TokenTable(db: db, vault: vault).entities(under: [key.term]).map(card)
    }

    func card(_ id: Int64) throws -> VolunteerCard {
        let fields = try fields(of: id, kind: Volunteer.kind)
        func value(_ field: Field) -> Value? { fields[field.group]?[field.number] }
        func text(_ field: Field) -> String? { value(field)?.asText }
        func texts(_ field: Field) -> [String] { value(field)?.asList?.compactMap(\.asText) ?? [] }
        return VolunteerCard(
            entity: try entity(id), scope: try scope(of: id), name: text(Volunteer.name),
            nameAlt: text(Volunteer.nameAlt), gender: text(Volunteer.gender),
            birthDate: text(Volunteer.birthDate), idType: text(Volunteer.idType),
            idNumber: text(Volunteer.idNumber), phones: texts(Volunteer.phones),
            residenceArea: text(Volunteer.residenceArea),
            volunteerNumber: text(Volunteer.volunteerNumber),
            serviceArea: text(Volunteer.serviceArea),
            serviceCategories: texts(Volunteer.serviceCategories),
            standing: text(Volunteer.standing), isVoided: try isVoided(id),
            conflicts: try conflicts(of: id, kind: Volunteer.kind))
    }

    func scope(of id: Int64) throws -> Scope {
        let bytes = try Data.fetchOne(
            db.cachedStatement(
                sql: "SELECT scope.id FROM entity JOIN scope USING(scope) WHERE entity.id = ?"),
            arguments: [id])
        guard let scope = bytes.flatMap({ Scope(bytes: $0) }) else {
            throw StoreError.damaged("entity")
        }
        return scope
    }

    func isVoided(_ id: Int64) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(
                sql: "SELECT EXISTS(SELECT 1 FROM voided WHERE entity = ? AND NOT is_edited)"),
            arguments: [id]) ?? false
    }

    /// Names of the groups about which somebody has to decide; the lifecycle where a record is voided
    /// and edited.
    func conflicts(of id: Int64, kind: Kind) throws -> [String] {
        let lifecycle = kind.tag(Lifecycle.group).code
        return try Int64.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT grp FROM conflict
                    WHERE entity = ?1 AND agreement <> \(Agreement.agreed.rawValue)
                    UNION SELECT ?2 FROM voided WHERE entity = ?1 AND is_edited ORDER BY 1
                    """), arguments: [id, lifecycle]
        ).map(GroupTag.init(code:)).filter { $0.kind == kind.number }
            .map { kind.group($0.group)?.name ?? "\($0.group)" }
    }
}
