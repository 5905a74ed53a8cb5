import ArgumentParser
import Commands
import Foundation
import Texts

struct DemoCommand: YizhanCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "A county and its stations on this machine: record, cut the line, heal, compare.")

    @Flag(help: "End when the story is told; exit 0 only if everything agreed.") var once = false
    @Option(help: "How many stations.") var stations = 3
    @Option(help: "Over a bad line: 2g, satellite or market-day.") var line: DemoLine?
    @Option(help: "Makes other people and other hours.") var seed: UInt64 = 1
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        try global.refuseDryRun()
        guard (1...20).contains(stations) else { throw ValidationError("--stations takes 1 to 20") }
    }

    func perform(_ shell: Shell) async throws -> any Report {
        let stage = try DemoStage(language: shell.language)
        defer { stage.clear() }
        let story = DemoStory(stage: stage, stations: stations, seed: seed, line: line)
        let report = try await story.tell()
        if !once {
            stage.say(.node(.demoStaysOpen(stage.directory.path)))
            await Interruption.wait()
        }
        return report
    }
}

/// Whether everything agreed in the end, and what it cost.
struct DemoReport: Report {
    static let kind = "Demo"
    let stations: [Station]
    let bytesSent: Int
    let bytesReceived: Int
    /// What went over the bad line; null where there was none.
    let line: Nullable<Line>

    struct Line: Encodable, Sendable, Hashable {
        let name: String
        /// As TCP carries them, both ways, failed tries included.
        let bytes: Int
        let connections: Int
        /// Recorded at the stations.
        let changes: Int
        /// Bytes divided by changes.
        let bytesPerChange: Double
        /// Of all exchanges together.
        let seconds: Double
    }

    struct Station: Encodable, Sendable {
        let code: String
        let digestsAgree: Bool
        let totalsAgree: Bool
        let pending: Int
        let conflicts: Int
    }

    /// Station and county hold the same everywhere, nothing is pending, and the one conflict that was
    /// made is seen.
    var hasAgreed: Bool {
        stations.allSatisfy { $0.digestsAgree && $0.totalsAgree && $0.pending == 0 }
            && stations.first?.conflicts == 1
            && stations.dropFirst().allSatisfy { $0.conflicts == 0 }
    }

    var exit: ExitStatus { hasAgreed ? .done : .no }

    func text(in language: Language) -> String {
        let lines: [NodeSentence] =
            stations.map { .demoStation(code: $0.code, agrees: $0.digestsAgree && $0.totalsAgree) }
            + [
                .demoBytes(sent: bytesSent, received: bytesReceived)
            ]
            + [line.value?.sentence, hasAgreed ? .demoAgreed : .demoDiffers].compactMap(\.self)
        return lines.map { Sentence.node($0).text(in: language) }.joined(separator: "\n")
    }
}

extension DemoReport.Line {
    fileprivate var sentence: NodeSentence {
        .demoLineCost(
            changes: changes, perChange: String(format: "%.1f", bytesPerChange), bytes: bytes,
            connections: connections, seconds: Int(seconds.rounded()))
    }
}
