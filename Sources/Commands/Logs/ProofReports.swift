import ServiceRecords
import SyncCore
public import Texts

/// A proof that was written.
public struct ProofWritten: Report {
    public static let kind = "ProofWritten"
    public let record: String
    public let file: String
    /// How many changes make the record up.
    public let changes: Int
    public let bytes: Int
    public let dryRun: Bool

    init(_ proof: RecordProof, file: String, bytes: Int, isDryRun: Bool) {
        record = proof.record.description
        self.file = file
        changes = proof.parts.reduce(0) { $0 + $1.changes.count }
        self.bytes = bytes
        dryRun = isDryRun
    }

    public func text(in language: Language) -> String {
        let short = String(record.prefix(12))
        let lines: [LogSentence] =
            dryRun
            ? [.proofTried(record: short, changes: changes, bytes: bytes)]
            : [
                .proofWritten(record: short, file: file, changes: changes, bytes: bytes),
                .proofCheck,
            ]
        return lines.map { Sentence.log($0).text(in: language) }.joined(separator: "\n")
    }
}

/// What a check of a proof came to. Exit 1 where it does not hold.
public struct ProofChecked: Report {
    public static let kind = "ProofCheck"
    public let isValid: Bool
    /// Fixed word; null where the proof holds: altered, other-record, other-county, bad-cosignature,
    /// bad-signature, beyond-receipt, no-creation.
    public let reason: Nullable<String>
    /// Origin of the county whose key was given.
    public let county: String
    /// What was proved; null and empty where the proof does not hold.
    public let record: Nullable<String>
    public let recordKind: Nullable<String>
    public let changes: [Proved]
    private let words: ProofFlawWords?
    private let kindNumber: KindNumber

    public struct Proved: Encodable, Sendable, Hashable {
        public let scope: String
        public let origin: String
        public let sequence: UInt64
        /// How much of the log was signed for.
        public let size: UInt64
        /// RFC 3339; null for a change in the county's own log.
        public let time: Nullable<String>
        fileprivate let signed: Int64?

        private enum CodingKeys: String, CodingKey { case scope, origin, sequence, size, time }

        /// The end of the year 9999, in seconds: a later time is shown as that.
        private static let latestTime: UInt64 = 253_402_300_799

        init(_ change: Change, under word: CountyWord) {
            scope = change.header.scope.description
            origin = change.header.origin.description
            sequence = change.header.sequence
            size = word.checkpoint.size
            signed = word.time.map { Int64(min($0, Self.latestTime)) * 1_000 }
            time = Nullable(signed.map(CivilTime.rfc3339))
        }
    }

    private enum CodingKeys: String, CodingKey {
        case isValid, reason, county, record, recordKind, changes
    }

    /// The proof holds.
    init(_ proof: RecordProof, by county: Origin) {
        isValid = true
        reason = Nullable(nil)
        words = nil
        self.county = county.description
        record = Nullable(proof.record.description)
        kindNumber = proof.creation?.kind ?? 0
        recordKind = Nullable(Schema.kind(kindNumber)?.name ?? String(kindNumber))
        changes = proof.parts.flatMap { part in
            part.changes.map { Proved($0.change, under: part.word) }
        }
    }

    /// It is about another record than the one that was asked for.
    init(isFor record: Entity, instead asked: String, by county: Origin) {
        self.init(.otherRecord(proved: String("\(record)".prefix(12)), asked: asked), by: county)
    }

    init(_ flaw: ProofFlaw, by county: Origin) { self.init(Self.words(flaw), by: county) }

    private init(_ words: ProofFlawWords, by county: Origin) {
        isValid = false
        self.words = words
        reason = Nullable(words.code)
        self.county = county.description
        record = Nullable(nil)
        recordKind = Nullable(nil)
        kindNumber = 0
        changes = []
    }

    private static func words(_ flaw: ProofFlaw) -> ProofFlawWords {
        switch flaw {
        case .otherCounty(let name): .otherCounty(name: name)
        case .badCosignature: .badCosignature
        case .badSignature(let origin): .badSignature(origin: String("\(origin)".prefix(12)))
        case .beyondNote(let dot, let size): .beyondReceipt(sequence: dot.sequence, size: size)
        case .altered(let dot): .altered(sequence: dot.sequence)
        case .malformed(.change): .altered(sequence: nil)
        case .malformed(.note): .alteredNote
        case .otherRecord(let proved, named: let claimed):
            .otherRecord(
                proved: String("\(proved)".prefix(12)), asked: String("\(claimed)".prefix(12)))
        case .noCreation: .noCreation
        }
    }

    public var exit: ExitStatus { isValid ? .done : .no }

    public func text(in language: Language) -> String {
        sentences(in: language).map { Sentence.log($0).text(in: language) }
            .joined(separator: "\n")
    }

    private func sentences(in language: Language) -> [LogSentence] {
        if let words { return [.flaw(words), .flawRemedy] }
        let kind = Schema.kind(kindNumber)
        let name = language == .zh ? kind?.zh : kind?.name
        return [.proofHolds(kind: name ?? "\(kindNumber)", record: record.value ?? "")]
            + changes.map {
                .provedChange(
                    station: String($0.origin.prefix(12)), sequence: $0.sequence, of: $0.size,
                    time: $0.signed.map(CivilTime.local))
            } + [.provedBy(county: county)]
    }
}

extension ProofFlawWords {
    /// For programs, stable for ever.
    fileprivate var code: String {
        switch self {
        case .altered, .alteredNote: "altered"
        case .otherRecord: "other-record"
        case .otherCounty: "other-county"
        case .badCosignature: "bad-cosignature"
        case .badSignature: "bad-signature"
        case .beyondReceipt: "beyond-receipt"
        case .noCreation: "no-creation"
        }
    }
}
