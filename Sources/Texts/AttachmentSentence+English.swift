extension AttachmentSentence {
    var english: String {
        switch self {
        case .attached(let id, let bytes): "attached \(id) (\(ByteText.text(bytes)))"
        case .attachedToIt(let id): "with attachment \(id)"
        case .couldBeAttached(let bytes): "could be attached (\(ByteText.text(bytes)))"
        case .alreadyAttached(let id): "attached before: \(id)"
        case .putBack(let id): "attached before: \(id); its file was not here, and is back"
        case .notAttached: "the hours are recorded, the file is not attached"
        case .notAttachedRemedy(let record):
            "attach it with yizhan attachment add FILE --to \(record); do not enter the hours again"
        case .empty(let path): "\(path) is empty; it was not attached"
        case .tooLarge(let path, let bytes, let limit):
            "\(path) has \(ByteText.text(bytes)), more than \(ByteText.text(limit)); it was not attached"
        case .tooLargeRemedy:
            "make the photo smaller, or raise attachment.max-bytes (1 GiB at most)"
        case .unreadable(let path): "\(path) cannot be read; it was not attached"
        case .unreadableRemedy:
            "check its name and permissions; folders and devices cannot be attached"
        case .changing(let path): "\(path) changed while it was read; it was not attached"
        case .noRoom: "there is not enough room on the disk; some is kept free for records"
        case .noRoomRemedy: "make room, then try again; what is recorded is safe"
        case .captionNotOneLine:
            "the caption is one line, without line breaks or control characters; nothing was changed"
        case .badFileName(let path): "the name of \(path) has line breaks or control characters"
        case .badFileNameRemedy: "give the file another name first: it is kept with the record"
        case .captionTooLong(let limit): "the caption is too long; \(limit) bytes at most"
        case .notToAnAttachment: "an attachment cannot be attached to another one"
        case .none: "no attachments"
        case .line(let line): line.text(Self.words(line))
        case .waiting(let toSend, let toFetch): Self.waiting(toSend, toFetch)
        case .damaged(let id):
            """
            the file of attachment \(id) is damaged and was set aside; it is fetched again from the \
            other side at the next contact
            """
        case .unread(let id): "the file of attachment \(id) cannot be read; it was left as it is"
        case .unreadRemedy: "look after the disk, then check again; the records are not affected"
        case .swept(let count): "removed \(count) unfinished or damaged files that nothing names"
        case .unknown(let text): "there is no attachment \(text)"
        case .unknownRemedy: "see yizhan attachment list"
        case .fetched(let file, let bytes): "written to \(file) (\(ByteText.text(bytes)))"
        case .withheld:
            "the personal part of this attachment is not held here, so its file cannot be had"
        case .notThere: "the file is not here, and the other side does not have it now"
        case .notThereRemedy: "try again when it has come there; the record itself is complete"
        case .mismatch: "what the other side gave is not what the record names; it was dropped"
        case .unreachable: "the file is not here, and the other side cannot be reached"
        case .partly(let percent): "the line was cut; \(percent) % have come"
        case .goOnLater: "run it again to go on from there"
        case .later: "the other side is busy, or today's limit for attachments is reached"
        case .beyondLimit: "the file is longer than attachment.max-bytes; it was not fetched"
        case .beyondLimitRemedy: "raise attachment.max-bytes (1 GiB at most), then try again"
        case .noWay: "the file is not here, and there is nobody of whom to ask it"
        case .noWayRemedy:
            "the station brings it at its next contact; or give its address with station set --address"
        }
    }

    private static func words(_ line: AttachmentLine) -> String {
        switch line.state {
        case .here where line.isThere == true: "here and there"
        case .here where line.isThere == false: "here, waits to be sent"
        case .here: "here"
        case .coming(let percent): "on its way \(percent) %"
        case .missing: "missing"
        }
    }

    private static func waiting(_ toSend: Int, _ toFetch: Int) -> String {
        let parts =
            (toSend > 0 ? ["\(toSend) to be sent"] : [])
            + (toFetch > 0 ? ["\(toFetch) to be fetched"] : [])
        return "attachments: " + parts.joined(separator: ", ")
    }
}
