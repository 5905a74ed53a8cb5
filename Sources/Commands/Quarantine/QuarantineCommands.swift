import Node
import ServiceRecords
import Store
import SyncCore
import Texts

/// Changes that are held and do not count: why, whose, and what to do about them. They stay in their
/// logs whatever is decided here.
public enum QuarantineCommands {
    /// What waits for somebody here first.
    /// - Parameter all: also what was dealt with.
    public static func list(
        _ place: Workplace, code: String? = nil, all: Bool = false, limit: Int = 50
    ) throws -> QuarantineList {
        let scope = try place.scopeToRead(code: code)
        let authors = try Authors(place)
        return try place.store.view { view in
            let changes = try view.excluded(in: scope, closed: all, limit: limit)
            var titles = RecordTitle(on: place.today)
            return QuarantineList(
                count: try view.excludedCount(in: scope, closed: all),
                needsYou: try view.unsettledCount(in: scope),
                changes: try changes.map {
                    QuarantineEntry(
                        $0, title: try titles.title(of: $0.change, in: view), authors)
                })
        }
    }

    /// One of them with what it says.
    /// - Parameter grounds: why it is to be shown in full; nil to have it masked.
    public static func show(
        _ place: Workplace, _ reference: String, code: String? = nil,
        revealing grounds: RevealGrounds? = nil
    ) throws -> QuarantineReport {
        let change = try ChangeReference(reference, code: code, at: place)
        let authors = try Authors(place)
        if let grounds { try disclose(change, grounds, at: place) }
        return try place.store.view { view in
            let excluded = try Self.excluded(change, at: place, in: view)
            var titles = RecordTitle(on: place.today)
            return QuarantineReport(
                QuarantineEntry(
                    excluded, title: try titles.title(of: excluded.change, in: view), authors),
                excluded.change,
                grounds == nil
                    ? .masked(
                        isOfChild: try excluded.change.isOfChild(on: place.today, in: view))
                    : .whole)
        }
    }

    private static func disclose(
        _ change: ChangeReference, _ grounds: RevealGrounds, at place: Workplace
    ) throws {
        let (held, person, isOfChild) = try place.store.view { view in
            let held = try Self.excluded(change, at: place, in: view).change
            return (
                held,
                try Childhood.person(
                    behind: held.entity, held.kind, versions: held.telling, in: view),
                try held.isOfChild(on: place.today, in: view)
            )
        }
        try RecordDisclosure.write(
            grounds, of: held.entity, groups: held.groups.map(\.group), in: change.scope,
            about: [person].compactMap(\.self), isOfChild: isOfChild, at: place)
    }

    /// Sends a change again that does not count, as it was: from now on it counts as what this node
    /// has sent. The refusal stays.
    public static func requeue(
        _ place: Workplace, _ reference: String, code: String? = nil
    ) throws -> QuarantineDecided {
        let change = try ChangeReference(reference, code: code, at: place)
        return try place.commit(to: change.scope) { door in
            try place.requireAdmission(door)
            let excluded = try open(change, at: place, in: door.view)
            try refuseHopeless(excluded, change)
            try EnteredAgain(excluded.change, in: change.scope, view: door.view)
                .refuse(change.text)
            do { try door.requeue(excluded.change) } catch StoreError.draftTooLarge {
                throw Problem("too-large", .badInput, .unexpected("too many wrappers"))
            }
            return QuarantineDecided(change.text, .requeued, isDryRun: place.isDryRun)
        }
    }

    private static func refuseHopeless(
        _ excluded: ExcludedChange, _ reference: ChangeReference
    ) throws {
        guard excluded.reason != "malformed" else {
            throw Problem(
                "malformed-for-ever", .badInput, .conflict(.malformedForEver),
                remedy: .conflict(.malformedForEverRemedy))
        }
        guard !SystemKind.range.contains(excluded.change.kind) else {
            throw Problem(
                "no-record", .badInput, .conflict(.wordOfAuthority(reference.text)))
        }
        if case .withheld = excluded.change.personal {
            throw Problem(
                "part-not-held", .notPermitted, .conflict(.partNotHeldForRequeue),
                remedy: .record(.partNotHeldRemedy))
        }
    }

    /// Says that somebody has dealt with a change that does not count: it needs nobody any more.
    public static func close(
        _ place: Workplace, _ reference: String, reason: String, code: String? = nil
    ) throws -> QuarantineDecided {
        let reason = try checked(reason)
        let change = try ChangeReference(reference, code: code, at: place)
        return try place.commit(to: change.scope) { door in
            try place.requireAdmission(door)
            let excluded = try open(change, at: place, in: door.view)
            try OpenWords.refuse(known: known(excluded.change, in: door.view), in: reason)
            try door.dismiss(excluded.change, reason: reason)
            return QuarantineDecided(change.text, .closed, isDryRun: place.isDryRun)
        }
    }

