import Node
import ServiceRecords
import Store
import SyncCore
import Texts

extension KeyCommands {
    /// The county's word that an origin's changes count only as far as this, and those of every other name of
    /// that PC as far as they are here: whoever has the one key has the others, or can name them.
    /// - Parameters:
    ///   - origin: its first six digits, or more.
    ///   - kept: how many changes go on counting; nil: all that are here.
    ///   - spared: PCs that go on from the same key and are to go on, in such digits.
    ///   - isForAll: whether every PC is meant that goes on from it.
    /// - Throws: `Problem`; where several PCs go on from that key, and nothing is said of the others.
    public static func revoke(
        _ place: Workplace, origin: String, code: String, keeping kept: UInt64? = nil,
        sparing spared: [String] = [], isForAll: Bool = false
    ) throws -> RevocationReport {
        try place.requireAggregator()
        let card = try place.station(code: code)
        try place.require(.manageStations, in: card.scope)
        do {
            let kin = try RevokedKin(of: origin, sparing: spared, in: card.scope, at: place)
            let kept = kept ?? kin.named.length
            guard kept <= kin.named.length else {
                throw Problem(
                    "beyond-log", .badInput, .key(.beyondLog(held: kin.named.length)),
                    remedy: .key(.seeList))
            }
            if spared.isEmpty, !isForAll { try kin.requireOne() }
            var voided = 0
            if kin.isNews(keeping: kept) {
                voided = try place.commit(to: card.scope) { door in
                    try kin.write(in: card.scope, keeping: kept, through: door)
                    // One that nobody has used may lie on the PC that is gone.
                    return try door.expireInvitations(at: place.now)
                }
            }
            return RevocationReport(
                place: place.placeName(card.code, card.name), code: card.code, kin, kept: kept,
                voided: voided, isDryRun: place.isDryRun)
        } catch let problem as Problem { throw problem } catch { throw Problem(error) }
    }
}

/// An origin that is to be revoked, and who else goes on from its key.
struct RevokedKin {
    let named: OriginStanding
    /// Those that are revoked with it, and were not before.
    let others: [OriginStanding]
    /// PCs that go on all the same, each by the name from which it does.
    let spared: [OriginStanding]

    init(
        of origin: String, sparing digits: [String], in scope: Scope, at place: Workplace
    ) throws {
        let everybody = try place.store.view { try $0.everybody(in: scope) }
        let named = try everybody.one(beginning: origin, by: \.origin)
        guard !named.isAuthority else {
            throw Problem("own-key", .notPermitted, .key(.ownLog), remedy: .key(.ownLogRemedy))
        }
        let kin = try place.store.view { try $0.kin(of: named.origin, in: scope) }
        let spared = try digits.map { try everybody.one(beginning: $0, by: \.origin) }
        let heirs = try place.store.view { view in
            try ([named] + kin).filter { one in
                try spared.contains {
                    try one == $0 || view.descends(one.origin, from: $0.origin, in: scope)
                }
            }
        }
        for one in spared where !kin.contains(one) || heirs.contains(named) {
            throw Problem(
                "not-another-pc", .badInput, .key(.notAnotherPC(one.origin.short)),
                remedy: .key(.seeList))
        }
        self.named = named
        self.spared = spared
        others = kin.filter { $0.limit == nil && !heirs.contains($0) }
    }

    /// Two PCs that go on from one key are no matter for a guess.
    func requireOne() throws {
        let live = ([named] + others).filter {
            $0.isAdmitted && !$0.isRetired && $0.limit == nil
        }
        guard live.count > 1 else { return }
        throw Problem(
            "several-pcs", .badInput,
            .key(.severalPCs(live.map { "\($0.origin) (\($0.length))" })),
            remedy: .key(.severalPCsHow))
    }

    func isNews(keeping kept: UInt64) -> Bool {
        !others.isEmpty || named.limit.map { kept < $0 } ?? true
    }

    func write(in scope: Scope, keeping kept: UInt64, through door: CommitDoor) throws {
        if named.limit.map({ kept < $0 }) ?? true {
            try door.write(door.view.revocation(of: named.origin, in: scope, keeping: kept))
        }
        for other in others {
            try door.write(
                door.view.revocation(of: other.origin, in: scope, keeping: other.length))
        }
        // Said behind those, and in knowledge of them.
        for one in spared {
            guard let word = try door.view.admission(of: one.origin, in: scope) else { continue }
            try door.write(word)
        }
    }
}
