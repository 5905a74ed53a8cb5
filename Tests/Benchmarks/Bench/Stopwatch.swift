import Foundation
import Glibc

/// What a piece of work took: wall clock and processor time of the whole process, in seconds.
struct Cost: Codable {
    var seconds: Double
    var cpu: Double

    static func of(_ body: () throws -> Void) rethrows -> Cost {
        let (wall, cpu) = (ContinuousClock.now, clock())
        try body()
        return Cost(
            seconds: (ContinuousClock.now - wall) / .seconds(1),
            cpu: Double(clock() - cpu) / 1_000_000)
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
