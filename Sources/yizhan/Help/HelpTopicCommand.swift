import ArgumentParser
import Commands

/// `yizhan help exit-codes`, and so on. It stands in no tree: `help` with the name of a command belongs
/// to ArgumentParser.
struct HelpTopicCommand: YizhanCommand {
    static let configuration = CommandConfiguration(commandName: "help")
    @Argument var topic: HelpTopic
    @OptionGroup var global: GlobalOptions

    var toleratesFaults: Bool { true }

    /// The command that `arguments` ask for; nil if they ask for no topic.
    static func request(_ arguments: some Collection<String>) -> HelpTopicCommand? {
        guard arguments.first == "help" else { return nil }
        return try? HelpTopicCommand.parse(Array(arguments.dropFirst()))
    }

    /// Where to look, for the help of the whole program.
    static var invitation: String {
        let topics = HelpTopic.allCases.map { "yizhan help \($0.rawValue)" }
        return "More: \(topics.joined(separator: ", ")), yizhan manual."
    }

    func perform(_ shell: Shell) throws -> any Report {
        let command = Yizhan.configuration.subcommands.first {
            $0.configuration.commandName == topic.rawValue
        }
        return HelpReport(topic, command: command.map { Yizhan.helpMessage(for: $0) })
    }
}
