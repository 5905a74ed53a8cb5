import Foundation
import Testing

/// Codes and names of places that have a node, as the real program takes and refuses them.
@Suite struct EnteredPlaceTests {
    static let names = [
        "", "  ", String(repeating: "长", count: 65), String(repeating: "长", count: 20_000),
        String(repeating: "👨‍👩‍👧‍👦", count: 20), "城关\n区", "城关\u{1B}[2J区", "城关\u{202E}区",
    ]
    static let codes = [
        ("../x", "county"), ("", "county"), ("62010", "county"), ("620102001", "county"),
        ("62", "county"), ("620102", "city"), ("6201", "province"), ("六二〇一〇二", "county"),
    ]

    private let folder: Folder
    private let county: [String]

    init() throws {
        folder = try Folder()
        county = ["--data-dir", folder.path("county"), "--lang", "en"]
    }

    private func make(
        _ role: String = "county", code: String = "620102", name: String = "城关区"
    ) throws -> Program.Result {
        try Program.run(
            ["node", "init", "--role", role, "--code", code, "--name", name] + county)
    }

    private func invite(_ code: String, _ name: String, _ more: String...) throws -> Program.Result
    {
        try Program.run(
            ["station", "invite", "--code", code, "--name", name, "--out", folder.path("join")]
                + more + county)
    }

    private func stations() throws -> [String] {
        let stations = try Program.json(["station", "list"] + county)["stations"]
        return try #require(stations as? [[String: Any]]).compactMap { $0["code"] as? String }
    }

    @Test(arguments: names)
    func `no node is made under a name that fits nowhere`(name: String) throws {
        let refused = try make(name: name)
        #expect(refused.exit == 64 && refused.errors.contains("64 characters"))
        #expect(!FileManager.default.fileExists(atPath: folder.path("county")))
    }

    @Test(arguments: codes)
    func `no node is made under what is no code of its level`(code: String, role: String) throws {
        let refused = try make(role, code: code)
        #expect(refused.exit == 65 && refused.errors.contains("digits"), "\(refused.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.path("county")))
    }

    @Test(arguments: [
        ("441900", "county"), ("６２０１０２", "county"), ("620100", "city"), ("62", "province"),
    ])
    func `every code that there is makes a node, and so does the longest name`(
        code: String, role: String
    ) throws {
        let made = try make(role, code: code, name: String(repeating: "长", count: 64))
        #expect(made.exit == 0, "\(made.errors)")
    }

    @Test func `no station is opened under a name that fits nowhere, and nothing is left`() throws {
        #expect(try make().exit == 0)
        for name in Self.names {
            let refused = try invite("620102001", name)
            #expect(refused.exit == 64, "\(name.prefix(5)) \(refused.errors)")
            #expect(!FileManager.default.fileExists(atPath: folder.path("join")))
        }
        #expect(try stations().isEmpty)
        #expect(try invite("620102001", " 酒泉路街道 ").exit == 0)
        let recoded = try Program.run(
            ["station", "recode", "--code", "620102001", "--to", "620102002", "--name", "酒\n泉"]
                + county)
        #expect(recoded.exit == 64, "\(recoded.errors)")
        for command in [
            ["merge", "--code", "620102001", "--into", "620102003", "--name", "酒\n泉"],
            [
                "split", "--code", "620102001", "--into", "620102003", "--name", "酒\n泉", "--into",
                "620102004", "--name", "张掖路街道",
            ],
        ] {
            let refused = try Program.run(["station"] + command + ["--reason", "撤并"] + county)
            #expect(refused.exit == 64, "\(command) \(refused.errors)")
        }
        #expect(try stations() == ["620102001"])
    }

    @Test func `a code that lies elsewhere opens a station only if that is meant`() throws {
        #expect(try make().exit == 0)
        let refused = try invite("620103001", "西园街道")
        #expect(refused.exit == 65 && refused.errors.contains("--elsewhere"), "\(refused.errors)")
        #expect(try stations().isEmpty)
        #expect(try invite("620103001", "西园街道", "--elsewhere").exit == 0)
        // What is there is no slip any more.
        let second = try Program.run(
            ["station", "invite", "--code", "620103001", "--out", folder.path("second")] + county)
        #expect(second.exit == 0, "\(second.errors)")
        let merge = [
            "station", "merge", "--code", "620103001", "--into", "620104009", "--name", "合并街道",
            "--reason", "撤并",
        ]
        #expect(try Program.run(merge + county).exit == 65)
        let split = [
            "station", "split", "--code", "620103001", "--into", "620102002", "--name", "甲街道",
            "--into", "620104009", "--name", "乙街道", "--reason", "撤并",
        ]
        #expect(try Program.run(split + county).exit == 65)
        #expect(try stations() == ["620103001"])
        #expect(try Program.run(merge + ["--elsewhere"] + county).exit == 0)
        #expect(try stations() == ["620103001", "620104009"])
    }

    @Test func `an invitation whose file cannot be written opens no station`() throws {
        #expect(try make().exit == 0)
        let keys = try FileManager.default.contentsOfDirectory(atPath: folder.path("county/keys"))
        for (out, exit) in [("nowhere/join", 74), ("", 64)] as [(String, Int32)] {
            let refused = try Program.run(
                [
                    "station", "invite", "--code", "620102001", "--name", "酒泉路街道", "--out",
                    out.isEmpty ? "" : folder.path(out),
                ] + county)
            #expect(refused.exit == exit, "\(refused.errors)")
        }
        #expect(try stations().isEmpty)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path("county/keys")).sorted()
                == keys.sorted())
    }
}
