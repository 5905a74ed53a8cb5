import Compression
import SyncCore

extension Message {
    /// What stands in the body of a request, or in that of its answer.
    init(body: [UInt8], answering request: [UInt8]? = nil) throws {
        let asked = try request.map { try MessageBody(bytes: $0, by: ZstdFrames()) }
        self = try Message(
            bytes: MessageBody(bytes: body, answering: asked, by: ZstdFrames()).message)
    }
}
