import Foundation
import Glibc
import Synchronization

/// A bad line on this machine: a TCP relay on the loopback address that does to every connection what its
/// profile says. One thread, no privileges, nothing of the kernel's (docs/decisions/0020).
public final class BadLine: Sendable {
    struct Shared: Sendable {
        var profile: LineProfile
        var counts = LineCounts()
        /// Per direction, after how many bytes from the beginning the line is cut, once.
        var cuts: [LineDirection: Int] = [:]
        var isClosed = false
    }

    /// Where to call; what is said there comes out at the target, if the line lets it.
    public let port: UInt16
    private let shared: Mutex<Shared>
    private let bell: Bell
    private let over = DispatchSemaphore(value: 0)

    /// - Parameters:
    ///   - target: a port of 127.0.0.1.
    ///   - seed: what chance does; equal seeds lose the same bytes.
    ///   - onEvent: called on the line's thread.
    /// - Throws: `BadLineError` when the machine has no port or descriptor for it.
    public init(
        to target: UInt16, _ profile: LineProfile, seed: UInt64 = 1,
        onEvent: @escaping @Sendable (LineEvent) -> Void = { _ in }
    ) throws(BadLineError) {
        shared = Mutex(Shared(profile: profile))
        bell = try Bell()
        let reserved = try ReservedPort()
        port = reserved.port
        // Before the thread runs: who is told the port may call at once.
        let listener = reserved.listener()
        let thread = Thread { [self] in
            var relay = Relay(
                reserved, listener, target: target, dice: LineDice(seed: seed), bell: bell,
                onEvent: onEvent)
            while let state = shared.withLock({ $0.isClosed ? nil : $0 }) {
                let moved = relay.advance(state)
                shared.withLock { $0.take(moved) }
                relay.cutOff()
                let taken = relay.wait(state)
                shared.withLock { $0.take(taken) }
            }
            relay.close()
            over.signal()
        }
        thread.name = "bad-line"
        thread.start()
    }

    public var address: String { "127.0.0.1:\(port)" }

    public var counts: LineCounts { shared.withLock { $0.counts } }

    /// Makes it another line from now on; connections stay, unless the new one is down. Its windows go on
    /// being counted from when the line was laid.
    public func change(_ body: (inout LineProfile) -> Void) {
        shared.withLock { body(&$0.profile) }
        bell.ring()
    }

    /// Cuts the connection that carries the byte at this place, once: of what is said from now on
    /// at most `count` bytes arrive, and nothing behind them. With none, it is cut when the next byte wants to be carried.
    public func cut(_ direction: LineDirection, after count: Int) {
        shared.withLock { $0.cuts[direction] = $0.counts[direction] + count }
        bell.ring()
    }

    /// Forgets a cut that has not come.
    public func spare() {
        shared.withLock { $0.cuts = [:] }
        bell.ring()
    }

    /// Ends it and waits for its thread.
    public func close() {
        let isFirst = shared.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        guard isFirst else { return }
        bell.ring()
        over.wait()
    }
}

extension BadLine.Shared {
    fileprivate mutating func take(_ change: Relay.Change) {
        counts.up += change.counts.up
        counts.down += change.counts.down
        counts.connections += change.counts.connections
        counts.lost += change.counts.lost
        // A cut may have been ordered anew meanwhile: only the one that was carried out is over.
        for (direction, place) in change.cuts where cuts[direction] == place {
            cuts[direction] = nil
        }
    }
}

/// The machine has nothing left for a line: no port, no descriptor.
public struct BadLineError: Error, Sendable {
    public let errno: Int32
}
