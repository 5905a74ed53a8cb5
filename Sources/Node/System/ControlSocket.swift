import Foundation
import Glibc
import Synchronization

/// The running node's ear for commands of the same machine: the Unix socket `node.sock` in its data
/// directory, open to the directory's owner alone (mode 0600).
///
/// To be opened only by the holder of the `DirectoryLock`, and closed before that is released:
/// a socket found in the place is then a dead node's and is removed.
public final class ControlSocket: Sendable {
    private let place: ControlPlace
    private let listener: OwnedDescriptor
    /// A pipe whose writing end, closed, tells the thread to end.
    private let ending: (read: OwnedDescriptor, write: OwnedDescriptor)
    private let life = Mutex(Life.idle)
    private let over = DispatchSemaphore(value: 0)

    private enum Life { case idle, serving, closed }

    /// Binds the socket. Clients may connect from now on; they are heard once `serve` is called.
    public init(directory: String) throws(ControlError) {
        place = try ControlPlace(directory)
        try place.removeStaleSocket()
        listener = try place.listen()
        guard let ending = openPipe() else { throw .unavailable(errno: errno) }
        self.ending = ending
    }

    deinit { close() }

    /// Starts a thread that calls `receive` for every request, one after the other: it must not
    /// wait there, but keep the reply and answer it when the work is done. A second call does
    /// nothing.
    public func serve(_ receive: @escaping @Sendable (ControlRequest, ControlReply) -> Void) {
        let starts = life.withLock { life in
            guard life == .idle else { return false }
            life = .serving
            return true
        }
        guard starts else { return }
        let thread = Thread { [listener, over, ending = ending.read] in
            ControlLoop(listener: listener, ending: ending, receive: receive).run()
            over.signal()
        }
        thread.name = "control"
        thread.start()
    }

    /// Removes the socket and waits until its thread has ended; unanswered replies stay answerable.
    /// Not to be called from within `receive`. A second call does nothing.
    public func close() {
        let before = life.withLock { life in
            defer { life = .closed }
            return life
        }
        guard before != .closed else { return }
        unlinkat(place.directory.number, ControlProtocol.socketName, 0)
        if before == .serving {
            ending.write.close()
            over.wait()
        }
        listener.close()
    }
}

extension ControlPlace {
    fileprivate func removeStaleSocket() throws(ControlError) {
        guard let status = FileStatus(of: ControlProtocol.socketName, in: directory.number) else {
            return
        }
        guard status.isSocket else { throw .notASocket }
        unlinkat(directory.number, ControlProtocol.socketName, 0)
    }

    fileprivate func listen() throws(ControlError) -> OwnedDescriptor {
        let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        guard let listener = OwnedDescriptor(socket(AF_UNIX, Int32(kind), 0)) else {
            throw .unavailable(errno: errno)
        }
        // Before bind(2), which on Linux gives the file this mode: its rights are never wider.
        guard fchmod(listener.number, 0o600) == 0, apply(bind, to: listener),
            Glibc.listen(listener.number, 64) == 0
        else { throw .unavailable(errno: errno) }
        return listener
    }
}

/// The thread behind a control socket.
private struct ControlLoop: Sendable {
    let listener: OwnedDescriptor
    let ending: OwnedDescriptor
    let receive: @Sendable (ControlRequest, ControlReply) -> Void

    func run() {
        while true {
            var entries = [listener, ending].map {
                pollfd(fd: $0.number, events: Int16(POLLIN), revents: 0)
            }
            let ready = poll(&entries, 2, -1)
            if ready < 0, errno != EINTR { return }
            guard ready > 0 else { continue }
            if entries[1].revents != 0 { return }
            acceptOne()
        }
    }

    private func acceptOne() {
        guard let connection = OwnedDescriptor(accept(listener.number, nil, nil)) else {
            // No descriptors left: without a pause this would spin until there are.
            if errno == EMFILE || errno == ENFILE { usleep(50_000) }
            return
        }
        connection.closeOnExec()
        guard let request = readRequest(from: connection) else { return }
        receive(request, ControlReply(to: connection))
    }

    /// Nil when the client says nothing in time or nothing that we know.
    private func readRequest(from connection: OwnedDescriptor) -> ControlRequest? {
        let patience = Deadline(after: ControlProtocol.requestPatience)
        guard
            case .success(let line) = readLine(
                from: connection, limit: ControlProtocol.maximumRequest, until: patience)
        else { return nil }
        return ControlRequest(line: line)
    }
}
