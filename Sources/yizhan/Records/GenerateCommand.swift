import ArgumentParser
import Commands

struct GenerateCommand: YizhanCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Make up records for tests and demonstrations; the same seed, the same bytes.")
    @Option(
        help: "station, street, county, lanzhou or panjin.",
        completion: .list(GenerateProfile.allCases.map(\.rawValue)))
    var profile: String
    @Option(help: "Any number.") var seed: UInt64 = 1
    @Option(name: .customLong("out"), help: "An empty directory.", completion: .directory)
    var directory: String
    @Option(
        help: "A list of divisions, from which townships get their names.", completion: .file())
    var divisions: String?
    @Option(help: "Per cent of the profile's size, 1 to 100.") var scale = 100
    @Option(help: "How many volunteers in all.") var volunteers: Int?
    @Option(help: "How many records in all.") var records: Int?
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard GenerateProfile(rawValue: profile) != nil else {
            let names = GenerateProfile.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--profile is one of \(names)")
        }
        let limit = 100_000_000
        guard (1...limit).contains(volunteers ?? 1), (0...limit).contains(records ?? 0) else {
            throw ValidationError("--volunteers takes 1 to \(limit), --records 0 to \(limit)")
        }
        try global.refuseDryRun()
    }

    func perform(_ shell: Shell) throws -> any Report {
        var order = GenerateCommands.Order(
            profile: GenerateProfile(rawValue: profile) ?? .station, seed: seed,
            directory: directory)
        order.divisions = divisions
        order.scale = scale
        order.volunteers = volunteers
        order.records = records
        let printer = Printer(shell)
        return try GenerateCommands.generate(order, progress: { printer.progress($0) })
    }
}
