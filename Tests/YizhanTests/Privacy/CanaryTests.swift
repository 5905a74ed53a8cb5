import Foundation
import Testing

/// Nothing personal is logged: what was planted in records, in rejected rows and in a stranger's
/// requests stands in no log line, no figure and no other word of a daemon.
@Suite(.serialized)
struct CanaryTests {
    @Test(arguments: ["text", "json"])
    func nothingPersonalIsLogged(format: String) async throws {
        try await onOwnThread { try play(format) }
    }

    private func play(_ format: String) throws {
        let scene = try CanaryScene(format: format)
        defer { scene.end() }
        try scene.recordAndExchange()
        try scene.reject()
        try scene.disturb()
        var figures = try scene.figures()
        #expect(figures.count == 2)
        try scene.liveTwice()
        figures += try scene.figures()
        scene.end()

        let words = scene.wordsOfDaemons
        for sentence in [
            "exchange ended", "request answered", "changes received", "unknown node",
        ] {
            #expect(words.contains { $0.contains(sentence) }, "nobody logged: \(sentence)")
        }
        let isJSON = words[0].contains("{\"at\":")
        #expect(isJSON == (format == "json"))
        for word in words + figures + scene.logLines {
            #expect(scene.planted.found(in: Data(word.utf8)) == [])
        }
        #expect(scene.logLines.count > 2, "commands log too")
        // The search finds what is there: in what a person asked to see.
        let seen = try scene.seen()
        #expect(Set(scene.planted.found(in: seen)).count > 2)
    }
}
