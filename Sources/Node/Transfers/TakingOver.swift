import Authority
import ServiceRecords
public import Store
public import SyncCore

extension NodeHome {
    /// The profile of a release to this station; nil where it is not here, or does not open.
    /// - Throws: `KeyError`.
    public func dossier(
        of release: TransferWord.Release, by giver: Scope, _ part: PersonalPart?
    ) throws -> [UInt8]? {
        guard let sealed = part?.fields[Dossier.field]?.asBytes else { return nil }
        let purpose = Dossier.purpose(
            giver: giver, volunteer: release.volunteer, taker: release.taker)
        return sealing.open(sealed, with: try scopeKey(release.taker), beside: purpose)
    }

    /// Takes a volunteer over: the profile as a record of this station, then the accept, in one log. The record
    /// is the one that this station had of them before, or has of the one person with the same number; else
    /// a new one.
    /// - Parameters:
    ///   - custody: what the station knows of them; nil where nothing was ever said.
    ///   - profile: what `dossier` has opened.
    ///   - warrants: of a passport.
    /// - Returns: the record; nil where the profile says nothing.
    @discardableResult
    public func takeOver(
        _ release: TransferStatement, _ custody: Custody?, profile: [UInt8],
        warrants: [[UInt8]] = [], in door: CommitDoor
    ) throws -> Entity? {
        guard let subject = release.subject, let taker = release.release?.taker,
            let draft = Dossier.draft(profile, entity: nil)
        else { return nil }
        let custody = custody ?? Custody(of: subject, at: taker, TransferStatements())
        let before = try custody.volunteer.flatMap { try door.view.volunteer($0) }
        let known = try before?.entity ?? Self.registered(draft, in: taker, door.view)
        let entity = try known ?? door.write(draft)
        if let known,
            let draft = Dossier.draft(
                profile, entity: known, keeping: try door.view.profile(of: known))
        {
            try door.write(handedOver: draft)
        }
        try door.write(
            TransferWord(
                .accept(release: release.id, .init(volunteer: entity, warrants: warrants)),
                of: subject))
        return entity
    }

    /// Somebody whom a station has registered anew before the transfer came: the one record with the same
    /// number.
    private static func registered(
        _ draft: Draft, in scope: Scope, _ view: StoreView
    ) throws -> Entity? {
        guard let number = draft[Volunteer.idNumber]?.asText else { return nil }
        let cards = try view.volunteers(withIDNumber: number).filter {
            $0.scope == scope && !$0.isVoided
        }
        return cards.count == 1 ? cards.first?.entity : nil
    }

    /// Opens what was entered for this station and has no accept here, because the accept was lost: the
    /// entry stands for it.
    func openDossiers(in scope: Scope) throws {
        var count = 0
        for custody in try store.view({ try $0.custodies(in: scope) }) {
            for release in try unopened(custody) {
                guard let statement = custody.releases[release], let word = statement.release,
                    let part = try store.view({ try $0.personalPart(of: release, in: scope) }),
                    let profile = try dossier(of: word, by: statement.scope, part)
                else { continue }
                let entity = try store.commit(to: scope, by: author, at: clock.now) { door in
                    try takeOver(statement, custody, profile: profile, in: door)
                }
                if entity != nil { count += 1 }
            }
        }
        if count > 0 { try store.settleTransfers(in: [scope], at: clock.now) }
    }

    /// Dossiers that the station has to open by itself: of an entry whose accept was lost, and of one that was
    /// denied before it was entered all the same, and given up.
    private func unopened(_ custody: Custody) throws -> [Entity] {
        try custody.duties.compactMap { duty in
            switch duty {
            case .open(let release): return release
            case .taken(let epoch, _, _):
                guard let release = custody.droppedDossier(of: epoch) else { return nil }
                let card = try custody.volunteer.flatMap { volunteer in
                    try store.view { try $0.volunteer(volunteer) }
                }
                return card?.isKnown == true ? nil : release
            case .close: return nil
            }
        }
    }

    /// The private part of what is sealed to a station, or to an aggregator in its desk.
    /// - Throws: `KeyError.missing` where it is not here.
    private func scopeKey(_ scope: Scope) throws -> [UInt8] {
        let name = KeyFolder.scope(scope)
        guard let key = try files.read(name) else { throw KeyError.missing(name) }
        guard key.count == 32 else { throw KeyError.damaged(name) }
        return key
    }

    /// Says of this aggregator's scopes what its neighbours have to know.
    public func publishScopes() throws {
        guard role != .station else { return }
        try store.publishScopes(at: clock.now) { scope in
            do {
                return try ExchangeKey.publicKey(of: scopeKey(scope))
            } catch KeyError.missing { return [] }
        }
    }
}
