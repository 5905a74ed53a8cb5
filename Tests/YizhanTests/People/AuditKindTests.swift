import Foundation
import Node
import ServiceRecords
import Store
import SyncCore
import Testing

@testable import Commands

/// The kinds of the audit trail have names, and what is none is not taken for one that nobody wrote.
@Suite struct AuditKindTests {
    @Test func `every kind that the program knows has a name of its own`() throws {
        let source = try String(
            contentsOf: Outsider.repository.appendingPathComponent(
                "Sources/SyncCore/Change/SystemKind.swift"), encoding: .utf8)
        let numbers = source.matches(of: /KindNumber = ([0-9]+)/).compactMap { KindNumber($0.1) }
        #expect(numbers.count > 25)
        let words = (numbers + Schema.kinds.map(\.number)).map(AuditWords.word)
        #expect(words.filter { $0.hasPrefix("kind-") }.isEmpty, "\(words)")
        #expect(Set(words).count == words.count)
        #expect(Set(AuditWords.all).count == AuditWords.all.count)
        #expect(AuditWords.word(9_999) == "kind-9999")
    }

    @Test func `whatever stands in a trail can be asked for by its name`() throws {
        let place = try RecordPlace()
        try place.register()
        let listed = Set(try AuditCommands.list(place.station).entries.map(\.what))
        #expect(!listed.isEmpty)
        for what in listed {
            #expect(try AuditCommands.list(place.station, .init(what: what)).count > 0, "\(what)")
        }
        #expect(try AuditCommands.list(place.station, .init(what: "志愿者")).count > 0)
        #expect(try AuditCommands.list(place.station, .init(what: "kind-77")).count == 0)
    }

    @Test func `what is no kind is refused, and the kinds are listed; nor is nobody a user`() throws
    {
        let place = try RecordPlace()
        let here = ["--data-dir", place.county.home.directory.path, "--lang", "en"]
        let out = place.folder.path("trail")
        for command in [["audit", "list"], ["audit", "export", "--out", out]] {
            let refused = try Program.run(command + ["--what", "volunteers"] + here)
            #expect(refused.exit == 64, "\(refused.errors)")
            for word in ["volunteer,", "login", "suspend", "announce"] {
                #expect(refused.errors.contains(word), "\(word) in \(refused.errors)")
            }
            let nobody = try Program.run(command + ["--user", "wnag"] + here)
            #expect(nobody.exit == 66 && nobody.errors.contains("wnag"), "\(nobody.errors)")
            #expect(!FileManager.default.fileExists(atPath: out))
        }
        #expect(try Program.run(["audit", "list", "--user", "node"] + here).exit == 0)
    }
}
