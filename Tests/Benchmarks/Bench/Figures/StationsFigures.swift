import Foundation
import Synchronization

/// One county, a thousand stations with a thousand changes each, over mutual TLS, all on this machine; and all of them
/// at its door at once (S21).
struct StationsFigures {
    let bench: Bench
    let stations: Int
    private static let changes = 1_000
    /// Calls at the same time: of a usual quarter of an hour, and of the minute after a line is mended.
    private static let callers = (usual: 8, storm: 64)

    func run() throws {
        let place = bench.directory.appendingPathComponent("stations")
        let county = try CountyOfMany(in: place, stations: stations)
        _ = try round(county, by: Self.callers.usual)
        try everywhere(county) { try county.record(Self.changes, at: $0, from: 1_767_225_600_000) }
        try print("stations", round(county, by: Self.callers.usual), changes: Self.changes)
        try everywhere(county) { try county.record(10, at: $0, from: 1_769_817_600_000) }
        try print("stations-at-once", round(county, by: Self.callers.storm), changes: 10)
        let server = try county.close()
        try Figure(
            name: "stations-memory", value: (Double(server.peak) / 1_024).rounded4, unit: "MiB",
            note: "the county's peak; \(server.cpu.rounded4) CPU seconds in all"
        ).print()
    }

    private struct Round {
        var seconds = 0.0
        var milliseconds: [Double] = []
        var refusals = 0
    }

    /// Every station calls once.
    private func round(_ county: CountyOfMany, by callers: Int) throws -> Round {
        let found = Mutex(Round())
        let cost = try Cost.of {
            try everywhere(county, by: callers) { station in
                let call = try county.exchange(of: station)
                found.withLock {
                    $0.milliseconds.append(call.milliseconds)
                    $0.refusals += call.refusals
                }
            }
        }
        return found.withLock {
            $0.seconds = cost.seconds
            $0.milliseconds.sort()
            return $0
        }
    }

    /// Does something at every station, some at a time, each on a thread of its own.
    private func everywhere(
        _ county: CountyOfMany, by callers: Int = 2,
        _ body: @escaping (CountyOfMany.Station) throws -> Void
    ) throws {
        let left = Mutex(county.stations[...])
        let failure = Mutex<(any Error)?>(nil)
        let over = DispatchGroup()
        nonisolated(unsafe) let body = body
        for _ in 0..<callers {
            over.enter()
            let thread = Thread {
                while let station = left.withLock({ $0.popFirst() }) {
                    do { try body(station) } catch { failure.withLock { $0 = error } }
                }
                over.leave()
            }
            thread.start()
        }
        over.wait()
        if let error = failure.withLock({ $0 }) { throw error }
    }

    private func print(_ name: String, _ round: Round, changes: Int) throws {
        let place = min(round.milliseconds.count * 99 / 100, round.milliseconds.count - 1)
        try Figure(
            name: name, value: round.seconds.rounded4, unit: "s",
            note: "\(stations) stations of \(changes) changes; p50 "
                + "\(round.milliseconds[round.milliseconds.count / 2].rounded4) ms, p99 "
                + "\(round.milliseconds[place].rounded4) ms; \(round.refusals) times asked to come later"
        ).print()
    }
}
