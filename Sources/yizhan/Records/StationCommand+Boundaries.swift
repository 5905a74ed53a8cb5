import ArgumentParser
import Commands

/// Townships that get another code, merge, split, or move to another county.
extension StationCommand {
    struct Show: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "One station: its codes, whose work it carries on, who carries on its own.")
        @Option(help: "The station's code; at a station its own unless given.") var code: String?
        @Option(help: "A day: by the code that it had then, and as it was then.") var at: String?
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try StationCommands.show(shell.workplace(), code: code, on: at)
        }
    }

    struct Recode: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write down that a station has another code from a day on.",
            discussion: """
                Nothing else changes: records, totals, receipts and proofs are what they were. With this \
                node's own code, and no level above it, it is this node that has another one.
                """)
        @Option(help: "The present code.") var code: String
        @Option(help: "The new code.") var to: String
        @Option(help: "The first day of the new code; today unless given.") var from: String?
        @Option(help: "A new name; it stays unless given.") var name: String?
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try StationCommands.recode(
                shell.workplace(), .init(code: code, to: to, from: from, name: name))
        }
    }

    struct Merge: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "End stations whose townships have merged; another carries them on.",
            discussion: """
                What was recorded stays where it was recorded, and counts there. The volunteers go on in \
                the station that carries on. A PC that has not heard of it goes on delivering: what it \
                brings is taken and counts.
                """)
        @Option(
            name: .customLong("code"), parsing: .singleValue,
            help:
                "A station; to be repeated. The first takes the others in, unless --into is given.")
        var codes: [String]
        @Option(help: "The station that takes them in; a code that no station has opens one.")
        var into: String?
        @Option(help: "The name of a station that is opened; else that of the list of divisions.")
        var name: String?
        @OptionGroup var ending: EndingOptions
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try StationCommands.merge(
                shell.workplace(),
                .init(
                    codes: codes, into: into, name: name, reason: ending.reason,
                    isElsewhere: ending.elsewhere))
        }
    }

    struct Separate: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Undo a merger: a station of its own carries on what was merged by mistake.",
            discussion: """
                Whoever came with the merger and has not moved since goes back. What was recorded meanwhile \
                stays where it was recorded, and counts there. Said again, it does what is left.
                """)
        @Option(help: "The station that was merged, and has ended.") var code: String
        @Option(
            help:
                "The station that carries it on from now; a code that no station has opens one. Unless given, the code that has ended."
        )
        var into: String?
        @Option(help: "The name of a station that is opened; unless given, as it was called.")
        var name: String?
        @OptionGroup var ending: EndingOptions
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try StationCommands.separate(
                shell.workplace(),
                .init(
                    code: code, into: into, name: name, reason: ending.reason,
                    isElsewhere: ending.elsewhere))
        }
    }

    struct Move: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a station whose township has moved to another county.",
            discussion: """
                What was recorded stays where it was recorded, and counts there. The volunteers are released \
                to the other county's station, and accepted as soon as that county has said "station adopt". \
                A PC that has not heard of it goes on delivering: what it brings is taken and counts.
                """)
        @Option(help: "The station that ends.") var code: String
        @Option(help: "The station of the other county that carries it on.") var to: String
        @Option(help: "Why: the decree, say. It stands in the log.") var reason: String?
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try StationCommands.move(shell.workplace(), code: code, to: to, reason: reason)
        }
    }

    struct Adopt: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "Carry on a station of another county whose township has moved here.",
            discussion: """
                Opens the station if there is none with that code. Whoever the other county releases to it \
                ("station move") is accepted on arrival. Said again, it does what is left.
                """)
        @Option(help: "The station here; a code that no station has opens one.") var code: String
        @Option(help: "The station of the other county, by its code.") var from: String
        @Option(help: "The name of a station that is opened; else that of the list of divisions.")
        var name: String?
        @Flag(
            help:
                "The code of what is opened is right, though it does not lie below this node's own."
        )
        var elsewhere = false
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try StationCommands.adopt(
                shell.workplace(),
                .init(code: code, from: from, name: name, isElsewhere: elsewhere))
        }
    }

    struct Split: YizhanCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a station whose township was split; several carry it on.",
            discussion: """
                Volunteers go where the list says; all others to the first station, and are listed as to be \
                assigned. What was recorded stays where it was recorded, and counts there.
                """)
        @Option(help: "The station that ends.") var code: String
        @Option(
            name: .customLong("into"), parsing: .singleValue,
            help: "A station that carries on, twice or more; a code that no station has opens one.")
        var into: [String]
        @Option(
            name: .customLong("name"), parsing: .singleValue,
            help: "The name of each, in the same order.")
        var names: [String] = []
        @Option(
            name: .customLong("assign"),
            help: "Who goes where: CSV with the columns 志愿者编号 (volunteer) and 代码 (code).",
            completion: .file())
        var assignments: String?
        @OptionGroup var ending: EndingOptions
        @OptionGroup var global: GlobalOptions

        func perform(_ shell: Shell) throws -> any Report {
            try StationCommands.split(
                shell.workplace(),
                .init(
                    code: code, into: into, names: names, assignments: assignments,
                    reason: ending.reason,
                    isElsewhere: ending.elsewhere))
        }
    }
}

/// What is said of every end of a station, and of what is opened in its place.
struct EndingOptions: ParsableArguments {
    @Option(help: "Why: the decree, say. It stands in the log.") var reason: String?
    @Flag(
        help: "The code of what is opened is right, though it does not lie below this node's own.")
    var elsewhere = false
}
