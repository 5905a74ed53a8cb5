public import Authority
import Foundation
import Glibc

/// The clock since this machine was switched on. No user can set it, and it goes on in sleep.
public protocol SteadyClock: Sendable {
    var now: BootTime { get }
}

public struct BootClock: SteadyClock {
    private let boot: String

    public init() {
        let id = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
        boot = (id ?? "unknown").trimmingCharacters(in: .whitespacesAndNewlines)
    }

    public var now: BootTime {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return BootTime(
            boot: boot,
            milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }
}
