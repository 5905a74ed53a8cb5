import Foundation
import Node
import ServiceRecords
import Store
import SyncCore

extension NodeHome {
    /// Attaches bytes to a new volunteer, as `attachment add` would.
    @discardableResult
    func attach(_ bytes: [UInt8], in scope: Scope, fileName: String = "签到表.jpg") throws
        -> AttachmentItem
    {
        let source = directory.appendingPathComponent("source-\(UUID().uuidString)")
        try Data(bytes).write(to: source)
        defer { try? FileManager.default.removeItem(at: source) }
        let added = try attachments.add(source.path, to: scope, limit: .max)
        try store.commit(to: scope, by: author, at: 1) { door in
            var person = Draft(Volunteer.kind)
            person[Volunteer.name] = .text("欧阳慕雪")
            try door.write(Self.draft(added, of: try door.write(person), fileName))
        }
        return AttachmentItem(
            key: AttachmentKey(scope: scope, name: added.name), size: added.size)
    }

    /// Attaches bytes to a new service record of somebody.
    @discardableResult
    func attach(_ bytes: [UInt8], toHoursOf person: Entity, in scope: Scope) throws
        -> AttachmentItem
    {
        let source = directory.appendingPathComponent("source-\(UUID().uuidString)")
        try Data(bytes).write(to: source)
        defer { try? FileManager.default.removeItem(at: source) }
        let added = try attachments.add(source.path, to: scope, limit: .max)
        try store.commit(to: scope, by: author, at: 1) { door in
            var hours = Draft(ServiceRecord.kind)
            hours[ServiceRecord.volunteer] = .reference(person)
            hours[ServiceRecord.start] = .int(1_000)
            hours[ServiceRecord.end] = .int(3_601_000)
            hours[ServiceRecord.seconds] = .int(3_600)
            try door.write(Self.draft(added, of: try door.write(hours), "签到表.jpg"))
        }
        return AttachmentItem(
            key: AttachmentKey(scope: scope, name: added.name), size: added.size)
    }

    /// One more record that names the same bytes, and says of them whatever is wanted.
    func name(_ item: AttachmentItem, size: UInt64, salt: String?) throws {
        try store.commit(to: item.key.scope, by: author, at: 1) { door in
            var person = Draft(Volunteer.kind)
            person[Volunteer.name] = .text("上官婉清")
            var draft = Draft(Attachment.kind)
            draft[Attachment.subject] = .reference(try door.write(person))
            draft[Attachment.size] = .int(Int64(size))
            draft[Attachment.digest] = .text(item.key.name.hex)
            draft[Attachment.fileName] = .text("签到表.jpg")
            draft[Attachment.salt] = salt.map(Value.text)
            try door.write(draft)
        }
    }

    private static func draft(
        _ added: AddedAttachment, of subject: Entity, _ fileName: String
    ) -> Draft {
        var draft = Draft(Attachment.kind)
        draft[Attachment.subject] = .reference(subject)
        draft[Attachment.size] = .int(Int64(added.size))
        draft[Attachment.mediaType] = .text(MediaType.code(ofHead: added.head))
        draft[Attachment.digest] = .text(added.name.hex)
        draft[Attachment.salt] = .text(Hex.encode(added.salt))
        draft[Attachment.fileName] = .text(fileName)
        return draft
    }

    /// The bytes as they are here; empty where they are not.
    func bytes(of item: AttachmentItem) throws -> [UInt8] {
        guard attachments.isHeld(item.key) else { return [] }
        let salts = try store.view { try $0.salts(of: item.key) }
        var bytes: [UInt8] = []
        try attachments.export(item.key, salts: salts) { bytes += $0 }
        return bytes
    }

    /// What a request for it shows.
    func claim(_ item: AttachmentItem) throws -> AttachmentRequest.Claim {
        let salt = try store.view { try $0.salts(of: item.key) }.first ?? []
        return .init(name: item.key.name, salt: salt)
    }
}

/// Bytes in which no block is like another.
func photo(_ count: Int, _ seed: Int = 0) -> [UInt8] {
    var bytes: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0]
    for place in bytes.count..<max(count, 5) {
        let mixed = (place &+ seed) &* 31 &+ (place >> 8) &* 7
        bytes.append(UInt8(truncatingIfNeeded: mixed &+ (place >> 14) &* 13))
    }
    return bytes
}

extension HTTPAnswer {
    /// What was said of an attachment; nil for anything else.
    var attachment: AttachmentAnswer? {
        status == 200 && contentType == AttachmentRequest.contentType
            ? try? AttachmentAnswer(bytes: body) : nil
    }
}
