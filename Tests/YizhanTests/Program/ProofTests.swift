import Foundation
import SyncCore
import Testing

/// A proof of a record, made by one node and checked by somebody who has the county's key and no node.
@Suite struct ProofTests {
    let world: SignedCounty
    let folder: Folder

    init() throws {
        world = try SignedCounty.shared.get()
        folder = try Folder()
    }

    private func prove(_ record: String, at node: String) throws -> String {
        let file = folder.path("proof-\(UUID().uuidString).json")
        try SignedCounty.run([
            "log", "proof", "--data-dir", node, "--record", record, "--out", file,
        ])
        return file
    }

    /// Checks without any node: there is none in that directory.
    private func check(_ file: String, _ more: [String] = []) throws -> Program.Result {
        try Program.run(
            ["log", "verify", file, "--data-dir", folder.path("nowhere"), "-o", "json"]
                + (more.contains("--county-key") ? [] : ["--county-key", world.key]) + more)
    }

    @Test("A record is proved by its station and by its county, to somebody who has only a key")
    func provedByBoth() throws {
        for node in [world.station(1), world.county] {
            let file = try prove(String(world.records[1].prefix(12)), at: node)
            let size = try Data(contentsOf: URL(fileURLWithPath: file)).count
            #expect(size < 8_192, "small enough for mail and paper")
            let result = try check(file, ["--record", world.records[1]])
            #expect(result.exit == 0, "\(result.errors)")
            let data = try result.data()
            #expect(data["isValid"] as? Bool == true)
            #expect(data["record"] as? String == world.records[1])
            #expect(data["recordKind"] as? String == "service_record")
            let changes = try #require(data["changes"] as? [[String: Any]])
            #expect(changes.count == 1)
            #expect(changes[0]["time"] as? String != nil)
        }
    }

    @Test("The proof has every change that makes up what is shown: the approval, the county's edit")
    func everyChangeThatIsShown() throws {
        let cases = [
            (world.records[0], "service_record", 2), (world.editedVolunteer, "volunteer", 2),
        ]
        for node in [world.station(1), world.county] {
            for (record, kind, count) in cases {
                let data = try check(try prove(record, at: node)).data()
                #expect(data["isValid"] as? Bool == true)
                #expect(data["recordKind"] as? String == kind)
                #expect((data["changes"] as? [Any])?.count == count)
            }
        }
        // The county's own change needs no receipt: the county's signature is on its log.
        let data = try check(try prove(world.editedVolunteer, at: world.station(1))).data()
        let changes = try #require(data["changes"] as? [[String: Any]])
        #expect(changes.count { $0["time"] is NSNull } == 1)
    }

    @Test("Nobody's name is in a proof")
    func nothingPersonal() throws {
        let text = try String(
            contentsOfFile: try prove(world.editedVolunteer, at: world.station(1)), encoding: .utf8)
        for name in ["王1", "李1", "13900001000", "13900009999"] {
            #expect(!text.contains(name))
            #expect(!text.contains(Hex.encode(Array(name.utf8))))
        }
    }

    @Test("The county's key may stand in a file; a node knows its county's")
    func whereTheKeyComesFrom() throws {
        let file = world.proof
        let keys = [
            try folder.write("key.txt", world.key + "\n"), world.key.uppercased(),
            try rawKey(world.key),
        ]
        for key in keys {
            #expect(try check(file, ["--county-key", key]).exit == 0, "\(key)")
        }
        for node in [world.station(2), world.county] {
            #expect(try Program.run(["log", "verify", file, "--data-dir", node]).exit == 0)
        }
        for key in ["12", folder.path("none"), try folder.write("bad.txt", "zz")] {
            #expect(try check(file, ["--county-key", key]).exit == 64, "\(key)")
        }
        let nowhere = ["log", "verify", file, "--data-dir", folder.path("nowhere")]
        #expect(try Program.run(nowhere).exit == 64)
    }

    private func rawKey(_ hex: String) throws -> String {
        let file = folder.url.appendingPathComponent("key.raw")
        try Data(try #require(Hex.decode(hex))).write(to: file)
        return file.path
    }

    /// What becomes of a proof, and the fixed word that the check answers with.
    struct Flaw: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let reason: String
        let spoil: @Sendable (inout [String: Any]) throws -> Void

        init(
            _ what: String, _ reason: String,
            _ spoil: @escaping @Sendable (inout [String: Any]) throws -> Void
        ) {
            testDescription = what
            self.reason = reason
            self.spoil = spoil
        }
    }

