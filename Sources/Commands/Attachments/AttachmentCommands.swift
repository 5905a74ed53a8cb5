import Foundation
public import Logging
public import Node
import ServiceRecords
import Store
import SyncCore
import Texts

/// `attachment add`, `attachment list`, `attachment fetch`.
public enum AttachmentCommands {
    private static let mostListed = 10_000

    /// Attaches a file to a record of any kind; the same bytes twice add no record, and bring back a file that was
    /// lost.
    public static func add(
        _ place: Workplace, file: String, to reference: String, caption: String? = nil
    ) throws -> AttachmentAdded {
        try AttachmentIntake.check(caption: caption)
        let (subject, scope) = try place.store.view { view in
            let (subject, kind) = try RecordReference.any(reference, in: view)
            guard kind.number != Attachment.kind.number, let scope = try view.scope(of: subject)
            else {
                throw Problem(
                    "not-to-an-attachment", .badInput, .attachment(.notToAnAttachment))
            }
            return (subject, scope)
        }
        let intake = try AttachmentIntake(place, file)
        if let known = try intake.known(of: subject) {
            guard intake.lacks(known) else {
                return AttachmentAdded(known.entity, size: intake.size, .alreadyThere)
            }
            guard !place.isDryRun else { return AttachmentAdded(nil, size: intake.size, .tried) }
            try intake.putBack(known)
            return AttachmentAdded(known.entity, size: intake.size, .putBack)
        }
        guard !place.isDryRun else { return AttachmentAdded(nil, size: intake.size, .tried) }
        let added = try intake.add(to: [subject], in: scope, caption: caption)
        return AttachmentAdded(added.first, size: intake.size, .attached)
    }

    /// All attachments of a record, or of all records, in order of recording.
    public static func list(
        _ place: Workplace, record: String? = nil, code: String? = nil, limit: Int = 50
    ) throws -> AttachmentList {
        let scope = try place.scopeToRead(code: code)
        let shelf = try AttachmentShelf(place)
        let cards = try place.store.view { view in
            try view.attachments(
                of: try record.map { try RecordReference.any($0, in: view).0 }, in: scope,
                limit: max(0, min(limit, mostListed))
            ).filter { !$0.isVoided }.map { card in
                let people = try AttachedPeople.people(of: card, in: view)
                return (card, AttachedPeople.haveChild(people, on: place.today))
            }
        }
        return AttachmentList(attachments: cards.map { shelf.view($0, isOfChild: $1) })
    }

    /// Writes the file of an attachment, and fetches it from the other side first if it is not here. That
    /// it was handed out, and why, is in the log before.
    /// - Throws: `Problem`: 3 when a part has come, 69 when nobody can be reached, 75 when it may come later,
    ///   77 when it is longer than this node takes, and of a child without an approved purpose.
    public static func fetch(
        _ place: Workplace, _ reference: String, to out: String, _ grounds: RevealGrounds,
        upstream: UpstreamSettings = .init(), log: Logger
    ) throws -> AttachmentFetched {
        try OutputFile.refuseUnwritable(out)
        let (card, salts) = try place.store.view { view in
            let card = try RecordReference.attachment(reference, in: view)
            return (card, try card.item.map { try view.salts(of: $0.key) } ?? [])
        }
        guard let item = card.item, !salts.isEmpty else {
            throw Problem("withheld", .notPermitted, .attachment(.withheld))
        }
        try place.require(.record, in: card.scope)
        let disclosure = try disclosure(of: card, grounds, at: place)
        if !place.home.attachments.isHeld(item.key) { try fetch(place, item, upstream, log) }
        try place.commit(to: card.scope) { try $0.disclose(disclosure) }
        do { try write(place, item, salts, to: out) } catch AttachmentError.damaged {
            // It was set aside as it was found; the other side may still have it.
            try fetch(place, item, upstream, log)
            do { try write(place, item, salts, to: out) } catch let error as AttachmentError {
                throw Problem(error, file: out, limit: 0)
            }
        } catch let error as AttachmentError { throw Problem(error, file: out, limit: 0) }
        return AttachmentFetched(card, size: item.size, to: out)
    }

