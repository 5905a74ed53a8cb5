import Glibc

/// One client's wait for its answer. It may be answered later and from any thread; when it goes
/// away unanswered, the client sees the connection end.
public final class ControlReply: Sendable {
    private let connection: OwnedDescriptor

    init(to connection: OwnedDescriptor) { self.connection = connection }

    /// Sends `line` and ends the connection. Only the first answer counts. Line feeds within
    /// become spaces and what is beyond `ControlProtocol.maximumReply` is cut off.
    public func answer(_ line: String) {
        var bytes = line.utf8.prefix(ControlProtocol.maximumReply - 1).map {
            $0 == 0x0A ? 0x20 : $0
        }
        bytes.append(0x0A)
        // A client that is gone, or that does not read, has only itself to blame.
        _ = send(
            connection.number, bytes, bytes.count,
            Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
        connection.close()
    }
}
