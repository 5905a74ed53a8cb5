import ArgumentParser
import BadLine
import Foundation
import Synchronization
import Texts

/// The lines that a demonstration can be played over.
enum DemoLine: String, CaseIterable, ExpressibleByArgument {
    case secondGeneration = "2g"
    case satellite
    case marketDay = "market-day"

    var profile: LineProfile {
        switch self {
        case .secondGeneration: .secondGeneration
        case .satellite: .satellite
        case .marketDay: .marketDay
        }
    }
}

/// The bad line between the stations of the stage and their county; says when it dies and when it is back.
final class DemoRoad: Sendable {
    private let line: BadLine
    /// For how long it is gone when the story has it die.
    private static let gone = DispatchTimeInterval.seconds(2)

    init(_ kind: DemoLine, to port: UInt16, seed: UInt64, stage: DemoStage) throws {
        let telling = Telling(stage)
        line = try BadLine(to: port, kind.profile, seed: seed) { telling.tell($0) }
        telling.line.withLock { $0 = line }
        stage.say(
            .node(
                .demoLine(
                    kind.rawValue, roundTrip: 2 * kind.profile.delay, rate: kind.profile.upRate)))
    }

    var address: String { line.address }
    var counts: LineCounts { line.counts }

    /// It dies once, when so many more bytes have gone out, and is back a moment later.
    func dieOnce(after bytes: Int) { line.cut(.up, after: bytes) }

    func takeDown() { line.change { $0.isDown = true } }
    func bringUp() { line.change { $0.isDown = false } }
    func close() { line.close() }

    /// What the line's thread tells.
    private final class Telling: Sendable {
        let line = Mutex<BadLine?>(nil)
        private let stage: DemoStage

        init(_ stage: DemoStage) { self.stage = stage }

        func tell(_ event: LineEvent) {
            let line = line.withLock { $0 }
            switch event {
            case .cameUp: stage.say(.node(.demoLineBack))
            case .wentDown: stage.say(.node(.demoLineDied(bytes: line?.counts.up ?? 0)))
            case .lost:
                line?.change { $0.isDown = true }
                DispatchQueue.global().asyncAfter(deadline: .now() + DemoRoad.gone) {
                    line?.change { $0.isDown = false }
                }
            }
        }
    }
}
