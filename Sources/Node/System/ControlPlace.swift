import Glibc

/// A socket address inside a directory that may be longer than the 107 bytes of `sun_path`: Linux
/// walks `/proc/self/fd/N` to the open directory.
struct ControlPlace {
    let directory: OwnedDescriptor

    init(_ path: String) throws(ControlError) {
        guard let directory = OwnedDescriptor(open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
        else { throw .unavailable(errno: errno) }
        self.directory = directory
    }

    /// Calls bind(2) or connect(2), as given, on `socket`; true when it returned zero.
    func apply(
        _ call: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32, to socket: OwnedDescriptor
    ) -> Bool {
        let path = "/proc/self/fd/\(directory.number)/\(ControlProtocol.socketName)"
        guard let (address, length) = unixAddress(path) else { return false }
        return withSocketAddress(address) { call(socket.number, $0, length) } == 0
    }
}

/// Reads up to the first line feed, which is left out. `limit` counts bytes with the line feed.
func readLine(
    from connection: OwnedDescriptor, limit: Int, until deadline: Deadline
) -> Result<String, ControlError> {
    var line: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while line.count < limit {
        guard deadline.waits(for: POLLIN, on: connection.number) else { return .failure(.timedOut) }
        let count = recv(connection.number, &piece, piece.count, Int32(MSG_DONTWAIT))
        if count < 0, errno == EAGAIN || errno == EINTR { continue }
        guard count > 0 else { return .failure(.broken) }
        line += piece.prefix(count)
        if let end = line.firstIndex(of: 0x0A) {
            return end < limit
                ? .success(String(decoding: line[..<end], as: UTF8.self)) : .failure(.broken)
        }
    }
    return .failure(.broken)
}
