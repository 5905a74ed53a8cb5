import Foundation
import SyncCore
import Testing

/// An export is checked by a program in another language that uses nothing of ours, and by no means
/// passes when anything in it is not as it was signed.
@Suite(.enabled(if: Outsider.isWanted, Outsider.wanting))
struct OutsideViewTests {
    let world: SignedCounty
    let folder: Folder

    init() throws {
        world = try SignedCounty.shared.get()
        folder = try Folder()
    }

    private func export(_ node: String) throws -> [String] {
        let file = folder.path("export-\(UUID().uuidString).jsonl")
        let report = try Program.json(["log", "export", "--data-dir", node, "--out", file])
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(report["bytes"] as? Int == text.utf8.count)
        #expect(text.hasSuffix("\n"))
        return text.split(separator: "\n").map(String.init)
    }

    /// What the county has exported, once for all tests that alter it.
    private func exported() throws -> [String] {
        try String(contentsOfFile: world.export, encoding: .utf8).split(separator: "\n")
            .map(String.init)
    }

    private func check(
        _ lines: [String], county key: String? = nil
    ) throws -> (isContent: Bool, words: String) {
        let text = lines.map { $0 + "\n" }.joined()
        return try Outsider.check(
            try folder.write("lines-\(UUID().uuidString)", text), county: key)
    }

