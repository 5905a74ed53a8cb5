extension ConfigurationSentence {
    var english: String {
        switch self {
        case .refused(let faults):
            (["faults in the configuration: \(faults.count); nothing was started"]
                + faults.map { "  " + $0.text(in: .en) }).joined(separator: "\n")
        case .refusedRemedy: "correct them, then try yizhan config check"
        case .sound(let file?): "the configuration is sound: \(file)"
        case .sound(nil): "the configuration is sound; there is no file"
        case .unknownKey(let name?): "there is no key \(name)"
        case .unknownKey(nil): "there is no such key"
        case .unknownVariable(let name): "the environment variable \(name) belongs to no key"
        case .nearest(let name): "did you mean \(name)?"
        case .seeCatalogue: "yizhan config explain shows all keys"
        case .wrongForm(let key): "the value of \(key) is not of its form"
        case .outOfRange(let key): "the value of \(key) is out of range"
        case .missingValue(let key): "\(key) has no value"
        case .expected(let expectation): "expected is \(expectation.english)"
        case .duplicate(let key, let line): "\(key) is given twice, first on line \(line)"
        case .duplicateRemedy: "keep one of them"
        case .sectionNeeded(let section): "\(section) is a section of keys, not a value"
        case .sectionRemedy(let section): "write its keys under \(section): and indent them"
        case .noSettings: "the file does not hold keys with values"
        case .noSettingsRemedy: "write SECTION: on one line and KEY: VALUE, indented, below it"
        case .broken(let what): "the YAML is broken (\(what))"
        case .brokenRemedy: "look at indents, colons and quotes here and on the line above"
        case .unreadable: "the file cannot be read"
        case .unreadableRemedy: "check its path and permissions"
        case .tooLarge: "the file is larger than 1 MiB and was not read"
        case .tooLargeRemedy: "make sure that it is a configuration file"
        case .notUTF8: "the file is not in UTF-8"
        case .notUTF8Remedy: "save it as UTF-8"
        case .anchor: "anchors and aliases of YAML (& and *) are not taken"
        case .anchorRemedy: "write the value itself"
        case .whatItTakes(let expectation): "takes \(expectation.english)"
        case .standard(let value): "default: \(value)"
        case .present(let value, let source): "now: \(value) (\(Self.source(source)))"
        case .source(let source): Self.source(source)
        }
    }

    private static func source(_ source: ConfigSource) -> String {
        switch source {
        case .standard: "default"
        case .file: source.place
        case .variable(let name): "environment \(name)"
        case .flag(let name): "flag \(name)"
        }
    }
}

extension ConfigExpectation {
    var english: String {
        switch self {
        case .duration(let from, let to):
            "a time, \(from) to \(to): a whole number with ms, s, m, h or d, 15m for example"
        case .size(let from, let to):
            "a size, \(from) to \(to): a whole number with B, KiB, MiB or GiB, 8MiB for example"
        case .percent(let from, let to): "a percentage, \(from)% to \(to)%, 20% for example"
        case .count(let from, let to): "a whole number, \(from) to \(to)"
        case .choice(let words): "one of \(words.joined(separator: ", "))"
        case .address(let isLocal, let others):
            "HOST:PORT\(isLocal ? " on this machine" : "") (127.0.0.1:8420 for example), or "
                + others.joined(separator: ", ")
        case .windows(let other):
            "times of the day, 07:00-09:00,18:00-22:00 for example (Asia/Shanghai), or \(other)"
        case .proxy(let other):
            "http://HOST:PORT or socks5://HOST:PORT (http://127.0.0.1:3128 for example), or \(other)"
        case .file(let other): "the absolute path of a file, or \(other)"
        }
    }
}
