import Foundation

/// The workload that other systems were measured on: volunteers, service records, later approvals and
/// evaluations, voids. One line of tab-separated text an event (docs/PERFORMANCE.md).
struct Workload {
    enum Event {
        case volunteer(id: String, fields: [String])
        case record(id: String, fields: [String])
        case update(record: String, status: String?, minutes: Int64?)
        case void(record: String)
    }

    enum Failure: Error { case line(Int) }

    let url: URL
    let events: [Event]

    init(_ url: URL) throws {
        self.url = url
        let text = try String(contentsOf: url, encoding: .utf8)
        events = try text.split(separator: "\n").enumerated().map { number, line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard let event = Event(fields.map(String.init)) else { throw Failure.line(number + 1) }
            return event
        }
    }
}

extension Workload.Event {
    fileprivate init?(_ fields: [String]) {
        switch (fields.first, fields.count) {
        case ("V", 16): self = .volunteer(id: fields[1], fields: Array(fields[2...]))
        case ("I", 13): self = .record(id: fields[1], fields: Array(fields[2...]))
        case ("U", 4):
            self = .update(
                record: fields[1], status: fields[2] == "-" ? nil : fields[2],
                minutes: Int64(fields[3]))
        case ("D", 2): self = .void(record: fields[1])
        default: return nil
        }
    }
}
