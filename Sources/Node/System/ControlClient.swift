import Glibc

/// A command's way to the node that runs on the same data directory.
public enum ControlClient {
    /// Asks and waits for the one line of the answer, without its line feed, no longer than
    /// `timeout` for everything together. Blocks the thread; raises no signal.
    public static func ask(
        directory: String, _ request: ControlRequest, timeout: Duration
    ) throws(ControlError) -> String {
        let deadline = Deadline(after: timeout)
        let connection = try connect(to: try ControlPlace(directory), until: deadline)
        let line = Array((request.line + "\n").utf8)
        // So few bytes go whole into a buffer that is empty.
        let sent = send(connection.number, line, line.count, Int32(MSG_NOSIGNAL))
        guard sent == line.count else { throw .broken }
        return try readLine(
            from: connection, limit: ControlProtocol.maximumReply, until: deadline
        ).get()
    }

    private static func connect(
        to place: ControlPlace, until deadline: Deadline
    ) throws(ControlError) -> OwnedDescriptor {
        let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        guard let connection = OwnedDescriptor(socket(AF_UNIX, Int32(kind), 0)) else {
            throw .unavailable(errno: errno)
        }
        while !place.apply(Glibc.connect, to: connection) {
            switch errno {
            case ENOENT, ECONNREFUSED: throw .nobodyThere
            case EAGAIN, EINTR:  // Its queue is full; poll(2) would not tell us when it is not.
                if deadline.hasPassed { throw .timedOut }
                usleep(10_000)
            default: throw .unavailable(errno: errno)
            }
        }
        return connection
    }
}
