import ServiceRecords
public import Store
public import SyncCore

/// A release of one volunteer, with the profile sealed to whoever takes it.
public struct Handover: Sendable {
    public let word: TransferWord
    public let personal: Fields
    /// Codes of regional categories of service, which mean nothing at the taker's and were left out.
    public let dropped: [String]
}

/// Why somebody cannot be given away.
public enum HandoverRefusal: Error {
    /// The giver holds nothing that it could give.
    case notHeld
    /// Nothing is here that says who it is: whoever took that over would not know whom.
    case nameless
    /// There is more of it than a release holds.
    case tooLarge
}

extension NodeHome {
    /// - Parameters:
    ///   - volunteer: the record under which the giver, `custody.station`, has them.
    ///   - profile: all groups of it.
    ///   - taker: its line of the directory, with a key.
    ///   - time: the service that begins then or later is the taker's; milliseconds since 1970.
    /// - Throws: `HandoverRefusal`.
    public func handover(
        of volunteer: Entity, _ profile: [GroupNumber: Fields], by custody: Custody,
        to taker: Announcement, asOf time: Int64, in view: StoreView
    ) throws -> Handover {
        guard let basis = custody.basis else { throw HandoverRefusal.notHeld }
        guard Volunteer.isNamed(profile) else { throw HandoverRefusal.nameless }
        let dossier = Dossier.bytes(profile, to: String(taker.code.prefix(2)))
        guard dossier.bytes.count <= Dossier.room else { throw HandoverRefusal.tooLarge }
        let here = try view.account(of: custody.volunteers, in: custody.station)
        let release = TransferWord.Release(
            volunteer: volunteer, taker: taker.scope, restsOn: basis, asOf: time,
            accounts: Array(([here] + custody.accounts).prefix(TransferWord.accountLimit)))
        let sealed = try sealing.seal(
            dossier.bytes, to: taker.exchangeKey,
            beside: Dossier.purpose(
                giver: custody.station, volunteer: volunteer, taker: taker.scope))
        return Handover(
            word: TransferWord(.release(release), of: custody.subject),
            personal: Fields([Dossier.field: .bytes(sealed)]), dropped: dossier.dropped)
    }
}
