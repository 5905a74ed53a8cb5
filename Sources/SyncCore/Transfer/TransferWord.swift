/// What is said in a transfer (docs/TRANSFER.md). A word says who wrote it by where it stands: a release
/// is by the station in whose scope it was written, and so is an answer to it.
public struct TransferWord: Hashable, Sendable {
    /// nil only for a claim, whose author does not know whether anybody holds the volunteer, for its
    /// withdrawal before anybody was found, and for the words of its search in other counties.
    public let subject: Subject?
    /// Stations to which it has to be told, besides its author's and the sequencer.
    public let told: [Scope]
    public let content: Content

    public init(_ content: Content, of subject: Subject?, told: some Sequence<Scope> = []) {
        self.subject = subject
        self.told = Set(told).sorted()
        self.content = content
    }

    public enum Content: Hashable, Sendable {
        /// The holder gives the right away. Its personal part is the profile, sealed to the taker.
        case release(Release)
        /// The taker goes on recording, provisionally until the release is entered.
        case accept(release: Entity, Acceptance)
        /// The sequencer: the release is an epoch now, after `lineage`.
        case entry(Epoch, lineage: [Epoch])
        /// The sequencer: it is none.
        case denied(release: Entity, Denial)
        /// The sequencer: several epochs, neither before the other, and all that they rest on.
        case contest(heads: [Entity], lineage: [Epoch])
        /// A person at the sequencer: of these heads one owner. The epoch is named by this very word.
        ///
        /// `asOf`: milliseconds, UTC; service that begins then or later counts with the owner alone. nil as
        /// older versions wrote it: nobody's service ends by it.
        case settle(owner: Scope, heads: [Entity], lineage: [Epoch], asOf: Int64?)
        /// The taker holds the profile, in its own log before this; of the epoch and all before it the
        /// givers need theirs no more.
        case taken(epoch: Entity, lineage: [Entity])
        /// The giver needs the profile no more.
        case close(epoch: Entity)
        /// The giver takes a release back. After its entry that is a claim.
        case cancel(release: Entity)
        /// The taker does not want it.
        case decline(release: Entity)
        /// The volunteer is here, and nobody released it.
        case claim(volunteer: Entity)
        /// An aggregator: the claim means this subject.
        case match(claim: Entity, claimant: Scope, volunteer: Entity)
        /// The sequencer puts an open claim before the present owner.
        case refer(claim: Entity, claimant: Scope)
        /// The owner: another person. Or the claimant: not any more.
        case answer(claim: Entity, Answer)
        /// The sequencer: the claim is over.
        case end(claim: Entity, Outcome)
        /// What one station's records of the volunteer come to, by the station or its county.
        case account(Account)
        /// The claimant's county asks others whether they hold the number of a claim, without saying it.
        case inquire(Inquiry)
        /// One of them: the number asked about under both masks, then those of the bucket under its own;
        /// nothing where it holds none there. `by`: the station that was asked.
        case reply(inquiry: Entity, by: Scope, points: [[UInt8]])
        /// The claimant's county: this point of the reply is the number.
        case pick(reply: Entity, claimant: Scope, point: [UInt8])
        /// The claimant's county: the claim is over, nobody needs to answer any more.
        case callOff(claim: Entity, claimant: Scope)
    }

    /// A claim of whose number other counties are asked (`ClaimSearch`).
    public struct Inquiry: Hashable, Sendable {
        public let claim: Entity
        public let claimant: Scope
        /// The claimant's own record.
        public let volunteer: Entity
        /// 0..<`NumberMask.bucketCount`.
        public let bucket: Int
        /// The number under the asking county's mask.
        public let point: [UInt8]

        public init(
            claim: Entity, claimant: Scope, volunteer: Entity, bucket: Int, point: [UInt8]
        ) {
            self.claim = claim
            self.claimant = claimant
            self.volunteer = volunteer
            self.bucket = bucket
            self.point = point
        }
    }

    public struct Release: Hashable, Sendable {
        /// The volunteer's record at the giver.
        public let volunteer: Entity
        public let taker: Scope
        /// The epochs by which the giver holds the right; none where it registered the volunteer.
        public let restsOn: [Entity]
        /// Milliseconds, UTC: service that began before this counts, whenever it is recorded.
        public let asOf: Int64
        /// Of the giver, and of those before it as far as it knows.
        public let accounts: [Account]

        public init(
            volunteer: Entity, taker: Scope, restsOn: [Entity], asOf: Int64,
            accounts: [Account] = []
        ) {
            self.volunteer = volunteer
            self.taker = taker
            self.restsOn = Array(Set(restsOn)).sorted()
            self.asOf = asOf
            self.accounts = accounts
        }
    }

    public struct Acceptance: Hashable, Sendable {
        /// The volunteer's record at the taker.
        public let volunteer: Entity
        /// What the taker rests on that may have reached nobody else: a passport's proofs, in bytes.
        public let warrants: [[UInt8]]

        public init(volunteer: Entity, warrants: [[UInt8]] = []) {
            self.volunteer = volunteer
            self.warrants = warrants
        }
    }

    public enum Denial: Int64, Sendable, CaseIterable {
        case cancelled = 1
        case declined = 2
        /// It rests on a release that was denied.
        case baseless = 3
        /// Another epoch has followed what it rests on.
        case overtaken = 4
        /// The giver was never given the right on which it rests.
        case notOwner = 5
    }

    public enum Answer: Int64, Sendable, CaseIterable {
        case anotherPerson = 1
        case withdrawn = 2
    }

    public enum Outcome: Int64, Sendable, CaseIterable {
        case promoted = 1
        case separate = 2
    }

    /// Sums over the records of one volunteer in one station scope.
    public struct Account: Hashable, Sendable {
        public let scope: Scope
        public let code: String
        public let name: String
        /// By column, in the order that the schema of records gives them.
        public let seconds: [Int64]
        public let records: [Int64]

        public init(
            scope: Scope, code: String, name: String, seconds: [Int64], records: [Int64]
        ) {
            self.scope = scope
            self.code = code
            self.name = name
            self.seconds = seconds
            self.records = records
        }

        /// Stops at the greatest number instead of running over.
        public var totalSeconds: Int64 { Self.sum(seconds) }
        public var totalRecords: Int64 { Self.sum(records) }

        private static func sum(_ values: [Int64]) -> Int64 {
            values.reduce(0) {
                let (sum, isOver) = $0.addingReportingOverflow(max($1, 0))
                return isOver ? .max : sum
            }
        }
    }

    /// Epochs that one word names; whoever moves more often than that is a matter for people.
    public static let lineageLimit = 256
    public static let headLimit = 16
    public static let warrantLimit = 32
    /// How many accepts are read, one inside the warrants of another.
    public static let warrantDepth = 8
    public static let accountLimit = 64
    public static let columnLimit = 8
    public static let toldLimit = 512
    public static let pointLimit = 1_000
}
