import Foundation
import Testing

/// Arguments that do not parse: said to programs as any other problem is.
@Suite struct UsageTests {
    private static func problem(_ arguments: [String]) throws -> (exit: Int32, data: [String: Any]?)
    {
        let result = try Program.run(arguments)
        #expect(result.output.isEmpty)
        let document =
            try? JSONSerialization.jsonObject(with: Data(result.errors.utf8)) as? [String: Any]
        return (result.exit, document?["data"] as? [String: Any])
    }

    @Test(arguments: [
        ["resync", "status", "zzzz", "-o", "json"], ["resync", "-o=json", "status", "--nothing"],
        ["status", "--output=jsonl", "--lang", "klingon"],
        // Found by the command itself, and not by the parser.
        ["pull", "--all", "--station", "620102001", "--output", "json"],
    ])
    func `who asked for JSON hears in JSON what is wrong with the arguments`(
        arguments: [String]
    ) throws {
        let (exit, data) = try Self.problem(arguments)
        #expect(exit == 64)
        #expect(data?["code"] as? String == "usage" && data?["exit"] as? Int == 64)
        #expect((data?["message"] as? String)?.isEmpty == false)
    }

    @Test(arguments: [
        ["resync", "status", "zzzz"], ["resync", "status", "zzzz", "-o", "csv"],
        ["resync", "status", "--", "-o", "json"],
    ])
    func `everybody else hears it in words, with what is right`(arguments: [String]) throws {
        let (exit, data) = try Self.problem(arguments)
        #expect(exit == 64 && data == nil)
        #expect(try Program.run(arguments).errors.contains("Usage: yizhan resync status"))
    }

    @Test func `help is no problem, whatever form is asked for`() throws {
        let result = try Program.run(["status", "--help", "-o", "json"])
        #expect(
            result.exit == 0
                && String(decoding: result.output, as: UTF8.self).contains("yizhan status"))
    }
}
