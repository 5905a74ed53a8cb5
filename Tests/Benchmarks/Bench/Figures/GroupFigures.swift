import Foundation
import SyncCore

/// Many stations at once: two hundred bring a hundred changes each, committed in groups.
struct GroupFigures {
    let bench: Bench
    private static let stations = 200
    private static let events = 100
    private static let group = 16

    func run() throws {
        let volunteers = bench.workload.events.filter {
            if case .volunteer = $0 { true } else { false }
        }
        let records = bench.workload.events.filter { if case .record = $0 { true } else { false } }
        guard records.count >= Self.stations * Self.events else { return }
        var stations: [BenchNode] = []
        var requests: [[UInt8]] = []
        for number in 0..<Self.stations {
            let (station, recorded) = try bench.station(UInt64(number) + 10)
            var recording = recorded
            let own = records[(number * Self.events)..<((number + 1) * Self.events)]
            try recording.write(volunteers.prefix(1), batch: 1)
            try recording.write(own, batch: 500)
            stations.append(station)
            requests.append(try station.message(1...station.length()).bytes)
        }
        let county = try bench.county(of: stations)
        var changes = 0
        let ours = try Cost.of {
            for start in stride(from: 0, to: requests.count, by: Self.group) {
                let end = min(start + Self.group, requests.count)
                changes += try county.apply(Array(requests[start..<end]))
            }
        }
        let floor = try bench.floor.run(
            batch: Self.group * Self.events, log: true, indexes: true, skip: 2_000,
            count: Self.stations * Self.events)
        try Figure.rate(
            "apply-200-stations", events: changes, ours: ours, floor: floor,
            note: "\(Self.group) stations to a commit"
        ).print()
    }
}
