import SyncCore

extension FuzzTarget {
    /// The body of a request about attachments, or of an answer to one.
    static let attachment = FuzzTarget("attachment", seeds: Seeds.attachments) {
        bytes throws(Violation) in
        let isRequest = try taken(bytes) { () throws(MessageError) in
            try AttachmentRequest(bytes: bytes).bytes
        }
        let isAnswer = try taken(bytes) { () throws(MessageError) in
            try AttachmentAnswer(bytes: bytes).bytes
        }
        return isRequest || isAnswer
    }

    /// - Parameter reading: reads the bytes and writes them again.
    private static func taken(
        _ bytes: [UInt8], _ reading: () throws(MessageError) -> [UInt8]
    ) throws(Violation) -> Bool {
        switch try outcome(reading) {
        case .failure(.malformed(let malformed)):
            try claim((0...bytes.count).contains(malformed.position), "a position in the bytes")
            return false
        case .failure(.notAMessage), .failure(.unsupportedVersion): return false
        case .success(let again):
            try claim(again == bytes, "a message has one spelling")
            return true
        }
    }
}

extension Seeds {
    static func attachments() -> [[UInt8]] {
        let name = Hash.sha256([1])
        let claim = AttachmentRequest.Claim(name: name, proof: Hash.sha256([2]))
        let wants: [AttachmentRequest.Want] = [
            .lacking(after: nil), .lacking(after: name), .ask(claim, offset: 16_384, room: 300),
            .give(claim, total: 20_000, offset: 16_384, bytes: [UInt8](repeating: 7, count: 3_616)),
            .give(claim, total: 3, offset: 0, bytes: []),
        ]
        let answers: [AttachmentAnswer] = [
            .unknown, .lacking([.init(claim, held: 16_384)], hasMore: true),
            .lacking([], hasMore: false), .standing(total: 9, held: 9, bytes: [1, 2, 3]),
            .later(seconds: 30), .declined(.tooLarge), .declined(.mismatch),
        ]
        return wants.map {
            AttachmentRequest(
                origin: Origin(publicKey: [3]), scope: Scope(raw: Hash.sha256([4]).head), want: $0
            ).bytes
        } + answers.map(\.bytes)
    }
}
