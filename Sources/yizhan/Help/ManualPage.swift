import Commands
import Texts

/// The manual page yizhan(1), made from the tree of commands and the help topics: what a command
/// takes is listed nowhere else.
struct ManualPage {
    private let tree: CommandTree
    private let language: Language
    private let common: [CommandArgument]

    init(_ tree: CommandTree, in language: Language) {
        self.tree = tree
        self.language = language
        common = tree.commonArguments
    }

    var roff: String {
        var page = Roff(title: tree.commandName, section: 1)
        page.section(words(.manualName))
        page.paragraph("\(tree.commandName) - \(tree.abstract ?? "")")
        page.section(words(.manualSynopsis))
        page.paragraph("\(tree.commandName) COMMAND …")
        if let discussion = tree.discussion {
            page.section(words(.manualDescription))
            page.paragraph(discussion)
        }
        page.section(words(.manualCommonOptions))
        page.paragraph(words(.manualAllCommands))
        for argument in common { describe(argument, on: &page) }
        page.section(words(.manualCommands))
        for command in tree.shownCommands { describe(command, of: [tree.commandName], on: &page) }
        for topic in HelpTopic.allCases { describe(topic, on: &page) }
        return page.text
    }

    private func describe(_ command: CommandTree, of path: [String], on page: inout Roff) {
        let path = path + [command.commandName]
        let own = command.shownArguments.filter { !common.contains($0) }
        let needed = own.filter { !$0.isOptional || $0.kind == .positional }
        page.subsection((path + needed.map(\.usage)).joined(separator: " "))
        for text in [command.abstract, command.discussion].compactMap(\.self) {
            page.paragraph(text)
        }
        for argument in own { describe(argument, on: &page) }
        for below in command.shownCommands { describe(below, of: path, on: &page) }
    }

    private func describe(_ argument: CommandArgument, on page: inout Roff) {
        let spelled = (argument.names ?? []).map { Roff.bold($0.spelled) }.joined(separator: ", ")
        let value = argument.kind == .flag ? "" : Roff.italic(argument.placeholder)
        let fallback = argument.defaultValue.map { " (\(words(.manualDefault)): \($0))" } ?? ""
        page.entry(
            [spelled, value].filter { !$0.isEmpty }.joined(separator: " "),
            (argument.abstract ?? "") + fallback)
    }

    private func describe(_ topic: HelpTopic, on page: inout Roff) {
        page.section(topic.title.text(in: language))
        for entry in topic.entries {
            page.entry(Roff.bold(entry.term), words(entry.meaning))
        }
    }

    private func words(_ sentence: HelpSentence) -> String {
        Sentence.help(sentence).text(in: language)
    }
}

extension CommandArgument {
    fileprivate var placeholder: String { (valueName ?? "value").uppercased() }

    /// As it is typed, optional ones in brackets.
    fileprivate var usage: String {
        let name = names?.first { $0.kind == "long" } ?? names?.first
        let value = kind == .flag ? nil : placeholder + (isRepeating ? " …" : "")
        let typed = [name?.spelled, value].compactMap(\.self).joined(separator: " ")
        return isOptional ? "[\(typed)]" : typed
    }
}
