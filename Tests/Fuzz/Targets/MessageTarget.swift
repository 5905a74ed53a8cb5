import SyncCore

extension FuzzTarget {
    /// The body of a request or of an answer: both are the one message.
    static let message = FuzzTarget("message", seeds: Seeds.messages) { bytes throws(Violation) in
        let result = try outcome { () throws(MessageError) in try Message(bytes: bytes) }
        switch result {
        case .failure(.malformed(let malformed)):
            try claim((0...bytes.count).contains(malformed.position), "a position in the bytes")
            return false
        case .failure(.notAMessage), .failure(.unsupportedVersion): return false
        case .success(let message):
            guard bytes[2] == Message.formatVersion else {
                let again = try claim("an old message can be sent on") {
                    try Message(bytes: message.bytes)
                }
                try claim(again == message, "an old message says what it said")
                return true
            }
            try claim(message.bytes == bytes, "a message has one spelling")
            return true
        }
    }
}
