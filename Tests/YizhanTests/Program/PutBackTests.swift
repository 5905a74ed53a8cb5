import Foundation
import Testing

/// A whole data directory put back to an older copy, and a copy that runs beside it, with the real program
/// at both ends: in one call it is put right, and said in plain words.
@Suite(.timeLimit(.minutes(3))) struct PutBackTests {
    @Test func aStationThatWasPutBackIsRepairedInOneCallAndSaysSo() throws {
        let scene = try PutBackScene()
        defer { scene.stop() }
        try scene.record("甲", at: "station")
        #expect(try scene.sync("station").exit == 0)
        try scene.copy("station", to: "old")
        try scene.record("乙", at: "station")
        #expect(try scene.sync("station").exit == 0)

        try scene.record("丙", at: "old")
        let repaired = try scene.sync("old")
        #expect(repaired.exit == 0)
        #expect(repaired.text.contains("已自动修复：1 条另行写入"))
        #expect(repaired.text.contains("● 已全部送达"))
        #expect(repaired.text.contains("yizhan node doctor"))
        let again = try scene.sync("old")
        #expect(!again.text.contains("已自动修复"), "said in the call that did it")
        #expect(try scene.names("old") == ["丙", "乙", "甲"])
        #expect(try scene.names("county") == ["丙", "乙", "甲"])

        let doctor = try scene.run("old", ["node", "doctor"])
        #expect(doctor.text.contains("另行写入：内容和作者不变，各算一次"))
        let told = try Program.json(["node", "doctor", "--data-dir", scene.folder.path("old")])
        let incidents = try #require(told["incidents"] as? [[String: Any]])
        #expect(
            incidents.contains {
                ["repaired", "set-aside"].contains($0["kind"] as? String)
                    && $0["count"] as? Int == 1
            })
        let status = try Program.json(["status", "--data-dir", scene.folder.path("old")])
        #expect(status["head"] as? Int == 3)
        #expect(status["delivered"] as? Int == 3)
        #expect(status["incidents"] as? Int ?? 0 > 0)
        // The copy's elder goes on beside it.
        try scene.record("丁", at: "station")
        for name in ["station", "old", "station"] { _ = try scene.sync(name) }
        for name in ["station", "old", "county"] {
            #expect(try scene.names(name) == ["丙", "丁", "乙", "甲"].sorted())
        }
        #expect(try scene.digest("station") == scene.digest("county"))
    }

    /// Two entries are delivered, and the county is put back to before the second.
    private func forgetTheSecondEntry(of scene: PutBackScene) throws {
        try scene.record("甲", at: "station")
        #expect(try scene.sync("station").exit == 0)
        try scene.replaceCounty(by: { try scene.copy("county", to: "old-county") }) {
            try scene.record("乙", at: "station")
            #expect(try scene.sync("station").exit == 0)
        }
    }

    @Test func aCountyThatWasPutBackIsHealedAndTheStationIsTold() throws {
        let scene = try PutBackScene()
        defer { scene.stop() }
        try forgetTheSecondEntry(of: scene)
        let told = try scene.sync("station")
        #expect(told.exit == 0)
        #expect(told.text.contains("县里恢复过旧备份"))
        #expect(told.text.contains("● 已全部送达"))
        #expect(try scene.names("old-county") == ["乙", "甲"])
        let county = try scene.run("old-county", ["status"])
        #expect(county.text.contains("yizhan node doctor"))
        #expect(try scene.run("station", ["node", "doctor"]).text.contains("不再证明送达"))
    }

    @Test func aKeyThatTheCountyChangesAsPlannedIsToldAsWhatItIs() throws {
        let scene = try PutBackScene()
        defer { scene.stop() }
        try scene.record("甲", at: "station")
        #expect(try scene.sync("station").exit == 0)
        let change = try scene.run("county", ["key", "rotate"])
        #expect(change.exit == 0)
        #expect(change.text.contains("下级各自下次联络时得知") && !change.text.contains("告诉县里"))
        try scene.record("乙", at: "station")

        let told = try scene.sync("station")
        #expect(told.exit == 0)
        #expect(told.text.contains("县里按计划更换了密钥，什么都没有丢"))
        #expect(!told.text.contains("恢复过") && !told.text.contains("出过"))
        let again = try scene.sync("station")
        #expect(!again.text.contains("更换了密钥"), "said in the call that heard of it")
        let doctor = try scene.run("station", ["node", "doctor"])
        #expect(doctor.exit == 0 && !doctor.text.contains("恢复过"))
        #expect(doctor.text.contains("县里按计划更换了密钥，来源由"))
        let data = try Program.json(["node", "doctor", "--data-dir", scene.folder.path("station")])
        let incidents = data["incidents"] as? [[String: Any]]
        #expect(incidents?.compactMap { $0["kind"] as? String } == ["peer-key-changed"])
        for name in ["station", "county"] {
            let status = try Program.json(["status", "--data-dir", scene.folder.path(name)])
            #expect(status["incidents"] as? Int == 0, "\(name)")
        }
        #expect(try scene.names("county") == ["乙", "甲"])

        #expect(try scene.run("station", ["key", "rotate"]).text.contains("下次联络时告诉县里"))
        #expect(try scene.sync("station").exit == 0)
        let heard = try scene.run("county", ["node", "doctor"]).text
        #expect(heard.contains("一个站点的电脑按计划更换了密钥"))
    }

    /// What the county has lost it cannot know of; the station holds its receipts.
    @Test func aCountyThatWasPutBackAndThenChangesItsKeyIsToldAsPutBack() throws {
        let scene = try PutBackScene()
        defer { scene.stop() }
        try forgetTheSecondEntry(of: scene)
        #expect(try scene.run("old-county", ["key", "rotate"]).exit == 0)
        let told = try scene.sync("station").text
        #expect(told.contains("县里恢复过旧备份") && !told.contains("按计划"))
        #expect(try scene.names("old-county") == ["乙", "甲"])
    }

    @Test func theFourthSuccessorWaitsForTheOperator() throws {
        let scene = try PutBackScene()
        defer { scene.stop() }
        try scene.record("甲", at: "station")
        #expect(try scene.sync("station").exit == 0)
        for name in ["乙", "丙", "丁", "戊"] {
            #expect(try scene.run("county", ["station", "admit"]).text.contains("没有来源在等准许"))
            try scene.loseSidecar(of: "station")
            try scene.record(name, at: "station")
            _ = try scene.sync("station")
        }
        let waits = try scene.run("station", ["node", "doctor"])
        #expect(waits.exit == 1)
        #expect(waits.text.contains("yizhan station admit --code 620102001 --origin "))
        let list = try scene.run("county", ["station", "list"])
        #expect(list.text.contains("1 个来源等准许"))
        let waiting = try Program.json([
            "station", "admit", "--data-dir", scene.folder.path("county"),
        ])
        let entry = try #require((waiting["waiting"] as? [[String: Any]])?.first)
        let origin = try #require(entry["origin"] as? String)
        let tried = try scene.run(
            "county", ["station", "admit", "--origin", origin, "--dry-run"])
        #expect(tried.exit == 0)
        #expect(try scene.run("county", ["node", "doctor"]).exit == 1)
        #expect(try scene.run("station", ["station", "admit"]).exit == 77)
        #expect(
            try scene.run("county", ["station", "admit", "--origin", origin]).exit == 0)
        #expect(try scene.run("county", ["station", "admit", "--origin", origin]).exit == 66)
        #expect(try scene.sync("station").exit == 0)
        let doctor = try Program.json([
            "node", "doctor", "--data-dir", scene.folder.path("station"),
        ])
        let left = try #require(doctor["findings"] as? [[String: Any]])
        #expect(!left.contains { $0["code"] as? String == "admission-awaited" })
        #expect(try scene.names("county") == ["丁", "丙", "乙", "戊", "甲"].sorted())
    }
}
