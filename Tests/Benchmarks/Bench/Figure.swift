import Foundation

/// One line of a benchmark's output.
struct Figure: Encodable {
    let name: String
    let value: Double
    let unit: String
    /// The same of the floor, in the same unit.
    var floor: Double?
    /// How near to the floor: 1 is as good, more is better.
    var ratio: Double?
    /// The same by processor time, which a busy disk or neighbour disturbs less.
    var cpuRatio: Double?
    var note: String?
    var commit = Figure.commit
    var machine = Figure.machine

    static let commit = ProcessInfo.processInfo.environment["BENCH_COMMIT"] ?? "unknown"
    static let machine = ProcessInfo.processInfo.environment["BENCH_MACHINE"] ?? "unknown"

    func print() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        Swift.print(String(decoding: try encoder.encode(self), as: UTF8.self))
        fflush(nil)
    }
}

extension Double {
    /// Rounded to four digits that count: more would be noise.
    var rounded4: Double {
        guard self != 0, isFinite else { return self }
        let scale = pow(10, 3 - floor(log10(abs(self))))
        return (self * scale).rounded() / scale
    }
}

extension Figure {
    /// Events a second against the floor's, from what both took.
    static func rate(
        _ name: String, events: Int, ours: Cost, floor: Floor.Answer, note: String? = nil
    ) -> Figure {
        Figure(
            name: name, value: (Double(events) / ours.seconds).rounded4, unit: "events/s",
            floor: (Double(floor.events) / floor.seconds).rounded4,
            ratio: (floor.seconds / ours.seconds * Double(events) / Double(floor.events)).rounded4,
            cpuRatio: (floor.cpu / ours.cpu * Double(events) / Double(floor.events)).rounded4,
            note: note)
    }

    static func milliseconds(_ name: String, ours: Cost, floor: Floor.Answer) -> Figure {
        Figure(
            name: name, value: (ours.seconds * 1_000).rounded4, unit: "ms",
            floor: (floor.seconds * 1_000).rounded4,
            ratio: (floor.seconds / ours.seconds).rounded4,
            cpuRatio: (floor.cpu / ours.cpu).rounded4)
    }
}