    static let flaws: [Flaw] = [
        Flaw("a content that was altered", "altered") { try $0.flip("open") },
        Flaw("a content that has lost its form", "altered") { try $0.flip("open", at: 1) },
        Flaw("a header that was altered", "altered") { try $0.flip("header", at: 70) },
        Flaw("a commitment that was altered", "altered") { try $0.flip("commitment") },
        Flaw("a way that was altered", "altered") { proof in
            try proof.inChange { change in
                let path = try #require(change["path"] as? [String])
                change["path"] = [String(repeating: "0", count: 64)] + path.dropFirst()
            }
        },
        Flaw("a way that is too short", "altered") { proof in
            try proof.inChange { $0["path"] = [String]() }
        },
        Flaw("a note with another root", "bad-cosignature") { proof in
            try proof.inNote { $0[2] = ($0[2].hasPrefix("A") ? "B" : "A") + $0[2].dropFirst() }
        },
        Flaw("a note of another size", "bad-cosignature") { proof in
            try proof.inNote { $0[1] = String((Int($0[1]) ?? 0) + 1) }
        },
        Flaw("a note that has lost its form", "altered") { proof in
            try proof.inNote { $0[1] = "many" }
        },
        Flaw("a county's signature that was altered", "bad-cosignature") { proof in
            try proof.inNote { note in
                let words = note[5].split(separator: " ").map(String.init)
                var signature = Array(words[2])
                signature[40] = signature[40] == "A" ? "B" : "A"
                note[5] = [words[0], words[1], String(signature)].joined(separator: " ")
            }
        },
        Flaw("a log's signature that was altered", "bad-signature") { proof in
            try proof.inNote { note in
                let words = note[4].split(separator: " ").map(String.init)
                var signature = Array(words[2])
                signature[40] = signature[40] == "A" ? "B" : "A"
                note[4] = [words[0], words[1], String(signature)].joined(separator: " ")
            }
        },
        Flaw("a log's key that was exchanged", "bad-signature") { proof in
            let key = try Signer(privateKey: [UInt8](repeating: 9, count: 32)).publicKey
            try proof.inLog { $0["publicKey"] = Hex.encode(key) }
        },
        Flaw("another record's id", "other-record") { try $0.flipOwn("record") },
    ]

    @Test(arguments: flaws)
    func aProofThatWasAlteredIsRefusedWithItsReason(flaw: Flaw) throws {
        let object = try JSONSerialization.jsonObject(
            with: try Data(contentsOf: URL(fileURLWithPath: world.proof)))
        var proof = try #require(object as? [String: Any])
        try flaw.spoil(&proof)
        let data = try JSONSerialization.data(withJSONObject: proof)
        let spoilt = try folder.write("spoilt.json", String(decoding: data, as: UTF8.self))
        let result = try check(spoilt)
        #expect(result.exit == 1, "\(result.errors)")
        let answer = try result.data()
        #expect(answer["isValid"] as? Bool == false)
        #expect(answer["reason"] as? String == flaw.reason)
        #expect((answer["changes"] as? [Any])?.isEmpty == true, "nothing in it may be believed")
    }

    @Test("Another record and another county: each its own answer, exit 1")
    func anotherRecordOrCounty() throws {
        let file = try prove(world.records[1], at: world.station(1))
        let other = try check(file, ["--record", world.records[2]])
        #expect(other.exit == 1)
        #expect(try other.data()["reason"] as? String == "other-record")
        let key = try Signer(privateKey: [UInt8](repeating: 8, count: 32)).publicKey
        for proof in [file, try prove(world.editedVolunteer, at: world.county)] {
            let foreign = try check(proof, ["--county-key", Hex.encode(key)])
            #expect(foreign.exit == 1)
            #expect(try foreign.data()["reason"] as? String == "other-county")
        }
    }

