#if PLANTED_BUGS
    import Glibc
#endif

/// A moment at which a debug build kills its own process, as `kill -9` would, when `YIZHAN_KILL_AT` names
/// it: what a test cannot hit from outside. A release build has none.
package enum KillPoint: String, Sendable {
    /// In the middle of a swap of stores: pages are written, nothing is committed.
    case swap
    /// What a neighbour gave again is in the store, and not yet noted by whoever asked.
    case mended

    package func pass() {
        #if PLANTED_BUGS
            guard let wanted = getenv("YIZHAN_KILL_AT"), String(cString: wanted) == rawValue else {
                return
            }
            kill(getpid(), SIGKILL)
        #endif
    }
}
