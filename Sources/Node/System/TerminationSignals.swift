import Foundation
import Glibc
import Synchronization

/// The wish of the system or of a person that the process ends: SIGTERM and SIGINT as ordinary
/// calls.
///
/// A signal handler may do next to nothing, so ours writes one byte into a pipe and a thread of our
/// own reads it. Unlike a blocked signal mask, this needs no care about which threads exist
/// already, and child processes do not inherit it.
public enum TerminationSignals {
    public enum Signal: Hashable, Sendable {
        /// SIGTERM: systemd stops the service.
        case terminate
        /// SIGINT: Ctrl-C.
        case interrupt
    }

    /// From now on calls `receive`, on a thread of its own, for each of the signals instead of
    /// dying of it; a broken pipe (SIGPIPE) is ignored and shows as EPIPE. Calling it again
    /// replaces `receive`.
    public static func watch(_ receive: @escaping @Sendable (Signal) -> Void) throws(SignalsError) {
        receiver.withLock { $0 = receive }
        try pipe.withLock { pipe throws(SignalsError) in
            if pipe == nil { pipe = try start() }
        }
    }
}

/// Why the signals could not be watched. Signals still do what they did before.
public enum SignalsError: Error, Hashable {
    /// The system gave no pipe. Do not start without: the node could not be stopped in an orderly
    /// way.
    case noPipe(errno: Int32)
}

private let receiver = Mutex<(@Sendable (TerminationSignals.Signal) -> Void)?>(nil)
/// Both ends, open for as long as the process lives.
private let pipe = Mutex<(read: OwnedDescriptor, write: OwnedDescriptor)?>(nil)
/// The number of the pipe's writing end, for the handler. Set before that is installed.
private let pipeEntrance = Atomic<Int32>(-1)

extension TerminationSignals {
    private static func start() throws(SignalsError) -> (
        read: OwnedDescriptor, write: OwnedDescriptor
    ) {
        guard let pipe = openPipe() else { throw .noPipe(errno: errno) }
        _ = fcntl(pipe.write.number, F_SETFL, O_NONBLOCK)  // A handler must never wait.
        pipeEntrance.store(pipe.write.number, ordering: .sequentiallyConsistent)
        let thread = Thread { readSignals(from: pipe.read) }
        thread.name = "signals"
        thread.start()
        signal(SIGPIPE, SIG_IGN)
        install(on: SIGTERM)
        install(on: SIGINT)
        return pipe
    }

    private static func install(on number: Int32) {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { number in
            let before = errno
            var byte = UInt8(truncatingIfNeeded: number)
            _ = write(pipeEntrance.load(ordering: .sequentiallyConsistent), &byte, 1)
            errno = before
        }
        action.sa_flags = Int32(SA_RESTART)
        sigaction(number, &action, nil)
    }

    private static func readSignals(from exit: OwnedDescriptor) {
        var byte: UInt8 = 0
        while true {
            let count = read(exit.number, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { return }
            let receive = receiver.withLock { $0 }
            receive?(Int32(byte) == SIGTERM ? .terminate : .interrupt)
        }
    }
}
