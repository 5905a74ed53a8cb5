import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Texts

/// A file that is to be attached: looked at before anything is written, then taken, then named by a
/// record. So a file that cannot be taken costs no record, and no record names bytes that never came.
struct AttachmentIntake {
    static let captionBytes = 4_096

    private let place: Workplace
    private let path: String
    private let limit: UInt64
    /// Bytes.
    let size: UInt64

    /// - Throws: `Problem` when the file cannot be attached.
    init(_ place: Workplace, _ path: String) throws {
        self.place = place
        self.path = path
        guard PlainText.isOneLine(Self.name(of: path)) else {
            throw Problem(
                "bad-file-name", .badInput, .attachment(.badFileName(path)),
                remedy: .attachment(.badFileNameRemedy))
        }
        limit = UInt64(place.attachments.maxBytes)
        do throws(AttachmentError) {
            size = try place.home.attachments.check(path, limit: limit)
        } catch { throw Problem(error, file: path, limit: limit) }
    }

    private static func name(of path: String) -> String {
        URL(fileURLWithPath: path).lastPathComponent
    }

    static func check(caption: String?) throws {
        guard caption?.utf8.count ?? 0 <= captionBytes else {
            throw Problem(
                "caption-too-long", .badInput, .attachment(.captionTooLong(limit: captionBytes)))
        }
        guard caption.map(PlainText.isOneLine) ?? true else {
            throw Problem(
                "caption-not-one-line", .badInput, .attachment(.captionNotOneLine))
        }
    }

    /// The attachment of a record that has the very same bytes; nil where there is none.
    func known(of subject: Entity) throws -> AttachmentCard? {
        let cards = try place.store.view { try $0.attachments(of: subject, limit: 1_000) }
        for card in cards where card.size == size && !card.isVoided {
            guard let name = card.name, let salt = card.salt else { continue }
            do throws(AttachmentError) {
                let other = try place.home.attachments.name(of: path, salt: salt, limit: limit)
                if other == name { return card }
            } catch { throw Problem(error, file: path, limit: limit) }
        }
        return nil
    }

    /// Whether the file of what was attached before is not here any more, or not yet.
    func lacks(_ card: AttachmentCard) -> Bool {
        card.item.map { !place.home.attachments.isHeld($0.key) } ?? false
    }

    /// Gives an attachment whose file is not here its bytes again, from the original.
    /// - Throws: `Problem`; nothing is left then.
    func putBack(_ card: AttachmentCard) throws {
        try place.require(.record, in: card.scope)
        do throws(AttachmentError) {
            let added = try place.home.attachments.add(
                path, to: card.scope, under: card.salt, limit: limit)
            guard added.name == card.name else {
                place.home.attachments.remove(AttachmentKey(scope: card.scope, name: added.name))
                throw .changing
            }
            place.home.noteHere(AttachmentKey(scope: card.scope, name: added.name))
        } catch { throw Problem(error, file: path, limit: limit) }
    }

    /// Takes the bytes, then writes a record for each subject.
    /// - Throws: `Problem`; nothing is left then.
    func add(to subjects: [Entity], in scope: Scope, caption: String?) throws -> [Entity] {
        let added: AddedAttachment
        do throws(AttachmentError) {
            added = try place.home.attachments.add(path, to: scope, limit: limit)
        } catch { throw Problem(error, file: path, limit: limit) }
        do {
            return try place.commit(to: scope) { door in
                try subjects.map { try door.write(draft(added, of: $0, caption: caption)) }
            }
        } catch {
            // Nobody else can name them: the salt is new.
            place.home.attachments.remove(AttachmentKey(scope: scope, name: added.name))
            throw error
        }
    }

    private func draft(
        _ added: AddedAttachment, of subject: Entity, caption: String?
    ) -> Draft {
        var draft = Draft(Attachment.kind)
        draft[Attachment.subject] = .reference(subject)
        draft[Attachment.size] = .int(Int64(added.size))
        draft[Attachment.mediaType] = .text(MediaType.code(ofHead: added.head))
        draft[Attachment.digest] = .text(added.name.hex)
        draft[Attachment.salt] = .text(Hex.encode(added.salt))
        draft[Attachment.fileName] = .text(Self.name(of: path))
        draft[Attachment.caption] = caption.map(Value.text)
        draft[Source.channel] = .text(Source.desk)
        return draft
    }
}

extension Problem {
    init(_ error: AttachmentError, file: String, limit: UInt64) {
        switch error {
        case .unreadable:
            let isThere = FileManager.default.fileExists(atPath: file)
            self.init(
                "attachment-unreadable", isThere ? .badInput : .inputNotFound,
                .attachment(.unreadable(file)), remedy: .attachment(.unreadableRemedy))
        case .size(0):
            self.init(
                "attachment-empty", .badInput, .attachment(.empty(file)),
                remedy: .record(.lookAtFile))
        case .size(let bytes):
            self.init(
                "attachment-too-large", .badInput,
                .attachment(
                    .tooLarge(file, bytes: bytes, limit: min(limit, AttachmentLimits.size))),
                remedy: .attachment(.tooLargeRemedy))
        case .changing:
            self.init(
                "attachment-changing", .temporary, .attachment(.changing(file)), remedy: .tryAgain)
        case .full:
            self.init(
                "disk", .disk, .attachment(.noRoom), remedy: .attachment(.noRoomRemedy))
        case .disk(let number):
            self.init("disk", .disk, .diskFailed("errno \(number)"), remedy: .diskRemedy)
        case .missing, .damaged, .mismatch, .outOfLine:
            self.init("bug", .bug, .unexpected("\(error)"), remedy: .reportBug)
        }
    }
}
