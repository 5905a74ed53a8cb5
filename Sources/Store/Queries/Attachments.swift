import Foundation
import GRDB
import ServiceRecords
public import SyncCore

/// The record of an attachment as shown; personal fields are nil where their part is not held.
public struct AttachmentCard: Sendable, Hashable {
    public let entity: Entity
    public let scope: Scope
    /// The record that it belongs to.
    public let subject: Entity?
    public let size: UInt64
    public let mediaType: String?
    /// What its bytes are called; nil in a record that makes no sense.
    public let name: Hash?
    public let salt: [UInt8]?
    public let fileName: String?
    public let caption: String?
    public let isVoided: Bool

    /// What may be asked for, and is looked for on the disk; nil where the record does not say.
    public var item: AttachmentItem? {
        guard let name, (1...AttachmentLimits.size).contains(size) else { return nil }
        return AttachmentItem(key: AttachmentKey(scope: scope, name: name), size: size)
    }
}

extension StoreView {
    /// Several records may name one file, and some of them salts that are not its; a file is hashed under
    /// so many at most.
    public static let mostSalts = 32
    private static let mostNamed = 1_000

    public func attachment(_ entity: Entity) throws -> AttachmentCard? {
        try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT id FROM entity WHERE uid = ? AND kind = ?"),
            arguments: [entity.databaseBytes, Attachment.kind.number]
        ).map(attachmentCard)
    }

    /// Of one record or of all, in order of recording, `limit` at most; voided ones too.
    public func attachments(
        of subject: Entity? = nil, in scope: Scope? = nil, limit: Int
    ) throws -> [AttachmentCard] {
        var conditions = ["e.kind = \(Attachment.kind.number)"]
        var values: [(any DatabaseValueConvertible)?] = []
        // Spelled out only where it is asked for: an index serves no condition that may be none.
        if let subject {
            conditions.append("a.subject IN (SELECT id FROM entity WHERE uid = ?)")
            values.append(subject.databaseBytes)
        }
        if let scope {
            conditions.append("e.scope = (SELECT scope FROM scope WHERE id = ?)")
            values.append(scope.databaseBytes)
        }
        return try Int64.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT e.id FROM entity e JOIN attachment_content a USING(id)
                    WHERE \(conditions.joined(separator: " AND ")) ORDER BY e.id LIMIT ?
                    """),
            arguments: StatementArguments(values + [limit])
        ).map(attachmentCard)
    }

    private func attachmentCard(_ id: Int64) throws -> AttachmentCard {
        let fields = try fields(of: id, Attachment.kind, Attachment.content)
        let open = try fields ?? openFields(of: id)
        func text(_ field: Field) -> String? { open[field.number]?.asText }
        return AttachmentCard(
            entity: try entity(id), scope: try scope(of: id),
            subject: open[Attachment.subject.number]?.asReference,
            size: UInt64(clamping: open[Attachment.size.number]?.asInt ?? 0),
            mediaType: text(Attachment.mediaType),
            name: text(Attachment.digest).flatMap { Hash(hex: $0) },
            salt: text(Attachment.salt).flatMap { Hex.decode($0) },
            fileName: text(Attachment.fileName), caption: text(Attachment.caption),
            isVoided: try isVoided(id))
    }

    /// Where the personal part is not held.
    private func openFields(of id: Int64) throws -> Fields {
        let shown = try RegisterTable(log: log).shown(id, Attachment.kind.tag(Attachment.content))
        return shown?.change.fields(of: Attachment.content.number) ?? Fields()
    }

    /// What a scope names, by name, then length: what is voided, or makes no sense, is left out. Records
    /// that name one file in different lengths give an item each. Only the tables are read, so that a
    /// county may ask at every contact.
    /// - Parameters:
    ///   - after: the names behind this one.
    ///   - last: the names up to this one.
    ///   - limit: so many at most, and those that share the last one's name.
    public func attachmentItems(
        in scope: Scope, after: Hash? = nil, through last: Hash? = nil, limit: Int = .max
    ) throws -> [AttachmentItem] {
        // The index of names leads, so that a page costs a page; "g" stands behind all digits.
        let rows = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT a.digest, a.size FROM attachment_content a
                    CROSS JOIN entity e ON e.id = a.id
                    WHERE a.digest > ?1 AND a.digest <= ?2 AND \(Self.isMeant("?3"))
                    ORDER BY a.digest, a.size
                    """),
            arguments: [after?.hex ?? "", last?.hex ?? "g", scope.databaseBytes])
        var items: [AttachmentItem] = []
        while let row = try rows.next() {
            let digest = try row.cell(0) as String
            // One spelling: any other would stand at another place.
            guard let name = Hash(hex: digest), name.hex == digest else { continue }
            let item = try AttachmentItem(
                key: AttachmentKey(scope: scope, name: name), size: row.length(1))
            if items.count >= limit, item.key != items.last?.key { break }
            if item != items.last { items.append(item) }
        }
        return items
    }

    /// What the records of its scope that count say of a name, by length; nothing where none has it.
    public func attachmentItems(named key: AttachmentKey) throws -> [AttachmentItem] {
        try Int64.fetchAll(
            db.cachedStatement(
                sql: "SELECT DISTINCT a.size \(Self.naming) ORDER BY a.size LIMIT \(Self.mostSalts)"
            ),
            arguments: [key.name.hex, key.scope.databaseBytes]
        ).compactMap { UInt64(exactly: $0).map { AttachmentItem(key: key, size: $0) } }
    }

    /// The salts under which its bytes may have that name, as far as they are held here: each once, in
    /// order of recording, `mostSalts` at most.
    public func salts(of key: AttachmentKey) throws -> [[UInt8]] {
        let rows = try Int64.fetchCursor(
            db, sql: "SELECT a.id \(Self.naming) ORDER BY a.id",
            arguments: [key.name.hex, key.scope.databaseBytes])
        var salts: [[UInt8]] = []
        while salts.count < Self.mostSalts, let id = try rows.next() {
            guard let salt = try attachmentCard(id).salt, salt.count == AttachmentName.saltBytes,
                !salts.contains(salt)
            else { continue }
            salts.append(salt)
        }
        return salts
    }

    /// The records that name it, in order of recording.
    public func entities(naming key: AttachmentKey) throws -> [Entity] {
        try Int64.fetchAll(
            db, sql: "SELECT a.id \(Self.naming) ORDER BY a.id LIMIT \(Self.mostNamed)",
            arguments: [key.name.hex, key.scope.databaseBytes]
        ).map(entity)
    }

    /// When the first record that names it was written, by its author's clock; nil where that cannot be told.
    public func firstNamed(_ key: AttachmentKey) throws -> Int64? {
        try Int64.fetchOne(
            db, sql: "SELECT min(a.id) \(Self.naming)",
            arguments: [key.name.hex, key.scope.databaseBytes]
        ).flatMap { try log.readable(at: LocalDot(value: $0))?.header.time }
    }

    /// The rows of a name (?1) in a scope (?2).
    private static let naming = """
        FROM attachment_content a CROSS JOIN entity e ON e.id = a.id
        WHERE a.digest = ?1 AND \(isMeant("?2"))
        """

    /// Whether a row is of the scope, counts, and makes sense.
    private static func isMeant(_ scope: String) -> String {
        """
        e.scope = (SELECT scope FROM scope WHERE id = \(scope))
        AND e.kind = \(Attachment.kind.number)
        AND a.size BETWEEN 1 AND \(AttachmentLimits.size)
        AND NOT EXISTS (SELECT 1 FROM voided v WHERE v.entity = a.id AND NOT v.is_edited)
        """
    }
}
