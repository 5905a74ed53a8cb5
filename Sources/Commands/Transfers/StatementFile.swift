import Foundation
import SyncCore

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
    }

    static let maxBytes = 4 << 20
    private static let columns = ["underReview", "provisional", "awaitingApproval", "confirmed"]

    init(volunteer: Entity, at: String, units: [(TransferWord.Account, Warrant)]) {
        self.volunteer = volunteer.description
        self.at = at
        self.units = units.map { account, warrant in
            Unit(
                scope: account.scope.description, code: account.code, name: account.name,
                seconds: account.seconds, records: account.records,
                warrant: Hex.encode(warrant.bytes))
        }
        (seconds, records) = TransferCommands.sum(units.map { TransferEntry.Unit($0.0) })
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
    /// The figures as they were signed, about whom, and by which scope's founder; nil where they are others,
    /// or another unit than theirs has said them.
    func proved() -> (account: TransferWord.Account, subject: Subject, founder: [UInt8])? {
        guard let bytes = Hex.decode(warrant), let warrant = try? Warrant(bytes: bytes),
            let statement = try? warrant.statement(
                founder: warrant.founderKey, allowingHops: true),
            let subject = statement.subject, let scope = Scope(hex: scope),
            statement.scope == scope
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
        return (account, subject, warrant.founderKey)
    }
}
