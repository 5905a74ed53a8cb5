import SyncCore

extension FuzzTarget {
    /// A key that nobody has who signs anything here.
    static let stranger = [UInt8](repeating: 9, count: 32)

    /// The text of a note: a signed checkpoint, a receipt, or whichever of them an aggregator has given.
    static let checkpoint = FuzzTarget("checkpoint", seeds: Seeds.notes) {
        bytes throws(Violation) in
        let text = String(decoding: bytes, as: UTF8.self)
        let signed = try outcome { () throws(NoteError) in try SignedCheckpoint(note: text) }
        let receipt = try outcome { () throws(NoteError) in try Receipt(note: text) }
        let word = try outcome { () throws(NoteError) in try CountyWord(note: text) }
        switch (signed, receipt) {
        case (.success, .success): throw Violation(description: "a receipt is no checkpoint")
        case (.failure, .failure):
            guard case .failure = word else { throw Violation(description: "a word of neither") }
            return false
        case (.success(let signed), .failure):
            try claim(signed.note.utf8.elementsEqual(bytes), "a checkpoint has one text")
            try claim(!signed.isSigned(by: stranger), "nobody signs for another")
            guard case .success(.own(signed)) = word else {
                throw Violation(description: "a checkpoint is its log's own word")
            }
        case (.failure, .success(let receipt)):
            try claim(receipt.note.utf8.elementsEqual(bytes), "a receipt has one text")
            try claim(!receipt.isSigned(by: stranger), "nobody signs for another")
            try claim(!receipt.isCosigned(by: stranger), "nobody cosigns for another")
            guard case .success(.receipt(receipt)) = word else {
                throw Violation(description: "a receipt is an aggregator's word")
            }
        }
        return true
    }
}
