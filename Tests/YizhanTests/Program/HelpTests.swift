import Commands
import Foundation
import Testing
import Texts

/// Completions, topics and the manual page of the real program. All follow from its tree of commands.
@Suite struct HelpTests {
    // MARK: Topics

    @Test func theCodesOfTheReadmeAreTheOnesOfTheProgram() throws {
        let readme = try String(
            contentsOf: Self.root.appendingPathComponent("README.md"), encoding: .utf8)
        let cells = readme.split(separator: "\n").filter { $0.hasPrefix("|") }
            .map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
        var written: [String: String] = [:]
        for row in cells {
            for (code, meaning) in zip(row, row.dropFirst())
            where Int32(code) != nil || code == "130, 143" {
                written[code] = meaning
            }
        }
        let entries = HelpTopic.exitCodes.entries.map {
            ($0.term, Sentence.help($0.meaning).text(in: .en))
        }
        #expect(written == Dictionary(uniqueKeysWithValues: entries))
    }

    @Test(arguments: Language.allCases)
    func theTopicOfExitCodesHasThemAll(language: Language) throws {
        let result = try Program.run(["help", "exit-codes", "--lang", language.rawValue])
        #expect(result.exit == 0)
        let text = String(decoding: result.output, as: UTF8.self)
        for status in ExitStatus.allCases {
            let meaning = Sentence.help(status.meaning).text(in: language)
            #expect(text.contains("\(status.rawValue) ") && text.contains(meaning))
        }
    }

    @Test func aTopicForProgramsIsTheSameInEveryLanguage() throws {
        let all = try Language.allCases.map {
            try Program.json(["help", "exit-codes", "--lang", $0.rawValue])
        }
        let entries = try all.map { try #require($0["entries"] as? [[String: String]]) }
        #expect(entries[0] == entries[1])
        #expect(entries[0].count == ExitStatus.allCases.count + 1)
    }

    @Test func theTopicOfOutputExplainsEveryFormat() throws {
        let text = try Self.text(["help", "output"])
        for format in try #require(try Tree.whole().option("output")?.allValues) {
            #expect(text.contains("-o \(format) "))
        }
    }

    @Test func theHelpOfCommandsIsWhatItWas() throws {
        let sync = try Self.text(["help", "sync", "--lang", "zh"])
        #expect(sync.contains("● ") && sync.contains("USAGE: yizhan sync <subcommand>"))
        #expect(try Self.text(["help"]).contains("OVERVIEW"))
        #expect(try Self.text(["help", "volunteer"]).contains("USAGE: yizhan volunteer"))
        #expect(try Self.text(["help", "sync", "now"]).contains("USAGE: yizhan sync now"))
        #expect(try Program.run(["help", "exit-codes", "--no-such"]).exit != 1)
        for topic in HelpTopic.allCases {
            #expect(try Self.text(["--help"]).contains("yizhan help \(topic.rawValue)"))
        }
    }

    /// Somebody who has to repair a configuration wants to read.
    @Test func aFaultyConfigurationHindersNoHelp() throws {
        let folder = try Folder()
        let faulty = try folder.write("node.yaml", "nothing: known\n")
        for command in [["help", "exit-codes"], ["manual"], ["completion", "bash"]] {
            #expect(try Program.run(command + ["--config", faulty]).exit == 0, "\(command)")
        }
    }

    // MARK: Completions

