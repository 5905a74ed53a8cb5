import Compression
import SyncCore

extension FuzzTarget {
    /// The body of an answer, to a request that was packed: as it is, or packed behind that request.
    static let body = FuzzTarget("body", seeds: Seeds.bodies) { bytes throws(Violation) in
        let asked = try claim("the request is readable") { try Seeds.asked.get() }
        let result = try outcome { () throws(MessageError) in
            try MessageBody(bytes: bytes, answering: asked, by: ZstdFrames())
        }
        switch result {
        case .failure(.malformed(let malformed)):
            try claim((0...bytes.count).contains(malformed.position), "a position in the bytes")
            return false
        case .failure(.notAMessage), .failure(.unsupportedVersion): return false
        case .success(let body):
            try claim(body.bytes == bytes, "what went over the line is kept")
            try claim(
                body.message == bytes || body.message.count <= Limits.packedMessageBytes,
                "what is unpacked has its bound")
            return (try? Message(bytes: body.message)) != nil
        }
    }
}

extension Seeds {
    /// The first request of `traffic`; it is packed.
    static let asked = Result {
        MessageBody(try Message(bytes: try traffic()[0]), by: ZstdFrames())
    }

    /// Answers to that request, and words that do not hang together with it.
    static func bodies() throws -> [[UInt8]] {
        let asked = try asked.get()
        return try messages().map {
            MessageBody(try Message(bytes: $0), answering: asked, by: ZstdFrames()).bytes
        }
    }
}
