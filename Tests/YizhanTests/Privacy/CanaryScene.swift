import Foundation
import Testing

/// A county and a station that run at log level trace while planted texts go through every door.
final class CanaryScene {
    let planted = Planted(texts: [
        name, idNumber, phone, otherPhone, address, activity, content, remark, leader, badName,
        badNumber, badPhone, strangeText, wrongValue,
    ])

    private static let name = "欧阳慕雪"
    private static let idNumber = "11010519491231002X"
    private static let phone = "13912345678"
    private static let otherPhone = "13787654321"
    private static let address = "甘南路七百一十二号"
    private static let activity = "陪护术后的张大爷"
    private static let content = "夜里换药喂饭三次"
    private static let remark = "家属在外地打工"
    private static let leader = "尉迟建国"
    private static let badName = "诸葛守仁"
    private static let badNumber = "110105194912310021"
    private static let badPhone = "1391234567890"
    private static let strangeText = "司马相如在此"
    private static let wrongValue = "上官婉清"

    private let folder: Folder
    private let environment: [String: String]
    private let county: ServedNode
    private var station: ServedNode?
    /// What commands have logged.
    private(set) var logLines: [String] = []

    private var here: [String] { ["--data-dir", folder.path("A")] }
    private var there: [String] { ["--data-dir", folder.path("C"), "--code", "620102001"] }

    init(format: String) throws {
        folder = try Folder()
        environment = ["YIZHAN_LOG_LEVEL": "trace", "YIZHAN_LOG_FORMAT": format]
        let made = try Program.run([
            "node", "init", "--role", "county", "--code", "620102", "--name", "城关区",
            "--data-dir", folder.path("C"),
        ])
        try #require(made.exit == 0, "\(made.errors)")
        county = try ServedNode(
            [
                // In the clear, so that strangers can say to it what they like.
                "--data-dir", folder.path("C"), "--insecure", "--listen", "127.0.0.1:0",
                "--console", "127.0.0.1:0",
            ], errors: folder.path("county.log"), environment: environment)
        try run([
            "station", "invite", "--data-dir", folder.path("C"), "--code", "620102001", "--name",
            "酒泉路街道", "--address", county.address, "--out", folder.path("j.json"),
        ])
        try run(["node", "init", "--join", folder.path("j.json")] + here)
        // The station reads the same from a file.
        try Data(
            """
            log: {level: trace, format: \(format)}
            listen: {console: 127.0.0.1:0}
            security: {line: insecure}

            """.utf8
        ).write(to: folder.url.appendingPathComponent("A/node.yaml"))
        station = try ServedNode(here, errors: folder.path("station.log"))
    }

    func end() {
        station?.stop()
        county.stop()
    }

    var wordsOfDaemons: [String] { [county.words] + [station?.words].compactMap(\.self) }

    /// Valid records: imported, added, found, shown, edited at both ends, approved, reversed, sent.
    func recordAndExchange() throws {
        try run(
            [
                "volunteer", "import",
                try folder.write(
                    "v.csv",
                    "姓名,身份证号,手机号,居住区域,备注\n\(Self.name),\(Self.idNumber),\(Self.phone),\(Self.address),\(Self.remark)\n"
                ),
            ] + here)
        try run(
            [
                "hours", "import",
                try folder.write(
                    "h.csv",
                    "姓名,手机号,活动名称,服务内容,开始时间,结束时间,活动负责人,备注\n\(Self.name),\(Self.phone),\(Self.activity),\(Self.content),2026-03-01 09:00,2026-03-01 11:00,\(Self.leader),\(Self.remark)\n"
                ),
            ] + here)
        try run(
            [
                "hours", "add", "--volunteer", Self.idNumber, "--activity", Self.activity,
                "--start", "2026-03-02 09:00", "--end", "2026-03-02 10:00", "--content",
                Self.content, "--leader", Self.leader, "--remark", Self.remark, "--place",
                Self.address,
            ] + here)
        try run(["sync", "now"] + here)
        try run(["volunteer", "list", "--find", Self.name] + here)
        try run(["volunteer", "show", "--volunteer", Self.idNumber] + here)
        try run(["hours", "list"] + here)
        try run(["hours", "approve", "--all", "--by", Self.leader] + here)
        let list = try Program.json(["hours", "list"] + here)["records"] as? [[String: Any]]
        let record = try #require(list?.first?["id"] as? String)
        try run(["hours", "reverse", "--record", record, "--reason", Self.remark] + here)
        for (place, phone) in [(here, Self.otherPhone), (Array(there[..<2]), Self.phone)] {
            try run(
                [
                    "volunteer", "edit", "--volunteer", Self.idNumber, "--phone", phone, "--name",
                    Self.name,
                ] + place)
        }
        try run(["sync", "now"] + here)
        try run(["sync", "now"] + here)
        try run(["status"] + here)
    }