    @Test(arguments: ["bash", "zsh", "fish"])
    func aCompletionScriptKnowsEveryCommandAndOption(shell: String) throws {
        let script = try Self.text(["completion", shell])
        for path in try Tree.whole().paths {
            #expect(script.contains(path.joined(separator: "_")) || shell == "fish", "\(path)")
            #expect(script.contains(path[path.count - 1]), "\(path)")
        }
        for name in try Tree.whole().longNames { #expect(script.contains(name), "\(name)") }
        // Values: the formats, the languages, and files where a file is meant.
        #expect(script.contains("jsonl"))
        let folder = try Folder()
        let file = try folder.write("script", script)
        try Self.tool(shell, ["-n", file])
    }

    @Test func bashCompletesCommandsOptionsAndValues() throws {
        let folder = try Folder()
        let script = try folder.write("yizhan.bash", try Self.text(["completion", "bash"]))
        func complete(_ words: String...) throws -> Set<String> {
            let list = (["yizhan"] + words).map { "'\($0)'" }.joined(separator: " ")
            let program = """
                source '\(script)'; COMP_WORDS=(\(list)); COMP_CWORD=\(words.count)
                COMP_LINE="${COMP_WORDS[*]}"; COMP_POINT=${#COMP_LINE}
                _yizhan yizhan "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
                printf '%s\\n' "${COMPREPLY[@]}"
                """
            let text = try #require(try Self.tool("bash", ["-c", program]))
            return Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
        }
        #expect(try complete("volun").contains("volunteer"))
        #expect(try complete("volunteer", "").isSuperset(of: ["add", "list", "import"]))
        #expect(try complete("volunteer", "list", "--fi").contains("--find"))
        #expect(try complete("status", "-o", "").isSuperset(of: ["text", "json", "jsonl", "csv"]))
        #expect(try complete("status", "--lang", "").isSuperset(of: ["zh", "en"]))
        #expect(try complete("config", "explain", "sync.").contains("sync.interval"))
        #expect(try complete("completion", "").isSuperset(of: ["bash", "zsh", "fish"]))
    }

    @Test func anUnknownShellIsAMistakeInUsage() throws {
        #expect(try Program.run(["completion", "csh"]).exit == 64)
    }

    // MARK: Manual page

    @Test(arguments: Language.allCases)
    func theManualPageHasEveryCommandAndOption(language: Language) throws {
        let page = try Self.text(["manual", "--lang", language.rawValue])
        let plain = page.replacingOccurrences(of: "\\-", with: "-")
            .replacingOccurrences(of: "\\:", with: "")
        for path in try Tree.whole().paths {
            #expect(plain.contains(".SS \"\(path.joined(separator: " "))"), "\(path)")
        }
        for name in try Tree.whole().longNames {
            let spelled = name.count == 1 ? "\\fB-\(name)\\fR" : "\\fB--\(name)\\fR"
            #expect(plain.contains(spelled), "\(name)")
        }
        for topic in HelpTopic.allCases {
            for entry in topic.entries {
                let words = Sentence.help(entry.meaning).text(in: language)
                #expect(plain.replacingOccurrences(of: "\\(dq", with: "\"").contains(words))
            }
        }
        // What all commands take is said once.
        #expect(plain.components(separatedBy: "--data-dir\\fR").count == 2)
    }

    @Test(arguments: Language.allCases)
    func groffHasNothingToSayAboutTheManualPage(language: Language) throws {
        let folder = try Folder()
        let page = try folder.write(
            "yizhan.1", try Self.text(["manual", "--lang", language.rawValue]))
        let words = try Self.tool("groff", ["-man", "-ww", "-z", "-Kutf8", "-Tutf8", page])
        #expect(words ?? "" == "")
    }

    // MARK: Below

    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static func text(_ arguments: [String]) throws -> String {
        let result = try Program.run(arguments)
        #expect(result.exit == 0, "\(result.errors)")
        return String(decoding: result.output, as: UTF8.self)
    }

    /// What a tool of this machine says on both channels; nil, and a word about it, where it is not
    /// installed.
    @discardableResult
    private static func tool(_ name: String, _ arguments: [String]) throws -> String? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [name] + arguments
        process.environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        if process.terminationStatus == 127 {
            print("SKIPPED: \(name) is not installed, so what was made for it was not tried")
            return nil
        }
        let text = String(decoding: data, as: UTF8.self)
        #expect(process.terminationStatus == 0, "\(name): \(text)")
        return text
    }
}

/// The tree of commands, asked of the program.
private struct Tree: Decodable {
    let commandName: String
    let subcommands: [Tree]?
    let arguments: [Argument]?

    struct Argument: Decodable {
        let shouldDisplay: Bool
        let names: [Name]?
        let allValues: [String]?
    }

    struct Name: Decodable { let name: String }

    static func whole() throws -> Tree {
        struct Dump: Decodable { let command: Tree }
        let dump = try Program.run(["--experimental-dump-help"])
        return try JSONDecoder().decode(Dump.self, from: dump.output).command
    }

    private var all: [Tree] { [self] + (subcommands ?? []).flatMap(\.all) }

    private var shown: [Argument] { all.flatMap { $0.arguments ?? [] }.filter(\.shouldDisplay) }

    /// Of every command below, from the program's own name on.
    var paths: [[String]] {
        (subcommands ?? []).flatMap { below in
            [[commandName, below.commandName]] + below.paths.map { [commandName] + $0 }
        }
    }

    var longNames: Set<String> { Set(shown.flatMap { $0.names ?? [] }.map(\.name)) }

    func option(_ name: String) -> Argument? {
        shown.first { $0.names?.contains { $0.name == name } == true }
    }
}
