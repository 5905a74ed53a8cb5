/// 回执: a log's signed checkpoint with an aggregator's cosignature. What is under it was delivered.
///
/// Holding one proves nothing yet: ask `isSigned(by:)` and `isCosigned(by:)` with the keys that the
/// log and the aggregator must have.
public struct Receipt: Hashable, Sendable {
    /// What the log signed.
    public let signed: SignedCheckpoint
    /// What the aggregator says about it.
    public let cosignature: Cosignature

    /// The log's length and root.
    public var checkpoint: Checkpoint { signed.checkpoint }

    /// When it was cosigned, by the aggregator's clock: milliseconds since 1970; `Int64.max` beyond that.
    public var milliseconds: Int64 {
        let (time, isBeyond) = Int64(clamping: cosignature.time).multipliedReportingOverflow(
            by: 1_000)
        return isBeyond ? .max : time
    }

    /// Joins the two; whether they belong together is not checked here.
    public init(signed: SignedCheckpoint, cosignature: Cosignature) {
        self.signed = signed
        self.cosignature = cosignature
    }

    /// Reads a note, exactly as `note` writes it.
    public init(note: String) throws(NoteError) {
        let lines = try NoteText.lines(of: note, signatures: 2)
        signed = try SignedCheckpoint(body: lines.body, signatureLine: lines.signatures[0])
        cosignature = try Cosignature(line: lines.signatures[1])
    }

    /// The text of the note: the log's signed note with the cosignature as its second line.
    public var note: String { "\(signed.note)\(cosignature.line)\n" }

    /// Whether the log's key is `publicKey` and the signature is its own.
    public func isSigned(by publicKey: [UInt8]) -> Bool { signed.isSigned(by: publicKey) }

    /// Whether the aggregator's key is `publicKey` and the cosignature is its own.
    ///
    /// Its name is not under the signature: where it counts, compare `cosignature.name` as well.
    public func isCosigned(by publicKey: [UInt8]) -> Bool {
        cosignature.isCosignature(of: checkpoint, by: publicKey)
    }
}
