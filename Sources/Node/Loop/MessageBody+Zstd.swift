import Compression
import SyncCore

extension MessageBody {
    init(_ message: Message, answering request: MessageBody? = nil) {
        self.init(message, answering: request, by: ZstdFrames())
    }

    init(bytes: [UInt8], answering request: MessageBody? = nil) throws(MessageError) {
        try self.init(bytes: bytes, answering: request, by: ZstdFrames())
    }
}
