import Commands
import Foundation
import Node
import Store
import Testing
import Texts

/// What keeps a station and its county apart stands on the screen until it is gone, whatever else is
/// delivered.
@Suite struct TroubleTests {
    /// The fixed words as an exchange leaves them, and what people read.
    static let troubles: [(words: String, zh: String, en: String)] = [
        ("own-log", "县里有本机没有的本机记录", "own-log"), ("broken-root", "同一段记录两边不同", "broken-root"),
        ("broken-root own-log", "被复制过），县里有本机没有的本机记录", "broken-root own-log"),
        ("differs", "原因不明", "differs"), ("too-many-origins", "来源过多", "too-many-origins"),
        ("a-word-of-a-newer-program", "a-word-of-a-newer-program", "a-word-of-a-newer-program"),
    ]

    @Test(arguments: troubles)
    func troubleNeedsSomebody(words: String, zh: String, en: String) throws {
        let place = try RecordPlace()
        try place.register()
        try place.station.store.set("trouble", words)
        let status = try StatusCommands.status(place.station)
        #expect(status.state == "attention")
        #expect(status.trouble.value == words)
        #expect(try status.data()["trouble"] as? String == words)
        let chinese = status.text(in: .zh)
        #expect(chinese.contains("▲ 1 条需要您处理"))
        #expect(chinese.contains("和县里对不上"))
        #expect(chinese.contains(zh))
        #expect(chinese.contains("请联系县里，勿删文件"))
        #expect(status.text(in: .en).contains(en))
    }

    @Test func troubleAndConflictsAreCountedTogether() throws {
        let place = try RecordPlace()
        try place.register()
        try place.makeConflict()
        try place.station.store.set("trouble", "own-log")
        let text = try StatusCommands.status(place.station).text(in: .zh)
        #expect(text.contains("▲ 2 条需要您处理"))
        #expect(text.contains("冲突 1 处"))
    }

    @Test func withoutTroubleNothingIsSaidOfIt() throws {
        let place = try RecordPlace()
        try place.register()
        for clear in [{}, { try place.station.store.set("trouble", "") }] as [() throws -> Void] {
            try clear()
            let status = try StatusCommands.status(place.station)
            #expect(status.state == "unknown")
            #expect(status.trouble.value == nil)
            #expect(try status.data()["trouble"] is NSNull)
            #expect(!status.text(in: .zh).contains("和县里对不上"))
        }
    }

    @Test func theProgramShowsItToPeopleAndPrograms() throws {
        let place = try RecordPlace()
        try place.register()
        try place.station.store.set("trouble", "own-log")
        let here = ["status", "--data-dir", place.station.home.directory.path]
        let text = try Program.run(here)
        #expect(text.exit == 0)
        #expect(String(decoding: text.output, as: UTF8.self).contains("和县里对不上"))
        let data = try Program.json(here)
        #expect(data["state"] as? String == "attention")
        #expect(data["trouble"] as? String == "own-log")
    }

    @Test func `what is damaged here and nowhere else stands on the screen until it is mended`()
        throws
    {
        let place = try RecordPlace()
        try place.register()
        try place.station.store.set("damaged-alone", "3 abc:4 abc:9")
        let status = try StatusCommands.status(place.station)
        #expect(status.state == "attention" && status.needsYou == 1)
        #expect(status.damaged == ["abc:4", "abc:9"])
        #expect(status.text(in: .zh).contains("3 条改动已损坏") && status.text(in: .zh).contains("abc:9"))
        #expect(status.text(in: .en).contains("nobody who was asked has them: abc:4, abc:9 …"))
        let findings = try DoctorCommands.examine(place.station).findings
        #expect(findings.first { $0.code == "damaged-alone" }?.count.value == 3)
        try place.station.store.set("damaged-alone", "")
        #expect(try StatusCommands.status(place.station).damaged.isEmpty)
        #expect(try StatusCommands.status(place.station).state != "attention")
    }
}
