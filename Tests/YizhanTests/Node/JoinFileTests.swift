import Foundation
import Testing

/// What is said of a file that is no join file, or one for something else: in plain words, in both
/// languages, and nothing is made.
@Suite struct JoinFileTests {
    private let folder: Folder

    init() throws {
        folder = try Folder()
        for (name, role, code) in [("county", "county", "620102"), ("city", "city", "6201")] {
            try run([
                "node", "init", "--role", role, "--code", code, "--name", "某地", "--data-dir",
                folder.path(name),
            ])
        }
        try invite("620102001", at: "county", "station.json")
        try invite("620102", at: "city", "county.json")
    }

    @discardableResult
    private func run(_ arguments: [String], exit: Int32 = 0) throws -> Program.Result {
        let result = try Program.run(arguments)
        try #require(result.exit == exit, "\(arguments): \(result.errors)")
        return result
    }

    private func invite(_ code: String, at node: String, _ file: String) throws {
        try run([
            "station", "invite", "--code", code, "--name", "某地", "--address", "127.0.0.1:9",
            "--out", folder.path(file), "--data-dir", folder.path(node),
        ])
    }

    /// The station's file with one member otherwise; nil leaves it out.
    private func altered(_ member: String, _ value: Any?) throws -> String {
        let data = try Data(contentsOf: folder.url.appendingPathComponent("station.json"))
        var json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        json[member] = value
        let path = folder.path("altered.json")
        try JSONSerialization.data(withJSONObject: json).write(to: URL(fileURLWithPath: path))
        return path
    }

    /// What both commands that take such a file say of it; the node is the county unless named.
    private func said(
        of file: String, joining: Bool = false, at node: String? = nil, exit: Int32
    ) throws -> (zh: String, en: String) {
        let directory = folder.path(node ?? (joining ? "county" : "new"))
        let arguments = joining ? ["node", "join", file] : ["node", "init", "--join", file]
        let words = try ["zh", "en"].map { language in
            try run(arguments + ["--data-dir", directory, "--lang", language], exit: exit).errors
        }
        for text in words {
            #expect(!text.contains("badMember") && !text.contains("JSON"), "\(text)")
            #expect(!text.contains("程序出错") && !text.contains("went wrong"), "\(text)")
            #expect(text.contains("→"), "what to do: \(text)")
        }
        #expect(!FileManager.default.fileExists(atPath: folder.path("new")))
        return (words[0], words[1])
    }

    @Test(
        arguments: ["", "hello\n", "{}", "[1,2]", "{\"format\": \"yizhan-proof/1\"}"],
        [false, true])
    func `what is no join file is said to be none`(text: String, joining: Bool) throws {
        let words = try said(of: folder.write("other", text), joining: joining, exit: 65)
        #expect(words.zh.contains("不是邀请文件") && words.en.contains("is no join file"))
        #expect(words.en.contains("station invite"))
    }

    @Test func `a file that is too large, or endless, is none, and takes no memory`() throws {
        let large = try folder.write("large", String(repeating: " ", count: 70_000))
        for file in [large, "/dev/zero"] {
            #expect(try said(of: file, exit: 65).en.contains("is no join file"))
        }
        for file in [folder.path("missing"), folder.path("county")] {
            #expect(try said(of: file, exit: 66).en.contains("cannot be read"))
        }
    }

    @Test func `one of a newer program asks for a newer program`() throws {
        let words = try said(of: altered("format", "yizhan-join/2"), exit: 76)
        #expect(words.zh.contains("更新版本") && words.en.contains("newer program"))
        #expect(words.en.contains("yizhan-join/2"))
    }

    @Test func `one that is not whole says what is missing`() throws {
        for value in [nil, "", 7] as [Any?] {
            let words = try said(of: altered("secret", value), exit: 65)
            #expect(words.zh.contains("secret") && words.en.contains("secret"), "\(words.en)")
            #expect(words.en.contains("new join file"))
        }
        #expect(
            try said(of: altered("county", ["code": "620102"]), exit: 65).en.contains("county."))
    }

    @Test func `one for something else says for what, and what is asked there`() throws {
        let county = try said(of: folder.path("county.json"), exit: 65)
        #expect(county.en.contains("makes no station") && county.en.contains("yizhan node join"))
        #expect(county.zh.contains("yizhan node join"))
        let station = try said(of: folder.path("station.json"), joining: true, exit: 65)
        #expect(station.en.contains("makes a station") && station.en.contains("node init --join"))
        let own = try said(of: folder.path("county.json"), joining: true, at: "city", exit: 65)
        #expect(own.en.contains("written by this node itself"))
        try run(["node", "join", folder.path("county.json"), "--data-dir", folder.path("county")])
    }

    @Test func `a station is put under nobody`() throws {
        try run([
            "node", "init", "--join", folder.path("station.json"), "--data-dir", folder.path("s"),
        ])
        _ = try said(of: folder.path("county.json"), joining: true, at: "s", exit: 77)
    }
}
