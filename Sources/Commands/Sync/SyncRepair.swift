import Store
import SyncCore
import Texts

/// What an exchange has put right without being asked, for people: this node or its county had lost a part
/// of its past.
public struct SyncRepair: Encodable, Sendable, Hashable {
    /// This node goes on as a new origin, or has taken another branch of a log.
    public let isOwn: Bool
    /// The level above goes on as a new origin.
    public let isOfCounty: Bool
    /// Entries that were written again as copies.
    public let copies: Int
    /// The new origin has to be admitted by a person at the county.
    public let awaitsAdmission: Bool

    /// nil where nothing was repaired.
    /// - Parameter origins: that this node has been: what it sets aside of their logs it writes again.
    init?(_ incidents: [Incident], origins: [Origin], awaitsAdmission: Bool) {
        isOfCounty = incidents.contains { $0.kind == .peerRenewed && $0.isAbove }
        let own = incidents.filter { $0.isOf(origins) }
        isOwn = !own.isEmpty
        guard isOwn || isOfCounty else { return nil }
        copies = incidents.filter {
            $0.kind == .rescued || [.repaired, .setAside].contains($0.kind) && $0.isOf(origins)
        }.reduce(0) { $0 + $1.count }
        self.awaitsAdmission = awaitsAdmission
    }

    /// - Parameter pending: what is not delivered all the same.
    func sentences(pending: Int) -> [DoctorSentence] {
        var sentences: [DoctorSentence] = []
        if isOwn { sentences.append(.selfRepaired(copies: copies)) }
        if isOfCounty { sentences.append(.countyGoesOn) }
        if awaitsAdmission { sentences.append(.waitsForAdmission) }
        if pending > 0 { sentences.append(.leftPending(pending)) }
        return sentences
    }
}

extension Incident {
    /// Whether it befell the node that has been these origins, and not a neighbour or another's log.
    fileprivate func isOf(_ origins: [Origin]) -> Bool {
        switch kind {
        case .sidecar, .ownLogLonger, .apart, .keyLost, .keyRevoked, .retired, .repaired: true
        case .fork, .setAside: origin.map(origins.contains) ?? false
        case .unreadable, .rescued, .takenBack, .parkedLost, .peerRenewed, .peerKeyChanged,
            .otherHeir, .keyChanged, .peerTwice:
            false
        }
    }
}