    @Test("A county with three stations: an outsider recomputes every leaf and root")
    func theExportOfACountyPasses() throws {
        let lines = try export(world.county)
        let result = try check(lines, county: world.key)
        #expect(result.isContent, "\(result.words)")
        // Three scopes with the log of the county and that of the station in each, and the directory.
        #expect(result.words.hasPrefix("7 logs, "), "\(result.words)")
        #expect(result.words.contains(" 3 receipts"))
        let changes = lines.filter { $0.hasPrefix(#"{"type":"change""#) }.count
        #expect(result.words.contains(" \(changes) changes"))
    }

    @Test("A station's export passes too, with what the county has signed of it")
    func theExportOfAStationPasses() throws {
        let result = try check(try export(world.station(1)), county: world.key)
        #expect(result.isContent, "\(result.words)")
        #expect(result.words.hasPrefix("3 logs, "), "its own scope's, and the county's directory")
        #expect(result.words.contains(" 1 receipts"))
    }

    @Test("Of what identifies a person an export has nothing")
    func nothingPersonalIsExported() throws {
        let bytes = try [world.county, world.station(1)].flatMap(export).joined()
        for name in ["王1", "李2", "13900001000", "13900009999", "审核员"] {
            #expect(!bytes.contains(name))
            #expect(!bytes.contains(Hex.encode(Array(name.utf8))))
        }
        // The check can fail: what upper levels may read is there.
        #expect(bytes.contains(Hex.encode(Array("图书整理".utf8))))
    }

    /// What somebody who alters an export may try.
    struct Alteration: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let alter: @Sendable (inout [String]) throws -> Void

        init(_ what: String, _ alter: @escaping @Sendable (inout [String]) throws -> Void) {
            testDescription = what
            self.alter = alter
        }
    }

    static let alterations: [Alteration] = [
        Alteration("a byte of a header") { try $0.flip("header", in: "change") },
        Alteration("a byte of an open part") { try $0.flip("open", in: "change") },
        Alteration("a byte of a commitment") { try $0.flip("commitment", in: "change") },
        Alteration("a byte of a leaf") { try $0.flip("leaf", in: "change") },
        Alteration("an open part with the leaf that it now gives") { lines in
            try lines.edit("change") { change in
                change["open"] = (change["open"] as? String ?? "") + "00"
                change["leaf"] = try leaf(of: change)
            }
        },
        Alteration("a byte moved from the header to the open part") { lines in
            try lines.edit("change") { change in
                let header = change["header"] as? String ?? ""
                change["header"] = String(header.dropLast(2))
                change["open"] = header.suffix(2) + (change["open"] as? String ?? "")
            }
        },
        Alteration("another scope's name on a change") { try $0.flip("scope", in: "change") },
        Alteration("two changes in each other's place") { lines in
            let first = try lines.index(of: "change")
            lines.swapAt(first, first + 1)
        },
        Alteration("two changes in each other's place, their numbers with them") { lines in
            let first = try lines.index(of: "change")
            lines.swapAt(first, first + 1)
            for (offset, sequence) in [1, 2].enumerated() {
                try lines.edit("change", skipping: offset) { $0["sequence"] = sequence }
            }
        },
        Alteration("a change left out") { lines in
            lines.remove(at: try lines.index(of: "change") + 1)
        },
        Alteration("the last change of a log left out") { lines in
            lines.remove(at: try lines.index(of: "checkpoint") - 1)
        },
        Alteration("a change twice") { lines in
            let first = try lines.index(of: "change")
            lines.insert(lines[first], at: first)
        },
        Alteration("another root in a checkpoint") { try $0.alterNote("checkpoint", line: 2) },
        Alteration("another size in a checkpoint") { try $0.alterNote("checkpoint", line: 1) },
        Alteration("another signature of a log") { try $0.alterNote("checkpoint", line: 4) },
        Alteration("another root in a receipt") { try $0.alterNote("receipt", line: 2) },
        Alteration("another signature of a county") { try $0.alterNote("receipt", line: 5) },
        Alteration("another time of a receipt") { lines in
            try lines.edit("receipt") { receipt in
                // The last digits of the time stand in characters 14 and 15 of the signature line.
                var note = (receipt["text"] as? String ?? "").components(separatedBy: "\n")
                var words = note[5].components(separatedBy: " ")
                var signature = Array(words[2])
                signature[14] = signature[14] == "A" ? "B" : "A"
                words[2] = String(signature)
                note[5] = words.joined(separator: " ")
                receipt["text"] = note.joined(separator: "\n")
            }
        },
        Alteration("another key of a known origin") { try $0.flip("publicKey", in: "origin") },
        Alteration("another key under its own origin") { lines in
            let seed = [UInt8](repeating: 9, count: 32)
            let key = try Signer(privateKey: seed).publicKey
            try lines.edit("origin") { line in
                line["publicKey"] = Hex.encode(key)
                line["origin"] = Origin(publicKey: key).description
            }
        },
        Alteration("a stranger who signs a log of a known origin") { try $0.signAnew() },
        Alteration("a change that is added behind the checkpoint") { try $0.addBehindCheckpoint() },
        Alteration("a log without its checkpoint") { lines in
            lines.remove(at: try lines.index(of: "checkpoint"))
        },
        Alteration("the checkpoint of another log") { lines in
            let places = lines.indices.filter {
                lines[$0].hasPrefix(#"{"type":"checkpoint""#)
            }
            lines[places[0]] = lines[places[1]]
        },
        Alteration("nothing at all") { $0 = [] },
    ]

    /// What is only written another way passes: the alterations below fail by what they alter.
    @Test func anotherOrderOfMembersPasses() throws {
        var lines = try exported()
        for type in ["origin", "change", "checkpoint", "receipt"] { try lines.edit(type) { _ in } }
        let result = try check(lines, county: world.key)
        #expect(result.isContent, "\(result.words)")
    }

    @Test(arguments: alterations)
    func whatWasAlteredDoesNotPass(alteration: Alteration) throws {
        var lines = try exported()
        try alteration.alter(&lines)
        let result = try check(lines, county: world.key)
        #expect(!result.isContent, "\(result.words)")
        #expect(!result.words.isEmpty)
    }

    @Test("Receipts of another county do not pass for those of this one")
    func anotherCountyDoesNotPass() throws {
        let other = try Signer(privateKey: [UInt8](repeating: 8, count: 32)).publicKey
        #expect(try !check(exported(), county: Hex.encode(other)).isContent)
    }

    @Test("A log that a relay has cut lies under its checkpoint by a proof, and by no other")
    func aCutLogPassesWithItsProof() throws {
        let info = try Program.json(["node", "info", "--data-dir", world.station(2)])
        let origin = try #require(info["origin"] as? String)
        var lines = try export(world.station(2)).filter {
            $0.contains(#""origin":"\#(origin)""#) && !$0.hasPrefix(#"{"type":"receipt""#)
        }
        let end = try lines.index(of: "checkpoint")
        let leaves = try lines[..<end].filter { $0.hasPrefix(#"{"type":"change""#) }.map { line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
            return try #require(Hash(hex: (object as? [String: Any])?["leaf"] as? String ?? ""))
        }
        let size = UInt64(leaves.count)
        let proof = try LeafList(leaves).consistencyProof(from: size - 1, to: size).map(\.hex)
        lines.remove(at: end - 1)
        #expect(try !check(lines).isContent, "without the proof")
        try lines.edit("checkpoint") { $0["proof"] = proof }
        let result = try check(lines)
        #expect(result.isContent, "\(result.words)")
        #expect(proof.count > 1)
        for altered in [proof.reversed(), Array(proof.dropLast()), proof + [proof[0]]] {
            try lines.edit("checkpoint") { $0["proof"] = altered }
            #expect(try !check(lines).isContent)
        }
    }

    static func leaf(of change: [String: Any]) throws -> String {
        let parts = try ["header", "open", "commitment"].map {
            try #require(Hex.decode(change[$0] as? String ?? ""))
        }
        return MerkleTree.leaf(parts[0], parts[1], parts[2]).hex
    }
}
