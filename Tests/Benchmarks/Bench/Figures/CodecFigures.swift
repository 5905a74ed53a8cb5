import Compression
import SyncCore

/// What columns save on the line, and what they cost at both ends.
struct CodecFigures {
    let bench: Bench
    private static let later = 1_100

    /// Bytes a change that a columnar encoder without any protocol needs for the same workload.
    private enum ColumnsAlone {
        static let all = 14.1
        static let thousand = 16.8
        static let hundred = 19.4
    }

    func run() throws {
        let events = bench.workload.events
        let (station, recorded) = try bench.station()
        var recording = recorded
        try recording.write(events.dropLast(Self.later), batch: 500)
        let messages = try station.messages()
        let changes = Double(try station.length())
        try bytes(
            "codec-all", Double(messages.reduce(0) { $0 + $1.count }) / changes,
            ColumnsAlone.all)
        for (name, part, floor) in [
            ("codec-1000", events.suffix(Self.later).prefix(1_000), ColumnsAlone.thousand),
            ("codec-100", events.suffix(100), ColumnsAlone.hundred),
        ] {
            let before = try station.length()
            try recording.write(part, batch: 500)
            let message = try station.message(before + 1...station.length())
            let count = try station.length() - before
            try bytes(name, Double(message.bytes.count) / Double(count), floor)
        }
        try cost(of: messages, from: station)
    }

    private func bytes(_ name: String, _ value: Double, _ floor: Double) throws {
        try Figure(
            name: name, value: value.rounded4, unit: "B/change", floor: floor,
            ratio: (floor / value).rounded4
        ).print()
    }

    /// Against applying, which has to be done in any case.
    private func cost(of messages: [[UInt8]], from station: BenchNode) throws {
        let records = Records()
        var (encoding, decoding, applying) = (0.0, 0.0, 0.0)
        var changes = 0
        let county = try bench.county(of: [station])
        for message in messages {
            let runs = try Message(bytes: message).runs
            for run in runs {
                guard case .batch(let batch) = run.content else { continue }
                var rows: [Run.Row] = []
                decoding += try Cost.of {
                    rows = try batch.rows(packer: ZstdFrames(), resolve: records.record)
                }.cpu
                records.note(rows, from: run)
                // A store has them at hand.
                let leaves = rows.map { row in
                    row.canonical.withUnsafeBytes {
                        MerkleTree.leaf($0, commitment: row.personal.commitment)
                    }
                }
                encoding +=
                    Cost.of {
                        _ = Batch(
                            rows, leaves: leaves, scope: run.scope, origin: run.origin,
                            first: run.first, packer: ZstdFrames(), locate: records.dot)
                    }.cpu
                changes += rows.count
            }
            applying += try Cost.of { try county.apply([message]) }.cpu
        }
        // What applying costs with columns, without the unpacking that is in it.
        let floor = (applying - decoding) * 1e6 / Double(changes)
        for (name, seconds) in [("encode", encoding), ("decode", decoding)] {
            let value = seconds * 1e6 / Double(changes)
            try Figure(
                name: "codec-\(name)", value: value.rounded4, unit: "us/change",
                floor: floor.rounded4, ratio: (floor / value).rounded4,
                note: "the floor is applying"
            ).print()
        }
    }
}

/// The records of a log, and the changes that made them.
private final class Records {
    private var dots: [Entity: Dot] = [:]
    private var made: [Dot: Entity] = [:]

    func note(_ rows: [Run.Row], from run: Run) {
        for (index, row) in rows.enumerated() {
            guard let canonical = try? CanonicalChange(bytes: row.canonical) else { continue }
            let change = Change(canonical, personal: row.personal)
            guard change.createsEntity else { continue }
            let dot = Dot(origin: run.origin, sequence: run.first + UInt64(index))
            dots[change.entity] = dot
            made[dot] = change.entity
        }
    }

    func dot(of entity: Entity) -> Dot? { dots[entity] }
    func record(_ dot: Dot) -> Entity? { made[dot] }
}
