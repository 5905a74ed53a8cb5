import Authority
import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Texts

/// Volunteers who go from one station to another: released here, accepted there, and shown how it stands.
public enum TransferCommands {
    /// Releases a volunteer to the station of a code.
    /// - Parameters:
    ///   - code: of the directory.
    ///   - passport: where the passport goes; nowhere unless given.
    ///   - absent: at a county, the code of the station for which it acts.
    /// - Throws: `Problem`.
    public static func release(
        _ place: Workplace, volunteer reference: String, to code: String,
        passport output: PassportOutput = PassportOutput(), for absent: String? = nil
    ) throws -> TransferDone {
        try output.refuseUnwritable()
        let giver = try ActingStation(place, for: absent)
        let card = try giver.volunteer(reference)
        let taker = try destination(code, from: giver)
        let handover = try handover(card, to: taker, by: giver)
        let id = try giver.commit("release", about: [card.entity, taker.scope]) { door in
            try door.write(handover.word, personal: handover.personal)
        }
        var done = TransferDone(
            .released, transfer: id, volunteer: card.entity,
            [.released(volunteer: title(card), to: title(taker), id: short(id))])
        if !handover.dropped.isEmpty { done.add(.categoriesDropped(handover.dropped)) }
        done.leaveBehind(try place.store.view { try $0.others(mergedWith: card.entity) })
        guard output.isNeeded, !place.isDryRun else {
            done.add(.releasedByLine)
            return done
        }
        try write(of: id, by: giver, to: output, noting: &done)
        done.add(.releasedByFile(output.paper ?? output.file ?? ""))
        return done
    }

    private static func handover(
        _ card: VolunteerCard, to taker: Announcement, by giver: ActingStation
    ) throws -> Handover {
        try giver.place.store.view { view in
            let custody = try view.custody(of: card.entity, in: card.scope)
            do {
                return try giver.place.home.handover(
                    of: card.entity, view.profile(of: card.entity), by: custody,
                    to: taker, asOf: giver.place.now, in: view)
            } catch HandoverRefusal.notHeld {
                throw Problem(
                    "not-held", .no,
                    .transfer(
                        .notHeld(
                            volunteer: title(card), state: TransferState(custody.right))),
                    remedy: .transfer(.lookAtTransfers))
            } catch HandoverRefusal.nameless {
                throw Problem(
                    "profile-not-here", .no, .transfer(.profileNotHere(volunteer: title(card))),
                    remedy: .transfer(.profileNotHereRemedy))
            } catch HandoverRefusal.tooLarge {
                throw Problem(
                    "profile-too-large", .badInput,
                    .transfer(.profileTooLarge(volunteer: title(card))),
                    remedy: .transfer(.profileTooLargeRemedy))
            }
        }
    }

    /// Takes over a volunteer: by a passport, or by what the line has brought.
    /// - Parameters:
    ///   - what: a file, or the first digits of a transfer's id.
    ///   - absent: at a county, the code of the station for which it acts.
    public static func accept(
        _ place: Workplace, _ what: String, for absent: String? = nil
    ) throws -> TransferDone {
        let taker = try ActingStation(place, for: absent)
        let scope = taker.scope
        guard FileManager.default.fileExists(atPath: what) else {
            return try acceptOffered(what, by: taker)
        }
        let passport = try PassportFile.read(what)
        guard passport.taker == scope else { throw otherStation(passport, at: taker) }
        let release = try PassportFile.prove(passport, at: place)
        let custody = try place.store.view { view in
            try view.custodies(in: scope).first { $0.subject == release.subject }
        }
        if let custody, custody.hasTaken(release.id) {
            return try repeated(release, custody)
        }
        if let custody, custody.isDecidedAgainst(release.id) {
            throw Problem(
                "taken-back", .badInput, .transfer(.takenBack(id: short(release.id))),
                remedy: .transfer(.lookAtTransfers))
        }
        return try accept(
            release, custody, profile: passport.profile, warrants: passport.warrants,
            by: taker)
    }

