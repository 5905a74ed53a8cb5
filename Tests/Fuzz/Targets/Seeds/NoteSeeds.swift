import SyncCore

extension Seeds {
    static func notes() throws -> [[UInt8]] {
        let (author, aggregator) = (try Writer(1), try Writer(county))
        return try [0, 1, 8, UInt64.max].flatMap { size in
            let signed = try SignedCheckpoint(
                signing: Checkpoint(
                    name: Checkpoint.name(scope: id(1), origin: author.origin), size: size,
                    root: Hash.sha256([UInt8(truncatingIfNeeded: size)])), with: author.signer)
            let receipt = Receipt(
                signed: signed,
                cosignature: try Cosignature(
                    cosigning: signed.checkpoint,
                    name: Checkpoint.cosignerName(aggregator.origin), time: 1_767_225_600,
                    with: aggregator.signer))
            return [Array(signed.note.utf8), Array(receipt.note.utf8)]
        }
    }

    /// Proofs of a record that a station and its county have written, some of them false.
    static func proofs() throws -> [[UInt8]] {
        let (station, aggregator) = (try Writer(1), try Writer(county))
        let creation = station.change(1, in: id(1), value: .text("甲"))
        let log = [
            creation, station.change(2, in: id(1), entity: creation.entity),
            station.change(3, in: id(1), value: .text("乙")),
        ]
        let edit = [aggregator.change(1, in: id(1), entity: creation.entity)]
        let parts = [
            try part(log, [1, 2], by: station), try part(edit, [1], by: aggregator),
            try part(log, [1], by: station), try part(log, [3], by: station),
        ]
        let record = creation.entity
        return try [[parts[0]], [parts[2], parts[1]], [parts[1]], [parts[3]]].map { parts in
            try ProofFile(RecordProof(record: record, parts: parts)).json()
        }
    }

    private static func part(
        _ log: [Change], _ sequences: [UInt64], by author: Writer
    ) throws -> RecordProof.Part {
        let aggregator = try Writer(county)
        let tree = LeafList(log.map(\.leaf))
        let signed = try author.checkpoint(of: tree, at: tree.size, in: id(1))
        let cosignature = try Cosignature(
            cosigning: signed.checkpoint, name: Checkpoint.cosignerName(aggregator.origin), time: 9,
            with: aggregator.signer)
        let isOwn = author.origin == aggregator.origin
        return RecordProof.Part(
            publicKey: author.signer.publicKey,
            word: isOwn
                ? .own(signed) : .receipt(Receipt(signed: signed, cosignature: cosignature)),
            changes: try sequences.map { sequence in
                let change = log[Int(sequence) - 1]
                return RecordProof.Included(
                    change.canonical, commitment: change.personal.commitment,
                    path: try tree.inclusionProof(index: sequence - 1, size: tree.size))
            })
    }
}
