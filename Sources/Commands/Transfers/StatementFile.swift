import Foundation
import ServiceRecords
import SyncCore
import Texts

/// 服务时长证明: a lifetime statement as a file. Each unit's figures stand in a word that was signed, and the
/// warrant of that word is in the file: nothing but keys is needed to check it.
struct StatementFile: Codable {
    static let currentFormat = "yizhan-statement/1"
    var format = StatementFile.currentFormat
    var volunteer: String
    /// RFC 3339.
    var at: String
    var seconds: Int64
    var records: Int64
    var units: [Unit]

    struct Unit: Codable {
        var scope: String
        var code: String
        var name: String
        /// In the order of the columns: under review, provisional, awaiting approval, confirmed.
        var seconds: [Int64]
        var records: [Int64]
        /// Hexadecimal.
        var warrant: String
        /// A note: what the county had signed for of the log in which the figures stand, as it was last heard
        /// where this was written; nil where none is at hand.
        var receipt: String?
    }

    static let maxBytes = 4 << 20
    private static let columns = ["underReview", "provisional", "awaitingApproval", "confirmed"]

    /// - Parameter sum: of all units.
    init(volunteer: Entity, at: String, units: [Unit], sum: (seconds: Int64, records: Int64)) {
        self.volunteer = volunteer.description
        self.at = at
        self.units = units
        (seconds, records) = sum
    }

    /// nil for anything else.
    init?(json: [UInt8]) {
        guard json.count <= Self.maxBytes,
            let file = try? JSONDecoder().decode(Self.self, from: Data(json)),
            file.format == Self.currentFormat,
            file.units.count <= TransferWord.accountLimit + 1
        else { return nil }
        self = file
    }

    func json() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(self)) + [0x0A]
    }
}

extension StatementFile.Unit {
    init(_ account: TransferWord.Account, _ warrant: Warrant, _ receipt: Receipt?) {
        self.init(
            scope: account.scope.description, code: account.code, name: account.name,
            seconds: account.seconds, records: account.records,
            warrant: Hex.encode(warrant.bytes), receipt: receipt?.note)
    }

    /// What a unit's lines prove.
    struct Proved {
        let account: TransferWord.Account
        let subject: Subject
        let warrant: Warrant
        /// Of the scope in which the signed word stands.
        let scope: Scope
        /// Of the signed word, in its log.
        let sequence: UInt64
        let receipt: Receipt?
    }

    /// The figures as they were signed, about whom, and by which scope's founder; nil where they are others, where
    /// another unit than theirs has said them, or the receipt is over another log.
    func proved() -> Proved? {
        guard let bytes = Hex.decode(warrant), let warrant = try? Warrant(bytes: bytes),
            let statement = try? warrant.statement(
                founder: warrant.founderKey, allowingHops: true),
            let subject = statement.subject, let scope = Scope(hex: scope),
            statement.scope == scope, let stands = warrant.scope,
            let change = warrant.change.changes.first?.change
        else { return nil }
        let stated: [TransferWord.Account] =
            switch statement.word.content {
            case .account(let account): [account]
            case .release(let release): release.accounts
            default: []
            }
        guard let account = stated.first(where: { $0.scope == scope }),
            account.seconds == seconds, account.records == records, account.code == code,
            account.name == name
        else { return nil }
        var signedFor: Receipt?
        if let receipt {
            guard let read = try? Receipt(note: receipt), warrant.isReceipted(by: read) else {
                return nil
            }
            signedFor = read
        }
        return Proved(
            account: account, subject: subject, warrant: warrant, scope: stands,
            sequence: change.header.sequence, receipt: signedFor)
    }
}

extension StatementFile.Unit.Proved {
    /// How far the county has signed for the log in which the figures stand.
    var sentence: TransferSentence {
        if warrant.change.publicKey == warrant.founderKey {
            return .unitOfCounty(code: account.code)
        }
        guard let receipt else { return .unitWithoutReceipt(code: account.code) }
        return .unitReceipt(
            code: account.code, size: receipt.checkpoint.size, of: sequence,
            at: CivilTime.local(receipt.milliseconds))
    }
}
