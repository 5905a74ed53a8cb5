import ServiceRecords
import SyncCore

/// What became of a request, from what stands in the log.
public enum ApprovalState: String, Sendable {
    case waiting, approved, declined, expired
    case carriedOut = "carried-out"

    /// An answer counts from somebody else than who asked, who was allowed to give it by what they had
    /// seen. A refusal stands whatever else was said.
    /// - Parameter now: milliseconds since 1970.
    public init(_ card: ApprovalCard, at now: Int64) {
        let isCarriedOut = card.answers.contains { $0.answer.verdict == .carriedOut }
        self = isCarriedOut ? .carriedOut : Self(saidOn: card, at: now)
    }

    /// What was agreed to or refused, whatever is said to have been carried out: anybody may say that.
    init(saidOn card: ApprovalCard, at now: Int64) {
        let theirs = card.answers.filter { answered in
            guard let actor = answered.actor, actor != card.asker else { return false }
            return answered.roles.compactMap(Role.init(rawValue:)).contains {
                Rights.acts($0).contains(.approve)
            }
        }
        if theirs.contains(where: { $0.answer.verdict == .declined }) {
            self = .declined
        } else if now >= card.request.expires {
            self = .expired
        } else {
            self = theirs.contains { $0.answer.verdict == .approved } ? .approved : .waiting
        }
    }
}
