import Glibc
public import SyncCore

/// The wall clock of this machine. It may jump either way: it never decides between two writes.
public struct SystemClock: WallClock {
    public init() {}

    public var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
