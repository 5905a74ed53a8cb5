import BadLine
import Foundation
import Node
import Synchronization

/// What goes over the line, and how long that takes on bad ones: bytes of bodies, and all that TCP carries.
struct LineFigures {
    let bench: Bench
    private static let later = 1_100
    /// A columnar encoder without any protocol, and a line that carries 3 kB and nothing else.
    private static let floors = (all: 14.1, thousand: 16.8, hundred: 1_940.0, seconds: 1.64)

    func run() throws {
        let marks = Mutex<[UInt64]>([])
        let look = Mutex<(@Sendable () -> UInt64)?>(nil)
        let pair = try LinePair(in: bench.directory.appendingPathComponent("line")) { event in
            guard case .wentDown = event, let held = look.withLock({ $0 })?() else { return }
            marks.withLock { $0.append(held) }
        }
        defer { pair.close() }
        var recording = Recording(at: pair)
        let events = bench.workload.events
        try recording.write(events.dropLast(Self.later), batch: 500)
        try perChange("line-all", floor: Self.floors.all, pair)
        try recording.write(events.suffix(Self.later).prefix(1_000), batch: 500)
        try perChange("line-1000", floor: Self.floors.thousand, pair)
        try recording.write(events.suffix(100), batch: 500)
        try bytes("line-100", floor: Self.floors.hundred, pair)
        try bytes("line-nothing-new", floor: nil, pair)
        try seconds(pair, &recording)
        try plainSeconds()
        try marketDay(pair, &recording, marks: marks, look: look)
    }

    private func perChange(_ name: String, floor: Double, _ pair: LinePair) throws {
        let (outcome, line, changes) = try exchange(pair)
        for (suffix, bytes) in [("", outcome.sent + outcome.received), ("-tcp", line.total)] {
            let value = Double(bytes) / Double(max(changes, 1))
            try Figure(
                name: name + suffix, value: value.rounded4, unit: "B/change", floor: floor,
                ratio: (floor / value).rounded4,
                note: "\(changes) changes, \(outcome.roundTrips) round trips"
            ).print()
        }
    }

    private func bytes(_ name: String, floor: Double?, _ pair: LinePair) throws {
        let (outcome, line, changes) = try exchange(pair)
        for (suffix, bytes) in [("", outcome.sent + outcome.received), ("-tcp", line.total)] {
            try Figure(
                name: name + suffix, value: Double(bytes), unit: "B", floor: floor,
                ratio: floor.map { ($0 / Double(bytes)).rounded4 },
                note: "\(changes) changes, \(outcome.roundTrips) round trips"
            ).print()
        }
    }

    private func exchange(
        _ pair: LinePair
    ) throws -> (outcome: SyncOutcome, line: LineCounts, changes: UInt64) {
        let (before, held) = (pair.line.counts, try pair.delivered())
        let outcome = try pair.agreed(pair.exchange())
        return (outcome, pair.line.counts - before, try pair.delivered() - held)
    }

    /// A hundred changes more over 600 ms and 64 kbit/s, by a process that has just begun, by one whose
    /// connection stands, and by one whose connection was lost.
    private func seconds(_ pair: LinePair, _ recording: inout Recording) throws {
        pair.line.change { $0 = .secondGeneration }
        defer { pair.line.change { $0 = LineProfile() } }
        let hundred = bench.workload.events.suffix(100)
        try recording.write(hundred, batch: 500)
        try time("line-100-2g-cold", pair) { try pair.exchange() }
        let daemon = try pair.daemon()
        try pair.agreed(daemon.exchangeOnce())
        try recording.write(hundred, batch: 500)
        try time("line-100-2g-kept", pair) { daemon.exchangeOnce() }
        pair.breakConnections()
        try recording.write(hundred, batch: 500)
        try time("line-100-2g-resumed", pair) { daemon.exchangeOnce() }
    }

    /// The same without TLS, by a process that has just begun.
    private func plainSeconds() throws {
        let directory = bench.directory.appendingPathComponent("line-plain")
        let pair = try LinePair(in: directory, protection: .insecure)
        defer { pair.close() }
        var recording = Recording(at: pair)
        let events = bench.workload.events
        try recording.write(events.dropLast(100), batch: 500)
        try pair.agreed(pair.exchange())
        try recording.write(events.suffix(100), batch: 500)
        pair.line.change { $0 = .secondGeneration }
        try time("line-100-2g-cold-plain", pair) { try pair.exchange() }
    }

    private func time(
        _ name: String, _ pair: LinePair, _ exchange: () throws -> SyncOutcome
    ) throws {
        let before = pair.line.counts
        var outcome = SyncOutcome(.stopped)
        let cost = try Cost.of { outcome = try pair.agreed(exchange()) }
        let line = pair.line.counts - before
        try Figure(
            name: name, value: cost.seconds.rounded4, unit: "s", floor: Self.floors.seconds,
            ratio: (Self.floors.seconds / cost.seconds).rounded4,
            note: "\(line.total) bytes, \(outcome.roundTrips) round trips, "
                + "\(line.connections) connections"
        ).print()
    }

    /// A thousand changes at 2 kB/s, 300 ms, one segment of ten lost, 20 s up and 40 s down.
    private func marketDay(
        _ pair: LinePair, _ recording: inout Recording, marks: borrowing Mutex<[UInt64]>,
        look: borrowing Mutex<(@Sendable () -> UInt64)?>
    ) throws {
        try recording.write(bench.workload.events.suffix(1_000), batch: 500)
        let held = try pair.delivered()
        let before = pair.line.counts
        let counter = DeliveredCounter(pair)
        look.withLock { $0 = { counter.count() } }
        defer { look.withLock { $0 = nil } }
        let desk = Desk(pair.station)
        defer { desk.close() }
        pair.line.change { $0 = .marketDay }
        let began = ContinuousClock.now
        let daemon = try DaemonThread(
            home: pair.station, desk: desk, log: LinePair.silent)
        while try pair.pending() > 0, began.duration(to: .now) < .seconds(1_800) {
            Thread.sleep(forTimeInterval: 0.2)
        }
        let seconds = Double(began.duration(to: .now).components.seconds)
        daemon.stop()
        pair.line.change { $0 = LineProfile() }
        let windows = [held] + marks.withLock { $0 }
        let fruitless = zip(windows, windows.dropFirst()).count { $0 == $1 }
        let line = pair.line.counts - before
        try Figure(
            name: "line-1000-market-day", value: (seconds / 60).rounded4, unit: "min",
            note: "pending \(try pair.pending()); \(windows.count) windows, \(fruitless) without "
                + "progress; \(line.total) bytes, \(line.connections) connections"
        ).print()
    }
}

/// Counts what the county holds, from the line's thread.
private final class DeliveredCounter: @unchecked Sendable {
    private let pair: LinePair

    init(_ pair: LinePair) { self.pair = pair }

    func count() -> UInt64 { (try? pair.delivered()) ?? 0 }
}
