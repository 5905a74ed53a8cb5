extension ConflictSentence {
    var english: String {
        switch self {
        case .noConflicts: "no conflicts"
        case .noMerges: "nothing was merged by itself"
        case .conflictCount(let count): "\(count) conflicts wait for a person"
        case .shownOf(let shown, let all): "\(shown) of \(all) listed; --limit lists more"
        case .row(let row):
            "▲ \(row.id)  \(row.title)  \(row.group)  \(Self.reason(row))  "
                + row.authors.joined(separator: " │ ")
        case .manyVersions(let count): "\(count) versions: look through them"
        case .merged(let id, let title, let groups):
            "\(id)  \(title)  different groups were written in parallel and merged: "
                + groups.joined(separator: ", ")
        case .agreedRow(let id, let title, let group):
            "\(id)  \(title)  \(group): both wrote the same"
        case .author(let isCounty, let name, let origin, let isHere, let time):
            "\(isCounty ? "county" : "station")\(name.map { " " + $0 } ?? "") "
                + "\(isHere ? "(here)" : origin) \(time)"
        case .heading(let title, let group, let versions):
            "▲ \(title), \(group): written in \(versions) places"
        case .voidHeading(let title): "▲ \(title): voided in one place and edited in another"
        case .personalHeading(let title, let group):
            "▲ \(title), \(group): nothing open differs; the personal parts are not all held here"
        case .version(let number, let author, let values, let isShown):
            "  \(number.map { "\($0)  " } ?? "")\(author)  \(values)"
                + (isShown ? "  ◀ shown meanwhile" : "")
        case .differing(let fields): "  they differ in: \(fields.joined(separator: ", "))"
        case .partsNotHeld: "  not all personal parts are held here: decide at the station"
        case .preview(let choice, let outcome): "  with \(choice): \(outcome)"
        case .howToTake(let id, let group, let token):
            "  → yizhan conflict resolve \(id) --group \(group) --seen \(token) --take NUMBER "
                + "(if none is right: --set FIELD=VALUE)"
        case .howToDecideVoid(let id, let token):
            "  → yizhan conflict resolve \(id) --group lifecycle --seen \(token) "
                + "--take void, or --take keep"
        case .notInConflict(let id): "\(id) is not in conflict"
        case .severalGroups(let groups):
            "this record has several conflicts: \(groups.joined(separator: ", "))"
        case .severalGroupsRemedy: "name one by --group"
        case .unknownGroup(let name): "\(name) of this record is not in conflict"
        case .changedSince:
            "another version has come since you looked, or somebody decided; nothing was written"
        case .changedSinceRemedy: "look again with yizhan conflict show, then decide"
        case .numberNeedsToken: "a number is good only for the versions that were shown"
        case .numberNeedsTokenRemedy:
            "add the --seen that conflict show gives, or use --take station or --take county"
        case .noSuchVersion(let number, let count):
            "there is no version \(number) of \(count)"
        case .noneOfThatSide(let isCounty):
            "the \(isCounty ? "county" : "station") has not written this"
        case .severalOfThatSide(let isCounty):
            "the \(isCounty ? "county" : "station") has written several versions"
        case .takeByNumber: "look with conflict show and take one by its number"
        case .voidOrKeep:
            "this record was voided in one place and edited in another: --take void or --take keep"
        case .notAboutVoid: "this is no question of voiding"
        case .unknownKind(let kind): "this program does not know the kind \(kind)"
        case .upgradeFirst: "upgrade the program before deciding"
        case .fieldUnknown(let name, let known):
            "there is no field \(name) here; there are: \(known.joined(separator: ", "))"
        case .fieldForm(let text): "\(text) is not FIELD=VALUE"
        case .fieldBad(let name, let value): "\(value) cannot be the \(name)"
        case .fieldsMissing(let fields):
            "every field in which the versions differ has to be said; missing: "
                + fields.joined(separator: ", ")
        case .fieldsMissingRemedy: "add them by --set, or --take a version and set what is wrong"
        case .resolved(let id, let group): "decided \(group) of \(id)"
        case .resolvedVoid(let id, let isVoided): isVoided ? "\(id) is void" : "\(id) is kept"
        case .kept(let author, let values):
            "  not taken: \(author)  \(values) (it stays in the log)"
        case .howToReopen(let id, let group):
            "  can be taken back for 30 days: yizhan conflict reopen \(id) --group \(group)"
        case .unknownRecordKind(let name, let known):
            "there is no kind \(name); there are: \(known.joined(separator: ", "))"
        case .badDate(let text): "\(text) is no date"
        case .nothingToResolve: "no conflict fits"
        case .noneResolved(let isCounty):
            "none of them can be settled as the \(isCounty ? "county" : "station") wrote them: nothing is altered"
        case .wouldResolve(let count, let isCounty):
            "would settle \(count) as the \(isCounty ? "county" : "station") wrote them"
        case .didResolve(let count, let isCounty):
            "settled \(count) as the \(isCounty ? "county" : "station") wrote them; each can be "
                + "taken back for 30 days: yizhan conflict reopen"
        case .left(let count): "\(count) left, to be decided one by one"
        case .leftRow(let id, let title, let group, let why):
            "  ○ \(id)  \(title)  \(group): \(Self.left(why))"
        case .takes(let id, let title, let group, let author, let values):
            "  ● \(id)  \(title)  \(group) ← \(author)  \(values)"
        case .confirm(let count, let isCounty):
            "Settle \(count) conflicts as the \(isCounty ? "county" : "station") wrote them? "
                + "Type yes: "
        case .notConfirmed: "not confirmed; nothing was written"
        case .sayYes: "to settle many at once takes a confirmation"
        case .sayYesRemedy: "look with --dry-run first, then repeat with --yes"
        case .nothingToReopen(let id): "nothing was decided about \(id) that could be taken back"
        case .nothingToReopenRemedy: "what somebody has edited since is edited again"
        case .stillOpen(let id): "the conflict of \(id) is still open"
        case .stillOpenRemedy: "look with yizhan conflict show"
        case .tooLate(let decided, let now, let days):
            "it was decided \(decided), it is \(now): more than \(days) days, too late to take back"
        case .tooLateRemedy: "edit the record instead; what stood before is still in the log"
        case .reopened(let id, let group, let versions):
            "\(group) of \(id) is open again, with the same \(versions) versions"
        case .voidTakenBack(let id): "\(id) is void no more"
        case .nothingExcluded: "everything that is held counts"
        case .excludedCount(let count, let needsYou):
            "\(count) changes do not count; \(needsYou) of them need you"
        case .excludedRow(let ref, let author, let what, let reason, let since, let needsYou):
            "\(needsYou ? "▲" : "○") \(ref)  \(author)  \(what)  \(reason)  \(since)"
        case .refusedBecause(let reason): "refused: \(reason)"
        case .notAdmitted: "its origin is not admitted"
        case .notPermitted: "its author had no right to write this"
        case .revoked: "written beyond its author's revocation; evidence only"
        case .malformed: "impossible by its content"
        case .closedBecause(let reason, let time): "dealt with (\(time)): \(reason)"
        case .sentAgain: "sent again, and as that it counts"
        case .badReference(let text): "\(text) names no change"
        case .badReferenceRemedy:
            "write ORIGIN:SEQUENCE, see yizhan quarantine list or log list; add --station where "
                + "the origin writes for several"
        case .counts(let ref): "\(ref) counts: nothing to do"
        case .lookAtQuarantine: "look with yizhan quarantine list"
        case .refusesCountyOnly: "only the county refuses changes"
        case .refusesCountyOnlyRemedy: "tell the county; a record of one's own can be reversed"
        case .reasonNeeded: "say why"
        case .alreadyRefused(let ref): "\(ref) is refused already"
        case .wordOfAuthority(let ref): "\(ref) is no record and cannot be refused or sent again"
        case .notAdmittedHere: "this node is not admitted yet: what it writes would not count"
        case .notAdmittedHereRemedy: "get in contact with the county first (yizhan sync now)"
        case .malformedForEver: "it is impossible by its content, and would be so again"
        case .malformedForEverRemedy:
            "record it anew as it should be, then close this one by quarantine close"
        case .alreadyClosed(let ref): "\(ref) was dealt with already"
        case .partNotHeldForRequeue:
            "the personal part of this change is not held here; it cannot be sent from here"
        case .enteredAgainRemedy(let ref):
            "it counts once: if that one is right, close this one by "
                + "yizhan quarantine close \(ref) --reason T; if this one is, reverse or merge that "
                + "one first"
        case .refusedNow(let ref): "refused \(ref)"
        case .requeued(let ref): "sent \(ref) again"
        case .closed(let ref): "closed \(ref); quarantine list --all still shows it"
        case .toldAtNextExchange: "the others are told at the next exchange"
        case .label(let label): Self.label(label)
        }
    }

    private static func reason(_ row: ConflictRow) -> String {
        switch row.reason {
        case "personal-part": "conflict in the personal part (\(row.versions) versions)"
        case "voided-and-edited": "voided and edited"
        default: "\(row.versions) versions"
        }
    }

    private static func left(_ why: ConflictLeft) -> String {
        switch why {
        case .partsNotHeld: "not all personal parts are held here"
        case .noneOfThatSide: "that side has not written it"
        case .severalOfThatSide: "that side has written several versions"
        case .unknownKind: "this program does not know its kind"
        case .changedSince: "it has changed since the preview"
        }
    }

    private static func label(_ label: ConflictLabel) -> String {
        switch label {
        case .change: "change"
        case .station: "station"
        case .author: "from"
        case .kind: "kind"
        case .record: "record"
        case .about: "about"
        case .written: "written"
        case .why: "why"
        case .since: "since"
        case .state: "state"
        case .fields: "content"
        }
    }
}
