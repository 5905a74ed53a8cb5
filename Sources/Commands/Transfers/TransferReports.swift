import ServiceRecords
import SyncCore
public import Texts

/// What a command has done about a transfer, and what to do next.
public struct TransferDone: Report {
    public static let kind = "TransferDone"

    public enum Act: String, Encodable, Sendable {
        case released, accepted, cancelled, declined, claimed, answered, settled, closed, passport
    }

    public let act: Act
    public let transfer: Nullable<String>
    public let volunteer: Nullable<String>
    public var file = Nullable<String>(nil)
    /// The sheet to be printed.
    public var paper = Nullable<String>(nil)
    /// Records of the same person, by a merge, whose hours were not released with this one.
    public private(set) var others: [String] = []
    private var sentences: [TransferSentence]

    private enum CodingKeys: String, CodingKey {
        case act, transfer, volunteer, file, paper, others
    }

    init(
        _ act: Act, transfer: Entity?, volunteer: Entity?, _ sentences: [TransferSentence]
    ) {
        self.act = act
        self.transfer = Nullable(transfer?.description)
        self.volunteer = Nullable(volunteer?.description)
        self.sentences = sentences
    }

    mutating func add(_ sentence: TransferSentence) { sentences.append(sentence) }

    mutating func leaveBehind(_ entities: [Entity]) {
        guard !entities.isEmpty else { return }
        others = entities.map(\.description)
        add(.othersStay(entities.map(RecordReference.short)))
    }

    public func text(in language: Language) -> String {
        sentences.map { Sentence.transfer($0).text(in: language) }.joined(separator: "\n")
    }
}

/// How transfers stand here.
public struct TransferList: Report {
    public static let kind = "Transfers"
    public static let list: String? = "transfers"
    public let transfers: [TransferEntry]
    /// Claims of these stations that mean nobody who is known so far.
    public let unmatchedClaims: [Claim]

    /// Claims of these stations that somebody has still to answer.
    public let referredClaims: [Claim]

    public struct Claim: Encodable, Sendable, Hashable {
        public let claim: String
        public let station: String
        public let volunteer: String
        /// Registrations that it was found to mean, each for its own owner to answer.
        public let found: Int
        /// At its county: how many others were asked whether they know the number, and have answered.
        public let asked: Nullable<Int>
        public let answered: Nullable<Int>

        fileprivate var sentence: TransferSentence {
            let id = String(claim.prefix(12))
            if found > 0 { return .claimWaits(id: id, count: found) }
            guard let asked = asked.value, let answered = answered.value, asked > 0 else {
                return .unmatched(id: id)
            }
            return .searched(id: id, asked: asked, answered: answered)
        }
    }

    public var exit: ExitStatus { .done }

    public func text(in language: Language) -> String {
        let waiting = referredClaims + unmatchedClaims
        guard !transfers.isEmpty || !waiting.isEmpty else {
            return Sentence.transfer(.noTransfers).text(in: language)
        }
        let claims = waiting.map { Sentence.transfer($0.sentence).text(in: language) }
        return (transfers.flatMap { $0.lines(in: language, isLong: false) } + claims)
            .joined(separator: "\n")
    }
}

/// One volunteer about whom something was said.
public struct TransferEntry: Report {
    public static let kind = "Transfer"
    public let station: String
    /// The release that it is about now, or the volunteer's first registration.
    public let transfer: Nullable<String>
    public let volunteer: Nullable<String>
    /// "active", "released", "offered", "provisional", "passedOn", "handedOver", "closed",
    /// "notTransferred", "contested" or "none".
    public let state: String
    /// Of the other station.
    public let with: Nullable<String>
    /// Ids of claims that wait for an answer here.
    public let claims: [String]
    public let seconds: Int64
    public let records: Int64
    public let units: [Unit]
    public let statements: [Word]
    let sentences: [TransferSentence]
    let details: [TransferSentence]

    private enum CodingKeys: String, CodingKey {
        case station, transfer, volunteer, state, with, claims, seconds, records, units, statements
    }

    /// What one recording unit's records come to.
    public struct Unit: Encodable, Sendable, Hashable {
        public let code: String
        public let name: String
        public let seconds: Int64
        public let records: Int64

        init(_ account: TransferWord.Account) {
            code = account.code
            name = account.name
            seconds = account.totalSeconds
            records = account.totalRecords
        }

        var sentence: TransferSentence {
            .unit(code: code, name: name, hours: Seconds.hours(seconds), records: records)
        }
    }

    public struct Word: Encodable, Sendable, Hashable {
        public let word: String
        public let id: String
        public let station: String
        /// RFC 3339.
        public let at: String
    }

    public func text(in language: Language) -> String {
        lines(in: language, isLong: true).joined(separator: "\n")
    }

    func lines(in language: Language, isLong: Bool) -> [String] {
        (sentences + (isLong ? details : [])).map { Sentence.transfer($0).text(in: language) }
            .filter { !$0.isEmpty }
    }
}

/// What a check of a passport or a statement found.
public struct TransferChecked: Report {
    public static let kind = "TransferChecked"
    /// "passport" or "statement".
    public let what: String
    public let isGood: Bool
    public let from: Nullable<String>
    public let to: Nullable<String>
    public let seconds: Nullable<Int64>
    public let units: [TransferEntry.Unit]
    /// Hexadecimal keys by which it was proved.
    public let keys: [String]
    /// Of a passport: what the giver's county had signed for when it was written.
    public var receipt = Nullable<Delivered>(nil)
    /// Of a statement: the same of each unit whose figures its own log says.
    public var receipts: [UnitDelivered] = []
    let sentences: [TransferSentence]

    private enum CodingKeys: String, CodingKey {
        case what, from, to, seconds, units, keys, receipt, receipts
        case isGood = "good"
    }

    /// How far a log was delivered.
    public struct Delivered: Encodable, Sendable, Hashable {
        /// So many entries, from the first on.
        public let size: UInt64
        /// RFC 3339: when the county signed.
        public let at: String

        init(_ receipt: Receipt) {
            size = receipt.checkpoint.size
            at = CivilTime.rfc3339(receipt.milliseconds)
        }
    }

    /// How far the log of a recording unit was delivered, and where in it the figures stand.
    public struct UnitDelivered: Encodable, Sendable, Hashable {
        public let code: String
        public let entry: UInt64
        public let delivered: Delivered

        /// nil where nothing was signed for.
        init?(_ unit: StatementFile.Unit.Proved) {
            guard let receipt = unit.receipt else { return nil }
            code = unit.account.code
            entry = unit.sequence
            delivered = Delivered(receipt)
        }
    }

    public var exit: ExitStatus { isGood ? .done : .no }

    public func text(in language: Language) -> String {
        sentences.map { Sentence.transfer($0).text(in: language) }.joined(separator: "\n")
    }
}

/// A lifetime statement was written.
public struct StatementWritten: Report {
    public static let kind = "StatementWritten"
    public let file: String
    public let seconds: Int64
    public let records: Int64
    public let units: [TransferEntry.Unit]

    public func text(in language: Language) -> String {
        let first = TransferSentence.statementWritten(
            file: file, units: units.count, hours: Seconds.hours(seconds))
        return ([first] + units.map(\.sentence)).map { Sentence.transfer($0).text(in: language) }
            .joined(separator: "\n")
    }
}
