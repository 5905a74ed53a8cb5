import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Texts

/// Proofs of a record: made by whoever holds it, checked by anybody.
public enum ProofCommands {
    /// Writes the proof that a record stands in the logs for which the county has signed.
    public static func make(
        _ place: Workplace, record reference: String, file: String
    ) throws -> ProofWritten {
        try OutputFile.refuseExisting(file)
        let (record, kind) = try place.store.view { try RecordReference.any(reference, in: $0) }
        let proof: RecordProof
        do {
            proof = try place.store.proof(of: record, kind, at: place.now)
        } catch let missing as NotSigned {
            throw Problem(
                "not-signed", .no,
                .log(
                    .notSigned(record: RecordReference.short(record), changes: missing.changes)),
                remedy: .log(.notSignedRemedy))
        }
        let json = try ProofFile(proof).json()
        if !place.isDryRun {
            let output = try OutputFile(file)
            try output.write(json)
            try output.finish()
        }
        return ProofWritten(proof, file: file, bytes: json.count, isDryRun: place.isDryRun)
    }

    /// Checks a proof with nothing but the county's public key.
    /// - Parameters:
    ///   - record: the first digits of the id that the proof should be about; nil takes any.
    ///   - countyKey: what `PublicKeyArgument` reads, or the key that a node here knows.
    public static func check(
        file path: String, record: String?, countyKey: [UInt8]
    ) throws -> ProofChecked {
        let asked = try record.map(prefix)
        let bytes = try InputFile.read(path)
        let county = Origin(publicKey: countyKey)
        let proof: RecordProof
        do {
            proof = try ProofFile.proof(json: bytes)
            try proof.verify(countyKey: countyKey)
        } catch let failure as ProofFile.Failure {
            throw problem(failure, in: path)
        } catch let flaw as ProofFlaw { return ProofChecked(flaw, by: county) }
        if let asked, !proof.record.description.hasPrefix(asked) {
            return ProofChecked(isFor: proof.record, instead: asked, by: county)
        }
        return ProofChecked(proof, by: county)
    }

    private static func prefix(_ text: String) throws -> String {
        let prefix = PlainText.compact(text).lowercased()
        guard (6...32).contains(prefix.utf8.count),
            prefix.utf8.allSatisfy({ "0123456789abcdef".utf8.contains($0) })
        else {
            throw Problem(
                "bad-record", .usage, .log(.recordArgumentBad(text)),
                remedy: .log(.recordArgumentRemedy))
        }
        return prefix
    }

    private static func problem(_ failure: ProofFile.Failure, in path: String) -> Problem {
        let message: LogSentence =
            switch failure {
            case .notJSON: .proofUnreadable(path)
            case .unsupportedFormat(let format): .proofFormatUnknown(path, format: format)
            case .badMember(let member): .proofMemberBad(path, member: member)
            }
        return Problem(
            "bad-proof-file", .badInput, .log(message), remedy: .log(.askForProofAgain))
    }
}