    private static func repeated(
        _ release: TransferStatement, _ custody: Custody
    ) throws -> TransferDone {
        switch custody.right {
        case .provisional(release.id), .active:
            return TransferDone(
                .accepted, transfer: release.id, volunteer: custody.volunteer,
                [.alreadyAccepted(id: short(release.id))])
        default:
            throw Problem(
                "used-up", .badInput, .transfer(.usedUp(id: short(release.id))),
                remedy: .transfer(.lookAtTransfers))
        }
    }

    private static func acceptOffered(
        _ text: String, by taker: ActingStation
    ) throws -> TransferDone {
        let (place, scope) = (taker.place, taker.scope)
        let (custody, id) = try one(
            text, in: scope, at: place, orElse: TransferSentence.nothingOffered
        ) {
            $0.offer.map { [$0] } ?? []
        }
        guard let release = custody.releases[id] else { throw nothing(.nothingOffered(short(id))) }
        guard let part = try place.store.view({ try $0.personalPart(of: id, in: scope) }) else {
            throw Problem(
                "profile-missing", .temporary, .transfer(.profileMissing(id: short(id))),
                remedy: .transfer(.profileMissingRemedy))
        }
        return try accept(release, custody, profile: part, warrants: [], by: taker)
    }

    private static func accept(
        _ release: TransferStatement, _ custody: Custody?, profile part: PersonalPart?,
        warrants: [[UInt8]], by taker: ActingStation
    ) throws -> TransferDone {
        let (place, scope) = (taker.place, taker.scope)
        guard let word = release.release,
            let profile = try place.home.dossier(of: word, by: release.scope, part),
            let draft = Dossier.draft(profile, entity: nil)
        else {
            throw Problem(
                "profile-unreadable", .badInput, .transfer(.profileUnreadable),
                remedy: .transfer(.askForPassport))
        }
        let entity = try taker.commit("accept", about: [release.id]) { door in
            try place.home.takeOver(
                release, custody, profile: profile, warrants: warrants, in: door)
        }
        try settle(place, scope)
        let giver = try place.store.view { try Stations(in: $0) }
        let name = draft[Volunteer.name]?.asText.map(PersonMask.name) ?? ""
        return TransferDone(
            .accepted, transfer: release.id, volunteer: entity,
            [
                .accepted(
                    volunteer: name, from: giver.title(release.scope), id: short(release.id)),
                .acceptedNext,
            ])
    }

    /// The giver takes a release back; or the claimant a claim, whether anybody was found or not.
    /// - Parameter absent: at a county, the code of the station for which it acts.
    public static func cancel(
        _ place: Workplace, _ text: String, for absent: String? = nil
    ) throws -> TransferDone {
        let giver = try ActingStation(place, for: absent)
        let scope = giver.scope
        if let (claim, subjects) = try ownClaim(text, in: scope, at: place) {
            return try withdraw(claim, of: subjects, by: giver)
        }
        let (custody, id) = try one(
            text, in: scope, at: place, orElse: TransferSentence.notReleased
        ) {
            custody in
            custody.releases.values.filter {
                $0.scope == scope && !custody.isDecidedAgainst($0.id)
            }.map(\.id)
        }
        try giver.commit("cancel", about: [id]) { door in
            _ = try door.write(TransferWord(.cancel(release: id), of: custody.subject))
        }
        let isLate = custody.graph.contains(id)
        return TransferDone(
            .cancelled, transfer: id, volunteer: custody.volunteer,
            [isLate ? .cancelledLate(id: short(id)) : .cancelled(id: short(id))])
    }

