import Authority
import ServiceRecords
import Store
public import SyncCore

/// Townships that move to another county (docs/TOWNSHIPS.md): the one county releases everybody of the station
/// that has ended, the other accepts them for the station that carries on. Both are functions of what is held,
/// so nothing is forgotten by a crash, and whoever is registered in ignorance goes on when that arrives.
extension NodeHome {
    /// Releases whom stations that have moved to another county leave behind. One whose taker is in no
    /// directory yet, or has no key there, waits for that.
    /// - Returns: by station how many.
    @discardableResult
    public func releaseLeaving() throws -> [Scope: Int] {
        let leaving = try store.view { try $0.leavings() }
        var released: [Scope: Int] = [:]
        for leaving in leaving {
            guard let taker = try store.view({ try $0.directoryEntry(of: leaving.taker) }),
                !taker.exchangeKey.isEmpty
            else { continue }
            try store.commit(to: leaving.scope, by: author, at: clock.now) { door in
                // Another process may have released them since.
                guard let still = try door.view.leaving(leaving.scope), still.taker == taker.scope
                else { return }
                for mover in still.movers {
                    let handover: Handover
                    do {
                        handover = try self.handover(
                            of: mover.volunteer, mover.profile, by: mover.custody,
                            to: taker, asOf: max(clock.now, still.end), in: door.view)
                    } catch is HandoverRefusal { continue }
                    try door.write(handover.word, personal: handover.personal)
                    released[leaving.scope, default: 0] += 1
                }
            }
        }
        if !released.isEmpty {
            try store.settleTransfers(in: Set(released.keys), at: clock.now)
        }
        return released
    }

    /// Accepts for stations of this county what those of another have released to them whose work they carry
    /// on. What does not open stays for a person to look at.
    /// - Returns: by station how many.
    @discardableResult
    public func acceptArriving() throws -> [Scope: Int] {
        var accepted: [Scope: Int] = [:]
        for arriving in try store.view({ try $0.arrivals() }) {
            try store.commit(to: arriving.scope, by: author, at: clock.now) { door in
                for offer in try door.view.arriving(arriving.scope)?.offers ?? [] {
                    guard let word = offer.release.release,
                        let profile = try opened(word, by: offer.release.scope, offer.part),
                        try takeOver(offer.release, offer.custody, profile: profile, in: door)
                            != nil
                    else { continue }
                    accepted[arriving.scope, default: 0] += 1
                }
            }
        }
        if !accepted.isEmpty {
            try store.settleTransfers(in: Set(accepted.keys), at: clock.now)
        }
        return accepted
    }

    /// Without the key of its scope a station's people wait; the county goes on with all else.
    private func opened(
        _ release: TransferWord.Release, by giver: Scope, _ part: PersonalPart?
    ) throws -> [UInt8]? {
        do { return try dossier(of: release, by: giver, part) } catch KeyError.missing {
            return nil
        }
    }
}
