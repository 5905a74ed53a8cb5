/// What a command may ask the running node over its control socket.
///
/// One request and one answer a connection: the word and a line feed; back comes one line of UTF-8
/// of at most `ControlProtocol.maximumReply` bytes, whose meaning is the caller's. No answer at all
/// means that the node ended first.
public enum ControlRequest: String, Hashable, Sendable, CaseIterable {
    /// Exchange with the upstream now, and answer when that is over.
    case sync
    /// The store was changed by another process: look again.
    case changed
    /// Is anybody there?
    case ping
}

/// The figures of the control socket's protocol.
public enum ControlProtocol {
    /// The socket's name inside the data directory.
    public static let socketName = "node.sock"
    /// Bytes of an answer, its line feed included. Less than a Unix socket buffers: answering never
    /// waits.
    public static let maximumReply = 64 * 1024

    static let maximumRequest = 64
    /// How long a client may take to say its word, before it is dropped.
    static let requestPatience = Duration.seconds(1)
}

/// Why a control socket could not be opened or asked.
public enum ControlError: Error, Hashable {
    /// No node works on that directory. Do without it, or start it.
    case nobodyThere
    /// No answer in time. What was asked may still happen.
    case timedOut
    /// The connection ended before an answer, or the answer is not one line. What was asked may
    /// have happened.
    case broken
    /// Something that is not a socket stands in the socket's place. A person must look.
    case notASocket
    /// The system refused: no such directory, no rights, no descriptors left.
    case unavailable(errno: Int32)
}