    @Test("Each flaw has words of its own in both languages")
    func messagesDiffer() throws {
        let file = world.proof
        let key = Hex.encode(try Signer(privateKey: [UInt8](repeating: 8, count: 32)).publicKey)
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let altered = try folder.write(
            "altered.json",
            text.replacingOccurrences(
                of: Hex.encode(Array("图书整理".utf8)), with: Hex.encode(Array("图书整流".utf8))))
        let checks = [
            [altered, "--county-key", world.key],
            [file, "--county-key", world.key, "--record", world.records[2]],
            [file, "--county-key", key],
        ]
        for language in ["zh", "en"] {
            let words = try checks.map {
                String(
                    decoding: try Program.run(["log", "verify", "--lang", language] + $0).output,
                    as: UTF8.self)
            }
            #expect(Set(words).count == 3)
            #expect(words.allSatisfy { $0.hasPrefix("✗") })
        }
    }

    @Test("What is truncated or no proof at all exits 65; what is not there 66")
    func whatCannotBeRead() throws {
        let file = world.proof
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let unreadable = [
            String(text.prefix(text.count / 2)), String(text.prefix(text.count - 3)), "",
            "[]", "{}", "no JSON",
            text.replacingOccurrences(of: "yizhan-proof/1", with: "yizhan-proof/9"),
            text.replacingOccurrences(of: #""open" : ""#, with: #""open" : "z"#),
            text.replacingOccurrences(of: #""commitment""#, with: #""omitted""#),
        ]
        for text in unreadable {
            let result = try check(try folder.write("bad.json", text))
            #expect(result.exit == 65, "\(text.prefix(20))")
            #expect(result.output.isEmpty)
        }
        #expect(try check(folder.path("none.json")).exit == 66)
        #expect(try check(file, ["--record", "xyz"]).exit == 64)
    }

    @Test("A record that the county has not signed for has no proof yet, and no file")
    func notDeliveredYet() throws {
        let file = folder.path("none.json")
        let command = ["log", "proof", "--record", world.undelivered, "--out", file]
        let result = try Program.run(command + ["--data-dir", world.station(1), "-o", "json"])
        #expect(result.exit == 1)
        #expect(result.errors.contains("not-signed"))
        #expect(!FileManager.default.fileExists(atPath: file))
        let unknown = ["log", "proof", "--record", "ffffffffffff", "--out", file]
        #expect(try Program.run(unknown + ["--data-dir", world.station(1)]).exit == 66)
    }

    @Test("Neither a proof nor an export replaces a file, or writes one when only tried")
    func outputFiles() throws {
        let there = try folder.write("there", "somebody's work")
        let none = folder.path("none")
        for command in [["log", "proof", "--record", world.records[1]], ["log", "export"]] {
            let here = command + ["--data-dir", world.station(1)]
            #expect(try Program.run(here + ["--out", there]).exit == 65)
            #expect(try Program.run(here + ["--out", none, "--dry-run"]).exit == 0)
            #expect(try Program.run(here + ["--out", folder.path("no/where")]).exit == 74)
        }
        #expect(try String(contentsOfFile: there, encoding: .utf8) == "somebody's work")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["there"])
    }
}

extension [String: Any] {
    fileprivate mutating func inLog(_ body: (inout [String: Any]) throws -> Void) throws {
        var logs = try #require(self["logs"] as? [[String: Any]])
        try body(&logs[0])
        self["logs"] = logs
    }

    fileprivate mutating func inChange(_ body: (inout [String: Any]) throws -> Void) throws {
        try inLog { log in
            var changes = try #require(log["changes"] as? [[String: Any]])
            try body(&changes[0])
            log["changes"] = changes
        }
    }

    fileprivate mutating func inNote(_ body: (inout [String]) throws -> Void) throws {
        try inLog { log in
            var lines = try #require(log["text"] as? String).components(separatedBy: "\n")
            try body(&lines)
            log["text"] = lines.joined(separator: "\n")
        }
    }

    /// Another digit of a member of the change; the last one unless a place is given.
    fileprivate mutating func flip(_ member: String, at place: Int? = nil) throws {
        try inChange { try $0.flipOwn(member, at: place) }
    }

    fileprivate mutating func flipOwn(_ member: String, at place: Int? = nil) throws {
        var digits = Array(try #require(self[member] as? String))
        let place = place ?? digits.count - 1
        digits[place] = digits[place] == "7" ? "6" : "7"
        self[member] = String(digits)
    }
}
