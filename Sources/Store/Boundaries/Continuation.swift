import GRDB
import ServiceRecords
public import SyncCore

/// Somebody whom a station that has ended leaves behind: there is something that a person has to look at.
public struct StayingVolunteer: Sendable, Hashable {
    public enum Reason: String, Sendable {
        /// Released to this station, which has not answered: the giver can take that back.
        case offered
        /// Two stations record for them, until the county of first registration settles it.
        case contested
        /// Nothing is held that says who it is.
        case nameless
        /// Where stations are separated again: registered at the other one as well, under the same record.
        case both
    }

    public let entity: Entity
    public let reason: Reason
}

/// Carries the volunteers of a station that has ended on in its successors, by ordinary words of a
/// transfer: the county releases in the one scope and accepts in the other. It holds both, so no profile
/// is sealed and nothing is on paper. What is carried on once is never carried on again.
struct Continuation {
    let store: Store
    let log: LogTable
    let scope: ScopeRow
    let time: Int64
    private var db: Database { log.db }

    struct Outcome {
        /// By successor, how many.
        var carriedOn: [Scope: Int] = [:]
        var unassigned: [Entity] = []
        var staying: [StayingVolunteer] = []
    }

    /// - Parameter assigned: to which successor somebody goes; all others go to the first.
    func run(assigned: [Entity: Scope] = [:]) throws -> Outcome {
        let standing = try store.standing(of: scope, in: db)
        let boundaries = try BoundaryTable(log: log, scope: scope).boundaries(by: standing)
        guard let end = boundaries.dissolution?.at else { return Outcome() }
        let view = StoreView(log: log, vault: store.vault)
        let (movers, staying) = try view.movers(in: scope)
        var outcome = Outcome(staying: staying)
        let first = boundaries.successors.first?.scope
        let byTaker = Dictionary(grouping: movers) { assigned[$0.volunteer] ?? first }
        for (named, movers) in byTaker.sorted(by: {
            ($0.key ?? scope.scope) < ($1.key ?? scope.scope)
        }) {
            guard let named, let taker = try view.living(named, after: scope.scope),
                try view.governs(taker)
            else { continue }
            try carryOn(movers, to: taker, at: max(time, end))
            outcome.carriedOn[taker, default: 0] += movers.count
            outcome.unassigned += movers.map(\.volunteer).filter { assigned[$0] == nil }
        }
        return outcome
    }

    /// Releases in the one scope and accepts in the other.
    func carryOn(_ movers: [Mover], to taker: Scope, at asOf: Int64) throws {
        var releases: [Entity] = []
        try store.commit(to: scope.scope, at: time, in: db) { door in
            for mover in movers {
                let release = TransferWord.Release(
                    volunteer: mover.volunteer, taker: taker, restsOn: mover.basis, asOf: asOf,
                    accounts: Array(mover.accounts.prefix(TransferWord.accountLimit)))
                releases.append(
                    try door.write(TransferWord(.release(release), of: mover.subject)))
            }
        }
        try store.commit(to: taker, at: time, in: db) { door in
            let known = Dictionary(
                try door.view.custodies(in: taker).map { ($0.subject, $0.volunteer) },
                uniquingKeysWith: { first, _ in first })
            for (mover, release) in zip(movers, releases) {
                let entity = try door.carryOn(mover, known: known[mover.subject] ?? nil)
                try door.write(
                    TransferWord(
                        .accept(release: release, .init(volunteer: entity)), of: mover.subject))
            }
        }
    }
}

/// A volunteer for whom a station holds the right to record, with what its successor needs.
public struct Mover: Sendable {
    public let volunteer: Entity
    /// By which the station holds the right.
    public let custody: Custody
    /// Of the record as it is shown, all groups.
    public let profile: [GroupNumber: Fields]

    var subject: Subject { custody.subject }
    var basis: [Entity] { custody.basis ?? [] }
    /// What the records of other stations come to, as last heard.
    var accounts: [TransferWord.Account] { custody.accounts }
    var idNumber: String? { self[Volunteer.idNumber]?.asText }
    var isNamed: Bool { Volunteer.isNamed(profile) }

    private subscript(field: Field) -> Value? { profile[field.group]?[field.number] }
}