    /// The taker does not want what was released to it; or the owner says that a claim means another person.
    /// - Parameter absent: at a county, the code of the station for which it acts.
    public static func decline(
        _ place: Workplace, _ text: String, for absent: String? = nil
    ) throws -> TransferDone {
        let taker = try ActingStation(place, for: absent)
        let scope = taker.scope
        let (custody, id) = try one(
            text, in: scope, at: place, orElse: TransferSentence.nothingOffered
        ) {
            $0.openReferrals.map(\.claim) + ($0.offer.map { [$0] } ?? [])
        }
        if custody.openReferrals.contains(where: { $0.claim == id }) {
            try taker.commit("answer", about: [id]) { door in
                _ = try door.write(
                    TransferWord(.answer(claim: id, .anotherPerson), of: custody.subject))
            }
            return TransferDone(
                .answered, transfer: id, volunteer: custody.volunteer,
                [.saidAnotherPerson(id: short(id))])
        }
        try taker.commit("decline", about: [id]) { door in
            _ = try door.write(TransferWord(.decline(release: id), of: custody.subject))
        }
        return TransferDone(
            .declined, transfer: id, volunteer: nil, [.declined(id: short(id))])
    }

    /// The volunteer is here, and nobody has released it.
    /// - Parameter from: the beginning of the codes of the stations where the volunteer says to be known;
    ///   nil for anywhere.
    public static func claim(
        _ place: Workplace, volunteer reference: String, from: String? = nil
    ) throws -> TransferDone {
        let scope = try ActingStation(place, for: nil).scope
        let from = try from.map { try area($0, at: place) }
        let card = try place.store.view { try RecordReference.volunteer(reference, in: $0) }
        guard let number = card.idNumber else {
            throw Problem(
                "no-number", .badInput, .transfer(.noNumber(title(card))),
                remedy: .transfer(.noNumberRemedy))
        }
        var part = Fields([ClaimPart.number: .text(number)])
        part[ClaimPart.from] = from.map { .text($0) }
        let id = try place.commit(to: scope) { door in
            try door.write(TransferWord(.claim(volunteer: card.entity), of: nil), personal: part)
        }
        return TransferDone(
            .claimed, transfer: id, volunteer: card.entity,
            [.claimed(id: short(id)), .claimedNext])
    }

    /// The digits with which codes of stations begin, of whom the directory knows one at least.
    private static func area(_ text: String, at place: Workplace) throws -> String {
        let digits = DivisionCode(text)?.withoutPadding.digits ?? text
        let isKnown = try place.store.view { try $0.directory() }.contains {
            $0.code.hasPrefix(digits)
        }
        guard isKnown, !digits.isEmpty else {
            throw Problem(
                "unknown-destination", .inputNotFound,
                .transfer(.unknownDestination(code: String(digits.prefix(32)))),
                remedy: .transfer(.unknownDestinationRemedy))
        }
        return digits
    }

    /// The claim of this station whose id begins so, with whom it was found to mean; nil where `text` begins
    /// no such id.
    private static func ownClaim(
        _ text: String, in scope: Scope, at place: Workplace
    ) throws -> (Entity, [Subject])? {
        let prefix = PlainText.compact(text).lowercased()
        guard prefix.utf8.count >= 6 else { return nil }
        var claims: [Entity: Set<Subject>] = [:]
        var withdrawn: Set<Entity> = []
        for held in try place.store.view({ try $0.transferStatements(in: scope) }) {
            switch held.statement.word.content {
            case .claim where held.statement.scope == scope:
                claims[held.statement.id, default: []].formUnion([])
            case .match(let claim, scope, _):
                claims[claim, default: []].formUnion(held.statement.subject.map { [$0] } ?? [])
            case .answer(let claim, .withdrawn) where held.statement.scope == scope:
                withdrawn.insert(claim)
            default: break
            }
        }
        let found = claims.filter { !withdrawn.contains($0.key) }
            .filter { $0.key.description.hasPrefix(prefix) }
        guard let first = found.first else { return nil }
        guard found.count == 1 else {
            throw Problem("ambiguous", .badInput, .transfer(.ambiguous(prefix)))
        }
        return (first.key, first.value.sorted())
    }

