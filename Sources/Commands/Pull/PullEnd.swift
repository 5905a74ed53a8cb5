import Node
import Texts

/// How it ended with one station, in fixed words, as an exit status and for people.
enum PullEnd: Sendable {
    /// Nobody of it was ever in contact: there is nobody to ask.
    case neverCame
    case noAddress
    case visited(SyncOutcome)

    /// - Parameter outcome: nil for a node that should have been visited, of which nothing was heard.
    init(_ target: PullTarget, _ outcome: SyncOutcome?) {
        if let outcome {
            self = .visited(outcome)
        } else if target.origin != nil {
            self = .visited(SyncOutcome(.stopped))
        } else {
            self = target.isKnown ? .noAddress : .neverCame
        }
    }

    var result: String {
        switch self {
        case .neverCame: "neverCame"
        case .noAddress: "noAddress"
        case .visited(let outcome): outcome.result.rawValue
        }
    }

    var detail: String {
        if case .visited(let outcome) = self { outcome.detail } else { "" }
    }

    var exit: ExitStatus {
        switch self {
        case .neverCame, .noAddress: .configuration
        case .visited(let outcome): SyncReport.exit(of: outcome)
        }
    }

    /// Nil when all is well.
    func reason(of code: String) -> PullSentence? {
        switch self {
        case .neverCame: .neverCame(code)
        case .noAddress: .noAddress
        case .visited(let outcome): Self.reason(outcome)
        }
    }

    private static func reason(_ outcome: SyncOutcome) -> PullSentence? {
        switch outcome.result {
        case .agreed: nil
        case .partly: .partly(outcome.detail)
        case .differs: .differs
        case .busy: .busy
        case .otherFailed: .otherFailed
        case .unreachable: unreachable(outcome.detail)
        case .notOurs: outcome.detail == "another-node" ? .anotherNode : .notOurs
        case .unknownHere: .unknownThere
        case .revoked: .revoked
        case .suspended: .suspended
        case .versionMismatch: .versionMismatch
        case .insecureAddress: .insecureAddress
        case .storeFailed: .storeFailed(outcome.detail)
        case .enrolmentRefused, .noUpstream, .stopped, .held: .stopped
        }
    }

    private static func unreachable(_ word: String) -> PullSentence {
        switch word {
        case "refused": .notRunning
        case "timed-out": .noAnswer
        case "too-slow": .tooSlow
        case "interrupted": .interrupted
        case "no-address": .noAddress
        default: .unreachable(word)
        }
    }

    func remedy(for code: String) -> PullSentence? {
        switch self {
        case .neverCame: .neverCameRemedy
        case .noAddress: .noAddressRemedy(code)
        case .visited(let outcome): Self.remedy(outcome, for: code)
        }
    }

    private static func remedy(_ outcome: SyncOutcome, for code: String) -> PullSentence? {
        switch outcome.result {
        case .agreed: nil
        case .partly, .differs: .partlyRemedy
        case .busy: .busyRemedy
        case .otherFailed: .otherFailedRemedy
        case .unreachable where outcome.detail == "refused": .notRunningRemedy
        case .unreachable where outcome.detail == "no-address": .noAddressRemedy(code)
        case .unreachable: .lineRemedy
        case .notOurs, .unknownHere, .insecureAddress: .addressRemedy(code)
        case .revoked: .revokedRemedy(code)
        case .suspended: .suspendedRemedy(code)
        case .versionMismatch: .versionRemedy
        case .storeFailed: .storeRemedy
        case .enrolmentRefused, .noUpstream, .stopped, .held: .repeatRemedy
        }
    }
}
