import SyncCore

/// How an exchange with the level above ended, in words for a log, a screen and an exit status. What is
/// *delivered* never follows from it.
public struct SyncOutcome: Codable, Hashable, Sendable {
    public enum Result: String, Codable, Sendable, CaseIterable {
        /// Both sides hold the same.
        case agreed
        /// Some runs were turned away; the rest was exchanged.
        case partly
        /// The sides differ, and the exchange could not find out why.
        case differs
        /// The other side asks to come back later.
        case busy
        /// The other side answers that it has a fault of its own: its file, or its disk.
        case otherFailed
        /// No answer, or a broken one: the line.
        case unreachable
        /// Something answered that is not a node of ours: a captive portal, say.
        case notOurs
        /// The county does not know this node.
        case unknownHere
        /// The county has revoked the key under which this node speaks.
        case revoked
        /// The county speaks with this node no more, until it lifts its word again.
        case suspended
        /// The join file was refused.
        case enrolmentRefused
        /// The other side speaks another version of the protocol.
        case versionMismatch
        /// An address that is not on this machine, without TLS.
        case insecureAddress
        /// This node has no level above.
        case noUpstream
        /// The own store failed.
        case storeFailed
        /// The daemon was stopped meanwhile.
        case stopped
        /// Its time of the day or its bytes for the day were over; it goes on by itself.
        case held
    }

    public var result: Result
    /// A fixed word more: which failure of the line, which refusal.
    public var detail: String
    /// What the other side said to people, in its own words; never logged.
    public var reason = ""
    public var roundTrips = 0
    /// Bytes of bodies.
    public var sent = 0
    public var received = 0
    public var milliseconds: Int64 = 0
    /// The line was there and bore some of what failed on it: it comes and goes.
    var hasCarried = false
    /// After how many seconds the other side has said to come back; zero names no time.
    var wait: UInt64 = 0
    /// Logs that the other side was found to hold in another branch, with the length up to which both
    /// agree. For whoever made the exchange: it stays in this process.
    var divergences: [Divergence] = []

    private enum CodingKeys: String, CodingKey {
        case result, detail, roundTrips, sent, received, milliseconds
    }

    public init(_ result: Result, detail: String = "") {
        self.result = result
        self.detail = detail
    }

    /// Nobody answered, or not to the end; a wrong password is nothing that a better moment mends.
    var isOfTheLine: Bool { result == .unreachable && detail != "proxy-credentials" }

    /// Whether somebody of ours answered at all, be it with "no": decides the words about the line.
    public var hasAnswered: Bool {
        switch result {
        case .agreed, .partly, .differs, .busy, .otherFailed, .unknownHere, .revoked, .suspended,
            .enrolmentRefused, .versionMismatch, .held:
            true
        case .unreachable, .notOurs, .insecureAddress, .noUpstream, .storeFailed, .stopped: false
        }
    }

    /// Whether the exchange came to its end: decides the next pause.
    public var isContact: Bool {
        switch result {
        case .agreed, .partly, .differs: true
        case .busy, .otherFailed, .unreachable, .notOurs, .unknownHere, .revoked, .suspended,
            .enrolmentRefused, .versionMismatch, .insecureAddress, .noUpstream, .storeFailed,
            .stopped, .held:
            false
        }
    }
}
