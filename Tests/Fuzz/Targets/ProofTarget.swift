import SyncCore

extension FuzzTarget {
    /// The file that `log verify` is given by whoever wants to be believed.
    static let proof = FuzzTarget("proof", seeds: Seeds.proofs) { bytes throws(Violation) in
        guard let proof = try RecordProof.read(bytes) else { return false }
        try claim(try RecordProof.read(bytes) == proof, "the same file reads the same way")
        let file = try claim("a proof can be written") { try ProofFile(proof).json() }
        try claim(try RecordProof.read(file) == proof, "and is read as it was")
        let key = try claim("a key") { try county.get().signer.publicKey }
        do throws(ProofFlaw) { try proof.verify(countyKey: key) } catch { return true }
        try claim(proof.creation?.entity == proof.record, "what is proved has a beginning")
        try claim(
            proof.parts.flatMap(\.changes).allSatisfy { $0.change.entity == proof.record },
            "every change in a proof is of its record")
        return true
    }
}

private let county = Result { try Writer(Seeds.county) }

extension RecordProof {
    /// nil where the file is refused for a reason that has a name.
    fileprivate static func read(_ bytes: [UInt8]) throws(Violation) -> RecordProof? {
        do {
            return try ProofFile.proof(json: bytes)
        } catch is ProofFile.Failure {
            return nil
        } catch is ProofFlaw {
            return nil
        } catch { throw Violation(description: "a refusal has a name: \(error)") }
    }
}
