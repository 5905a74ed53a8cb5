import ArgumentParser
import Commands

struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "A made-up county of real nodes, on disks and lines that fail, from a seed.",
        subcommands: [Run.self, Replay.self, Shrink.self, List.self, Bugs.self])

    struct Run: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Many seeds; 1 and how to replay it where something goes wrong.")
        @Option(help: "The first and the last, 1..5000 say.") var seeds: SeedRange
        @Option(help: "Processes at the same time.") var jobs = 1
        @OptionGroup var scenario: ScenarioOption
        @OptionGroup var planted: BugOption
        @Option(help: "Seconds after which no seed is begun any more.") var limit: Int?
        @OptionGroup var global: GlobalOptions
        var toleratesFaults: Bool { true }

        func validate() throws {
            guard (1...256).contains(jobs) else { throw ValidationError("--jobs takes 1 to 256") }
            guard limit ?? 1 > 0 else { throw ValidationError("--limit takes 1 or more") }
            try global.refuseDryRun()
        }

        func perform(_ shell: Shell) throws -> any Report {
            var order = SimulateCommands.Order(seeds: seeds.seeds)
            order.scenario = scenario.scenario
            order.bug = planted.bug
            order.jobs = jobs
            order.limit = limit
            let printer = Printer(shell)
            return try SimulateCommands.run(order, progress: { printer.progress($0) })
        }
    }

    struct Replay: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "One seed again, or a plan from a file.")
        @Option(help: "The seed.") var seed: UInt64?
        @Option(help: "A plan that shrink has written.", completion: .file()) var plan: String?
        @OptionGroup var scenario: ScenarioOption
        @OptionGroup var planted: BugOption
        @Flag(help: "Show what happened, line by line.") var trace = false
        @OptionGroup var global: GlobalOptions
        var toleratesFaults: Bool { true }

        func validate() throws {
            guard (seed == nil) != (plan == nil) else {
                throw ValidationError("give --seed or --plan")
            }
            try global.refuseDryRun()
        }

        func perform(_ shell: Shell) throws -> any Report {
            if let plan {
                return try SimulateCommands.replay(
                    planIn: plan, bug: planted.bug, showsTrace: trace)
            }
            return try SimulateCommands.replay(
                seed: seed ?? 0, scenario: scenario.scenario, bug: planted.bug, showsTrace: trace)
        }
    }

    struct List: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "The scenarios, and what must come out of each.")
        @OptionGroup var global: GlobalOptions
        var toleratesFaults: Bool { true }

        func perform(_ shell: Shell) -> any Report { SimulateCommands.list() }
    }

    struct Shrink: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "The smallest plan in which a seed still goes wrong, and how to replay it.")
        @Option(help: "The seed.") var seed: UInt64
        @OptionGroup var scenario: ScenarioOption
        @OptionGroup var planted: BugOption
        @Option(help: "Where the plan is written; else plan-SEED.json.", completion: .file())
        var out: String?
        @OptionGroup var global: GlobalOptions
        var toleratesFaults: Bool { true }

        func validate() throws { try global.refuseDryRun() }

        func perform(_ shell: Shell) throws -> any Report {
            let printer = Printer(shell)
            return try SimulateCommands.shrink(
                seed: seed, scenario: scenario.scenario, bug: planted.bug,
                into: out ?? "plan-\(seed).json", progress: { printer.progress($0) })
        }
    }

    struct Bugs: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bugs that can be planted; with --find, after how many seeds each is noticed."
        )
        @Flag(help: "Run each in its scenario, from seed 1 on, until it is noticed.")
        var find = false
        @Option(help: "Only this one.") var bug: String?
        @Option(help: "So many seeds of each.") var within: UInt64 = 300
        @Option(help: "Processes at the same time.") var jobs = 1
        @OptionGroup var global: GlobalOptions
        var toleratesFaults: Bool { true }

        func validate() throws {
            guard within > 0 else { throw ValidationError("--within takes 1 or more") }
            guard (1...256).contains(jobs) else { throw ValidationError("--jobs takes 1 to 256") }
            try global.refuseDryRun()
        }

        func perform(_ shell: Shell) throws -> any Report {
            guard find else { return try SimulateCommands.bugs(only: bug) }
            let printer = Printer(shell)
            return try SimulateCommands.find(
                only: bug, within: within, jobs: jobs, progress: { printer.progress($0) })
        }
    }
}

/// Which simulation.
struct ScenarioOption: ParsableArguments {
    @Option(help: "county, power-cuts, io-faults, lying-disk, or one by its number: S4.")
    var scenario = SimulateCommands.usualScenario
}

/// What is put in on purpose.
struct BugOption: ParsableArguments {
    @Option(help: "Plant a bug: `yizhan simulate bugs` lists them.") var bug: String?
}

/// "1..5000": both ends belong to it.
struct SeedRange: ExpressibleByArgument {
    let seeds: ClosedRange<UInt64>

    init?(argument: String) {
        let ends = argument.split(separator: "..", omittingEmptySubsequences: false)
            .map { UInt64($0) }
        guard ends.count == 2, let first = ends[0], let last = ends[1], first <= last,
            last < .max
        else { return nil }
        seeds = first...last
    }
}
