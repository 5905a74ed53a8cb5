import ArgumentParser
import Foundation

/// A command with everything below it, as ArgumentParser describes it: the one source of what the
/// manual page lists.
struct CommandTree: Decodable {
    let commandName: String
    let abstract: String?
    let discussion: String?
    let subcommands: [CommandTree]?
    let arguments: [CommandArgument]?
    let shouldDisplay: Bool?

    /// The whole program.
    static func whole() throws -> CommandTree {
        struct Dump: Decodable { let command: CommandTree }
        return try JSONDecoder().decode(Dump.self, from: Data(Yizhan._dumpHelp().utf8)).command
    }

    var shownCommands: [CommandTree] { (subcommands ?? []).filter { $0.shouldDisplay != false } }
    var shownArguments: [CommandArgument] { (arguments ?? []).filter(\.shouldDisplay) }

    /// What every command that does something takes. `help`, which ArgumentParser adds, takes nothing.
    var commonArguments: [CommandArgument] {
        let leaves = leaves.filter { $0.commandName != "help" }
        guard let first = leaves.first else { return [] }
        return first.shownArguments.filter { argument in
            leaves.allSatisfy { $0.shownArguments.contains(argument) }
        }
    }

    private var leaves: [CommandTree] {
        shownCommands.isEmpty ? [self] : shownCommands.flatMap(\.leaves)
    }
}

/// An argument, an option or a flag.
struct CommandArgument: Decodable, Hashable {
    enum Kind: String, Decodable { case positional, option, flag }

    struct Name: Decodable, Hashable {
        let kind: String
        let name: String

        var spelled: String { (kind == "long" ? "--" : "-") + name }
    }

    let kind: Kind
    let shouldDisplay: Bool
    let isOptional: Bool
    let isRepeating: Bool
    let names: [Name]?
    let valueName: String?
    let defaultValue: String?
    let abstract: String?
}
