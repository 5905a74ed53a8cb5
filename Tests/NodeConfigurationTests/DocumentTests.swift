import Foundation
import Testing
import Texts

@testable import NodeConfiguration

/// What is wrong with a file is said with line, column and remedy, all of it at once.
@Suite(.timeLimit(.minutes(1))) struct DocumentTests {
    /// A text, and what is said about it.
    static let faulty: [(String, [String])] = [
        (
            "sync:\n  intervall: 15m\n",
            ["2:3: there is no key sync.intervall; did you mean sync.interval?"]
        ),
        ("snyc:\n  interval: 15m\n", ["1:1: there is no key snyc; did you mean sync?"]),
        (
            "log: {interval: 15m}\n",
            ["1:7: there is no key log.interval; did you mean sync.interval?"]
        ),
        (
            "quite-another-thing: 1\n",
            [
                "1:1: there is no key quite-another-thing; yizhan config explain shows all keys"
            ]
        ),
        (
            "sync:\n  interval: soon\n",
            [
                """
                2:13: the value of sync.interval is not of its form; expected is a time, 10s to 7d: \
                a whole number with ms, s, m, h or d, 15m for example
                """
            ]
        ),
        (
            "sync:\n  interval: 9999ms\n  jitter: 51%\n",
            [
                """
                2:13: the value of sync.interval is out of range; expected is a time, 10s to 7d: \
                a whole number with ms, s, m, h or d, 15m for example
                """,
                """
                3:11: the value of sync.jitter is out of range; expected is a percentage, 0% to \
                50%, 20% for example
                """,
            ]
        ),
        (
            "log:\n  level: [debug]\n",
            [
                """
                2:10: the value of log.level is not of its form; expected is one of trace, debug, \
                info, notice, warning, error, critical
                """
            ]
        ),
        (
            "log:\n  format:\n",
            ["2:3: log.format has no value; expected is one of text, json"]
        ),
        (
            "sync: 15m\n",
            [
                "1:7: sync is a section of keys, not a value; write its keys under sync: and indent them"
            ]
        ),
        (
            "- sync\n- log\n",
            [
                """
                1:1: the file does not hold keys with values; write SECTION: on one line and \
                KEY: VALUE, indented, below it
                """
            ]
        ),
        (
            "listen:\n  console: 192.168.1.5:8420\n",
            [
                """
                2:12: the value of listen.console is out of range; expected is HOST:PORT on this \
                machine (127.0.0.1:8420 for example), or off
                """
            ]
        ),
        (
            "sync: {interval: 15m}\n---\nlog: {level: info}\n",
            [
                "2:1: the YAML is broken (but found another document); look at indents, colons and quotes here and on the line above"
            ]
        ),
        (
            "sync:\n  interval: \"15m\n",
            [
                "3:1: the YAML is broken (found unexpected end of stream); look at indents, colons and quotes here and on the line above"
            ]
        ),
        (
            "sync:\n\tinterval: 15m\n",
            [
                "2:1: the YAML is broken (found character that cannot start any token); look at indents, colons and quotes here and on the line above"
            ]
        ),
        (
            "log:\n  level: \u{1}info\n",
            [
                "2:10: the YAML is broken (control characters are not allowed); look at indents, colons and quotes here and on the line above"
            ]
        ),
        ("? [a, b]\n: 1\n", ["1:3: there is no such key; yizhan config explain shows all keys"]),
        ("王小明: 1\n", ["1:1: there is no such key; yizhan config explain shows all keys"]),
    ]

    @Test(arguments: faulty)
    func everyFaultHasItsPlaceAndItsRemedy(text: String, complaints: [String]) {
        #expect(Reading.complaints(text) == complaints)
    }

    @Test func aKeyThatIsGivenTwiceDoesNotHideTheOtherFaults() {
        let text = """
            sync:
              interval: 15m
              jitter: 90%
              "interval": 20m
              interval: never
            log:
              level: loud
            sync:
              settling: 1s
            sync.settling: 2s
            """
        let complaints = Reading.complaints(text).map {
            $0.split(separator: ";", maxSplits: 1)[0]
        }
        #expect(
            complaints == [
                "3:11: the value of sync.jitter is out of range",
                "4:3: sync.interval is given twice, first on line 2",
                "5:3: sync.interval is given twice, first on line 2",
                "7:10: the value of log.level is not of its form",
                "8:1: sync is given twice, first on line 1",
            ])
    }

    @Test func aKeyWrittenOutIsTheSameKey() throws {
        #expect(
            Reading.complaints("sync.settling: 1s\nsync:\n  settling: 2s\n")
                == ["3:3: sync.settling is given twice, first on line 1; keep one of them"])
        #expect(try Reading.sound("sync.settling: 1s\n")[SyncKeys.settling] == .seconds(1))
    }

    static let unfolding = [
        "a: &a x\nb: *a\n", "a: [&a x]\n", "? &a [x, x]\n: *a\n", "- *a\n", "\"#\": &a x\n",
        "a:&a\n", "a: \"x\u{2028}# y\": &b\n", "&a sync: {interval: 15m}\n", "<<: *base\n",
    ]

    @Test(arguments: unfolding)
    func anchorsAreRefusedUnparsed(text: String) {
        let faults = ConfigDocument(text, path: "f").faults
        #expect(!faults.isEmpty && faults.allSatisfy { $0.what == .anchor })
    }

    @Test(arguments: ["# see *this* & that\n", "sync: # *x\n  interval: 15m # &y\n", "a&b: 1\n"])
    func whatOnlyLooksLikeAnAnchorIsNone(text: String) {
        #expect(!ConfigDocument(text, path: "f").faults.contains { $0.what == .anchor })
    }

    /// Doubled nine times over, as a key: hashing it would take for ever.
    @Test func aBombIsNotSetOff() {
        var text = "a0: &a0 [x]\n"
        for level in 1...40 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        text += "? *a40\n: 1\n"
        #expect(ConfigDocument(text, path: "f").faults.count == 20)
    }

    /// A lot of each, and no answer is late.
    static let large = [
        String(repeating: "[", count: 1 << 20), String(repeating: "- ", count: 1 << 19),
        String(repeating: "a: 1\n", count: 50_000), String(repeating: "{a: ", count: 1 << 18),
        (0..<20_000).map { "k\($0): 1\n" }.joined(), String(repeating: "\u{0}", count: 1 << 20),
        String(repeating: "\"", count: 1 << 20), String(repeating: "*a ", count: 90_000),
    ]

    @Test(arguments: large.indices)
    func aLotOfNonsenseIsRefusedInTime(index: Int) {
        #expect((1...100).contains(ConfigDocument(Self.large[index], path: "f").faults.count))
    }

    static let empty = [
        "", "\n", "# nothing\n", "---\n", "sync:\n", "sync:\n  # interval: 15m\nlog:\n",
    ]

    @Test(arguments: empty)
    func nothingIsNoFault(text: String) throws {
        let configuration = try Reading.sound(text)
        for entry in ConfigCatalogue.entries {
            #expect(configuration.source(of: entry) == .standard)
        }
    }

    /// What stands in a value may have slipped in from anywhere.
    @Test func aWrongValueIsNeverRepeated() {
        let planted = "62010219900307123X"
        let text = ConfigCatalogue.entries.map { "\($0.name): \(planted)\n" }.joined()
        for language in Language.allCases {
            let complaints = ConfigDocument(text, path: "f").faults.map { $0.text(in: language) }
            #expect(complaints.count == ConfigCatalogue.entries.count)
            #expect(!complaints.contains { $0.contains(planted) })
        }
        #expect(!Reading.complaints("log: {level: [\(planted)\n").joined().contains(planted))
    }
}
