import Foundation
import Testing

/// I16: no code path deletes an undelivered change. What the file's triggers refuse at run time is looked
/// for in the sources as well.
@Suite struct NothingDeletedTests {
    private static let sources = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Sources")

    /// Files, and the lines in which a pattern stands, without blanks around them.
    private func lines(matching pattern: String) throws -> [String: [String]] {
        let expression = try NSRegularExpression(pattern: pattern, options: [.caseInsensitive])
        let files = FileManager.default.enumerator(
            at: Self.sources, includingPropertiesForKeys: nil)
        var found: [String: [String]] = [:]
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift" else { continue }
            let text = try String(contentsOf: file, encoding: .utf8)
            for line in text.split(separator: "\n") {
                let range = NSRange(line.startIndex..., in: line)
                guard expression.firstMatch(in: String(line), range: range) != nil else { continue }
                found[file.lastPathComponent, default: []].append(
                    line.trimmingCharacters(in: .whitespaces))
            }
        }
        return found
    }

    /// These fill a new file from a broken one, which is kept as it is; in it nothing stands yet but what they
    /// have brought, and the triggers are back before it takes its place (SalvageTests).
    private static let salvage: Set = ["LogSalvage.swift", "Salvage.swift"]

    @Test func `a row of a log is deleted in two places, both of which a trigger watches`() throws {
        let found = try lines(
            matching: #"(delete from|drop table( if exists)?) (change|segment|packed)\b"#)
        #expect(Set(found.keys).subtracting(Self.salvage) == ["SegmentTable.swift"])
        #expect(found["SegmentTable.swift"]?.count == 3)
        let named = try lines(matching: #"(delete|cut|drop|empty).*"change""#)
        #expect(named.isEmpty, "\(named)")
    }

    @Test func `a row of a log is altered in one place, which a trigger watches`() throws {
        let found = try lines(matching: #"update (or replace )?(change|segment|packed)\b"#)
        #expect(Set(found.keys) == ["Mending.swift"])
        #expect(try lines(matching: #"replace into (change|segment|packed)\b"#).isEmpty)
        // Where a row stands already, the same trigger lets through what is proved, or nothing.
        let put = try lines(matching: #"insert into (segment|packed)\b"#)
        #expect(Set(put.keys) == ["Frames.swift", "SegmentTable.swift"], "\(put.keys)")
    }

    @Test func `no trigger is dropped but where the next line makes it anew`() throws {
        let found = try lines(matching: "drop trigger").filter { !Self.salvage.contains($0.key) }
        #expect(
            Set(found.keys) == [
                "ForkTables.swift", "SegmentTable.swift", "Mending.swift", "Frames.swift",
            ])
        for (file, dropped) in found {
            let made = try lines(matching: "create trigger")[file] ?? []
            for line in dropped {
                let name = line.split(separator: " ").last?.dropLast() ?? ""
                #expect(made.contains { $0.contains("CREATE TRIGGER \(name) ") }, "\(file) \(name)")
            }
        }
    }

    @Test func `the store's file is removed nowhere but where it was only just made`() throws {
        let found = try lines(matching: "Store\\.fileName")
        for (file, lines) in found where file != "Restore.swift" {
            #expect(!lines.contains { $0.contains("remove") }, "\(file)")
        }
    }
}