    private static func withdraw(
        _ claim: Entity, of subjects: [Subject], by claimant: ActingStation
    ) throws -> TransferDone {
        try claimant.commit("withdraw", about: [claim]) { door in
            for subject in subjects.isEmpty ? [nil] : subjects.map(Optional.some) {
                try door.write(TransferWord(.answer(claim: claim, .withdrawn), of: subject))
            }
        }
        return TransferDone(
            .answered, transfer: claim, volunteer: nil, [.withdrawn(id: short(claim))])
    }

    /// At a county, for a station that is absent: says that it needs the profile of somebody no more who was
    /// handed over, and asks that it be erased.
    public static func close(
        _ place: Workplace, _ text: String, for absent: String
    ) throws -> TransferDone {
        let giver = try ActingStation(place, for: absent)
        guard giver.isAbsent else { throw nothing(.closesByItself) }
        let (custody, id) = try one(
            text, in: giver.scope, at: place, orElse: TransferSentence.nothingToClose
        ) { custody in
            guard case .close(let epoch)? = custody.duties.first else { return [] }
            return [epoch] + custody.graph.epochs.keys.filter { $0 != epoch }
        }
        guard case .close(let epoch)? = custody.duties.first else {
            throw nothing(.nothingToClose(short(id)))
        }
        try giver.commit("close", about: [epoch]) { door in
            try door.close(epoch, of: custody)
        }
        return TransferDone(
            .closed, transfer: id, volunteer: custody.volunteer,
            [.closed(station: "\(giver.code) \(giver.name)", id: short(epoch))])
    }

    /// At the county of first registration: of two stations that both record, one goes on.
    public static func settle(
        _ place: Workplace, volunteer reference: String, owner code: String
    ) throws -> TransferDone {
        guard place.home.role != .station else {
            throw Problem("county-only", .notPermitted, .transfer(.countyOnly))
        }
        try place.require(.decide)
        let card = try place.store.view { try RecordReference.volunteer(reference, in: $0) }
        let (word, owner) = try place.store.view { view in
            let subject = try view.custody(of: card.entity, in: card.scope).subject
            let stations = try Stations(in: view)
            let owner = try stations.scope(code: code)
            let ledger = try view.ledgers().first { $0.subject == subject }
            return (owner.flatMap { ledger?.settlement(for: $0, asOf: place.now) }, owner)
        }
        guard let word, let owner else {
            throw Problem(
                "not-contested", .no, .transfer(.notContested(title(card))),
                remedy: .transfer(.lookAtTransfers))
        }
        guard !place.isDryRun else {
            return TransferDone(.settled, transfer: nil, volunteer: card.entity, [])
        }
        let id = try place.store.settle(word, at: place.now)
        let name = try place.store.view { try Stations(in: $0) }.title(owner)
        return TransferDone(
            .settled, transfer: id, volunteer: card.entity, [.settled(owner: name)])
    }
}

extension TransferCommands {
    static func short(_ entity: Entity) -> String { RecordReference.short(entity) }

    static func title(_ card: VolunteerCard) -> String {
        [card.name.map(PersonMask.name), short(card.entity)].compactMap(\.self)
            .joined(separator: " ")
    }

    static func title(_ station: Announcement) -> String { "\(station.code) \(station.name)" }

    /// What follows from what was written is written at once where that needs nobody else.
    static func settle(_ place: Workplace, _ scope: Scope) throws {
        guard !place.isDryRun else { return }
        try place.store.settleTransfers(in: [scope], at: place.now)
    }

