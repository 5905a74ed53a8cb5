import ArgumentParser
import Commands
import Texts

struct ManualCommand: YizhanCommand {
    static let configuration = CommandConfiguration(
        commandName: "manual", abstract: "Print the manual page, yizhan(1), for man -l.")
    @OptionGroup var global: GlobalOptions

    var toleratesFaults: Bool { true }

    func perform(_ shell: Shell) throws -> any Report {
        ManualText(page: ManualPage(try CommandTree.whole(), in: shell.language).roff)
    }
}

struct ManualText: Report {
    static let kind = "ManualPage"
    /// In roff.
    let page: String

    func text(in language: Language) -> String { page }
}
