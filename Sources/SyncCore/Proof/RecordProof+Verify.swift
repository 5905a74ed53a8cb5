extension RecordProof {
    /// Checks everything: who signed, that each change leads to the signed root, and that all of them
    /// are of the one record. Signatures come first, so that a proof by another county says so.
    public func verify(countyKey: [UInt8]) throws(ProofFlaw) {
        for part in parts { try part.verify(countyKey: countyKey) }
        guard let creation else { throw .noCreation }
        for included in parts.flatMap(\.changes) {
            let change = included.change
            guard change.entity == record, change.header.scope == creation.header.scope,
                change.header.kind != SystemKind.hop, !change.carriesForeignWrite
            else { throw .otherRecord(change.entity, named: record) }
        }
    }
}

extension RecordProof.Part {
    func verify(countyKey: [UInt8]) throws(ProofFlaw) {
        try checkCounty(countyKey)
        let origin = Origin(publicKey: publicKey)
        guard word.checkpoint.name.hasSuffix("/\(origin)"), word.signed.isSigned(by: publicKey)
        else { throw .badSignature(origin) }
        for included in changes { try check(included) }
    }

    private func checkCounty(_ key: [UInt8]) throws(ProofFlaw) {
        let county = Origin(publicKey: key)
        switch word {
        case .receipt(let receipt):
            guard receipt.cosignature.name == Checkpoint.cosignerName(county) else {
                throw .otherCounty(name: receipt.cosignature.name)
            }
            guard receipt.isCosigned(by: key) else { throw .badCosignature(county) }
        case .own(let signed):
            guard publicKey == key else { throw .otherCounty(name: signed.checkpoint.name) }
        }
    }

    private func check(_ included: RecordProof.Included) throws(ProofFlaw) {
        let header = included.change.header
        let checkpoint = word.checkpoint
        guard checkpoint.name == Checkpoint.name(scope: header.scope, origin: header.origin) else {
            throw .altered(header.dot)
        }
        guard header.sequence <= checkpoint.size else {
            throw .beyondNote(header.dot, size: checkpoint.size)
        }
        guard
            MerkleTree.verifyInclusion(
                leaf: included.change.leaf, index: header.sequence - 1, size: checkpoint.size,
                proof: included.path, root: checkpoint.root)
        else { throw .altered(header.dot) }
    }
}
