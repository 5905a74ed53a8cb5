import ArgumentParser
import Foundation

/// `Scripts/bench` calls it: prints a JSON line per figure.
@main
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "yizhan-bench",
        abstract: "Measures the store against plain SQLite, and the line.",
        subcommands: [Figures.self, Requests.self, Alone.self, ServeAlone.self],
        defaultSubcommand: Figures.self)
}

struct Figures: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Prints figures.")

    enum Section: String, CaseIterable, ExpressibleByArgument {
        case commit, apply, group, size, memory, verify, codec, line, stations
    }

    @Option(help: "The workload, tab-separated.") var workload: String
    @Option(help: "The floor's program.") var floor: String
    @Option(help: "Where stores are made and removed again.") var directory: String
    @Option(help: "How many stations call one county.") var stations = 1_000
    @Argument(help: "Which figures; all of them unless named.") var sections: [Section] = []

    func run() throws {
        let place = URL(fileURLWithPath: directory)
            .appendingPathComponent("bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: place) }
        let url = URL(fileURLWithPath: workload)
        let floor = Floor(program: URL(fileURLWithPath: floor), workload: url, directory: place)
        let bench = Bench(workload: try Workload(url), floor: floor, directory: place)
        for section in sections.isEmpty ? Section.allCases : sections {
            switch section {
            case .commit: try CommitFigures(bench: bench).run()
            case .apply: try ApplyFigures(bench: bench).run()
            case .group: try GroupFigures(bench: bench).run()
            case .size: try ResidentFigures(bench: bench).size()
            case .memory: try ResidentFigures(bench: bench).memory()
            case .verify: try ResidentFigures(bench: bench).verify()
            case .codec: try CodecFigures(bench: bench).run()
            case .line: try LineFigures(bench: bench).run()
            case .stations: try StationsFigures(bench: bench, stations: stations).run()
            }
        }
    }
}

struct Requests: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "requests", abstract: "Writes the workload as a station's requests to a file.")

    @Option(help: "The workload, tab-separated.") var workload: String
    @Argument var file: String

    func run() throws {
        let url = URL(fileURLWithPath: workload)
        let place = URL(fileURLWithPath: file + ".station")
        defer { try? FileManager.default.removeItem(at: place) }
        let floor = Floor(program: url, workload: url, directory: place)
        let bench = Bench(workload: try Workload(url), floor: floor, directory: place)
        let (station, recorded) = try bench.station()
        var recording = recorded
        try recording.write(bench.workload.events, batch: 500)
        try RequestFile.write(station.messages(), to: URL(fileURLWithPath: file))
    }
}

struct Alone: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply-alone",
        abstract: "Applies requests and prints peak memory (KiB) and cost.")

    @Argument var requests: String
    @Argument var directory: String

    func run() throws {
        try ApplyAlone.run(
            URL(fileURLWithPath: requests), in: URL(fileURLWithPath: directory))
    }
}

struct ServeAlone: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve-alone",
        abstract:
            "Serves a county until its input ends, and prints peak memory (KiB) and CPU seconds.")

    @Argument var directory: String
    @Argument var port: Int

    func run() throws {
        try CountyOfMany.serve(URL(fileURLWithPath: directory), port: port)
    }
}