    private static func destination(
        _ text: String, from giver: ActingStation
    ) throws -> Announcement {
        let code = DivisionCode(text)?.withoutPadding.digits ?? text
        guard code != giver.code else {
            throw Problem("same-station", .badInput, .transfer(.sameStation(code: code)))
        }
        let (all, stations) = try giver.place.store.view {
            (try $0.directory(), try Stations(in: $0))
        }
        let named = all.filter { $0.code == code }
        let lines = named.filter(\.successors.isEmpty)
        if lines.isEmpty, let ended = named.last {
            throw StationCommands.ended(
                title(ended), ended.successors.map { ($0, stations.title($0)) }, stations)
        }
        // The profile is sealed to one of them: never to a guess.
        guard lines.count <= 1 else {
            throw Problem(
                "ambiguous-destination", .badInput, .transfer(.ambiguousDestination(code: code)),
                remedy: .transfer(.ambiguousDestinationRemedy))
        }
        guard let found = lines.first, found.scope != giver.scope else {
            throw Problem(
                "unknown-destination", .inputNotFound,
                .transfer(.unknownDestination(code: String(code.prefix(32)))),
                remedy: .transfer(.unknownDestinationRemedy))
        }
        guard !found.exchangeKey.isEmpty else {
            throw Problem("no-key", .badInput, .transfer(.noKey(code: code)))
        }
        return found
    }

    /// - Throws: `Problem` at an aggregator.
    static func station(_ place: Workplace) throws -> Scope {
        guard let scope = try place.home.stationScope() else {
            throw Problem(
                "station-only", .notPermitted, .transfer(.stationOnly),
                remedy: .transfer(.stationOnlyRemedy))
        }
        return scope
    }

    static func nothing(_ sentence: TransferSentence) -> Problem {
        Problem(
            "no-transfer", .inputNotFound, .transfer(sentence),
            remedy: .transfer(.lookAtTransfers))
    }

    /// The one thing among those that `ids` gives whose id begins so: with six digits at least.
    static func one(
        _ text: String, in scope: Scope, at place: Workplace,
        orElse missing: (String) -> TransferSentence, _ ids: (Custody) -> [Entity]
    ) throws -> (Custody, Entity) {
        let prefix = PlainText.compact(text).lowercased()
        let found = try place.store.view { try $0.custodies(in: scope) }.flatMap { custody in
            ids(custody).filter { $0.description.hasPrefix(prefix) }.map { (custody, $0) }
        }
        guard prefix.utf8.count >= 6, let first = found.first else {
            throw nothing(missing(RecordReference.masked(text)))
        }
        guard found.count == 1 else {
            throw Problem("ambiguous", .badInput, .transfer(.ambiguous(prefix)))
        }
        return first
    }

    static func otherStation(_ passport: Passport, at station: ActingStation) -> Problem {
        let code = PlainText.trimmed(passport.takerCode)
        return Problem(
            "wrong-recipient", .badInput,
            .transfer(.otherStation(code: code, own: station.code)),
            remedy: .transfer(.otherStationRemedy(code: code)))
    }
}

/// Names of stations, as far as they are known here.
struct Stations {
    private var known: [Scope: (code: String, name: String)] = [:]

    init(in view: StoreView) throws {
        for line in try view.directory() { known[line.scope] = (line.code, line.name) }
        for card in try view.scopes() { known[card.scope] = (card.code ?? "", card.name ?? "") }
    }

    func title(_ scope: Scope) -> String {
        known[scope].map { "\($0.code) \($0.name)" } ?? String(scope.description.prefix(8))
    }

    func code(_ scope: Scope) -> String? { known[scope]?.code }

    func scope(code: String) throws -> Scope? {
        let digits = DivisionCode(code)?.withoutPadding.digits ?? code
        return known.filter { $0.value.code == digits }.map(\.key).min()
    }
}

extension TransferState {
    init(_ right: Right) {
        self =
            switch right {
            case .active: .active
            case .released: .released
            case .offered: .offered
            case .provisional: .provisional
            case .passedOn: .passedOn
            case .handedOver: .handedOver
            case .closed: .closed
            case .notTransferred: .notTransferred
            case .contested: .contested
            case .none: .none
            }
    }
}
