import Foundation
import Glibc

/// What a piece of work took: wall clock and processor time of the whole process, in seconds.
struct Cost: Codable {
    var seconds: Double
    var cpu: Double

    static func of(_ body: () throws -> Void) rethrows -> Cost {
        let (wall, cpu) = (Self.now(CLOCK_MONOTONIC), Self.now(CLOCK_PROCESS_CPUTIME_ID))
        try body()
        return Cost(
            seconds: Self.now(CLOCK_MONOTONIC) - wall,
            cpu: Self.now(CLOCK_PROCESS_CPUTIME_ID) - cpu)
    }

    private static func now(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

/// The largest resident memory of this process since it was started.
enum Peak {
    /// Not `ru_maxrss`: that one is inherited from whoever started the process.
    static var kiB: Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
    }
}

extension Array {
    /// The element in the middle by `key`; the array is not empty.
    func median(by key: (Element) -> Double) -> Element {
        sorted { key($0) < key($1) }[count / 2]
    }
}
