import Store
import SyncCore
public import Texts

/// An origin that counts only so far, with what goes on from the same key.
public struct RevocationReport: Report {
    public static let kind = "Revocation"
    public let code: Nullable<String>
    public let origin: String
    /// Changes that go on counting.
    public let kept: UInt64
    /// Changes that are here and do not count any more.
    public let dropped: UInt64
    /// The other names of that PC, each with the number of its changes that go on counting: all that are here.
    public let others: [Other]
    /// Names of PCs that go on from the same key, and are heard as before.
    public let spared: [String]
    /// Join files of the station that nobody had used, and that are good no more.
    public let voidedFiles: Int
    /// Whether it says more than was said before.
    public let isNews: Bool
    public let isDryRun: Bool
    private let place: String
    private let isNamedNews: Bool

    public struct Other: Encodable, Sendable, Hashable {
        public let origin: String
        public let kept: UInt64
    }

    private enum CodingKeys: String, CodingKey {
        case code, origin, kept, dropped, others, spared, voidedFiles
        case isNews = "new"
        case isDryRun = "dryRun"
    }

    init(
        place: String, code: String?, _ revoked: RevokedKin, kept: UInt64, voided: Int,
        isDryRun: Bool
    ) {
        self.place = place
        self.code = Nullable(code)
        origin = revoked.named.origin.description
        self.kept = kept
        voidedFiles = voided
        dropped = revoked.named.length - kept
        others = revoked.others.map { Other(origin: $0.origin.description, kept: $0.length) }
        spared = revoked.spared.map(\.origin.description)
        isNamedNews = revoked.named.limit.map { kept < $0 } ?? true
        isNews = isNamedNews || !others.isEmpty
        self.isDryRun = isDryRun
    }

    public func text(in language: Language) -> String {
        var lines: [Sentence] =
            isNamedNews
            ? [.key(.revoked(place: place, origin: origin, kept: kept, dropped: dropped))]
            : [.key(.revokedAlready(origin: origin))]
        lines += others.map { .key(.revokedToo(origin: $0.origin, kept: $0.kept)) }
        if !others.isEmpty { lines.append(.key(.revokedTooHow)) }
        lines += spared.map { .key(.spared(origin: $0)) }
        if isNews { lines.append(.key(.revokedHow)) }
        if voidedFiles > 0 { lines.append(.key(.filesVoided(voidedFiles))) }
        if isDryRun { lines.append(.record(.nothingWritten)) }
        return lines.map { $0.text(in: language) }.joined(separator: "\n")
    }
}
