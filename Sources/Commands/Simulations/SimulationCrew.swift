import Foundation
import Synchronization
import Texts

/// Processes of this program that share a range of seeds, a portion at a time.
struct SimulationCrew: Sendable {
    /// What a process had to say of its portion.
    enum Part: Sendable {
        case report(SimulationReport)
        /// It died, or said nothing that could be read.
        case broken(SimulationReport.Broken)
    }

    private let order: SimulateCommands.Order
    private let program: String
    private let progress: @Sendable (Sentence) -> Void
    private let start = ContinuousClock.now

    init(
        _ order: SimulateCommands.Order, program: String,
        progress: @escaping @Sendable (Sentence) -> Void = { _ in }
    ) {
        self.order = order
        self.program = program
        self.progress = progress
    }

    /// In order of the seeds.
    func run() -> [Part] {
        let portions = portions()
        let next = Mutex(0)
        let parts = Mutex<[Int: Part]>([:])
        DispatchQueue.concurrentPerform(iterations: order.jobs) { _ in
            while !isOver {
                let index = next.withLock { next in
                    defer { next += 1 }
                    return next
                }
                guard portions.indices.contains(index) else { return }
                let part = play(portions[index])
                parts.withLock { $0[index] = part }
                progress(.simulation(.portion(portions[index])))
            }
        }
        return parts.withLock { parts in portions.indices.compactMap { parts[$0] } }
    }

    /// Small enough that all processes end at about the same time.
    private func portions() -> [ClosedRange<UInt64>] {
        let count = order.seeds.upperBound - order.seeds.lowerBound
        let size = max(1, min(250, count / UInt64(order.jobs * 4)))
        return stride(from: 0, through: count, by: UInt64.Stride(size)).map { offset in
            let first = order.seeds.lowerBound + offset
            let rest = order.seeds.upperBound - first
            return first...(first + min(size - 1, rest))
        }
    }

    private var left: Int? {
        order.limit.map { $0 - Int(start.duration(to: .now).components.seconds) }
    }

    private var isOver: Bool { left.map { $0 <= 0 } ?? false }

    func play(_ seeds: ClosedRange<UInt64>) -> Part {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program).resolvingSymlinksInPath()
        process.arguments =
            [
                "simulate", "run", "--scenario", order.scenario, "--seeds",
                "\(seeds.lowerBound)..\(seeds.upperBound)", "-o", "json",
            ] + (order.bug.map { ["--bug", $0] } ?? [])
            + (left.map { ["--limit", "\(max(1, $0))"] } ?? [])
        let answer = Pipe()
        process.standardOutput = answer
        do { try process.run() } catch { return .broken(.init(seeds, "not started")) }
        let data = (try? answer.fileHandleForReading.readToEnd()) ?? Data()
        process.waitUntilExit()
        guard let envelope = try? JSONDecoder().decode(Envelope.self, from: data) else {
            let reason = process.terminationReason == .exit ? "exit" : "signal"
            return .broken(.init(seeds, "\(reason) \(process.terminationStatus)"))
        }
        return .report(envelope.data)
    }

    private struct Envelope: Decodable { let data: SimulationReport }
}
