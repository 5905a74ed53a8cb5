public import Store
import SyncCore

/// What a command may ask the running node over its control socket.
///
/// One request and one answer a connection: a line of words and a line feed; back comes one line of UTF-8
/// of at most `ControlProtocol.maximumReply` bytes, whose meaning is the caller's. No answer at all
/// means that the node ended first.
public enum ControlRequest: Hashable, Sendable {
    /// Exchange with the upstream now, and answer when that is over.
    case sync
    /// The store was changed by another process: look again.
    case changed
    /// Is anybody there?
    case ping
    /// Visit these stations now, and answer when all visits are over.
    case pull(PullOrder)
    /// Fetch this attachment now, and answer when that is over.
    case fetch(AttachmentItem)
}

extension ControlRequest {
    /// As it goes over the socket: `sync`, `changed`, `ping`; `pull`, milliseconds a station, and the
    /// stations' origins; `fetch`, scope, name and bytes.
    public var line: String {
        switch self {
        case .sync: "sync"
        case .changed: "changed"
        case .ping: "ping"
        case .pull(let order):
            (["pull", "\(order.timeout)"] + order.stations.map(\.description))
                .joined(separator: " ")
        case .fetch(let item): "fetch \(item.key.scope) \(item.key.name) \(item.size)"
        }
    }

    /// Nil for anything that `line` does not make.
    public init?(line: String) {
        switch line {
        case "sync": self = .sync
        case "changed": self = .changed
        case "ping": self = .ping
        default:
            let words = line.split(separator: " ", omittingEmptySubsequences: false)
            if words.first == "fetch" {
                guard let item = Self.item(words) else { return nil }
                self = .fetch(item)
                return
            }
            let stations = words.dropFirst(2).compactMap { Origin(hex: $0) }
            guard words.count > 2, words[0] == "pull", let timeout = Int64(words[1]), timeout > 0,
                timeout <= ControlProtocol.longestPull, stations.count == words.count - 2
            else { return nil }
            self = .pull(PullOrder(stations: stations, timeout: timeout))
        }
    }
}

extension ControlRequest {
    private static func item(_ words: [Substring]) -> AttachmentItem? {
        guard words.count == 4, let scope = Scope(hex: words[1]),
            let name = Hash(hex: String(words[2])), let size = UInt64(words[3]),
            (1...AttachmentLimits.size).contains(size)
        else { return nil }
        return AttachmentItem(key: AttachmentKey(scope: scope, name: name), size: size)
    }
}

/// The figures of the control socket's protocol.
public enum ControlProtocol {
    /// The socket's name inside the data directory.
    public static let socketName = "node.sock"
    /// Bytes of an answer, its line feed included. Less than a Unix socket buffers: answering never
    /// waits.
    public static let maximumReply = 64 * 1024

    /// More stations than that take a request each: the answers have to fit into a line.
    public static let stationsInPull = 256
    /// Milliseconds that one station may be given: a day.
    public static let longestPull: Int64 = 86_400_000

    static let maximumRequest = 16 * 1024
    /// How long a client may take to say its word, before it is dropped.
    static let requestPatience = Duration.seconds(1)
}

/// Why a control socket could not be opened or asked.
public enum ControlError: Error, Hashable {
    /// No node works on that directory. Do without it, or start it.
    case nobodyThere
    /// No answer in time. What was asked may still happen.
    case timedOut
    /// The answer is longer than is sent this way. What was asked has happened.
    case tooLong
    /// What is asked is longer than is taken this way. Nothing was asked.
    case requestTooLong
    /// The connection ended before an answer, or the answer is not one line. What was asked may
    /// have happened.
    case broken
    /// Something that is not a socket stands in the socket's place. A person must look.
    case notASocket
    /// The system refused: no such directory, no rights, no descriptors left.
    case unavailable(errno: Int32)
}
