import CCurl
import Synchronization

/// The bell of a multi handle, shared with other threads; silent once the handle is gone.
///
/// `curl_multi_poll` returns alike for a wake-up, a timer and a byte on the line, so a ring is
/// noted here as well.
final class CurlBell: Sendable {
    /// The handle is touched under the lock only, and by `curl_multi_wakeup` only: the one function
    /// of libcurl's multi interface that other threads may call.
    private struct State: @unchecked Sendable {
        var multi: UnsafeMutableRawPointer?
        var isRung = false
    }

    private let state: Mutex<State>

    init(_ multi: UnsafeMutableRawPointer) {
        state = Mutex(State(multi: multi))
    }

    func ring() {
        state.withLock { state in
            guard let multi = state.multi, !state.isRung else { return }
            state.isRung = true
            curl_multi_wakeup(multi)
        }
    }

    /// Whether somebody rang since the last call.
    func takeRing() -> Bool {
        state.withLock { state in
            defer { state.isRung = false }
            return state.isRung
        }
    }

    /// Called before the handle is cleaned up.
    func detach() {
        state.withLock { $0.multi = nil }
    }
}
