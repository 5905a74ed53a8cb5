import Foundation
import Store

/// What stays: the county's file against a plain table, the memory that receiving takes, and what it
/// costs to verify everything again from the stored bytes.
struct ResidentFigures {
    let bench: Bench

    func size() throws {
        let county = try filled(bench.workload.events.count, packs: true)
        try county.node.store.checkpointFile()
        let bytes = try fileBytes(county.node)
        let floor = try bench.floor.run(
            batch: 500, log: false, indexes: false, count: bench.workload.events.count)
        try Figure(
            name: "file-size", value: Double(bytes), unit: "bytes", floor: Double(floor.bytes),
            ratio: (Double(bytes) / Double(floor.bytes)).rounded4,
            note: "ratio: times the plain table without index"
        ).print()
    }

    /// In a process of its own, whose peak nothing else has raised: half of the workload, and all.
    func memory() throws {
        let all = bench.workload.events.count
        for count in [all / 2, all] {
            let requests = bench.directory.appendingPathComponent("requests-\(count)")
            let station = try recorded(count)
            try RequestFile.write(station.messages(), to: requests)
            let peak = try ApplyAlone.peakKiB(of: requests, in: bench.directory)
            try Figure(
                name: "memory-apply-\(count)", value: (Double(peak) / 1_024).rounded4, unit: "MiB"
            ).print()
        }
    }

    /// Leaves and roots alone; and with tables, registers and digests, as a resync verifies; and a whole
    /// round of a patrol.
    func verify() throws {
        let county = try filled(bench.workload.events.count)
        let store = county.node.store
        try figure("verify") {
            let report = try store.verifyLogs()
            guard report.isSound else { throw BenchNode.Failure.turnedAway }
            return report.changes
        }
        try figure("verify-all") {
            let report = try store.check(scratch: county.node.directory)
            guard report.isSound else { throw BenchNode.Failure.turnedAway }
            return report.changes
        }
        try figure("patrol") {
            var place: PatrolPlace?
            repeat {
                let (found, next) = try store.patrol(from: place, count: 256)
                guard found.damages.isEmpty, found.tables.isEmpty else {
                    throw BenchNode.Failure.turnedAway
                }
                place = next
            } while place != nil
            return Int(clamping: try county.station.length())
        }
    }

    /// - Parameter body: gives the number of changes that were looked at.
    private func figure(_ name: String, _ body: () throws -> Int) throws {
        var costs: [Cost] = []
        var changes = 0
        for _ in 0..<5 { costs.append(try Cost.of { changes = try body() }) }
        let cost = costs.median(by: \.cpu)
        try Figure(
            name: name, value: (cost.cpu * 100_000 / Double(changes)).rounded4,
            unit: "CPU seconds for 100,000 changes", note: "\(changes) changes"
        ).print()
    }

    private func recorded(_ count: Int) throws -> BenchNode {
        let (station, recorded) = try bench.station()
        var recording = recorded
        try recording.write(bench.workload.events.prefix(count), batch: 500)
        return station
    }

    /// - Parameter packs: whether the logs are packed as they grow, as a daemon does.
    private func filled(
        _ count: Int, packs: Bool = false
    ) throws -> (node: BenchNode, station: BenchNode) {
        let station = try recorded(count)
        let county = try bench.county(of: [station])
        for message in try station.messages() {
            try county.apply([message])
            while packs, try county.store.pack() > 0 {}
        }
        return (county, station)
    }

    private func fileBytes(_ node: BenchNode) throws -> Int {
        let path = node.directory.appendingPathComponent("store.sqlite").path
        return try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    }
}
