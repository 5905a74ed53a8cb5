import Foundation
import SyncCore

/// What receiving costs: everything at an empty county, the next thousand, the next hundred; verified,
/// merged and durable.
struct ApplyFigures {
    let bench: Bench
    private static let later = 1_100
    private static let repeats = 5

    func run() throws {
        let events = bench.workload.events
        let (station, messages, increments) = try record()
        var pairs: [(ours: Cost, floor: Floor.Answer)] = []
        var thousands: [(ours: Cost, floor: Floor.Answer)] = []
        var hundreds: [(ours: Cost, floor: Floor.Answer)] = []
        let base = events.count - Self.later
        for _ in 0..<Self.repeats {
            let county = try bench.county(of: [station])
            let ours = try Cost.of { for message in messages { try county.apply([message]) } }
            let batch = base / messages.count + 1
            let floor = try bench.floor.run(batch: batch, log: true, indexes: true, count: base)
            pairs.append((ours, floor))
            thousands.append(
                try increment(increments[0], 1_000, after: base, at: county))
            hundreds.append(
                try increment(increments[1], 100, after: base + 1_000, at: county))
        }
        let all = pairs.median { $0.floor.seconds / $0.ours.seconds }
        try Figure.rate(
            "apply-at-empty-county", events: base, ours: all.ours, floor: all.floor,
            note: "\(messages.count) requests, a transaction each"
        ).print()
        let thousand = thousands.median { $0.floor.seconds / $0.ours.seconds }
        try Figure.milliseconds("apply-1000", ours: thousand.ours, floor: thousand.floor).print()
        let hundred = hundreds.median { $0.floor.seconds / $0.ours.seconds }
        try Figure.milliseconds("apply-100", ours: hundred.ours, floor: hundred.floor).print()
    }

    private func increment(
        _ message: [UInt8], _ count: Int, after base: Int, at county: BenchNode
    ) throws -> (ours: Cost, floor: Floor.Answer) {
        let ours = try Cost.of { try county.apply([message]) }
        let floor = try bench.floor.run(
            batch: count, log: true, indexes: true, skip: base, count: count)
        return (ours, floor)
    }

    /// A station that has recorded everything, and its log as requests.
    private func record() throws -> (BenchNode, [[UInt8]], [[UInt8]]) {
        let events = bench.workload.events
        let (station, recorded) = try bench.station()
        var recording = recorded
        try recording.write(events.dropLast(Self.later), batch: 500)
        let messages = try station.messages()
        var increments: [[UInt8]] = []
        for part in [events.suffix(Self.later).prefix(1_000), events.suffix(100)] {
            let before = try station.length()
            try recording.write(part, batch: 500)
            increments.append(try station.message(before + 1...station.length()).bytes)
        }
        return (station, messages, increments)
    }
}