    private static func disclosure(
        of card: AttachmentCard, _ grounds: RevealGrounds, at place: Workplace
    ) throws -> Disclosure {
        let (people, isOfChild) = try place.store.view { view in
            let people = try AttachedPeople.people(of: card, in: view)
            return (people, try Childhood.wasEver(of: people, on: place.today, in: view))
        }
        let reason = try Reason(grounds.reason, about: people)
        let purpose = try DisclosurePurpose.code(grounds.purpose, on: place.today)
        guard purpose != nil || !isOfChild else { throw DisclosurePurpose.needed }
        return Disclosure(
            .exported, of: [card.subject ?? card.entity], groups: [Attachment.content.number],
            reason: reason.text, purpose: purpose)
    }

    private static func write(
        _ place: Workplace, _ item: AttachmentItem, _ salts: [[UInt8]], to out: String
    ) throws {
        let file = try OutputFile(out)
        try place.home.attachments.export(item.key, salts: salts, file.write)
        try file.finish()
    }

    private static func fetch(
        _ place: Workplace, _ item: AttachmentItem, _ upstream: UpstreamSettings, _ log: Logger
    ) throws {
        let before = place.home.attachments.held(of: item)
        let outcome = try ask(place, item, upstream, log)
        guard outcome != .held else { return }
        let held = place.home.attachments.held(of: item)
        throw Problem(
            outcome, percent: held > before ? Int(held * 100 / item.size) : nil)
    }

    private static let patience = Duration.seconds(600)

    /// Asks the running daemon; does it itself, under the directory's lock, where none runs.
    private static func ask(
        _ place: Workplace, _ item: AttachmentItem, _ upstream: UpstreamSettings, _ log: Logger
    ) throws -> AttachmentOutcome {
        do {
            let line = try ControlClient.ask(
                directory: place.home.directory.path, .fetch(item), timeout: patience)
            guard
                let outcome = try? JSONDecoder().decode(
                    AttachmentOutcome.self, from: Data(line.utf8))
            else { throw ControlError.broken }
            return outcome
        } catch ControlError.nobodyThere {
            place.warnOfLine()
            return try place.underLock {
                try Daemon.fetchOnce(
                    item, of: place.home, upstream: upstream, attachments: place.attachments,
                    protection: place.protection, log: log)
            }
        } catch is ControlError { return .later }
    }
}

extension Problem {
    /// - Parameter percent: how much is here now, if some of it has come.
    fileprivate init(_ outcome: AttachmentOutcome, percent: Int?) {
        switch outcome {
        case .unreachable:
            if let percent {
                self.init(
                    "attachment-partly", .partly, .attachment(.partly(percent: percent)),
                    remedy: .attachment(.goOnLater))
            } else {
                self.init(
                    "attachment-unreachable", .otherNodeUnreachable, .attachment(.unreachable),
                    remedy: .node(.syncRemedyLine))
            }
        case .notThere:
            self.init(
                "attachment-not-there", .temporary, .attachment(.notThere),
                remedy: .attachment(.notThereRemedy))
        case .later:
            self.init("attachment-later", .temporary, .attachment(.later), remedy: .tryAgain)
        case .noWay:
            self.init(
                "attachment-no-way", .temporary, .attachment(.noWay),
                remedy: .attachment(.noWayRemedy))
        case .mismatch:
            self.init(
                "attachment-mismatch", .badInput, .attachment(.mismatch),
                remedy: .node(.syncRemedyCounty))
        case .tooLarge:
            self.init(
                "attachment-beyond-limit", .notPermitted, .attachment(.beyondLimit),
                remedy: .attachment(.beyondLimitRemedy))
        case .disk:
            self.init("disk", .disk, .attachment(.noRoom), remedy: .attachment(.noRoomRemedy))
        case .held: self.init("bug", .bug, .unexpected("held"), remedy: .reportBug)
        }
    }
}
