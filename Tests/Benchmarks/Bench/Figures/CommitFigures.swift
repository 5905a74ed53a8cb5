/// What recording costs: one event to a transaction, and five hundred.
struct CommitFigures {
    let bench: Bench
    /// Events that are written one by one.
    private static let single = 3_000
    private static let repeats = 3

    func run() throws {
        try oneByOne().print()
        try inBatches().print()
    }

    private func oneByOne() throws -> Figure {
        let base = bench.workload.events.count - Self.single
        let recorded = try bench.station()
        var recording = recorded.recording
        try recording.write(bench.workload.events.prefix(base), batch: 500)
        let events = bench.workload.events.suffix(Self.single)
        let ours = try Cost.of { try recording.write(events, batch: 1) }
        let floor = try bench.floor.run(
            batch: 1, log: false, indexes: false, skip: base, count: Self.single)
        return .rate("commit-one-by-one", events: Self.single, ours: ours, floor: floor)
    }

    private func inBatches() throws -> Figure {
        let events = bench.workload.events
        var pairs: [(ours: Cost, floor: Floor.Answer)] = []
        for _ in 0..<Self.repeats {
            let recorded = try bench.station()
            var recording = recorded.recording
            let ours = try Cost.of { try recording.write(events, batch: 500) }
            let floor = try bench.floor.run(
                batch: 500, log: false, indexes: false, count: events.count)
            pairs.append((ours, floor))
        }
        let middle = pairs.median { $0.floor.seconds / $0.ours.seconds }
        return .rate(
            "commit-in-500s", events: events.count, ours: middle.ours, floor: middle.floor)
    }
}