extension StoreView {
    /// Whom a station can hand on now, and who has to be looked at. Voided records are neither.
    func movers(in scope: ScopeRow) throws -> (movers: [Mover], staying: [StayingVolunteer]) {
        var known: [Entity: Custody] = [:]
        for custody in try custodies(in: scope.scope) {
            for volunteer in custody.volunteers + (custody.volunteer.map { [$0] } ?? []) {
                known[volunteer] = custody
            }
        }
        var (movers, staying): ([Mover], [StayingVolunteer]) = ([], [])
        for volunteer in try entities(of: Volunteer.kind.number, in: scope.scope) {
            let custody =
                known[volunteer]
                ?? Custody(
                    of: Subject(home: scope.scope, root: volunteer), at: scope.scope,
                    TransferStatements())
            guard custody.volunteer == volunteer else { continue }
            let problem: StayingVolunteer.Reason?
            switch custody.right {
            case .active, .provisional: problem = nil
            case .contested: problem = .contested
            case .offered: problem = .offered
            case .released, .passedOn, .handedOver, .closed, .notTransferred, .none: continue
            }
            guard try !isVoided(volunteer, in: scope) else { continue }
            if let problem {
                staying.append(StayingVolunteer(entity: volunteer, reason: problem))
                continue
            }
            let mover = Mover(
                volunteer: volunteer, custody: custody, profile: try profile(of: volunteer))
            guard mover.isNamed else {
                staying.append(StayingVolunteer(entity: volunteer, reason: .nameless))
                continue
            }
            movers.append(mover)
        }
        return (movers, staying)
    }

    /// Of some volunteers those whom a station can hand on now, and who has to be looked at: somebody who
    /// goes by the same record as another whom the station needs stays.
    func movers(
        of subjects: Set<Subject>, in scope: ScopeRow
    ) throws -> (movers: [Mover], staying: [StayingVolunteer]) {
        let custodies = try custodies(in: scope.scope)
        let needs = ProfileNeeds(custodies.filter { !subjects.contains($0.subject) })
        let ownRecords = Set(try entities(of: Volunteer.kind.number, in: scope.scope))
        let accepted = Set(custodies.filter { $0.subject.home != scope.scope }.map(\.subject))
        var (movers, staying): ([Mover], [StayingVolunteer]) = ([], [])
        for custody in custodies where subjects.contains(custody.subject) {
            guard let volunteer = custody.volunteer, ownRecords.contains(volunteer),
                try !isVoided(volunteer, in: scope)
            else { continue }
            var problem: StayingVolunteer.Reason?
            switch custody.right {
            case .active, .provisional: break
            case .contested: problem = .contested
            case .released, .offered, .passedOn, .handedOver, .closed, .notTransferred, .none:
                continue
            }
            let isShared =
                try needs.isNeeded(volunteer)
                || accepted.contains(custody.subject) && !isMadeByAccept(volunteer, custody)
            if problem == nil, isShared { problem = .both }
            let mover = Mover(
                volunteer: volunteer, custody: custody, profile: try profile(of: volunteer))
            if problem == nil, !mover.isNamed { problem = .nameless }
            if let problem {
                staying.append(StayingVolunteer(entity: volunteer, reason: problem))
            } else {
                movers.append(mover)
            }
        }
        return (movers, staying)
    }

    /// Whether somebody's record at a station came with an accept; else it stood there before.
    private func isMadeByAccept(_ volunteer: Entity, _ custody: Custody) throws -> Bool {
        try custody.acceptsMaking(volunteer).contains {
            try isMade(volunteer, by: $0, in: custody.station)
        }
    }

    private func isVoided(_ volunteer: Entity, in scope: ScopeRow) throws -> Bool {
        try EntityTable(db: db, scope: scope.id).find(volunteer).map(isVoided) ?? false
    }
}

extension CommitDoor {
    /// The record under which somebody goes on here: the one that this station had of them before, or has
    /// of a person with the same number, else a new one.
    fileprivate func carryOn(_ mover: Mover, known: Entity?) throws -> Entity {
        if let known, try view.volunteer(known) != nil {
            try write(handedOver: Draft(handedOver: mover.profile, to: known))
            return known
        }
        if let number = mover.idNumber {
            let same = try view.volunteers(withIDNumber: number).filter {
                $0.scope == scope.scope && !$0.isVoided
            }
            // What this station has written of the person is not overruled by what another had.
            if same.count == 1 {
                try carryUnread(mover, to: same[0].entity)
                return same[0].entity
            }
        }
        return try write(Draft(handedOver: mover.profile, to: nil))
    }

    /// What nobody could read of somebody goes on where the record has nothing of the kind.
    private func carryUnread(_ mover: Mover, to record: Entity) throws {
        let field = Volunteer.unread
        guard let unread = mover.profile[field.group]?[field.number],
            try view.profile(of: record)[field.group] == nil
        else { return }
        var draft = Draft(Volunteer.kind, entity: record)
        draft[field] = unread
        try write(draft)
    }
}