    /// What is not taken: rows, arguments, a configuration.
    func reject() throws {
        try run(
            [
                "volunteer", "import",
                try folder.write(
                    "bad.csv",
                    "姓名,身份证号,手机号\n\(Self.badName),\(Self.badNumber),\(Self.badPhone)\n"),
            ] + here, exit: 65)
        try run(
            [
                "hours", "import",
                try folder.write(
                    "badh.csv",
                    "姓名,手机号,活动名称,开始时间,结束时间\n\(Self.badName),\(Self.badPhone),\(Self.activity),\(Self.remark),x\n"
                ),
            ] + here, exit: 65)
        try run(
            ["volunteer", "add", "--name", Self.badName, "--id-number", Self.badNumber] + here,
            exit: 65)
        try run(["volunteer", "show", "--volunteer", Self.badName] + here, exit: 66)
        let faulty = try folder.write(
            "faulty.yaml", "log:\n  level: \(Self.wrongValue)\n\(Self.wrongValue): 1\n")
        let refused = try Program.run(
            ["node", "serve", "--config", faulty] + here,
            environment: ["YIZHAN_UI_LANGUAGE": Self.wrongValue])
        #expect(refused.exit == 78)
        logLines.append(refused.errors)
    }

    /// A stranger calls at every address.
    func disturb() throws {
        let stranger = Stranger(
            text: Self.strangeText, idNumber: Self.idNumber, phone: Self.phone)
        for address in [county.address, county.console, station?.console ?? ""] {
            try stranger.call(address)
        }
    }

    /// A copy of the station writes under the same name, and goes on under another when it speaks.
    func liveTwice() throws {
        let copy = folder.path("B")
        station?.stop()
        try FileManager.default.copyItem(atPath: folder.path("A"), toPath: copy)
        for place in [here, ["--data-dir", copy]] {
            try run(
                ["volunteer", "add", "--name", Self.name + Self.badName, "--phone", Self.phone]
                    + place)
            try run(["sync", "now"] + place)
        }
    }

    /// What the running nodes tell a monitor.
    func figures() throws -> [String] {
        try [county, station].compactMap(\.self).filter(\.process.isRunning).map {
            let answer = try RawRequest.ask("GET", "/metrics", of: $0.console)
            #expect(answer.status == 200 && answer.body.contains("yizhan_http_requests_total"))
            return answer.body
        }
    }

    /// What a person sees who asks for the records.
    func seen() throws -> Data {
        try Program.run(["volunteer", "list"] + here).output
            + Program.run(["hours", "list"] + here).output
    }

    private func run(_ arguments: [String], exit: Int32 = 0) throws {
        let result = try Program.run(arguments, environment: environment)
        try #require(result.exit == exit, "\(arguments) → \(result.exit) \(result.errors)")
        logLines += result.errors.split(separator: "\n").map(String.init).filter {
            $0.hasPrefix("{\"at\":") || $0.prefixMatch(of: /\d{4}-\d\d-\d\dT/) != nil
        }
    }
}
