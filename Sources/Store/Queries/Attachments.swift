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
    /// Several records may name one file, and one of them a salt that is not its.
    private static let mostSalts = 8

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
        try Int64.fetchAll(
            db,
            sql: """
                SELECT e.id FROM entity e JOIN attachment_content a USING(id)
                WHERE e.kind = \(Attachment.kind.number)
                AND (?1 IS NULL OR a.subject IN (SELECT id FROM entity WHERE uid = ?1))
                AND (?2 IS NULL OR e.scope = (SELECT scope FROM scope WHERE id = ?2))
                ORDER BY e.id LIMIT ?3
                """,
            arguments: [subject?.databaseBytes, scope?.databaseBytes, limit]
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

    /// What a scope names, each once, by name: what is voided, or makes no sense, is left out. Only the
    /// tables are read, so that a county may ask at every contact.
    public func attachmentItems(in scope: Scope) throws -> [AttachmentItem] {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT a.digest, a.size FROM attachment_content a JOIN entity e USING(id)
                WHERE e.scope = (SELECT scope FROM scope WHERE id = ?)
                AND e.kind = \(Attachment.kind.number)
                AND a.digest IS NOT NULL AND a.size BETWEEN 1 AND \(AttachmentLimits.size)
                AND NOT EXISTS (SELECT 1 FROM voided v WHERE v.entity = a.id AND NOT v.is_edited)
                GROUP BY a.digest ORDER BY a.digest
                """, arguments: [scope.databaseBytes])
        var items: [AttachmentItem] = []
        while let row = try rows.next() {
            guard let name = Hash(hex: row[0] as String) else { continue }
            items.append(
                AttachmentItem(
                    key: AttachmentKey(scope: scope, name: name), size: UInt64(row[1] as Int64)))
        }
        return items
    }

    /// One of them by its name; nil where no record of the scope that counts has it.
    public func attachmentItem(_ key: AttachmentKey) throws -> AttachmentItem? {
        try rows(of: key).first.map { AttachmentItem(key: key, size: UInt64($0.size)) }
    }

    /// The salts under which its bytes may have that name, as far as they are held here.
    public func salts(of key: AttachmentKey) throws -> [[UInt8]] {
        try rows(of: key).compactMap { try attachmentCard($0.id).salt }
            .filter { $0.count == AttachmentName.saltBytes }
    }

    /// The records that name it.
    public func entities(naming key: AttachmentKey) throws -> [Entity] {
        try rows(of: key).map { try entity($0.id) }
    }

    private func rows(of key: AttachmentKey) throws -> [(id: Int64, size: Int64)] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT a.id, a.size FROM attachment_content a JOIN entity e USING(id)
                    WHERE a.digest = ?1 AND e.scope = (SELECT scope FROM scope WHERE id = ?2)
                    AND e.kind = \(Attachment.kind.number)
                    AND a.size BETWEEN 1 AND \(AttachmentLimits.size)
                    AND NOT EXISTS (
                        SELECT 1 FROM voided v WHERE v.entity = a.id AND NOT v.is_edited)
                    ORDER BY a.id LIMIT \(Self.mostSalts)
                    """), arguments: [key.name.hex, key.scope.databaseBytes]
        ).map { ($0[0], $0[1]) }
    }
}