    /// The county's word that a change does not count, for ever; its author is told at the next
    /// exchange.
    /// - Parameter reference: `ORIGIN:SEQUENCE`, or a record, for the change that created it.
    public static func refuse(
        _ place: Workplace, _ reference: String, reason: String, code: String? = nil
    ) throws -> QuarantineDecided {
        guard place.home.role != .station else { throw countyOnly }
        let reason = try checked(reason)
        let change = try refusable(reference, code: code, at: place)
        return try place.commit(to: change.scope) { door in
            let view = door.view
            let own = try view.ownOrigins()
            guard
                try view.scopes().contains(where: {
                    $0.scope == change.scope && own.contains($0.authority)
                })
            else { throw countyOnly }
            guard let card = try view.change(change.dot, in: change.scope) else {
                throw Problem("bug", .bug, .unexpected("change"), remedy: .reportBug)
            }
            // What a wrapper carries is refused as the wrapper; the authority's own words govern.
            guard !SystemKind.range.contains(card.canonical.original.header.kind) else {
                throw Problem(
                    "no-record", .badInput, .conflict(.wordOfAuthority(change.text)))
            }
            guard card.exclusion != "refused" else {
                throw Problem(
                    "already-refused", .badInput, .conflict(.alreadyRefused(change.text)),
                    remedy: .conflict(.lookAtQuarantine))
            }
            let original = card.canonical.original.header
            let record = original.entity ?? Entity(creatingLeaf: card.leaf)
            try OpenWords.refuse(
                naming: [
                    try Childhood.person(behind: record, original.kind, in: view)
                ].compactMap(\.self), in: reason)
            try door.write(.refuse(dot: change.dot, leaf: card.leaf, reason: reason))
            return QuarantineDecided(change.text, .refused, isDryRun: place.isDryRun)
        }
    }

    private static func refusable(
        _ reference: String, code: String?, at place: Workplace
    ) throws -> ChangeReference {
        guard !reference.contains(where: { ":：".contains($0) }) else {
            return try ChangeReference(reference, code: code, at: place)
        }
        let dot = try place.store.view { view in
            try view.creation(of: RecordReference.any(reference, in: view).0)
        }
        guard let dot else {
            throw Problem(
                "unknown-change", .inputNotFound, .conflict(.badReference(reference)),
                remedy: .conflict(.badReferenceRemedy))
        }
        return try ChangeReference("\(dot)", code: code, at: place)
    }

    /// By what whoever it is about is known: as they stand here, or as the change says itself.
    private static func known(_ change: Change, in view: StoreView) throws -> [String] {
        let person = try Childhood.person(
            behind: change.entity, change.kind, versions: change.telling, in: view)
        let names: [String] =
            change.kind == Volunteer.kind.number
            ? change.telling.flatMap { fields in
                [Volunteer.name, Volunteer.nameAlt, Volunteer.idNumber].compactMap {
                    fields[$0.number]?.asText
                }
            } : []
        return names + (person?.knownBy ?? [])
    }

    private static func checked(_ reason: String) throws -> String {
        let reason = try OpenWords.checked(reason)
        guard !reason.isEmpty else {
            throw Problem("reason-needed", .usage, .conflict(.reasonNeeded))
        }
        return reason
    }

    private static func excluded(
        _ change: ChangeReference, at place: Workplace, in view: StoreView
    ) throws -> ExcludedChange {
        guard let excluded = try view.excluded(change.dot, in: change.scope) else {
            throw Problem(
                "counts", .no, .conflict(.counts(change.text)),
                remedy: .conflict(.lookAtQuarantine))
        }
        return excluded
    }

    private static func open(
        _ change: ChangeReference, at place: Workplace, in view: StoreView
    ) throws -> ExcludedChange {
        let excluded = try excluded(change, at: place, in: view)
        guard !excluded.isClosed else {
            throw Problem(
                "already-closed", .badInput, .conflict(.alreadyClosed(change.text)),
                remedy: .conflict(.lookAtQuarantine))
        }
        return excluded
    }

    private static var countyOnly: Problem {
        Problem(
            "county-only", .notPermitted, .conflict(.refusesCountyOnly),
            remedy: .conflict(.refusesCountyOnlyRemedy))
    }
}
